"""The screen that is looked at, and what is said there of a session's news."""

from collections.abc import Sequence
from typing import Any

from kanban.screens.base import KeyScreen
from kanban.screens.leaving import name_of
from kanban.screens.saving_words import AnySession
from kanban.session.ledger import Change
from kanban.text.messages import msg


def front_screen(stack: Sequence[Any]) -> KeyScreen:
    """The screen in front, beneath forms and the palette."""
    return next(screen for screen in reversed(stack) if isinstance(screen, KeyScreen))


def say_in_front(stack: Sequence[Any], session: AnySession, own: Sequence[str], change: Change) -> None:
    """What was not saved must not wait behind another screen; the ledger is named where it is not one of its `own`."""
    if not change.message:
        return
    front, words = front_screen(stack), change.message
    if front.NAME not in own:
        words = msg("{ledger}: {reason}", ledger=name_of(session), reason=words)
    front.say(words, "error" if change.failed else "")
