"""Changes that were saved and are gone, offered as a file: somebody put an older copy in the place of the ledger."""

from typing import Any

from kanban.screens.application import Screen
from kanban.screens.saving_words import AnySession
from kanban.session.ledger import Change
from kanban.text.messages import Words, msg, msg_n
from kanban.text.paths import typed_path


async def offer(screen: Screen, session: AnySession, change: Change) -> None:
    """Ask for a file to write them to; not where somebody is typing, who would lose that."""
    if screen.prompt is not None:
        return

    def done(text: str) -> None:
        from kanban.formats import pending_changes

        if text.strip():
            path = typed_path(text.strip())
            pending_changes.write(path, [pending_changes.Pending(signed, session.ref) for signed in change.lost])
            screen.say(msg("written; applied by: kanban import changes {file}", file=path))

    def hint(text: str) -> Words:
        return "" if text else msg("empty or esc: they stay lost")

    label = msg_n("{n} change lost. Write to file:", "{n} changes lost. Write to file:", len(change.lost))
    await screen.type_in(label, "", done, suggest=hint, note=change.message)
    prompt: Any = screen.prompt
    prompt.say(hint(""))
