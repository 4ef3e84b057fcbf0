"""Leaving with changes that could not be saved: said, and offered as a file of the user's."""

from pathlib import Path
from typing import TYPE_CHECKING

from kanban import leftover
from kanban.session import Session
from kanban.text import clean_line, cut

if TYPE_CHECKING:
    from kanban.app import KanbanApp


async def ask_about(app: "KanbanApp", session: Session) -> None:
    """Ask for a file to write them to; enter on nothing leaves without them, esc stays and goes on trying."""
    from kanban.screens.base import KeyScreen

    screen = app.screen
    count = len(session.left_over())

    def done(text: str) -> None:
        if text.strip():
            path = Path(text.strip()).expanduser()
            leftover.write(path, session.left_over())
            app.left_in = path
        app.exit(return_code=3)

    def hint(text: str) -> str:
        return "" if text else "empty: lose them, esc: stay"

    if isinstance(screen, KeyScreen):
        why = clean_line(session.failure).rpartition(": ")[2]
        label = f"{count} not saved ({cut(why, 24)}). Write to file:"
        await screen.type_in(label, "", done, cancelled=session.start, suggest=hint)
        screen.prompt.say(hint(""))
    else:
        app.exit(return_code=3)
