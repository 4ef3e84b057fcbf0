"""The forms of the calendar's screen: working week, days, currency, rates. Each makes steps that change the plan."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial

from kanban.commands.plan_costs import SetRate
from kanban.commands.plan_schedule import SetCalendar
from kanban.model.calendar import typed_hours, typed_workdays
from kanban.model.calendar_dates import Days, date_span_text, date_spans, typed_span, typed_years
from kanban.model.money import money_text
from kanban.model.plan import Plan
from kanban.model.plan_costs import Rate
from kanban.screens.field_form import Candidate, FieldForm, FormField
from kanban.screens.plan_forms import Money
from kanban.text.clean import clean_line
from kanban.text.dates import local, now
from kanban.text.folding import folded
from kanban.text.messages import Words, joined, msg, msg_in, msg_n


class CalendarForms:
    """Makes the forms for a plan; `apply` gets the steps."""

    def __init__(self, plan: Plan, drivers: Iterable[str], apply: Callable[..., None]) -> None:
        self._plan = plan
        self._drivers = sorted(set(drivers))
        self._apply = apply

    # Working week and days

    def week(self, first: str = "workdays") -> FieldForm:
        """On which days of the week is worked, and at which hours."""
        calendar = self._plan.calendar
        fields = (
            FormField(name="workdays", label=msg("workdays"), text=", ".join(calendar.workdays),
                      hint=msg("days of the week, such as mon-fri, sun"),
                      understood=lambda text: joined(typed_workdays(text))),
            FormField(name="hours", label=msg("hours"), text=", ".join(calendar.hours),
                      hint=msg("spans of a workday, such as 9:00-12:00, 13:00-17:00"),
                      understood=lambda text: joined(typed_hours(text))),
        )  # fmt: skip

        def done(typed: Mapping[str, str]) -> None:
            workdays, hours = typed_workdays(typed["workdays"]), typed_hours(typed["hours"])
            self._apply(SetCalendar(workdays=workdays, hours=hours))

        return FieldForm(msg("working week"), fields, done, first)

    def days(self) -> FieldForm:
        """More days off, more days on which is worked, the public holidays of a country."""
        fields = (
            FormField(name="off", label=msg("holidays"), understood=partial(self._dates_words, msg("holidays")),
                      hint=msg("dates or spans to add, such as 2026-10-01..2026-10-07, 2027-01-01")),
            FormField(name="worked", label=msg("extra"), understood=partial(self._dates_words, msg("extra")),
                      hint=msg("dates to add on which is worked though the week says otherwise")),
            FormField(name="country", label=msg("holidays of"), understood=_country_words,
                      hint=msg("a country, or a part of one, and years: CN, DE-BY 2027")),
        )  # fmt: skip

        def done(typed: Mapping[str, str]) -> None:
            days = Days.of(self._plan.calendar)
            if country := typed["country"]:
                from kanban.formats.public_holidays import public_holidays

                name, *years = country.replace(",", " ").split()
                this_year = local(now(), self._plan.timezone).year
                days = days.with_both(*public_holidays(name, typed_years(years, this_year)))
            days = days.with_off(self._dates(msg("holidays"), typed["off"]))
            self._set(days.with_worked(self._dates(msg("extra"), typed["worked"])))

        title = msg("add holidays and extra workdays")
        return FieldForm(title, fields, done)

    def take_off(self, begin: date, end: date, calendar_days: Iterable[date]) -> None:
        """Days are again what the week says. Raises Refused."""
        self._set(Days.of(self._plan.calendar).as_usual(day for day in calendar_days if begin <= day <= end))

    def _set(self, days: Days) -> None:
        self._apply(SetCalendar(holidays=tuple(sorted(days.off)), extra_workdays=tuple(sorted(days.worked))))

    def _dates(self, field: Words, text: str) -> list[date]:
        parts = [part.strip() for part in text.replace("、", ",").replace("，", ",").split(",") if part.strip()]
        return [day for part in parts for day in typed_span(part, self._plan.timezone, now(), field)]

    def _dates_words(self, field: Words, text: str) -> Words:
        dates = self._dates(field, text)
        spans = joined(date_span_text(*between) for between in date_spans(dates))
        return msg_n("{n} day: {dates}", "{n} days: {dates}", len(set(dates)), dates=spans)

    # Rates

    def rate(self, rate: Rate | None) -> FieldForm:
        """What an hour costs; with a rate it begins with that one."""
        money = Money(self._plan)
        text = money_text(rate.amount, self._plan.costs.currency) if rate is not None else ""
        since = str(rate.since) if rate is not None and rate.since is not None else ""
        fields = (
            *money.currency_field(),
            FormField(name="amount", label=msg("an hour"), text=text, hint=msg("an amount, such as 200 or 180.50"),
                      understood=lambda typed: money.amount_words(typed, msg("rate"))),
            FormField(name="driver", label=msg("driver"), text=rate.driver if rate is not None else "",
                      hint=msg("empty: of all who have no rate of their own"), understood=clean_line,
                      candidates=self._fitting_drivers),
            FormField(name="from", label=msg_in("day", "from"), text=since,
                      hint=msg("first day; empty: always, in the place of all rates before"),
                      understood=lambda typed: money.day_words(typed, msg_in("day", "from"))),
        )  # fmt: skip

        def done(typed: Mapping[str, str]) -> None:
            currency = money.currency(typed.get("currency", ""))
            amount = money.amount(typed["amount"], currency, msg("rate"))
            driver, from_day = clean_line(typed["driver"]), money.day(typed["from"], msg_in("day", "from"))
            self._apply(*money.first_step(currency), SetRate(amount=amount, driver=driver, since=from_day))

        return FieldForm(msg("hourly rate"), fields, done)

    def _fitting_drivers(self, text: str) -> list[Candidate]:
        fitting = [name for name in self._drivers if folded(name).startswith(folded(text))]
        return [Candidate(clean_line(name), clean_line(name)) for name in fitting[:5]]


def _country_words(text: str) -> Words:
    name, *years = text.replace(",", " ").split()
    typed_years(years, 2000)
    known = clean_line(name).upper()
    if years:
        return msg("public holidays of {country} in {years}", country=known, years=joined(years))
    return msg("public holidays of {country} in this year and the next", country=known)
