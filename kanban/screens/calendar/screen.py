"""The working calendar, the currency and the hourly rates of the plan; each can be changed or taken off."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Protocol

from kanban.commands.plan_costs import SetCurrency, SetRate
from kanban.commands.plan_costs_described import whose
from kanban.model.board import Board
from kanban.model.plan_costs import Rate
from kanban.screens.calendar.rows import calendar_rows
from kanban.screens.plan_based import PlanBasedScreen, PlanDesk
from kanban.screens.plan_changing import PlanChanging
from kanban.screens.plan_forms import typed_currency
from kanban.screens.question import Question, nothing
from kanban.screens.registry import actions_of
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg, msg_in, tr

if TYPE_CHECKING:
    from kanban.screens.calendar.editing import CalendarForms

KINDS_OF_DAYS = ("off", "worked")


class CalendarDesk(PlanDesk, Protocol):
    """The screen beneath."""

    @property
    def boards_shown(self) -> Sequence[Board]:
        """The boards whose drivers may have a rate."""


class CalendarScreen(PlanBasedScreen):
    """Over the screen that it was opened from."""

    NAME = "calendar"

    def __init__(self, desk: CalendarDesk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._changing = PlanChanging(self)
        self.controllers = (self._changing, *self.controllers)

    def repaint(self) -> None:
        """Paint all of it."""
        project = clean_line(self.plan_shown.project)
        title = tr("{project} · calendar and rates", project=project) if project else tr("Calendar and rates")
        self.paint_top(title)
        keys = {action.id: action.shown_key for action in actions_of(self.NAME)}
        self.list_view.set(list(calendar_rows(self.plan_shown, keys)))

    def _forms(self) -> "CalendarForms":
        from kanban.screens.calendar.editing import CalendarForms  # Textual's inputs take their time to import

        drivers = (board.driver for board in self._desk.boards_shown if board.driver)
        return CalendarForms(self.kanban.plan, drivers, self._changing.apply)

    @property
    def _rate_here(self) -> Rate | None:
        """The rate under the cursor."""
        kind, *names = self.list_view.key.split(" ", 2)
        if kind != "rate":
            return None
        rates = self.kanban.plan.costs.rates
        return next((rate for rate in rates if [str(rate.since or ""), rate.driver] == names), None)

    # Keys

    async def do_edit(self) -> None:
        """What the cursor is on."""
        kind = self.list_view.key.partition(" ")[0]
        match kind:
            case "workdays" | "hours":
                self.app.push_screen(self._forms().week(kind))
            case "currency":
                await self._type_currency()
            case "rate":
                self.app.push_screen(self._forms().rate(self._rate_here))
            case _:
                self.do_days()

    async def _type_currency(self) -> None:
        def done(text: str) -> None:
            if text.strip():
                self._changing.apply(SetCurrency(currency=typed_currency(text)))

        await self.type_in(msg("currency of the plan, such as CNY:"), self.kanban.plan.costs.currency, done)

    def do_days(self) -> None:
        """More days off or worked."""
        self.app.push_screen(self._forms().days())

    def do_rate(self) -> None:
        """A rate: another one, or one more."""
        self.app.push_screen(self._forms().rate(None))

    def do_remove(self) -> None:
        """After y."""
        kind, *names = self.list_view.key.split(" ", 2)
        if kind in KINDS_OF_DAYS:
            begin, end = (date.fromisoformat(name) for name in names)
            calendar = self.kanban.plan.calendar
            days = calendar.holidays if kind == "off" else calendar.extra_workdays
            text = msg("{days}: again as the week says?", days=" ".join(dict.fromkeys(names)).replace(" ", ".."))
            self._ask(text, lambda: self._forms().take_off(begin, end, days))
        elif (rate := self._rate_here) is not None:
            text = msg("take all hourly rates {whose} off?", whose=whose(rate.driver))
            self._ask(text, lambda: self._changing.apply(SetRate(amount=None, driver=rate.driver)))
        else:
            raise Refused(msg("nothing to take off here"))

    def _ask(self, text: Message, take_off: Callable[[], object]) -> None:
        answers = {"y": (msg_in("answer", "take off"), take_off), "n": (msg_in("answer", "keep"), nothing)}
        self.ask(Question(text, answers, insist=True))
