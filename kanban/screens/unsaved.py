"""Leaving with changes that could not be saved: said, and offered as a file of the user's."""

from collections.abc import Callable
from pathlib import Path

from kanban.formats import pending_changes as leftover
from kanban.screens.base import KeyScreen
from kanban.session.board import Session
from kanban.text.clean import clean_line, cut


async def ask_about(screen: object, session: Session, leave: Callable[[Path | None], None]) -> None:
    """Ask for a file to write them to; enter on nothing leaves without them, esc stays and goes on trying.

    `leave` gets the file they were written to, if any.
    """
    count = len(session.left_over())

    def done(text: str) -> None:
        path = Path(text.strip()).expanduser() if text.strip() else None
        if path is not None:
            leftover.write(path, [leftover.Pending(signed, session.saved.slug) for signed in session.left_over()])
        leave(path)

    def hint(text: str) -> str:
        return "" if text else "empty: lose them, esc: stay"

    if isinstance(screen, KeyScreen):
        why = clean_line(session.failure).rpartition(": ")[2]
        label = f"{count} not saved ({cut(why, 24)}). Write to file:"
        await screen.type_in(label, "", done, cancelled=session.start, suggest=hint)
        screen.prompt.say(hint(""))
    else:
        leave(None)
