"""Past years: cards finished long ago leave the file that is written on every move, and are counted as before.

`past-2025.json` beside `board.json` holds the cards that ended in 2025, in the same layout. The year's file is
written first and synced, then the board without these cards, which also notes how many the year's file holds. A kill
between the two leaves cards in both files: those on the board count, and a later command moves them again. A year's
file that is gone, or holds fewer cards than the board noted, is a problem that is named, not an empty year.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import msgspec

from kanban.model.board import SCHEMA, Board
from kanban.model.card import Card
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError, Unreadable
from kanban.store.finished_long_ago import CardsApart, too_few
from kanban.store.folder import codec
from kanban.store.folder.files import FileStamp, read, stamp_of
from kanban.text.messages import msg

_YEAR = re.compile(r"[0-9]{1,4}", re.ASCII)


class YearCache:
    """What was read of past years, by file: read again only when the file changed."""

    def __init__(self) -> None:
        self._read: dict[Path, tuple[FileStamp, dict[str, Card], tuple[Problem, ...]]] = {}

    def cards(self, path: Path) -> tuple[Mapping[str, Card], tuple[Problem, ...]]:
        """The cards of one year, and what could not be read."""
        try:
            stamp = stamp_of(path)
            cached = self._read.get(path)
            if cached is None or cached[0] != stamp:
                content, stamp = read(path)
                cached = self._read[path] = stamp, *codec.past_year(path, content)
        except FileNotFoundError:
            return {}, (Problem(str(path), msg("the past year's file is missing")),)
        except StoreError as error:
            return {}, (Problem(error.place, error.reason),)
        return cached[1], cached[2]


class PastCards(CardsApart):
    """A board's cards of past years, read at first use. Of a card in two years the longer history counts."""

    def __init__(self, cache: YearCache, folder: Path, years: Mapping[str, int]) -> None:
        self._cache = cache
        self._folder = folder
        self._years = years
        self._loaded: tuple[dict[str, Card], tuple[Problem, ...]] | None = None

    def _load(self) -> tuple[dict[str, Card], tuple[Problem, ...]]:
        if self._loaded is None:
            cards: dict[str, Card] = {}
            problems: list[Problem] = []
            for year, noted in sorted(self._years.items()):
                if not is_year(year):  # a path made of it could lead anywhere
                    where = str(self._folder / "board.json")
                    problems.append(Problem(where, msg("it notes a past year {year!r}, which is no year", year=year)))
                    continue
                path = path_of(self._folder, year)
                of_year, wrong = self._cache.cards(path)
                problems += wrong
                if not wrong and (missing := too_few(len(of_year), noted)):
                    problems.append(Problem(str(path), missing))
                for card_id, card in of_year.items():
                    if card_id not in cards or cards[card_id].event_count < card.event_count:
                        cards[card_id] = card
            self._loaded = cards, tuple(problems)
        return self._loaded


def is_year(name: str) -> bool:
    """Whether a past year's file can be of it."""
    return _YEAR.fullmatch(name) is not None


def path_of(folder: Path, year: str) -> Path:
    """The file of a year."""
    return folder / f"past-{year}.json"


def put(folder: Path, board: Board, leaving: Mapping[str, str], raw: Mapping[str, msgspec.Raw]) -> dict[str, int]:
    """Write the cards to their years' files, synced; how many each holds now. Raises StoreError.

    The documents go over as the bytes they are.
    """
    years: defaultdict[str, dict[str, msgspec.Raw]] = defaultdict(dict)
    for card_id, year in leaving.items():
        years[year][card_id] = raw[card_id]
    counts = dict(board.head.past)
    for year, documents in sorted(years.items()):
        counts[year] = put_year(folder, board.slug, year, documents, counts.get(year, 0))
    return counts


def put_year(folder: Path, slug: str, year: str, documents: Mapping[str, msgspec.Raw], noted: int = 0) -> int:
    """Write cards to the file of a year, synced; how many it holds now. Raises Unreadable where fewer were there."""
    from kanban.store.folder.database import Database

    path = path_of(folder, year)
    with Database(path) as database, database.atomic.batch():
        cards = (database.atomic.read() or {}).get("cards", {})
        if missing := too_few(len(cards), noted):
            raise Unreadable(path, missing)
        database.raw("past").put({"1": {"schema": SCHEMA, "board": slug, "year": year}})
        database.raw("cards").put(documents)
        return len(cards.keys() | documents.keys())
