"""A board: columns, cards in their order, and what can be undone. An immutable snapshot."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress

import msgspec

from kanban.model.card import EMPTY, Card
from kanban.model.events import KIND_WORDS, Event, Kind, Place
from kanban.model.moment import Moment
from kanban.model.unreadable import Problem
from kanban.text.folding import folded
from kanban.text.messages import Message, msg

SCHEMA = 1
_FEW = 8


class Column(msgspec.Struct, frozen=True, omit_defaults=True, gc=False, forbid_unknown_fields=True):
    """One column. Order on the board is the order of `Board.columns`."""

    id: str
    name: str
    kind: Kind
    wip_limit: int | None = None
    deleted: bool = False
    """A tombstone: shown nowhere, kept so that histories that name it stay readable."""


DEFAULT_COLUMNS = (
    Column("c1", "Backlog", "queue"),
    Column("c2", "Ready", "queue"),
    Column("c3", "Doing", "active", 3),
    Column("c4", "Review", "active", 2),
    Column("c5", "Done", "done"),
)


KIND_ORDER: Mapping[Kind, int] = {"queue": 0, "active": 1, "done": 2}
"""How the kinds stand on a board, from left to right."""


class Step(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """One command that can be undone or redone: the revision that it (or its undo) wrote, and its cards."""

    rev: int
    cards: tuple[str, ...]


class ColumnAdded(Event, frozen=True, tag="column_added", gc=False):
    """A column was made, at a position."""

    column: Column
    position: int


class ColumnRenamed(Event, frozen=True, tag="column_renamed", gc=False):
    """A column got another name."""

    column: str
    old: str
    new: str


class ColumnLimited(Event, frozen=True, tag="column_limited", gc=False):
    """A column got another WIP limit; None is none."""

    column: str
    old: int | None = None
    new: int | None = None


class ColumnMoved(Event, frozen=True, tag="column_moved", gc=False):
    """A column was put elsewhere in the order."""

    column: str
    old_position: int
    new_position: int


class ColumnKindSet(Event, frozen=True, tag="column_kind_set", gc=False):
    """A column is of another kind; `anew`: the past of the cards is judged by it too."""

    column: str
    old: Kind
    new: Kind
    anew: bool = False


class ColumnDeleted(Event, frozen=True, tag="column_deleted", gc=False):
    """A column was deleted; its cards went to `target`."""

    column: str
    target: str | None = None


class Imported(Event, frozen=True, tag="imported", gc=False):
    """A foreign board was taken over, or a newer export of it."""

    external_id: str
    name: str
    cards: int


AnyBoardEvent = ColumnAdded | ColumnRenamed | ColumnLimited | ColumnMoved | ColumnKindSet | ColumnDeleted | Imported
"""A change of the board itself: its columns, an import."""


class BoardHead(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, forbid_unknown_fields=True):
    """All of a board but its cards, as it is kept."""

    schema: int
    slug: str
    driver: str
    columns: tuple[Column, ...] = DEFAULT_COLUMNS
    rev: int = 0
    next_id: int = 1
    undo: tuple[Step, ...] = ()
    redo: tuple[Step, ...] = ()
    last_at: Moment | None = None
    imports: tuple[str, ...] = ()
    """External ids of boards that were imported into this one."""
    history: msgspec.Raw = EMPTY
    past: dict[str, int] = {}
    """How many cards the file of each past year holds."""
    lost: int = 0
    """How many cards were in no copy when the board was restored: their ids are gaps."""


class Board(msgspec.Struct, frozen=True, gc=False):
    """A board at one revision.

    `order` maps a column's id to the ids of its cards, first on top; archived and undone cards are in `cards` only.
    `problems` say what could not be read: a board with problems takes no commands.
    """

    head: BoardHead
    cards: Mapping[str, Card]
    order: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...] = ()
    past_cards: Mapping[str, Card] = {}
    """Cards that were finished long ago, kept in files of their own and read when somebody asks for one."""

    @property
    def all_cards(self) -> Mapping[str, Card]:
        """Every card there ever was, in the order they were made: what figures are counted from.

        A card in both is the board's: the year's file was written, and then the board's file was not.
        """
        if not self.past_cards:
            return self.cards
        return dict(sorted({**self.past_cards, **self.cards}.items(), key=_made))

    @property
    def rev(self) -> int:
        """How many commands have changed the board."""
        return self.head.rev

    @property
    def slug(self) -> str:
        """The board's short name: its folder in the workspace."""
        return self.head.slug

    @property
    def history(self) -> tuple[AnyBoardEvent, ...]:
        """What was done to the board itself, oldest first. Raises msgspec.MsgspecError."""
        return msgspec.json.decode(self.head.history, type=tuple[AnyBoardEvent, ...])

    @property
    def driver(self) -> str:
        """The user whose board it is."""
        return self.head.driver

    @property
    def columns(self) -> tuple[Column, ...]:
        """Columns in order, tombstones left out."""
        return tuple(c for c in self.head.columns if not c.deleted)

    def column(self, column_id: str) -> Column:
        """The column with this id, tombstones too. Raises KeyError."""
        for column in self.head.columns:
            if column.id == column_id:
                return column
        raise KeyError(column_id)

    def place(self, column_id: str) -> Place:
        """The column as events keep it: with its kind and position of now."""
        for position, column in enumerate(self.head.columns):
            if column.id == column_id:
                return Place(column.id, column.kind, position)
        raise KeyError(column_id)

    def cards_in(self, column_id: str) -> tuple[str, ...]:
        """Ids of the cards in a column, first on top."""
        return self.order.get(column_id, ())


def _made(item: tuple[str, Card]) -> tuple[int, str]:
    return len(item[0]), item[0]


Ranked = Mapping[str, list[tuple[str, str]]]
"""By column: rank and id of its cards, in their order."""


def ranked(cards: Mapping[str, Card]) -> Ranked:
    """The cards that are on the board, put in order."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for card_id, card in cards.items():
        if not card.archived and not card.void:
            groups[card.column].append((card.rank, card_id))
    for group in groups.values():
        group.sort()
    return groups


def assemble(
    head: BoardHead, cards: Mapping[str, Card], problems: Iterable[Problem] = (), by_rank: Ranked | None = None
) -> Board:
    """A board from its parts, with its cards put in order; `by_rank` where that is known already."""
    groups = ranked(cards) if by_rank is None else by_rank
    order = {column_id: tuple([card_id for _, card_id in group]) for column_id, group in groups.items()}
    return Board(head, cards, order, tuple(problems))


def without(card_ids: tuple[str, ...], leaving: Collection[str]) -> tuple[str, ...]:
    """A column's cards without some. A few are cut out of it: a column may be very long."""
    if len(leaving) > _FEW:
        return tuple([card_id for card_id in card_ids if card_id not in leaving])
    for card_id in leaving:
        with suppress(ValueError):
            at = card_ids.index(card_id)
            card_ids = card_ids[:at] + card_ids[at + 1 :]
    return card_ids


def check_columns(columns: Iterable[Column], alike: Callable[[str], str] = folded) -> Message | None:
    """Why these columns make no board; None if they do. Names that `alike` makes equal are the same name."""
    kept = [c for c in columns if not c.deleted]
    kinds = [c.kind for c in kept]
    for kind in KIND_ORDER:
        if kind not in kinds:
            return msg("a board needs at least one {kind} column", kind=KIND_WORDS[kind])
    if kinds != sorted(kinds, key=KIND_ORDER.__getitem__):
        return msg("columns go from queue over active to done")
    names = [alike(c.name) for c in kept]
    for name in names:
        if names.count(name) > 1:
            return msg("two columns are named {name!r}", name=name)
    return None


def packages_of(board: Board) -> frozenset[str]:
    """The work packages that cards of a board lie under."""
    return frozenset(card.work_package for card in board.all_cards.values() if card.work_package)
