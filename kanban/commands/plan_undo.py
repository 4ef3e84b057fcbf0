"""Undo and redo of the plan: events that void events, as on a board."""

from kanban.commands.outcome import Outcome, Signed
from kanban.commands.plan_described import plan_described
from kanban.commands.undo import Redo, Undo
from kanban.model.events import Voided
from kanban.model.plan import Plan
from kanban.text.messages import Message, Refused, msg


def undo(plan: Plan, command: Undo, signed: Signed) -> Outcome:
    """Void the events of the last command that can be undone."""
    if not plan.undo:
        raise Refused(msg("nothing to undo"))
    return _void(plan, signed, plan.undo[-1], msg("undid: {done}", done=_done(plan, plan.undo[-1])))


def redo(plan: Plan, command: Redo, signed: Signed) -> Outcome:
    """Void the voiding that the last undo did."""
    if not plan.redo:
        raise Refused(msg("nothing to redo"))
    return _void(plan, signed, plan.redo[-1], msg("redid: {done}", done=_done(plan, plan.redo[-1])))


def _done(plan: Plan, rev: int) -> Message:
    history = plan.history
    indexes = [index for index, event in enumerate(history) if event.rev == rev]
    while isinstance(target := history[indexes[0]], Voided):
        indexes = [voided.event for index in indexes if isinstance(voided := history[index], Voided)]
    return plan_described(history, [index for index in indexes if not isinstance(target, Voided)])


def _void(plan: Plan, signed: Signed, rev: int, message: Message) -> Outcome:
    at = max(signed.at, plan.last_at or signed.at)
    events = tuple(
        Voided(at=at, by=signed.by, rev=plan.rev + 1, event=index)
        for index, event in enumerate(plan.history)
        if event.rev == rev
    )
    return Outcome(message=message, at=at, by=signed.by, plan_events=events, undoable=False)
