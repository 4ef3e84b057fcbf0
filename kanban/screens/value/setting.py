"""What is typed on the value screen: flows of money, the discount rate, the windows of savings. Nothing is saved."""

from typing import Protocol

from msgspec.structs import replace

from kanban.commands.plan_costs import NO_CURRENCY
from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.value.benefit import check_rate
from kanban.metrics.value.typed_flows import typed_rate
from kanban.screens.question import Asking
from kanban.screens.value import benefit_page, savings_page
from kanban.text.dates import full_day
from kanban.text.messages import Refused, Words, msg
from kanban.widgets.list_view import ListView


class SettingDesk(Asking, Protocol):
    """The value screen, as the keys know it that set something."""

    view: str

    @property
    def list_view(self) -> ListView:
        """The list, with the cursor."""

    @property
    def rollup(self) -> RollUp | None:
        """What is shown; None before it has been read."""

    def follow(self) -> None:
        """Reckon what is in front anew."""


class ValueSetting:
    """What e and w do, and enter on a line that can be set."""

    def __init__(self, desk: SettingDesk) -> None:
        self._desk = desk
        self.benefit = benefit_page.Wanted()
        self.savings = savings_page.Wanted()

    async def do_edit(self) -> None:
        """Set the line under the cursor, or where it is on none the first one."""
        first = {"benefit": benefit_page.FLOWS, "savings": savings_page.BEFORE}.get(self._desk.view)
        if first is None:
            raise Refused(msg("nothing is typed here; benefit and savings are the views after it"))
        key = self._desk.list_view.key
        await self.set_row(key if key in _SETTABLE else first)

    def do_window(self) -> None:
        """The next length of the windows."""
        if self._desk.view != "savings":
            raise Refused(msg("windows are compared by savings, the last of the views"))
        weeks, before = savings_page.WEEKS, self.savings
        place = weeks.index(before.weeks) + (0 if before.before or before.after else 1)
        self.savings = savings_page.Wanted(weeks=weeks[place % len(weeks)])
        self._desk.follow()
        self._desk.say(msg("the last {n} weeks against the {n} before them", n=self.savings.weeks))

    async def set_row(self, key: str) -> None:
        """Ask for what a line takes. Raises Refused where it takes nothing."""
        rollup = self._rollup()
        if key == benefit_page.COSTS:
            self._set_benefit(replace(self.benefit, with_costs=not self.benefit.with_costs))
        elif key == benefit_page.RATE:
            before = benefit_page.rate_text(self.benefit.rate)
            await self._desk.type_in(msg("discount rate a year:"), before, self._take_rate)
        elif key == benefit_page.FLOWS:
            if not rollup.plan.costs.currency:
                raise Refused(NO_CURRENCY)
            typed = benefit_page.flows_text(self.benefit.flows, rollup.plan.costs.currency)
            await self._desk.type_in(
                msg("flows, DATE=AMOUNT:"), typed, self._take_flows, suggest=self._flows_understood
            )
        elif key in savings_page.FIELDS:
            label = msg("{window}, FROM..TO:", window=savings_page.FIELDS[key])
            before = self.savings.text(key)
            await self._desk.type_in(
                label,
                before,
                lambda text: self._take_window(key, text),
                suggest=lambda text: self._window_understood(key, text),
            )
        else:
            raise Refused(msg("nothing is set on this line"))

    def _rollup(self) -> RollUp:
        rollup = self._desk.rollup
        if rollup is None:
            raise Refused(msg("reading the boards"))
        return rollup

    def _set_benefit(self, wanted: benefit_page.Wanted) -> None:
        self.benefit = wanted
        self._desk.follow()

    def _take_rate(self, text: str) -> None:
        rate = typed_rate(text if "%" in text or "％" in text else f"{text}%")
        check_rate(rate)
        self._set_benefit(replace(self.benefit, rate=rate))

    def _take_flows(self, text: str) -> None:
        plan = self._rollup().plan
        self._set_benefit(
            replace(self.benefit, flows=benefit_page.typed_flows(text, plan.costs.currency, plan.timezone))
        )

    def _flows_understood(self, text: str) -> Words:
        plan = self._rollup().plan
        flows = benefit_page.typed_flows(text, plan.costs.currency, plan.timezone)
        return benefit_page.flows_text(flows, plan.costs.currency)

    def _with_window(self, key: str, text: str) -> savings_page.Wanted:
        typed = text.strip()
        return replace(self.savings, before=typed) if key == savings_page.BEFORE else replace(self.savings, after=typed)

    def _take_window(self, key: str, text: str) -> None:
        wanted = self._with_window(key, text)
        wanted.window(key, self._rollup())
        self.savings = wanted
        self._desk.follow()

    def _window_understood(self, key: str, text: str) -> Words:
        rollup = self._rollup()
        window = self._with_window(key, text).window(key, rollup)
        begin, end = (full_day(at, rollup.plan.timezone) for at in (window.from_at, window.to_at) if at is not None)
        return f"{begin} .. {end}"


_SETTABLE = {benefit_page.FLOWS, benefit_page.RATE, benefit_page.COSTS, *savings_page.FIELDS}
