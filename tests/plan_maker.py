"""A plan driven by hand in tests: commands given one by one, at hours that are written out."""

import msgspec
from makers import hour

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Command, Signed
from kanban.commands.plan import Achieve, RemoveMilestone, SetBaseline, SetMilestone, SetNode
from kanban.commands.undo import Redo, Undo
from kanban.metrics.rollup.milestones import MilestoneState, RollUp
from kanban.model.board import Board
from kanban.model.plan import EMPTY_PLAN, Plan

NODES = (
    ("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Rails"), ("1.2", "Piers"), ("1.2.1", "Piles"),
)  # fmt: skip


class Planner:
    """A plan and the PM before it; it begins with the nodes of NODES."""

    def __init__(self) -> None:
        self.plan: Plan = EMPTY_PLAN
        for code, name in NODES:
            self.give(SetNode(code=code, name=name))

    def give(self, command: Command, at: float = 0) -> "Planner":
        """Carry a command out at an hour. Raises Refused."""
        self.plan = evolve(self.plan, decide(self.plan, Signed(command, "pm", hour(at))))
        return self

    def milestone(self, name: str = "Deck", gates: tuple[str, ...] = ("1.1",), at: float = 0, **more) -> "Planner":
        """A new milestone, or other values of one (`id`)."""
        return self.give(SetMilestone(name=name, gates=gates, **more), at)

    def promise(self, due: float, at: float = 0, milestone: str = "M1", why: str = "") -> "Planner":
        """A baseline date for a milestone."""
        return self.give(SetBaseline(milestone=milestone, due_at=hour(due), why=why), at)

    def sign_off(self, achieved: float | None, at: float, milestone: str = "M1") -> "Planner":
        """The PM's record of the achievement; None withdraws it."""
        achieved_at = None if achieved is None else hour(achieved)
        return self.give(Achieve(milestone=milestone, achieved_at=achieved_at), at)

    def remove(self, at: float, milestone: str = "M1") -> "Planner":
        """A milestone is no longer in the roll-up."""
        return self.give(RemoveMilestone(milestone=milestone), at)

    def undo(self, at: float) -> "Planner":
        """Undo the last change."""
        return self.give(Undo(), at)

    def redo(self, at: float) -> "Planner":
        """Redo what was undone last."""
        return self.give(Redo(), at)


def deck(due: float, made: float = 0) -> Planner:
    """A plan with the milestone M1 Deck, promised for an hour."""
    return Planner().milestone(at=made).promise(due, at=made)


def only(rollup: RollUp) -> MilestoneState:
    """The one milestone of a roll-up."""
    (state,) = rollup.milestones
    return state


def named(board: Board, slug: str) -> Board:
    """The board under another name, with a driver of that name."""
    return msgspec.structs.replace(board, head=msgspec.structs.replace(board.head, slug=slug, driver=slug))
