"""What two people edited at once: nothing is overwritten unread, and nothing of either is lost without an answer."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from kanban.commands.cards import Edit
from kanban.commands.outcome import ChangedMeanwhile
from kanban.model.fields import FIELDS
from kanban.screens.board.desk import BoardDesk
from kanban.screens.clash_question import is_now, theirs_stays, which_to_keep
from kanban.text.clean import clean_line
from kanban.text.merging import merged
from kanban.text.messages import Words, msg

TEXT, LISTS = "description", ("tags", "members")
"""Fields of which both values can be kept."""


class Clashing:
    """Sends edits, and asks what is to become of a field that somebody else has changed since it was opened."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk

    def edit(self, command: Edit, said: Words = "") -> None:
        """Carry an edit out, or ask. Raises Refused."""
        if not command.changes:
            self._desk.say(said or msg("nothing changed"))
            return
        try:
            outcome = self._desk.submit(command)
        except ChangedMeanwhile as clash:
            self._desk.take_view()
            self._ask(command, clash)
        else:
            self._desk.say(said or outcome.message)

    def _ask(self, command: Edit, clash: ChangedMeanwhile) -> None:
        name, mine = clash.field, command.changes[clash.field]
        kept = _kept(mine) if name == TEXT else None
        seen = {**command.opened, name: clash.value}

        def take(value: Any) -> Callable[[], object]:
            changed = msgspec.structs.replace(command, changes={**command.changes, name: value}, opened=seen)

            def taken() -> None:
                self.edit(changed)
                if kept is not None:
                    kept.unlink(missing_ok=True)

            return taken

        def theirs() -> None:
            rest = {field: value for field, value in command.changes.items() if field != name}
            said: Words = theirs_stays(clash)
            if kept is not None:
                said = msg("{reason}; what you wrote is in {file}", reason=said, file=kept)
            self.edit(msgspec.structs.replace(command, changes=rest), said)

        both = None
        if name == TEXT or name in LISTS:
            both = take(_both(name, command.opened[name], mine, clash.value))
        self._desk.ask(which_to_keep(self._text(clash), take(mine), theirs, both))

    def _text(self, clash: ChangedMeanwhile) -> Words:
        if clash.field == TEXT:
            return msg("{who} changed the description meanwhile; keep", who=clean_line(clash.by))
        return is_now(clash, FIELDS[clash.field].shown(clash.value, self._desk.kanban.zone))


def _both(name: str, opened: Any, mine: Any, theirs: Any) -> Any:
    """Of a text the lines of both, of a list what neither took off."""
    if name == TEXT:
        return merged(opened, mine, theirs)
    return tuple(dict.fromkeys(v for v in (*theirs, *mine) if v not in opened or (v in mine and v in theirs)))


def _kept(text: str) -> Path:
    from kanban.screens.card.editor import keep  # needed only here

    return keep(text)
