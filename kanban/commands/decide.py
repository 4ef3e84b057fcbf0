"""The decider: `decide(board, signed) -> Outcome`, `evolve(board, outcome) -> Board`; both pure.

The screen uses them for its immediate answer, the store uses the same two under its lock on the freshest state.
"""

import bisect
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from kanban.commands import board as cmd
from kanban.commands import cards, columns, imports, undo
from kanban.commands.outcome import Outcome
from kanban.commands.refusal import Refused
from kanban.model.board import Board, BoardEvent, BoardHead, Step, assemble, without
from kanban.model.card import Card, grow
from kanban.model.events import append

UNDO_DEPTH = 100
"""How many commands can be undone."""
_REBUILD = 64
"""From so many changed cards on, all lanes are sorted anew instead of patched."""

_DECIDERS: dict[type, Callable[[Board, Any, cmd.Signed], Outcome]] = {
    cmd.Add: cards.add,
    cmd.Move: cards.move,
    cmd.Explain: cards.explain,
    cmd.Edit: cards.edit,
    cmd.Block: cards.block,
    cmd.Unblock: cards.unblock,
    cmd.Comment: cards.comment,
    cmd.Archive: cards.archive,
    cmd.Undo: undo.undo,
    cmd.Redo: undo.redo,
    cmd.AddColumn: columns.add,
    cmd.RenameColumn: columns.rename,
    cmd.LimitColumn: columns.limit,
    cmd.ShiftColumn: columns.shift,
    cmd.DeleteColumn: columns.delete,
    cmd.Import: imports.take_over,
}


def decide(board: Board, signed: cmd.Signed) -> Outcome:
    """What the command does to this board. Raises Refused, with a sentence, if it cannot be done."""
    if board.problems:
        raise Refused(f"board {board.slug} is read-only: {board.problems[0]}")
    try:
        return _DECIDERS[type(signed.command)](board, signed.command, signed)
    except msgspec.MsgspecError as error:
        raise Refused(f"a card's history cannot be read: {error}") from error


def evolve(board: Board, outcome: Outcome) -> Board:
    """The board after an outcome; the given board is left as it was."""
    if not outcome.changes_anything:
        return board
    try:
        changed = {i: grow(board.cards.get(i), i, events) for i, events in outcome.events.items()}
    except (msgspec.MsgspecError, ValueError) as error:
        raise Refused(f"a card's history cannot be read: {error}") from error
    head = _next_head(board, outcome)
    merged = {**board.cards, **changed}
    if len(changed) >= _REBUILD:
        whole = assemble(head, merged, board.problems)
        return msgspec.structs.replace(whole, archived=board.archived) if head.archive else whole
    lanes = dict(board.lanes)
    _reorder(lanes, board.cards, merged, changed)
    return Board(head, merged, lanes, board.problems, board.archived)


def _next_head(board: Board, outcome: Outcome) -> BoardHead:
    head, rev = board.head, board.head.rev + 1
    at = max(outcome.at, head.last_at or outcome.at)
    changes: dict[str, Any] = {"rev": rev, "last_at": at, **outcome.head}
    if outcome.undoable:
        step = Step(rev, tuple(outcome.events), outcome.words)
        changes |= {"undo": (*head.undo, step)[-UNDO_DEPTH:], "redo": ()}
    if outcome.board_words:
        if outcome.events:
            changes["redo"] = ()  # what was undone would come back beneath events that do not know of it
        history = (BoardEvent(at, outcome.by, rev, outcome.board_words),)
        changes["history"] = append(head.history, history)  # type: ignore[arg-type]
    return msgspec.structs.replace(head, **changes)


def _reorder(
    lanes: dict[str, tuple[str, ...]],
    old: Mapping[str, Card],
    new: Mapping[str, Card],
    changed: Mapping[str, Card],
) -> None:
    """Patch the lanes: every card that changed its place is taken out before the first is put back in order."""
    moved = [i for i, card in changed.items() if _place(old.get(i)) != _place(card)]
    for card_id in moved:
        if place := _place(old.get(card_id)):
            lanes[place[0]] = without(lanes[place[0]], (card_id,))
    for card_id in moved:
        if place := _place(new[card_id]):
            lane = list(lanes.get(place[0], ()))
            bisect.insort(lane, card_id, key=lambda i: (new[i].rank, i))
            lanes[place[0]] = tuple(lane)


def _place(card: Card | None) -> tuple[str, str] | None:
    return (card.column, card.rank) if card is not None and card.is_on_board else None
