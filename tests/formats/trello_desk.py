"""A workspace that Trello exports are taken into, for the tests of the import."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from trello_maker import FakeTrello

from kanban.commands.outcome import Signed
from kanban.formats.trello.reading import load
from kanban.model.board import Board
from kanban.model.card import Card
from kanban.store.folder.store import FolderStore

LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)
FLOW = ("To Do", "Doing", "Review", "Done")


class Importer:
    """A workspace with one board that exports are taken into."""

    def __init__(self, folder: Path) -> None:
        self.store = FolderStore(folder / "workspace")
        self.store.create_board("b", "ana")
        self.file = folder / "export.json"
        self.words = ""

    def __call__(self, source: FakeTrello | Path, kinds: Mapping[str, str] | None = None, cap: int = 1000) -> Board:
        path = source.save(self.file, cap) if isinstance(source, FakeTrello) else source
        self.understood = load(path, kinds or {}, board=self.board)
        self.send(self.understood.command)
        return self.board

    def send(self, command: Any) -> None:
        _, (applied,) = self.store.apply("b", [Signed(command, "ana", LATER)])
        if applied.refusal:
            raise applied.refusal
        self.words = str(applied.message)

    @property
    def board(self) -> Board:
        """As the file says, read anew."""
        return FolderStore(self.store.folder).board("b")

    @property
    def content(self) -> bytes:
        return self.store.board_path("b").read_bytes()

    def card(self, external_id: str) -> Card:
        return next(c for c in self.board.cards.values() if c.external_id == external_id)

    def column(self, external_id: str) -> str:
        return self.board.column(self.card(external_id).column).name


def words_of(take: Importer) -> str:
    """All that the last import said."""
    return "\n".join(map(str, take.understood.understood + take.understood.left_out))
