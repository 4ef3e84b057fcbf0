"""Changing the plan from a screen: what was done is said and shown; undo and redo."""

from typing import Protocol

from kanban.commands.plan import AnyPlanStep, ChangePlan
from kanban.commands.undo import Redo, Undo
from kanban.screens.question import Asking
from kanban.session.plan import PlanSession
from kanban.text.messages import Words


class ChangingDesk(Asking, Protocol):
    """A screen on which the plan is changed."""

    plan_session: PlanSession

    def plan_changed(self) -> None:
        """Show the plan as the session has it now."""


class PlanChanging:
    """What u and ctrl+r do, and what every change of the plan comes to."""

    def __init__(self, desk: ChangingDesk) -> None:
        self._desk = desk

    def change(self, command: ChangePlan) -> None:
        """All of it or nothing, at once; one undo takes it back. Raises Refused."""
        self._say(self._desk.plan_session.submit(command).message)

    def apply(self, *steps: AnyPlanStep) -> None:
        """The same, of its steps. Raises Refused."""
        self.change(ChangePlan(steps=steps))

    def _say(self, words: Words) -> None:
        self._desk.say(words)
        self._desk.plan_changed()

    def do_undo(self) -> None:
        """The last change of the plan, whoever made it in whichever session."""
        self._say(self._desk.plan_session.submit(Undo()).message)

    def do_redo(self) -> None:
        """What was undone."""
        self._say(self._desk.plan_session.submit(Redo()).message)
