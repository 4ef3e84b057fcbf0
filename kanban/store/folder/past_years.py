"""The year's archives: finished cards leave the file that is written on every move, and are counted as before.

`archive-2025.json` beside `board.json` holds the cards that ended in 2025, in the same layout. The order of writes is
archive first, synced, then the board without them, in one replacement that also notes how many the archive holds. A
kill between the two leaves cards in both files: the board's count, and the next command finishes the job. An archive
that is gone, or holds fewer cards than the board noted, is a problem that is named, not an empty year.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

import msgspec

from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.card import Card, read_flows
from kanban.store.folder import codec
from kanban.store.folder.files import FileStamp, read, stamp_of
from kanban.store.protocol import StoreError, Unreadable

OLDER_THAN = timedelta(days=90)
"""How long an ended card stays on the board's file."""
MORE_THAN = 500
"""Only when more cards than this are that old are they moved: small boards never notice, large ones seldom."""

_YEAR = re.compile(r"[0-9]{1,4}", re.ASCII)


class Shelf:
    """What was read of archives, by file: read again only when the file changed."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[FileStamp, dict[str, Card], tuple[str, ...]]] = {}

    def cards(self, path: Path) -> tuple[Mapping[str, Card], tuple[str, ...]]:
        """The cards of one year, and sentences about what could not be read."""
        try:
            stamp = stamp_of(path)
            held = self._read.get(path)
            if held is None or held[0] != stamp:
                content, stamp = read(path)
                held = self._read[path] = stamp, *codec.archive(path, content)
        except FileNotFoundError:
            return {}, (f"{path}: the archive is missing",)
        except StoreError as error:
            return {}, (str(error),)
        return held[1], held[2]


class Archive(Mapping[str, Card]):
    """The archived cards of a board, read at first use. Of a card in two years the longer history counts."""

    def __init__(self, shelf: Shelf, folder: Path, years: Mapping[str, int]) -> None:
        self._shelf = shelf
        self._folder = folder
        self._years = years
        self._loaded: tuple[dict[str, Card], tuple[str, ...]] | None = None

    @property
    def problems(self) -> tuple[str, ...]:
        """Sentences about what could not be read of it."""
        return self._load()[1]

    def __getitem__(self, card_id: str) -> Card:
        return self._load()[0][card_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._load()[0])

    def __len__(self) -> int:
        return len(self._load()[0])

    def _load(self) -> tuple[dict[str, Card], tuple[str, ...]]:
        if self._loaded is None:
            cards: dict[str, Card] = {}
            problems: list[str] = []
            for year, noted in sorted(self._years.items()):
                if not is_year(year):  # a path made of it could lead anywhere
                    problems.append(f"{self._folder / 'board.json'}: it notes an archive of {year!r}, which is no year")
                    continue
                path = path_of(self._folder, year)
                found, wrong = self._shelf.cards(path)
                problems += wrong
                if not wrong and (missing := too_few(path, len(found), noted)):
                    problems.append(missing)
                for card_id, card in found.items():
                    if card_id not in cards or cards[card_id].event_count < card.event_count:
                        cards[card_id] = card
            self._loaded = cards, tuple(problems)
        return self._loaded


def is_year(name: str) -> bool:
    """Whether an archive can be of it."""
    return _YEAR.fullmatch(name) is not None


def too_few(path: Path, holds: int, noted: int) -> str:
    """A sentence where an archive holds fewer cards than the board has noted; else nothing."""
    return f"{path}: it holds {holds} cards, {noted} were put there" if holds < noted else ""


def path_of(folder: Path, year: str) -> Path:
    """The archive of a year."""
    return folder / f"archive-{year}.json"


def ripe(board: Board, moment: datetime, touched: Collection[str]) -> dict[str, str]:
    """Cards that are to be archived, with the year they ended in; none while they are few."""
    if len(board.cards) <= MORE_THAN:
        return {}
    done = [board.lane(column.id) for column in board.columns if column.kind == "done"]
    gone = [i for i, card in board.cards.items() if card.archived]
    if sum(map(len, done)) + len(gone) <= MORE_THAN:
        return {}
    limit = moment - OLDER_THAN
    candidates = [board.cards[i] for i in chain(*done, gone)]
    read_flows(candidates)
    ended = {card.id: end for card in candidates if (end := _ended(card)) is not None and end < limit}
    if len(ended) <= MORE_THAN:
        return {}
    needed = {i for step in (*board.head.undo, *board.head.redo) for i in step.cards}
    return {i: str(end.year) for i, end in ended.items() if i not in needed and i not in touched}


def put(folder: Path, board: Board, leaving: Mapping[str, str], raw: Mapping[str, msgspec.Raw]) -> dict[str, int]:
    """Write the cards to their years' archives, synced; how many each holds now. Raises StoreError.

    The documents go over as the bytes they are.
    """
    from kanban.store.folder.database import Database

    years: defaultdict[str, dict[str, msgspec.Raw]] = defaultdict(dict)
    for card_id, year in leaving.items():
        years[year][card_id] = raw[card_id]
    counts = dict(board.head.archive)
    for year, documents in sorted(years.items()):
        path = path_of(folder, year)
        with Database(path) as database, database.atomic.batch():
            held = (database.atomic.read() or {}).get("cards", {})
            if missing := too_few(path, len(held), counts.get(year, 0)):
                raise Unreadable(missing)
            database.raw("archive").put({"1": {"schema": SCHEMA, "board": board.slug, "year": year}})
            database.raw("cards").put(documents)
            counts[year] = len(held.keys() | documents.keys())
    return counts


def without(board: Board, leaving: Collection[str], counts: dict[str, int], archived: Archive) -> Board:
    """The board after its old cards have left."""
    head: BoardHead = msgspec.structs.replace(board.head, archive=counts)
    cards = {i: card for i, card in board.cards.items() if i not in leaving}
    return msgspec.structs.replace(assemble(head, cards, board.problems), archived=archived)


def problems_of(board: Board) -> Sequence[str]:
    """What could not be read of a board's archive; reads it."""
    return board.archived.problems if isinstance(board.archived, Archive) else ()


def _ended(card: Card) -> datetime | None:
    return None if card.void else card.flow.finished_at or card.flow.archived_at
