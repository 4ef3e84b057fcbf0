"""Changing the plan of the row under the cursor: its links, and a work package's estimate, budget and costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kanban.commands.plan_costs import BookCost, SetBudget
from kanban.commands.plan_schedule import SetEstimate
from kanban.commands.plan_schedule_described import days_text
from kanban.model.board import Board
from kanban.model.calendar import typed_days
from kanban.model.fields import is_nothing
from kanban.model.link_ends import LinkEnds
from kanban.model.links import Link
from kanban.model.money import money_text
from kanban.model.plan import Plan
from kanban.model.wbs import is_package
from kanban.screens.application import Application
from kanban.screens.plan_based import PlanDesk
from kanban.screens.plan_changing import PlanChanging
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, Words, msg, msg_in

if TYPE_CHECKING:
    from kanban.screens.plan.link_form import LinkForm


class RowDesk(PlanDesk, Protocol):
    """A screen with rows of the plan."""

    @property
    def kanban(self) -> Application:
        """The application."""

    @property
    def boards_shown(self) -> Sequence[Board]:
        """The boards whose cards may be linked."""

    def end_here(self) -> str:
        """The work package, node, milestone or card under the cursor. Raises Refused."""


class RowEditing(PlanChanging):
    """What >, <, E, b, c and C do, and u and ctrl+r."""

    _desk: RowDesk

    def __init__(self, desk: RowDesk) -> None:
        super().__init__(desk)

    @property
    def _plan(self) -> Plan:
        return self._desk.kanban.plan

    def _package_here(self) -> str:
        """The work package under the cursor. Raises Refused."""
        code = self._desk.end_here()
        if not is_package(code):
            raise Refused(
                msg("{end} is no work package (level 3): estimate, budget and costs belong to those", end=code)
            )
        return code

    def title(self, code: str, what: Message) -> Message:
        """What a form is about."""
        node = self._plan.nodes.get(code)
        name = clean_line(f"{code} {node.name}") if node is not None else code
        return msg("{name} · {what}", name=name, what=what)

    # Going elsewhere

    def do_calendar(self) -> None:
        """What the whole plan rests on."""
        from kanban.screens.calendar.screen import CalendarScreen  # not needed for the first screen

        self._desk.app.push_screen(CalendarScreen(self._desk))

    # Links

    def do_link_then(self) -> None:
        """What comes after the row."""
        self._new_link(self._linkable_here(), "")

    def do_link_first(self) -> None:
        """What comes before the row."""
        self._new_link("", self._linkable_here())

    def _linkable_here(self) -> str:
        end = self._desk.end_here()
        if end in self._plan.nodes and not is_package(end):
            raise Refused(msg("link: {code} is no work package (level 3); link those below it", code=end))
        return end

    def _new_link(self, first: str, then: str) -> None:
        self._desk.app.push_screen(self._link_form().new(first, then))

    def edit_link(self, link: Link) -> None:
        """Other ends, another type, another lag."""
        self._desk.app.push_screen(self._link_form().of(link))

    def _link_form(self) -> "LinkForm":
        from kanban.screens.plan.link_form import LinkForm  # Textual's inputs take their time to import

        ends = LinkEnds(self._plan, self._desk.boards_shown)
        return LinkForm(ends, self._plan, self.apply)

    # A work package

    async def do_estimate(self) -> None:
        """Working days, or none."""
        code = self._package_here()
        before = self._plan.nodes[code].estimate_working_days if code in self._plan.nodes else None

        def understood(text: str) -> Words:
            words = "" if is_nothing(text) else self._days_words(text)
            return "" if words == text.strip() else words

        def done(text: str) -> None:
            days = None if is_nothing(text) else typed_days(text, self._plan.calendar, msg("estimate"))
            self.apply(SetEstimate(code=code, working_days=days))

        label = msg("{code}, working days from its start (empty: none):", code=code)
        await self._desk.type_in(label, days_text(before) if before else "", done, suggest=understood)

    def _days_words(self, text: str) -> Words:
        return days_text(typed_days(text, self._plan.calendar, msg("estimate")))

    def do_budget(self) -> None:
        """The amount, and the days over which it is earned."""
        from kanban.screens.field_form import FieldForm, FormField
        from kanban.screens.plan_forms import Money

        code, money, costs = self._package_here(), Money(self._plan), self._plan.costs
        old = costs.budgets.get(code)
        amount = money_text(old.amount, costs.currency) if old is not None else ""
        fields = (
            *money.currency_field(),
            FormField(name="amount", label=msg("budget"), text=amount,
                      hint=msg("an amount, such as 120000, 120,000.50 or 12万"),
                      understood=lambda text: money.amount_words(text, msg("budget"))),
            FormField(name="from", label=msg_in("day", "from"), text=_shown(old.start if old is not None else None),
                      hint=msg("first day; empty: the day of the plan's first event"),
                      understood=lambda text: money.day_words(text, msg_in("day", "from"))),
            FormField(name="to", label=msg_in("day", "to"), text=_shown(old.finish if old is not None else None),
                      hint=msg("last day; empty: the earliest baseline of a milestone that waits for it"),
                      understood=lambda text: money.day_words(text, msg_in("day", "to"))),
        )  # fmt: skip

        def done(typed: Mapping[str, str]) -> None:
            if is_nothing(typed["amount"]):
                self.apply(SetBudget(code=code, amount=None))
                return
            currency = money.currency(typed.get("currency", ""))
            days = {
                "start": money.day(typed["from"], msg_in("day", "from")),
                "finish": money.day(typed["to"], msg_in("day", "to")),
            }
            spent = money.amount(typed["amount"], currency, msg("budget"))
            self.apply(*money.first_step(currency), SetBudget(code=code, amount=spent, **days))

        self._desk.app.push_screen(FieldForm(self.title(code, msg("budget (empty: none)")), fields, done))

    def do_cost(self) -> None:
        """An amount, its day, what it was for."""
        from kanban.screens.field_form import FieldForm, FormField
        from kanban.screens.plan_forms import Money

        code, money = self._package_here(), Money(self._plan)
        fields = (
            *money.currency_field(),
            FormField(name="amount", label=msg("cost"),
                      hint=msg("an amount, such as 4800, 4,800.50 or 1.2万; negative: a credit"),
                      understood=lambda text: money.amount_words(text, msg("cost"))),
            FormField(name="at", label=msg("day"), text=money.today(),
                      understood=lambda text: money.day_words(text, msg("day"))),
            FormField(name="note", label=msg("note"), hint=msg("what it was for")),
        )  # fmt: skip

        def done(typed: Mapping[str, str]) -> None:
            currency = money.currency(typed.get("currency", ""))
            amount = money.amount(typed["amount"], currency, msg("cost"))
            on = money.day(typed["at"] or money.today(), msg("day"))
            assert on is not None  # something is typed
            self.apply(*money.first_step(currency), BookCost(code=code, amount=amount, on=on, note=typed["note"]))

        self._desk.app.push_screen(FieldForm(self.title(code, msg("book a cost")), fields, done))


def _shown(day: date | None) -> str:
    return "" if day is None else str(day)
