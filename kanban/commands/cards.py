"""What can be done to cards, from adding one to taking it out of the archive; the commands and their deciders."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from kanban.commands.described import described
from kanban.commands.outcome import (
    ChangedMeanwhile,
    Command,
    Outcome,
    OverWip,
    Signed,
    card_on_board,
    column_on_board,
    stamp,
    titles,
)
from kanban.model import events as ev
from kanban.model.board import Board, Column, without
from kanban.model.card import Card
from kanban.model.events import Reason
from kanban.model.fields import FIELDS, CardFields, checked
from kanban.model.flow import is_move_back
from kanban.model.rank import series
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean, clean_line
from kanban.text.messages import Message, Refused, msg


class Add(CardFields, Command, frozen=True, kw_only=True, tag="add"):
    """Make a card, by default in the first column, below the others."""

    column: str | None = None
    top: bool = False
    over_wip: bool = False


class AddMany(Command, frozen=True, tag="add_many"):
    """Make several cards in one column, below the others, in this order; one undo takes them all back."""

    cards: tuple[CardFields, ...]
    column: str | None = None
    over_wip: bool = False


class Move(Command, frozen=True, tag="move"):
    """Bring cards to a column: to its top, its bottom, or beside another card there.

    A card that is already in the column stays where it is unless a place beside another is asked for.
    """

    cards: tuple[str, ...]
    column: str
    before: str | None = None
    after: str | None = None
    bottom: bool = False
    reason: Reason | None = None
    over_wip: bool = False


class Explain(Command, frozen=True, tag="explain"):
    """Give the reason of each card's last move back; undone together with that move."""

    cards: tuple[str, ...]
    reason: Reason


class Edit(Command, frozen=True, tag="edit"):
    """Set fields (see `model.fields`) of cards."""

    cards: tuple[str, ...]
    changes: dict[str, Any]
    opened: dict[str, Any] = {}
    """What fields were when their editing began: one that was changed since is not overwritten."""


class Block(Command, frozen=True, tag="block"):
    """Mark cards as blocked, with the reason."""

    cards: tuple[str, ...]
    why: str


class Unblock(Command, frozen=True, tag="unblock"):
    """Take the block off."""

    cards: tuple[str, ...]


class Comment(Command, frozen=True, tag="comment"):
    """Say something about a card."""

    cards: tuple[str, ...]
    text: str


class Archive(Command, frozen=True, tag="archive"):
    """Take cards off the board; unfinished ones count as dropped."""

    cards: tuple[str, ...]


class Unarchive(Command, frozen=True, tag="unarchive"):
    """Bring archived cards back to the column they left, or to another; at its bottom, as one who comes anew."""

    cards: tuple[str, ...]
    column: str | None = None
    over_wip: bool = False


def add(board: Board, command: Add, signed: Signed) -> Outcome:
    """A new card, numbered next."""
    return _added(board, (command,), command, signed, command.top)


def add_many(board: Board, command: AddMany, signed: Signed) -> Outcome:
    """New cards, numbered in their order."""
    if not command.cards:
        raise Refused(msg("a card needs a title"))
    return _added(board, command.cards, command, signed)


def _added(
    board: Board, cards: Sequence[CardFields], command: Add | AddMany, signed: Signed, top: bool = False
) -> Outcome:
    column = column_on_board(board, command.column or board.columns[0].id)
    over = _check_wip(board, column, len(cards), command.over_wip)
    column_cards, next_id = board.cards_in(column.id), board.head.next_id
    ranks = _ranks(board, column_cards, 0 if top else len(column_cards), len(cards))
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for number, (card, rank) in enumerate(zip(cards, ranks, strict=True), next_id):
        created = ev.Created(**stamp(board, signed), to=board.place(column.id), rank=rank, card=_checked(card))
        events[str(number)] = (created,)
    return Outcome(
        message=_over(described(board, events), column, over),
        at=signed.at,
        by=signed.by,
        events=events,
        head={"next_id": next_id + len(cards)},
        over_wip=over,
    )


def _checked(card: CardFields) -> CardFields:
    given = {name: value for name in FIELDS if (value := getattr(card, name)) not in (None, "", ())}
    return CardFields(**{name: checked(name, value) for name, value in {"title": "", **given}.items()})


def move(board: Board, command: Move, signed: Signed) -> Outcome:
    """Cards to a column and a place in it; backward is judged by the order of columns now in force."""
    column = column_on_board(board, command.column)
    chosen = [card_on_board(board, card_id) for card_id in dict.fromkeys(command.cards)]
    placed = command.before is not None or command.after is not None or command.bottom
    moving = [card for card in chosen if placed or card.column != column.id]
    entering = sum(card.column != column.id for card in moving)
    others, index = _slot(board, column, command, {card.id for card in moving if card.column == column.id})
    if not entering and (*others[:index], *(card.id for card in moving), *others[index:]) == board.cards_in(column.id):
        return _is_there(chosen, column, placed, signed)
    over = _check_wip(board, column, entering, command.over_wip)
    ranks = _ranks(board, others, index, len(moving))
    to = board.place(column.id)
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card, rank in zip(moving, ranks, strict=True):
        origin = board.place(card.column)
        moved = ev.Moved(
            **stamp(board, signed, card),
            origin=origin,
            to=to,
            rank=rank,
            reason=command.reason if is_move_back(origin, to) else None,
            over_wip=over and card.column != column.id,
        )
        events[card.id] = (moved,)
    message = _over(described(board, events), column, over)
    return Outcome(message=message, at=signed.at, by=signed.by, events=events, over_wip=over)


def _is_there(cards: list[Card], column: Column, placed: bool, signed: Signed) -> Outcome:
    what, is_one = titles(cards), len(cards) == 1
    if placed:
        message = (
            msg("{cards} is there already", cards=what) if is_one else msg("{cards} are there already", cards=what)
        )
    else:
        refusal = msg("{cards} is in {column} already", cards=what, column=column.name)
        message = refusal if is_one else msg("{cards} are in {column} already", cards=what, column=column.name)
    return Outcome(message=message, at=signed.at, by=signed.by)


def explain(board: Board, command: Explain, signed: Signed) -> Outcome:
    """The reason of the last move back of each card, under that move's own revision so that one undo takes both."""
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card_id in command.cards:
        card = card_on_board(board, card_id)
        if not card.flow.backs:
            raise Refused(msg("card {id} has no move back to give a reason for", id=card_id))
        index = card.flow.backs[-1].event
        if card.flow.backs[-1].reason == command.reason:
            continue
        rev = card.events[index].rev
        events[card_id] = (
            ev.Explained(**{**stamp(board, signed, card), "rev": rev}, event=index, reason=command.reason),
        )
    message = msg("reason: {reason}", reason=ev.REASON_WORDS[command.reason])
    return Outcome(message=message, at=signed.at, by=signed.by, events=events, undoable=False)


def edit(board: Board, command: Edit, signed: Signed) -> Outcome:
    """One `edited` event for each field that really changes."""
    changes = {name: checked(name, value) for name, value in command.changes.items()}
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card in chosen:
        _check_opened(card, changes, command.opened)
        edited = tuple(
            ev.Edited(**stamp(board, signed, card), field=name, old=getattr(card, name), new=value)
            for name, value in changes.items()
            if value != getattr(card, name)
        )
        if edited:
            events[card.id] = edited
    return _outcome(board, signed, events, msg("{cards}: nothing changed", cards=titles(chosen)))


def _check_opened(card: Card, changes: dict[str, Any], opened: dict[str, Any]) -> None:
    """Refuse to overwrite what nobody has read. Raises ChangedMeanwhile."""
    for name in changes.keys() & opened.keys():
        value = getattr(card, name)
        if value not in (checked(name, opened[name]), changes[name]):
            edits = [event for event in card.events if isinstance(event, ev.Edited) and event.field == name]
            raise ChangedMeanwhile(
                msg("card {id}", id=card.id), name, FIELDS[name].label, value, edits[-1].by if edits else "?"
            )


def block(board: Board, command: Block, signed: Signed) -> Outcome:
    """A block that lasts until `unblock`; a second one only changes the reason."""
    why = clean_line(command.why)
    if not why:
        raise Refused(msg("a block needs a reason"))
    if len(why) > TITLE_LIMIT:
        raise Refused(msg("the reason has {n} characters, at most {most} are allowed", n=len(why), most=TITLE_LIMIT))
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {
        card.id: (ev.Blocked(**stamp(board, signed, card), why=why),)
        for card in chosen
        if card.flow.blocked_why != why or card.flow.blocked_at is None
    }
    return _outcome(board, signed, events, msg("blocked {cards}: {why}", cards=titles(chosen), why=why))


def unblock(board: Board, command: Unblock, signed: Signed) -> Outcome:
    """The end of a block."""
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {
        card.id: (ev.Unblocked(**stamp(board, signed, card)),) for card in chosen if card.flow.blocked_at is not None
    }
    return _outcome(board, signed, events, msg("{cards}: not blocked", cards=titles(chosen)))


def comment(board: Board, command: Comment, signed: Signed) -> Outcome:
    """A remark in the history."""
    text = clean(command.text).strip()
    if not text or len(text) > TEXT_LIMIT:
        raise Refused(msg("a comment has 1 to {most} characters, not {n}", most=TEXT_LIMIT, n=len(text)))
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {
        card.id: (ev.Commented(**stamp(board, signed, card), text=text),) for card in chosen
    }
    return _outcome(board, signed, events, msg("nothing changed"))


def archive(board: Board, command: Archive, signed: Signed) -> Outcome:
    """Off the board, finished or dropped."""
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {
        card.id: (ev.Archived(**stamp(board, signed, card)),) for card in chosen
    }
    return _outcome(board, signed, events, msg("nothing changed"))


def unarchive(board: Board, command: Unarchive, signed: Signed) -> Outcome:
    """Back on the board; where its column was deleted, to the first one of that kind."""
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    entering: dict[str, list[Card]] = {}
    for card_id in dict.fromkeys(command.cards):
        card = _archived_card(board, card_id)
        entering.setdefault(_column_back(board, card, command.column).id, []).append(card)
    over = False
    for column_id, cards in entering.items():
        column = column_on_board(board, column_id)
        over |= _check_wip(board, column, len(cards), command.over_wip)
        others = board.cards_in(column_id)
        for card, rank in zip(cards, _ranks(board, others, len(others), len(cards)), strict=True):
            stamped = stamp(board, signed, card)
            origin, to = board.place(card.column), board.place(column_id)
            reason: Reason | None = "parked" if is_move_back(origin, to) else None
            place = ev.Moved(**stamped, origin=origin, to=to, rank=rank, reason=reason)
            kind_changed = origin.kind != card.flow.place.kind
            corrected = (ev.KindChanged(**stamped, to=origin),) if kind_changed else ()
            events[card.id] = (ev.Restored(**stamped), *corrected, place)
    message = described(board, events)
    return Outcome(message=message, at=signed.at, by=signed.by, events=events, over_wip=over)


def _archived_card(board: Board, card_id: str) -> Card:
    card = board.cards.get(card_id)
    if card is not None and card.archived and not card.void:
        return card
    card_on_board(board, card_id)
    raise Refused(msg("card {id} is on the board already", id=card_id))


def _column_back(board: Board, card: Card, wanted: str | None) -> Column:
    if wanted is not None:
        return column_on_board(board, wanted)
    old = board.column(card.column)
    return old if not old.deleted else next(c for c in board.columns if c.kind == old.kind)


def _outcome(board: Board, signed: Signed, events: dict[str, tuple[ev.AnyEvent, ...]], unchanged: Message) -> Outcome:
    message = described(board, events) if events else unchanged
    return Outcome(message=message, at=signed.at, by=signed.by, events=events)


def _over(message: Message, column: Column, over: bool) -> Message:
    return msg("{done}, over its limit of {limit}", done=message, limit=column.wip_limit) if over else message


def _check_wip(board: Board, column: Column, entering: int, allowed: bool) -> bool:
    """Whether the limit is exceeded with leave; raises OverWip without."""
    count = len(board.cards_in(column.id))
    if column.wip_limit is None or not entering or count + entering <= column.wip_limit:
        return False
    if not allowed:
        raise OverWip(column.name, count, column.wip_limit, entering)
    return True


def _slot(board: Board, column: Column, command: Move, leaving: AbstractSet[str]) -> tuple[Sequence[str], int]:
    """The column's cards without the `leaving` ones, and the index among them that is meant. Raises Refused."""
    full = board.cards_in(column.id)
    others = without(full, leaving)
    field, anchor = ("before", command.before) if command.before is not None else ("after", command.after)
    if anchor is None:
        return others, len(others) if command.bottom else 0
    if anchor not in full:
        raise Refused(msg("{field}: card {id!r} is not in column {column}", field=field, id=anchor, column=column.name))
    end = full.index(anchor) + (field == "after")
    return others, sum(card_id not in leaving for card_id in full[:end])


def _ranks(board: Board, others: Sequence[str], index: int, count: int) -> list[str]:
    """Ranks for `count` cards at an index of a column; behind all cards that share a rank, should some do."""
    low = board.cards[others[index - 1]].rank if index > 0 else None
    following = (board.cards[card_id].rank for card_id in others[index:])
    high = next((rank for rank in following if low is None or rank > low), None)
    return series(low, high, count)
