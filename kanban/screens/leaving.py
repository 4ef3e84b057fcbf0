"""Leaving: what is left is saved first; what cannot be saved is said, and offered as a file of the user's."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kanban.screens.application import Screen
from kanban.screens.saving_words import AnySession
from kanban.text.clean import clean_line
from kanban.text.messages import Words, msg, msg_n
from kanban.text.paths import typed_path


class Leaving:
    """The end of the program's sessions."""

    def __init__(self) -> None:
        self._begun = False
        self._files: dict[int, Path] = {}
        """By session: where what could not be saved of it was written to."""

    async def leave(
        self, screen: Screen | None, sessions: Sequence[AnySession], leave: Callable[[bool], object]
    ) -> None:
        """Save what is left, then `leave(True)`; where something cannot be saved, ask on the screen, if there is one.

        Enter on nothing leaves without it: `leave(False)`; esc stays and goes on trying.
        """
        if self._begun:
            return
        waiting = [session for session in sessions if session.unsaved]
        if waiting:
            self._begun = True
            saved = await asyncio.gather(*(asyncio.to_thread(session.close) for session in waiting))
            self._begun = False
            waiting = [session for session, whole in zip(waiting, saved, strict=True) if not whole]
        if not waiting:
            leave(True)
        elif screen is None:
            leave(False)
        else:
            await self._ask(screen, waiting, waiting, leave)

    async def _ask(
        self,
        screen: Screen,
        sessions: Sequence[AnySession],
        asked: Sequence[AnySession],
        leave: Callable[[bool], object],
    ) -> None:
        """Ask for a file for the first of the sessions still to be `asked` about, then for the others."""
        from kanban.formats import pending_changes  # not needed for the first paint

        session, *others = asked
        changes = [pending_changes.Pending(signed, session.ref) for signed in session.left_over()]

        async def done(text: str) -> None:
            if text.strip():
                path = typed_path(text.strip())
                pending_changes.write(path, changes)
                self._files[id(session)] = path
            if others:
                await self._ask(screen, sessions, others, leave)
            else:
                leave(False)

        def stay() -> None:
            for unsaved in sessions:
                unsaved.start()

        def hint(text: str) -> Words:
            return "" if text else msg("empty: lose them, esc: stay")

        label = msg_n("{n} not saved. Write to file:", "{n} not saved. Write to file:", len(changes))
        note = msg("{ledger}: {reason}", ledger=name_of(session), reason=session.failure)
        await screen.type_in(label, "", done, cancelled=stay, suggest=hint, note=note)
        screen.prompt.say(hint(""))

    def finish(self, sessions: Sequence[AnySession]) -> bool:
        """After the screen: save what is still open, say on stderr what is not saved. False if something is not."""
        unsaved = [session for session in sessions if not session.close()]
        for session in unsaved:
            say_last(msg_n(
                "{ledger}: not saved: {n} change: {reason}", "{ledger}: not saved: {n} changes: {reason}",
                len(session.left_over()), ledger=name_of(session), reason=session.failure,
            ))  # fmt: skip
            if file := self._files.get(id(session)):
                command = f"kanban import changes {file}"
                say_last(msg("written to {file}; applied later by: {command}", file=file, command=command))
        return not unsaved


def name_of(session: AnySession) -> Words:
    """The board's slug, or what the plan is called."""
    return msg("plan") if session.ref is None else session.ref


def say_last(words: Words) -> None:
    """A line on stderr, after the screen."""
    print(f"kanban: {clean_line(str(words))}", file=sys.stderr)
