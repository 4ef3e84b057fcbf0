"""What is typed, in its order: a key waits until the one before it has had its effect.

That one may have opened what this one is meant for. Textual hands a key to whatever is in front when it arrives: of
`e` and `x` typed at once over a slow line, the form would get neither, and the board would archive a card.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

from kanban.screens.base import KeyScreen
from kanban.text.clean import clean_line

KeyOrPaste = events.Key | events.Paste
TRIPS = 3
"""A key goes up to the app, where it may be an action of an input; that says something; the answer may say more."""
GONE_SECONDS = 0.02
"""How often it is looked whether a node that was to answer has been removed."""


class KeyQueue:
    """Keys and pastes that have arrived and are not dealt with yet."""

    def __init__(self, app: App[Any], forward: Callable[[KeyOrPaste], Awaitable[None]]) -> None:
        self._app = app
        self._forward = forward
        self._waiting: deque[KeyOrPaste] = deque()
        self._more = asyncio.Event()
        self.is_empty = True
        """Whether all that has arrived is dealt with."""
        self.last_key = ""
        """The key dealt with last; empty where a paste or the mouse came after it."""
        self.last_at = 0.0
        """When a key or a paste arrived last, by `time.monotonic`."""

    def take(self, event: events.Event) -> bool:
        """One more, if it is a key or a paste that came from the terminal; whether it was taken.

        Nothing in what is pasted is the terminal's business: an input shows it as it is. A wide space is a space: an
        input would drop it.
        """
        if isinstance(event, events.MouseDown | events.MouseUp):
            self.last_key = ""
        if event.is_forwarded or not isinstance(event, events.Key | events.Paste):
            return False
        if isinstance(event, events.Paste):
            event = events.Paste("\n".join(map(clean_line, event.text.splitlines())))
        elif event.key == "ideographic_space":
            event = events.Key("space", " ")
        self._waiting.append(event)
        self.is_empty = False
        self.last_at = time.monotonic()
        self._more.set()
        return True

    async def run(self) -> None:
        """Deal with them, one after the other, for ever."""
        while True:
            await self._more.wait()
            self._more.clear()
            while self._waiting:
                await self._deal_with(self._waiting.popleft())
            self.is_empty = True

    async def _deal_with(self, event: KeyOrPaste) -> None:
        screen = self._app.screen
        self.last_key = event.key if isinstance(event, events.Key) else ""
        if not screen.is_mounted:  # typed while the program starts
            await _caught_up(screen)
        if isinstance(screen, KeyScreen) and screen.prompt is None:
            if isinstance(event, events.Key):
                await screen.press(event.key)
            if screen.prompt is not None:
                await _caught_up(self._app)  # it has the focus then
        else:
            target = self._app.focused or screen
            if isinstance(event, events.Paste):
                await self._paste(event.text, screen)
            else:
                await self._forward(event)
            for node in [*target.ancestors_with_self] * TRIPS:
                await _caught_up(node)
        if self._app.is_running and self._app.screen is not screen:
            await _caught_up(self._app.screen)
            await _caught_up(self._app)

    async def _paste(self, text: str, screen: object) -> None:
        """What is pasted is one line, unless several are asked for; nothing in it is the terminal's business."""
        prompt = screen.prompt if isinstance(screen, KeyScreen) else None
        lines = list(filter(None, map(clean_line, text.splitlines())))
        if prompt is not None and prompt.pasted is not None and len(lines) > 1:
            await prompt.paste_lines(lines)
        else:
            await self._forward(events.Paste(clean_line(text)))


async def _caught_up(node: MessagePump) -> None:
    """Until a node has dealt with all that was sent to it so far, or is no longer there."""
    done = asyncio.Event()
    while node.call_later(done.set):
        try:
            await asyncio.wait_for(done.wait(), GONE_SECONDS)
        except TimeoutError:
            continue
        return
