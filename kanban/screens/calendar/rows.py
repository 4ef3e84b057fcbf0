"""The rows of the calendar's screen: working days and hours, the currency, days off, days made up, rates. Pure."""

from collections.abc import Iterator, Mapping

from kanban.commands.plan_costs_described import money
from kanban.model.calendar_dates import date_span_text, date_spans
from kanban.model.plan import Plan
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad
from kanban.text.dates import span
from kanban.text.glyphs import glyphs
from kanban.text.messages import Words, joined, msg
from kanban.widgets.list_view import ListRow

LABEL_CELLS, DRIVER_CELLS, RATE_CELLS = 16, 24, 20


def calendar_rows(plan: Plan, keys: Mapping[str, str]) -> Iterator[ListRow]:
    """All of the list. `keys` are those of the actions, by id."""
    calendar = plan.calendar
    yield _fact("workdays", msg("workdays"), joined(calendar.workdays))
    hours = f"{', '.join(calendar.hours)} ({span(calendar.minutes_a_day * 60)}, {plan.timezone})"
    yield _fact("hours", msg("hours"), hours)
    yield _fact("currency", msg("currency"), plan.costs.currency or msg("none yet"))
    for name, label, dates in (
        ("off", msg("holidays"), calendar.holidays),
        ("worked", msg("extra workdays"), calendar.extra_workdays),
    ):
        yield text_row()
        yield _head(label, "" if dates else msg("none yet; {key} adds some", key=keys["calendar.days"]))
        for begin, end in date_spans(dates):
            yield ListRow(((("   " + date_span_text(begin, end), ""),),), f"{name} {begin} {end}")
    yield text_row()
    rates = sorted(plan.costs.rates, key=lambda rate: (rate.driver, str(rate.since or "")))
    yield _head(msg("hourly rates"), "" if rates else msg("none yet; {key} sets one", key=keys["calendar.rate"]))
    for rate in rates:
        driver = clean_line(rate.driver) or str(msg("all others"))
        since = str(msg("from {start}", start=str(rate.since))) if rate.since is not None else ""
        line = (
            (f"   {pad(cut(driver, DRIVER_CELLS, glyphs().ellipsis), DRIVER_CELLS)} ", ""),
            (pad(money(rate.amount, plan), RATE_CELLS), ""),
            (since, "meta"),
        )
        yield ListRow((line,), f"rate {rate.since or ''} {rate.driver}")


def _fact(key: str, label: Words, words: Words) -> ListRow:
    return ListRow((((f" {pad(str(label), LABEL_CELLS)} ", "meta"), (clean_line(str(words)), "")),), key)


def _head(label: Words, words: Words) -> ListRow:
    return text_row((f" {label}", "head"), (f"  {words}" if str(words) else "", "meta"))
