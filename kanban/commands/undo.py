"""Undo and redo of a board: events that void events. The past stays, and stays readable; of the plan: `plan_undo`."""

from kanban.commands import imports
from kanban.commands.described import described
from kanban.commands.outcome import Command, Outcome, Signed, stamp
from kanban.model import events as ev
from kanban.model.board import Board, Imported, Step
from kanban.text.messages import Message, Refused, msg


class Undo(Command, frozen=True, tag="undo"):
    """Void what the last command did."""


class Redo(Command, frozen=True, tag="redo"):
    """Bring back what the last undo voided."""


def undo(board: Board, command: Undo, signed: Signed) -> Outcome:
    """Void what the last undoable command did to its cards."""
    if not board.head.undo:
        raise Refused(msg("nothing to undo"))
    step = board.head.undo[-1]
    back = Step(board.head.rev + 1, step.cards)
    return Outcome(
        message=msg("undid: {done}", done=_done(board, step)),
        at=signed.at,
        by=signed.by,
        events=_void(board, signed, step, undoing=True),
        head={"undo": board.head.undo[:-1], "redo": (*board.head.redo, back)},
        undoable=False,
    )


def redo(board: Board, command: Redo, signed: Signed) -> Outcome:
    """Void the voiding that the last undo did."""
    if not board.head.redo:
        raise Refused(msg("nothing to redo"))
    step = board.head.redo[-1]
    again = Step(board.head.rev + 1, step.cards)
    return Outcome(
        message=msg("redid: {done}", done=_done(board, step)),
        at=signed.at,
        by=signed.by,
        events=_void(board, signed, step, undoing=False),
        head={"redo": board.head.redo[:-1], "undo": (*board.head.undo, again)},
        undoable=False,
    )


def _done(board: Board, step: Step) -> Message:
    """What the step's command did, through any number of undos and redos since."""
    changes: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card_id in step.cards:
        if (card := board.cards.get(card_id)) is not None:
            events = card.events
            changes[card_id] = tuple(_origin(events, event) for event in events if event.rev == step.rev)
    first = next((event for events in changes.values() for event in events), None)
    imported = first and next((e for e in board.history if isinstance(e, Imported) and e.rev == first.rev), None)
    return imports.described(imported) if imported else described(board, changes)


def _origin(events: tuple[ev.AnyEvent, ...], event: ev.AnyEvent) -> ev.AnyEvent:
    while isinstance(event, ev.Voided):
        event = events[event.event]
    return event


def _void(board: Board, signed: Signed, step: Step, undoing: bool) -> dict[str, tuple[ev.AnyEvent, ...]]:
    out: dict[str, tuple[ev.AnyEvent, ...]] = {}
    for card_id in step.cards:
        card = board.cards.get(card_id)
        if card is None:
            raise Refused(msg("cannot undo: there is no card {id}", id=card_id))
        events = card.events
        targets = [i for i, e in enumerate(events) if e.rev == step.rev]
        last = max(targets, default=-1)
        later = [i for i, e in ev.in_force(events) if i > last and not isinstance(e, ev.Explained)]
        if undoing and later:
            raise Refused(msg("cannot undo: card {id} has changed since ({done})", id=card_id, done=_done(board, step)))
        out[card_id] = tuple(ev.Voided(**stamp(board, signed, card), event=i) for i in targets)
    return out
