"""Undo and redo: events that void events. The past stays in the history, and stays readable."""

from kanban.commands import board as cmd
from kanban.commands.outcome import Outcome, stamp
from kanban.commands.refusal import Refused
from kanban.model import events as ev
from kanban.model.board import Board, Step


def undo(board: Board, command: cmd.Undo, signed: cmd.Signed) -> Outcome:
    """Void what the last undoable command did to its cards."""
    if not board.head.undo:
        raise Refused("nothing to undo")
    step = board.head.undo[-1]
    back = Step(board.head.rev + 1, step.cards, step.words)
    return Outcome(
        words=f"undid: {step.words}",
        at=signed.at,
        by=signed.by,
        events=_void(board, signed, step, undoing=True),
        head={"undo": board.head.undo[:-1], "redo": (*board.head.redo, back)},
        undoable=False,
    )


def redo(board: Board, command: cmd.Redo, signed: cmd.Signed) -> Outcome:
    """Void the voiding that the last undo did."""
    if not board.head.redo:
        raise Refused("nothing to redo")
    step = board.head.redo[-1]
    again = Step(board.head.rev + 1, step.cards, step.words)
    return Outcome(
        words=f"redid: {step.words}",
        at=signed.at,
        by=signed.by,
        events=_void(board, signed, step, undoing=False),
        head={"redo": board.head.redo[:-1], "undo": (*board.head.undo, again)},
        undoable=False,
    )


def _void(board: Board, signed: cmd.Signed, step: Step, undoing: bool) -> dict[str, tuple[ev.AnyEvent, ...]]:
    out: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card_id in step.cards:
        card = board.cards.get(card_id)
        if card is None:
            raise Refused(f"cannot undo: there is no card {card_id} ({step.words})")
        events = card.events
        targets = [i for i, e in enumerate(events) if e.rev == step.rev]
        last = max(targets, default=-1)
        later = [i for i, e in ev.in_force(events) if i > last and not isinstance(e, ev.Explained)]
        if undoing and later:
            raise Refused(f"cannot undo: card {card_id} has changed since ({step.words})")
        out[card_id] = tuple(ev.Voided(**stamp(board, signed, card), event=i) for i in targets)
    return out
