"""Decisions on cards: add, move, explain, edit, block, comment, archive."""

import math
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

import msgspec

from kanban.commands import board as cmd
from kanban.commands.outcome import Outcome, live_column, named, present, stamp
from kanban.commands.refusal import OverWip, Refused
from kanban.model import events as ev
from kanban.model.board import Board, Column, without
from kanban.model.card import EDITABLE, Card
from kanban.model.plan import is_code, level
from kanban.model.rank import series
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT, clean, clean_line


def add(board: Board, command: cmd.Add, signed: cmd.Signed) -> Outcome:
    """A new card, numbered next."""
    column = live_column(board, command.column or board.columns[0].id)
    over = _check_wip(board, column, 1, command.over_wip)
    fields = {
        name: checked(name, value) for name in EDITABLE if (value := getattr(command, name, None)) not in (None, "", ())
    }
    if "title" not in fields:
        raise Refused("a card needs a title")
    card_id = str(board.head.next_id)
    lane = list(board.lane(column.id))
    (rank,) = _ranks(board, lane, 0 if command.top else len(lane), 1)
    created = ev.Created(**stamp(board, signed), to=board.place(column.id), rank=rank, **fields)
    suffix = f", over its limit of {column.wip_limit}" if over else ""
    return Outcome(
        words=f'added "{fields["title"]}" to {column.name}{suffix}',
        at=created.at,
        by=signed.by,
        events={card_id: (created,)},
        head={"next_id": board.head.next_id + 1},
    )


def move(board: Board, command: cmd.Move, signed: cmd.Signed) -> Outcome:
    """Cards to a column and a place in it; backward is judged by the order of columns now in force."""
    column = live_column(board, command.column)
    chosen = [present(board, card_id) for card_id in dict.fromkeys(command.cards)]
    placed = command.before is not None or command.after is not None or command.bottom
    moving = [card for card in chosen if placed or card.column != column.id]
    entering = sum(card.column != column.id for card in moving)
    lane, index = _slot(board, column, command, {card.id for card in moving})
    if not entering and (*lane[:index], *(card.id for card in moving), *lane[index:]) == board.lane(column.id):
        there = "there" if placed else f"in {column.name}"
        words = f"{named(chosen)} {'is' if len(chosen) == 1 else 'are'} {there} already"
        return Outcome(words=words, at=signed.at, by=signed.by)
    over = _check_wip(board, column, entering, command.over_wip)
    ranks = _ranks(board, lane, index, len(moving))
    to = board.place(column.id)
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card, rank in zip(moving, ranks, strict=True):
        origin = board.place(card.column)
        backward = to.position < origin.position and origin.kind != "queue"
        moved = ev.Moved(
            **stamp(board, signed, card),
            origin=origin,
            to=to,
            rank=rank,
            reason=command.reason if backward else None,
            over_wip=over and card.column != column.id,
        )
        events[card.id] = (moved,)
    verb = f"moved {named(moving)} to {column.name}" if entering else f"put {named(moving)} elsewhere in {column.name}"
    suffix = f", over its limit of {column.wip_limit}" if over else ""
    return Outcome(words=verb + suffix, at=signed.at, by=signed.by, events=events)


def explain(board: Board, command: cmd.Explain, signed: cmd.Signed) -> Outcome:
    """The reason of the last move back of each card, under that move's own revision so that one undo takes both."""
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card_id in command.cards:
        card = present(board, card_id)
        if not card.flow.backs:
            raise Refused(f"card {card_id} has no move back to give a reason for")
        index = card.flow.backs[-1].event
        if card.flow.backs[-1].reason == command.reason:
            continue
        rev = card.events[index].rev
        events[card_id] = (
            ev.Explained(**{**stamp(board, signed, card), "rev": rev}, event=index, reason=command.reason),
        )
    return Outcome(words=f"reason: {command.reason}", at=signed.at, by=signed.by, events=events, undoable=False)


def edit(board: Board, command: cmd.Edit, signed: cmd.Signed) -> Outcome:
    """One `edited` event for each field that really changes."""
    changes = {name: checked(name, value) for name, value in command.changes.items()}
    chosen = [present(board, card_id) for card_id in command.cards]
    events: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card in chosen:
        edited = tuple(
            ev.Edited(**stamp(board, signed, card), field=name, old=getattr(card, name), new=value)
            for name, value in changes.items()
            if value != getattr(card, name)
        )
        if edited:
            events[card.id] = edited
    names = ", ".join(name.removesuffix("_at").replace("_", " ") for name in changes)
    words = f"edited {names} of {named(chosen)}" if events else f"{named(chosen)}: nothing changed"
    return Outcome(words=words, at=signed.at, by=signed.by, events=events)


def block(board: Board, command: cmd.Block, signed: cmd.Signed) -> Outcome:
    """A block that lasts until `unblock`; a second one only changes the reason."""
    why = clean_line(command.why)
    if not why:
        raise Refused("a block needs a reason")
    if len(why) > TITLE_LIMIT:
        raise Refused(f"the reason has {len(why)} characters, at most {TITLE_LIMIT} are allowed")
    chosen = [present(board, card_id) for card_id in command.cards]
    events = {
        card.id: (ev.Blocked(**stamp(board, signed, card), why=why),)
        for card in chosen
        if card.flow.blocked_why != why or card.flow.blocked_at is None
    }
    return Outcome(words=f"blocked {named(chosen)}: {why}", at=signed.at, by=signed.by, events=dict(events))


def unblock(board: Board, command: cmd.Unblock, signed: cmd.Signed) -> Outcome:
    """The end of a block."""
    chosen = [present(board, card_id) for card_id in command.cards]
    events = {
        card.id: (ev.Unblocked(**stamp(board, signed, card)),) for card in chosen if card.flow.blocked_at is not None
    }
    words = f"unblocked {named(chosen)}" if events else f"{named(chosen)}: not blocked"
    return Outcome(words=words, at=signed.at, by=signed.by, events=dict(events))


def comment(board: Board, command: cmd.Comment, signed: cmd.Signed) -> Outcome:
    """A remark in the history."""
    text = clean(command.text).strip()
    if not text or len(text) > TEXT_LIMIT:
        raise Refused(f"a comment has 1 to {TEXT_LIMIT} characters, not {len(text)}")
    chosen = [present(board, card_id) for card_id in command.cards]
    events = {card.id: (ev.Commented(**stamp(board, signed, card), text=text),) for card in chosen}
    return Outcome(words=f"commented on {named(chosen)}", at=signed.at, by=signed.by, events=dict(events))


def archive(board: Board, command: cmd.Archive, signed: cmd.Signed) -> Outcome:
    """Off the board, finished or dropped."""
    chosen = [present(board, card_id) for card_id in command.cards]
    events = {card.id: (ev.Archived(**stamp(board, signed, card)),) for card in chosen}
    dropped = sum(card.flow.finished_at is None for card in chosen)
    suffix = f" ({dropped} unfinished: dropped)" if dropped else ""
    return Outcome(words=f"archived {named(chosen)}{suffix}", at=signed.at, by=signed.by, events=dict(events))


def checked(name: str, value: Any) -> Any:
    """The value a field may take, cleaned. Raises Refused naming field and value."""
    if name not in EDITABLE:
        raise Refused(f"a card has no field {name!r}; it has {', '.join(EDITABLE)}")
    try:
        value = msgspec.convert(value, EDITABLE[name])
    except msgspec.ValidationError as error:
        raise Refused(f"{name}: {value!r} does not fit: {error}") from None
    return _CHECKS[name](value)


def _title(value: str) -> str:
    value = clean_line(value)
    if not value:
        raise Refused("a card needs a title")
    if len(value) > TITLE_LIMIT:
        raise Refused(f"the title has {len(value)} characters, at most {TITLE_LIMIT} are allowed")
    return value


def _description(value: str) -> str:
    value = clean(value).strip()
    if len(value) > TEXT_LIMIT:
        raise Refused(f"the description has {len(value)} characters, at most {TEXT_LIMIT} are allowed")
    return value


def _work_package(value: str | None) -> str | None:
    if value is not None and not (is_code(value) and level(value) == 3):
        raise Refused(f"work_package: {value!r} is no WBS code of level 3, such as 1.2.3")
    return value


def _estimate(value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and 0 < value <= 1e6):
        raise Refused(f"estimate: {value} is not above 0 and at most 1,000,000")
    return value


def _due_at(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise Refused(f"due_at: {value} has no time zone")
    return value.astimezone(UTC) if value else None


def _words(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for item in value if (word := clean_line(item))))


def _checklist(value: tuple[ev.Item, ...]) -> tuple[ev.Item, ...]:
    return tuple(ev.Item(text, item.done) for item in value if (text := clean_line(item.text)))


_CHECKS: dict[str, Callable[[Any], Any]] = {
    "title": _title,
    "description": _description,
    "work_package": _work_package,
    "due_at": _due_at,
    "estimate": _estimate,
    "tags": _words,
    "members": _words,
    "checklist": _checklist,
}


def _check_wip(board: Board, column: Column, entering: int, allowed: bool) -> bool:
    """Whether the limit is exceeded with leave; raises OverWip without."""
    count = len(board.lane(column.id))
    if column.wip_limit is None or not entering or count + entering <= column.wip_limit:
        return False
    if not allowed:
        raise OverWip(column.name, count, column.wip_limit, entering)
    return True


def _slot(board: Board, column: Column, command: cmd.Move, leaving: AbstractSet[str]) -> tuple[Sequence[str], int]:
    """The lane without the `leaving` cards, and the index in it that the command means. Raises Refused."""
    full = board.lane(column.id)
    lane = without(full, leaving)
    field, anchor = ("before", command.before) if command.before is not None else ("after", command.after)
    if anchor is None:
        return lane, len(lane) if command.bottom else 0
    if anchor not in full:
        raise Refused(f"{field}: card {anchor!r} is not in column {column.name}")
    end = full.index(anchor) + (field == "after")
    return lane, sum(card_id not in leaving for card_id in full[:end])


def _ranks(board: Board, lane: Sequence[str], index: int, count: int) -> list[str]:
    """Ranks for `count` cards at an index of a lane; behind all cards that share a rank, should some do."""
    low = board.cards[lane[index - 1]].rank if index > 0 else None
    following = (board.cards[card_id].rank for card_id in lane[index:])
    high = next((rank for rank in following if low is None or rank > low), None)
    return series(low, high, count)


def column_named(board: Board, text: str) -> Column:
    """The column a user means: by id, name or an unambiguous part of its name. Raises Refused."""
    wanted = clean_line(text).casefold()
    exact = [c for c in board.columns if wanted in (c.id.casefold(), c.name.casefold())]
    found = exact or [c for c in board.columns if wanted and wanted in c.name.casefold()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(c.name for c in board.columns)
    if not found:
        raise Refused(f"column {clean_line(text)!r} is not on board {board.slug}; it has {names}")
    raise Refused(f"column {clean_line(text)!r} could be {' or '.join(c.name for c in found)}")


def card_named(board: Board, text: str) -> Card:
    """The card a user means: by id or an unambiguous part of its title. Raises Refused."""
    wanted = clean_line(text)
    card = board.cards.get(wanted.removeprefix("#"))
    if card is not None and not card.void:
        return card
    folded = wanted.casefold()
    if card is None and (card := board.archived.get(wanted.removeprefix("#"))) is not None:
        return card
    found = _titled(board.cards, folded) or _titled(board.archived, folded)
    on_board = [c for c in found if c.is_on_board]
    found = on_board or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"card {wanted!r} is not on board {board.slug}: no such id, and no title contains it")
    some = ", ".join(f"{c.id} {c.title!r}" for c in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    raise Refused(f"card {wanted!r} could be {some}{more}; give the id")


def _titled(cards: Mapping[str, Card], folded: str) -> list[Card]:
    live = [c for c in cards.values() if not c.void]
    whole = [c for c in live if c.title.casefold() == folded]
    return whole or [c for c in live if folded and folded in c.title.casefold()]
