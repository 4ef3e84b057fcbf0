"""The plan of one row: links, and a work package's estimate, budget and costs; each can be changed or taken off."""

from collections.abc import Sequence

from kanban.commands.plan import AnyPlanStep
from kanban.commands.plan_costs import RemoveCost, SetBudget
from kanban.commands.plan_costs_described import money
from kanban.commands.plan_schedule import RemoveLink, SetEstimate
from kanban.model.board import Board
from kanban.model.link_ends import LinkEnds
from kanban.screens.plan.row_editing import RowDesk, RowEditing
from kanban.screens.plan.rows import name_of, plan_rows
from kanban.screens.plan_based import PlanBasedScreen
from kanban.screens.question import Question, nothing
from kanban.screens.registry import actions_of
from kanban.text.messages import Message, Refused, msg, msg_in


class PlanScreen(PlanBasedScreen):
    """Over the screen whose row it is."""

    NAME = "plan"

    def __init__(self, desk: RowDesk, end: str) -> None:
        super().__init__(desk)
        self._desk = desk
        self._end = end
        self._editing = RowEditing(self)
        self.controllers = (self._editing, *self.controllers)

    @property
    def boards_shown(self) -> Sequence[Board]:
        """The boards whose cards may be linked."""
        return self._desk.boards_shown

    def end_here(self) -> str:
        """What the screen is of."""
        return self._end

    # Painting

    def repaint(self) -> None:
        """Paint all of it."""
        plan, ends = self.plan_shown, LinkEnds(self.plan_shown, self.boards_shown)
        self.paint_top(msg("{name} · plan", name=name_of(self._end, plan, ends)))
        keys = {action.id: action.shown_key for action in actions_of(self.NAME)}
        self.list_view.set(list(plan_rows(self._end, plan, ends, keys)))

    # Keys

    async def do_edit(self) -> None:
        """What the cursor is on."""
        kind, *names = self.list_view.key.split(" ")
        match kind:
            case "estimate":
                await self._editing.do_estimate()
            case "budget":
                self._editing.do_budget()
            case "link":
                link = self.kanban.plan.links.get((names[0], names[1]))
                if link is not None:
                    self._editing.edit_link(link)
            case "cost":
                raise Refused(msg("a cost that is booked does not change; x takes it off, c books another"))
            case _:
                raise Refused(msg("nothing to change here yet; > and < link"))

    def do_remove(self) -> None:
        """After y."""
        kind, *names = self.list_view.key.split(" ")
        match kind:
            case "estimate":
                self._ask(
                    msg("take the estimate of {code} off?", code=self._end),
                    SetEstimate(code=self._end, working_days=None),
                )
            case "budget":
                self._ask(msg("take the budget of {code} off?", code=self._end), SetBudget(code=self._end, amount=None))
            case "link":
                words = msg("take the link of {first} to {then} off?", first=names[0], then=names[1])
                self._ask(words, RemoveLink(predecessor=names[0], successor=names[1]))
            case "cost":
                cost = self.kanban.plan.costs.booked.get(int(names[0]))
                amount = money(cost.amount, self.kanban.plan) if cost is not None else ""
                words = msg("take the cost of {amount} off (cost {number})?", amount=amount, number=names[0])
                self._ask(words, RemoveCost(cost=int(names[0])))
            case _:
                raise Refused(msg("nothing to take off here"))

    def _ask(self, text: Message, step: AnyPlanStep) -> None:
        answers = {
            "y": (msg_in("answer", "take off"), lambda: self._editing.apply(step)),
            "n": (msg_in("answer", "keep"), nothing),
        }
        self.ask(Question(text, answers, insist=True))
