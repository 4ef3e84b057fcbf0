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
from kanban.model.board import Board, BoardEvent, BoardHead, Step, assemble
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
    return _DECIDERS[type(signed.command)](board, signed.command, signed)


def evolve(board: Board, outcome: Outcome) -> Board:
    """The board after an outcome; the given board is left as it was."""
    if not outcome.changes_anything:
        return board
    changed = {i: grow(board.cards.get(i), i, events) for i, events in outcome.events.items()}
    head = _next_head(board, outcome)
    merged = {**board.cards, **changed}
    if len(changed) >= _REBUILD:
        return assemble(head, merged, board.problems)
    lanes = dict(board.lanes)
    for card_id, card in changed.items():
        _replace(lanes, merged, board.cards.get(card_id), card)
    return Board(head, merged, lanes, board.problems)


def _next_head(board: Board, outcome: Outcome) -> BoardHead:
    head, rev = board.head, board.head.rev + 1
    changes: dict[str, Any] = {"rev": rev, "last_at": outcome.at, **outcome.head}
    if outcome.undoable:
        step = Step(rev, tuple(outcome.events), outcome.words)
        changes |= {"undo": (*head.undo, step)[-UNDO_DEPTH:], "redo": ()}
    if outcome.board_words:
        history = (BoardEvent(outcome.at, outcome.by, rev, outcome.board_words),)
        changes["history"] = append(head.history, history)  # type: ignore[arg-type]
    return msgspec.structs.replace(head, **changes)


def _replace(lanes: dict[str, tuple[str, ...]], cards_by_id: Mapping[str, Card], old: Card | None, new: Card) -> None:
    shown_before, shown_now = old is not None and old.is_on_board, new.is_on_board
    if shown_before and shown_now and old and (old.column, old.rank) == (new.column, new.rank):
        return
    if shown_before and old:
        lanes[old.column] = tuple(i for i in lanes[old.column] if i != new.id)
    if shown_now:
        lane = list(lanes.get(new.column, ()))
        bisect.insort(lane, new.id, key=lambda i: (cards_by_id[i].rank, i))
        lanes[new.column] = tuple(lane)
