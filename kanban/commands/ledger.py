"""The deciders of both ledgers: `decide(state, signed) -> Outcome`, `evolve(state, outcome) -> state`; both pure.

A state is a board or the plan. The screens use the two for their immediate answer, the store uses the same two under
its lock on the freshest state.
"""

import bisect
from collections.abc import Callable, Mapping
from typing import Any, TypeVar, overload

import msgspec

from kanban.commands import cards, columns, imports, undo, work_log
from kanban.commands.outcome import Outcome, Signed
from kanban.model.board import Board, BoardHead, Step, assemble
from kanban.model.card import Card, grow
from kanban.model.events import append
from kanban.model.plan import UNDO_DEPTH, Plan
from kanban.text.messages import Refused, msg

_REBUILD = 64
"""From so many changed cards on, all columns are sorted anew instead of patched."""

AnyBoardCommand = (
    cards.Add | cards.AddMany | cards.Move | cards.Explain | cards.Edit | cards.Block | cards.Unblock | cards.Comment
    | cards.Archive | cards.Unarchive | undo.Undo | undo.Redo | columns.AddColumn | columns.RenameColumn
    | columns.LimitColumn | columns.ShiftColumn | columns.SetColumnKind | columns.DeleteColumn | imports.Import
    | work_log.Log
)  # fmt: skip

_BOARD: dict[type, Callable[[Board, Any, Signed], Outcome]] = {
    cards.Add: cards.add,
    cards.AddMany: cards.add_many,
    cards.Move: cards.move,
    cards.Explain: cards.explain,
    cards.Edit: cards.edit,
    cards.Block: cards.block,
    cards.Unblock: cards.unblock,
    cards.Comment: cards.comment,
    work_log.Log: work_log.log,
    cards.Archive: cards.archive,
    cards.Unarchive: cards.unarchive,
    undo.Undo: undo.undo,
    undo.Redo: undo.redo,
    columns.AddColumn: columns.add,
    columns.RenameColumn: columns.rename,
    columns.LimitColumn: columns.limit,
    columns.ShiftColumn: columns.shift,
    columns.SetColumnKind: columns.set_kind,
    columns.DeleteColumn: columns.delete,
    imports.Import: imports.take_over,
}

State = TypeVar("State", Board, Plan)


def decide(state: Board | Plan, signed: Signed) -> Outcome:
    """What the command does to this board or plan. Raises Refused, with a sentence, if it cannot be done."""
    if isinstance(state, Plan):
        return _decide_plan(state, signed)
    if state.problems:
        place, reason = state.problems[0]
        raise Refused(
            msg("board {board} is read-only: {reason} ({place})", board=state.slug, reason=reason, place=place)
        )
    decider = _BOARD.get(type(signed.command))
    if decider is None:
        raise Refused(msg("this is no command for a board"))
    try:
        return decider(state, signed.command, signed)
    except msgspec.MsgspecError as error:
        raise Refused(msg("a card's history cannot be read: {reason}", reason=error)) from error


def _decide_plan(state: Plan, signed: Signed) -> Outcome:
    from kanban.commands import plan, plan_undo  # whoever only moves cards has no use for them

    match signed.command:
        case undo.Undo():
            return plan_undo.undo(state, signed.command, signed)
        case undo.Redo():
            return plan_undo.redo(state, signed.command, signed)
    if isinstance(signed.command, plan.ChangePlan | plan.AnyPlanStep):
        return plan.change(state, signed.command, signed)
    raise Refused(msg("this is no command for the plan"))


@overload
def evolve(state: Board, outcome: Outcome) -> Board: ...


@overload
def evolve(state: Plan, outcome: Outcome) -> Plan: ...


def evolve(state: Board | Plan, outcome: Outcome) -> Board | Plan:
    """The board or plan after an outcome; the given one is left as it was."""
    if not outcome.changes_anything:
        return state
    if isinstance(state, Board):
        return _evolve_board(state, outcome)
    return state.working_on(outcome.plan_events)


def _evolve_board(board: Board, outcome: Outcome) -> Board:
    try:
        changed = {i: grow(board.cards.get(i), i, events) for i, events in outcome.events.items()}
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(msg("a card's history cannot be read: {reason}", reason=error)) from error
    head = _next_head(board, outcome)
    merged = {**board.cards, **changed}
    if len(changed) >= _REBUILD:
        whole = assemble(head, merged, board.problems)
        return msgspec.structs.replace(whole, past_cards=board.past_cards) if head.past else whole
    order = dict(board.order)
    _reorder(order, board.cards, merged, changed)
    return Board(head, merged, order, board.problems, board.past_cards)


def _next_head(board: Board, outcome: Outcome) -> BoardHead:
    head, rev = board.head, board.head.rev + 1
    at = max(outcome.at, head.last_at or outcome.at)
    changes: dict[str, Any] = {"rev": rev, "last_at": at, **outcome.head}
    if outcome.undoable:
        step = Step(rev, tuple(outcome.events))
        changes |= {"undo": (*head.undo, step)[-UNDO_DEPTH:], "redo": ()}
    if outcome.board_events:
        if outcome.events:
            changes["redo"] = ()  # what was undone would come back beneath events that do not know of it
        changes["history"] = append(head.history, outcome.board_events)
    return msgspec.structs.replace(head, **changes)


def _reorder(
    order: dict[str, tuple[str, ...]],
    old: Mapping[str, Card],
    new: Mapping[str, Card],
    changed: Mapping[str, Card],
) -> None:
    """Patch the columns: every card that changed its place is taken out before the first is put back in order."""
    moved = [i for i, card in changed.items() if _place(old.get(i)) != _place(card)]
    for card_id in moved:
        if place := _place(old.get(card_id)):
            at = _position(order[place[0]], old, card_id)
            order[place[0]] = order[place[0]][:at] + order[place[0]][at + 1 :]
    for card_id in moved:
        if place := _place(new[card_id]):
            card_ids = order.get(place[0], ())
            at = _position(card_ids, new, card_id)
            order[place[0]] = (*card_ids[:at], card_id, *card_ids[at:])


def _position(card_ids: tuple[str, ...], cards: Mapping[str, Card], card_id: str) -> int:
    """Where a card is, or belongs, in a column: searched by halves, as a column may be very long."""
    return bisect.bisect_left(card_ids, (cards[card_id].rank, card_id), key=lambda i: (cards[i].rank, i))


def _place(card: Card | None) -> tuple[str, str] | None:
    return (card.column, card.rank) if card is not None and card.is_on_board else None
