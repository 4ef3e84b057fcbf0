"""A board as its rules say it, in lists and dictionaries: what the commands of a board are compared with."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from kanban.commands import cards as cc
from kanban.commands import columns as co
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.model.board import DEFAULT_COLUMNS, Board
from kanban.model.events import Place
from kanban.model.fields import FIELDS

KINDS = ("queue", "active", "done")
LONGEST = 500
"""Characters of a title, and of the reason of a block."""


class Refusal(Exception):
    """The model does not take a command."""


def line(text: str, most: int = LONGEST) -> str:
    """A line as it is kept."""
    kept = " ".join(text.replace("\x1b", "").replace("\x07", "").split())
    if not 1 <= len(kept) <= most:
        raise Refusal
    return kept


def words(values: tuple[str, ...]) -> tuple[str, ...]:
    """Tags or members as they are kept: each once, none empty."""
    kept = (" ".join(value.replace("\x1b", "").replace("\x07", "").split()) for value in values)
    return tuple(dict.fromkeys(value for value in kept if value))


@dataclass
class Lane:
    """A column."""

    id: str
    name: str
    kind: str
    limit: int | None = None


@dataclass(frozen=True)
class Moved:
    """A move of a card, by the kinds and positions that its columns had then."""

    number: int
    origin: Place
    to: Place

    @property
    def is_back(self) -> bool:
        """To a column further left, out of an active or a done one; done to done never counts."""
        to_done = self.origin.kind == self.to.kind == "done"
        return self.to.position < self.origin.position and self.origin.kind != "queue" and not to_done

    def judged_by(self, places: Mapping[str, Place]) -> "Moved":
        """The same move where the columns stand elsewhere, or are of other kinds."""
        return Moved(self.number, places[self.origin.column], places[self.to.column])


@dataclass
class Card:
    """A card."""

    fields: dict[str, Any]
    column: str
    why: str = ""
    """Why it is blocked; empty: it is not."""
    archived: bool = False
    minutes: int = 0
    comments: int = 0
    moves: list[Moved] = field(default_factory=list)


@dataclass
class Desk:
    """What an undo gives back: the cards and their order."""

    cards: dict[str, Card] = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)

    def copied(self) -> "Desk":
        """One that can be changed."""
        cards = {i: replace(c, fields=dict(c.fields), moves=list(c.moves)) for i, c in self.cards.items()}
        return Desk(cards, {column: list(ids) for column, ids in self.order.items()})


class BoardModel:
    """The whole board."""

    def __init__(self) -> None:
        self.columns = [Lane(c.id, c.name, c.kind, c.wip_limit) for c in DEFAULT_COLUMNS]
        self.gone: dict[str, str] = {}
        """Kinds of deleted columns."""
        self.desk = Desk(order={c.id: [] for c in DEFAULT_COLUMNS})
        self.next_id = 1
        self.move_number = 0
        self.reasons: dict[int, str] = {}
        self.is_over = False
        """The last command exceeded a limit, with leave."""
        self.before: list[Desk] = []
        self.behind: list[Desk] = []
        self.places: dict[str, Place] = {}
        """Kinds and positions of the columns, deleted ones too: told by the board, whose live columns are compared."""

    def take(self, command: Any) -> "BoardModel":
        """The board after a command. Raises Refusal."""
        after = copy.copy(self)
        after.columns, after.gone = [replace(lane) for lane in self.columns], dict(self.gone)
        after.desk, after.reasons = self.desk.copied(), dict(self.reasons)
        after.before, after.behind = list(self.before), list(self.behind)
        after.is_over = False
        getattr(after, f"do_{type(command).__name__.lower()}")(command)
        if isinstance(command, NOT_UNDOABLE):
            return after
        if after.desk != self.desk:
            after.before.append(self.desk)
            after.behind.clear()
        return after

    def says_the_same(self, other: "BoardModel") -> bool:
        """Whether nothing was changed between the two."""
        return (self.columns, self.desk, self.reasons) == (other.columns, other.desk, other.reasons)

    # Cards

    def lane(self, column: str) -> Lane:
        """The column of an id."""
        lanes = [lane for lane in self.columns if lane.id == column]
        if not lanes:
            raise Refusal
        return lanes[0]

    def on_board(self, ids: tuple[str, ...]) -> list[Card]:
        """The cards of these ids, all of them on the board."""
        if any(i not in self.desk.cards or self.desk.cards[i].archived for i in ids):
            raise Refusal
        return [self.desk.cards[i] for i in dict.fromkeys(ids)]

    def enter(self, column: str, count: int, allowed: bool) -> None:
        """So many more cards come to a column: DOMAIN.md asks where the limit is exceeded."""
        limit = self.lane(column).limit
        if count and limit is not None and len(self.desk.order[column]) + count > limit:
            self.is_over = True
            if not allowed:
                raise Refusal

    def kept(self, name: str, value: Any) -> Any:
        """A field's value as it is kept."""
        if name == "title":
            return line(value)
        if name in ("tags", "members"):
            return words(value)
        if name == "estimate" and value is not None and not 0 < value <= 1e6:
            raise Refusal
        if name == "work_package" and value is not None and value.count(".") != 2:
            raise Refusal
        return value

    def made(self, given: Any) -> dict[str, Any]:
        """The fields of a new card."""
        return {name: self.kept(name, getattr(given, name)) for name in FIELDS}

    def put(self, cards: tuple[Any, ...], column: str | None, top: bool, over_wip: bool) -> None:
        """New cards."""
        lane = self.lane(column or self.columns[0].id).id
        self.enter(lane, len(cards), over_wip)
        new = {str(self.next_id + n): Card(self.made(card), lane) for n, card in enumerate(cards)}
        self.next_id += len(new)
        self.desk.cards |= new
        self.desk.order[lane] = [*new, *self.desk.order[lane]] if top else [*self.desk.order[lane], *new]

    def do_add(self, command: cc.Add) -> None:
        self.put((command,), command.column, command.top, command.over_wip)

    def do_addmany(self, command: cc.AddMany) -> None:
        if not command.cards:
            raise Refusal
        self.put(command.cards, command.column, False, command.over_wip)

    def do_move(self, command: cc.Move) -> None:
        lane = self.lane(command.column).id
        self.on_board(command.cards)
        placed = command.bottom or command.before is not None or command.after is not None
        moving = [i for i in dict.fromkeys(command.cards) if placed or self.desk.cards[i].column != lane]
        entering = [i for i in moving if self.desk.cards[i].column != lane]
        marked: list[str | None] = [*self.desk.order[lane]]
        anchor = command.before if command.before is not None else command.after
        if anchor is not None:
            if anchor not in marked:
                raise Refusal
            marked.insert(marked.index(anchor) + (command.before is None), None)
        else:
            marked.insert(len(marked) if command.bottom else 0, None)
        self.enter(lane, len(entering), command.over_wip)
        left = [i for i in marked if i not in moving]
        at = left.index(None)
        for card in entering:
            self.step(card, lane, command.reason)
        self.desk.order[lane] = [i for i in (*left[:at], *moving, *left[at + 1 :]) if i is not None]

    def step(self, card_id: str, lane: str, reason: str | None) -> None:
        """One card leaves its column for another; whoever asks puts it into the order there."""
        card = self.desk.cards[card_id]
        if card_id in self.desk.order.get(card.column, []):
            self.desk.order[card.column].remove(card_id)
        self.move_number += 1
        moved = Moved(self.move_number, self.places[card.column], self.places[lane])
        if moved.is_back:
            self.reasons[moved.number] = reason or "unspecified"
        card.moves.append(moved)
        card.column = lane

    def backs(self, card: Card) -> list[str]:
        """The reasons of a card's moves back."""
        return [self.reasons.get(m.number, "unspecified") for m in card.moves if m.is_back]

    def do_explain(self, command: cc.Explain) -> None:
        for card in self.on_board(command.cards):
            backs = [m for m in card.moves if m.is_back]
            if not backs:
                raise Refusal
            self.reasons[backs[-1].number] = command.reason

    def do_edit(self, command: cc.Edit) -> None:
        changes = {name: self.kept(name, value) for name, value in command.changes.items()}
        for card in self.on_board(command.cards):
            for name in changes.keys() & command.opened.keys():
                if card.fields[name] not in (self.kept(name, command.opened[name]), changes[name]):
                    raise Refusal
            card.fields |= changes

    def do_block(self, command: cc.Block) -> None:
        why = line(command.why)
        for card in self.on_board(command.cards):
            card.why = why

    def do_unblock(self, command: cc.Unblock) -> None:
        for card in self.on_board(command.cards):
            card.why = ""

    def do_comment(self, command: cc.Comment) -> None:
        line(command.text, 100_000)
        for card in self.on_board(command.cards):
            card.comments += 1

    def do_log(self, command: Log) -> None:
        if not 0 < abs(command.minutes) <= 60_000:
            raise Refusal
        for card in self.on_board(command.cards):
            card.minutes += command.minutes
            if card.minutes < 0:
                raise Refusal

    def do_archive(self, command: cc.Archive) -> None:
        for card_id, card in zip(dict.fromkeys(command.cards), self.on_board(command.cards), strict=True):
            card.archived = True
            self.desk.order[card.column].remove(card_id)

    def do_unarchive(self, command: cc.Unarchive) -> None:
        ids = list(dict.fromkeys(command.cards))
        if any(i not in self.desk.cards or not self.desk.cards[i].archived for i in ids):
            raise Refusal
        going: dict[str, list[str]] = {}
        for card_id in ids:
            column = command.column or self.desk.cards[card_id].column
            if column in self.gone and command.column is None:
                column = next(lane.id for lane in self.columns if lane.kind == self.gone[column])
            going.setdefault(self.lane(column).id, []).append(card_id)
        for column, cards in going.items():
            self.enter(column, len(cards), command.over_wip)
            for card_id in cards:
                self.step(card_id, column, "parked")
                self.desk.cards[card_id].archived = False
            self.desk.order[column] += cards

    def do_undo(self, command: Undo) -> None:
        self.back(self.before, self.behind)

    def do_redo(self, command: Redo) -> None:
        self.back(self.behind, self.before)

    def back(self, source: list[Desk], target: list[Desk]) -> None:
        """The desk as it was; columns made since stay."""
        if not source:
            raise Refusal
        target.append(self.desk)
        self.desk = source.pop()
        self.desk.order = {lane.id: self.desk.order.get(lane.id, []) for lane in self.columns}

    # Columns

    def check(self) -> None:
        """At least one column of each kind, in the order of kinds, under names of their own."""
        kinds = [KINDS.index(lane.kind) for lane in self.columns]
        names = [lane.name.casefold() for lane in self.columns]
        if kinds != sorted(kinds) or set(kinds) != {0, 1, 2} or len(set(names)) < len(names):
            raise Refusal

    def do_addcolumn(self, command: co.AddColumn) -> None:
        known = {lane.id for lane in self.columns} | self.gone.keys()
        new = next(f"c{n}" for n in range(1, 99) if f"c{n}" not in known)
        at = sum(KINDS.index(lane.kind) <= KINDS.index(command.kind) for lane in self.columns)
        self.columns.insert(at, Lane(new, line(command.name, 100), command.kind, limit(command.wip_limit)))
        self.desk.order[new] = []
        self.check()

    def do_renamecolumn(self, command: co.RenameColumn) -> None:
        self.lane(command.column).name = line(command.name, 100)
        self.check()

    def do_limitcolumn(self, command: co.LimitColumn) -> None:
        self.lane(command.column).limit = limit(command.wip_limit)

    def do_shiftcolumn(self, command: co.ShiftColumn) -> None:
        lane = self.lane(command.column)
        at = self.columns.index(lane) + command.by
        self.columns.remove(lane)
        self.columns.insert(min(max(at, 0), len(self.columns)), lane)
        self.check()

    def do_setcolumnkind(self, command: co.SetColumnKind) -> None:
        lane = self.lane(command.column)
        if lane.kind == command.kind:
            return
        at = self.columns.index(lane)
        self.columns.remove(lane)
        lane.kind = command.kind
        rank = [KINDS.index(other.kind) for other in self.columns]
        first = sum(r < KINDS.index(lane.kind) for r in rank)
        last = sum(r <= KINDS.index(lane.kind) for r in rank)
        self.columns.insert(min(max(at, first), last), lane)
        self.check()
        self.before, self.behind = [], []

    def do_deletecolumn(self, command: co.DeleteColumn) -> None:
        lane = self.lane(command.column)
        cards = self.desk.order[lane.id]
        if cards:
            if command.target is None or command.target == lane.id:
                raise Refusal
            target = self.lane(command.target).id
            for card_id in list(cards):
                self.step(card_id, target, "parked")
                self.desk.order[target].append(card_id)
        self.columns.remove(lane)
        del self.desk.order[lane.id]
        self.gone[lane.id] = lane.kind
        self.check()
        self.before, self.behind = [], []

    def judge_anew(self) -> None:
        """The whole past of every card is judged by where the columns stand now."""
        for card in self.desk.cards.values():
            card.moves = [moved.judged_by(self.places) for moved in card.moves]
        self.before, self.behind = [], []


def limit(value: int | None) -> int | None:
    """A limit as it is kept."""
    if value is not None and not 1 <= value <= 10_000:
        raise Refusal
    return value


NOT_UNDOABLE = (
    cc.Explain, Undo, Redo,
    co.AddColumn, co.RenameColumn, co.LimitColumn, co.ShiftColumn, co.SetColumnKind, co.DeleteColumn,
)  # fmt: skip
"""Commands that are no step of their own to be undone."""


def lanes(board: Board) -> list[tuple[Lane, list[str]]]:
    """The columns with their cards, as the board has them."""
    return [(Lane(c.id, c.name, c.kind, c.wip_limit), list(board.cards_in(c.id))) for c in board.columns]
