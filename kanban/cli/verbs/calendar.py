"""The plan's working calendar."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.plan_values import plain_calendar
from kanban.cli.verbs.milestone import out_pair
from kanban.cli.verbs.plan import apply
from kanban.commands.plan_schedule import SetCalendar
from kanban.model.calendar import typed_hours, typed_workdays
from kanban.model.calendar_dates import Days, date_span_text, date_spans, typed_span, typed_years
from kanban.text.dates import local, span
from kanban.text.messages import Words, msg, tr


@verb(
    "calendar show",
    msg("""Print the working calendar of the plan: days of the week, hours, holidays, extra workdays.

The schedule reckons in its working days. Without a calendar of its own a plan has Monday to Friday, 9 to 17."""),
    AS_OF,
    JSON,
)
def show(context: Context, args: Any) -> None:
    """Print the working calendar."""
    calendar = context.plan.as_of(context.as_of(args.as_of)).calendar
    if args.json:
        context.plain_json({"calendar": {"timezone": context.zone, **plain_calendar(calendar)}})
        return
    facts = [
        (tr("workdays"), " ".join(calendar.workdays)),
        (tr("hours"), f"{', '.join(calendar.hours)} ({span(calendar.minutes_a_day * 60)}, {context.zone})"),
    ]
    for label, dates in ((tr("holidays"), calendar.holidays), (tr("extra"), calendar.extra_workdays)):
        runs = [date_span_text(*dates_between) for dates_between in date_spans(dates)]
        facts += [(label if number == 0 or not context.is_tty else "", run) for number, run in enumerate(runs)]
    for label, value in facts:
        out_pair(context, label, value)


@verb(
    "calendar set",
    msg("""Change the working calendar of the plan; what is not named stays.

Public holidays come from the library `holidays`: pip install 'kanban-rollup[holidays]'. They are written into the plan
as dates, with the weekend days that are worked for them.

Examples:
  kanban calendar set --workdays mon-sat --hours 08:00-12:00,13:30-17:30
  kanban calendar set --holiday 2026-10-01..2026-10-07 --workday 2026-10-10
  kanban calendar set --country CN --year 2026 --year 2027"""),
    arg("--workdays", metavar="DAYS", help=msg("days of the week on which is worked: mon-fri, or mon,wed,fri")),
    arg("--hours", metavar="SPANS", help=msg("working hours of a day: 09:00-17:00, or 08:00-12:00,13:00-17:00")),
    arg("--holiday", metavar="DATE", many=True,
        help=msg("a date on which is not worked, or FROM..TO; may be given several times")),
    arg("--workday", metavar="DATE", many=True,
        help=msg("a date on which is worked though the week says otherwise, or FROM..TO; may be given several times")),
    arg("--usual", metavar="DATE", many=True,
        help=msg("a date that is again what the week says, or FROM..TO; may be given several times")),
    arg("--country", metavar="CODE", help=msg("add the public holidays of a country (CN), or a part of one (DE-BY)")),
    arg("--year", metavar="YEAR", many=True,
        help=msg("the year of the public holidays; by default this one and the next; may be given several times")),
    makes=True,
)  # fmt: skip
def set_(context: Context, args: Any) -> None:
    """Change the working calendar."""
    if args.year and args.country is None:
        raise Usage(msg("calendar set: --year goes with --country"))
    before = days = Days.of(context.plan.calendar)
    if args.country is not None:
        from kanban.formats.public_holidays import public_holidays

        years = typed_years(args.year or (), local(context.now, context.zone).year)
        known = public_holidays(args.country, years)
        days = days.with_both(known.holidays, known.extra_workdays)
    days = days.with_off(_dates(context, "holiday", args.holiday))
    days = days.with_worked(_dates(context, "workday", args.workday))
    days = days.as_usual(_dates(context, "usual", args.usual))
    command = SetCalendar(
        workdays=msgspec.UNSET if args.workdays is None else typed_workdays(args.workdays),
        hours=msgspec.UNSET if args.hours is None else typed_hours(args.hours),
        holidays=tuple(sorted(days.off)) if days.off != before.off else msgspec.UNSET,
        extra_workdays=tuple(sorted(days.worked)) if days.worked != before.worked else msgspec.UNSET,
    )
    named = (args.workdays, args.hours, args.holiday or None, args.workday or None, args.usual or None, args.country)
    if all(value is None for value in named):
        raise Usage(msg("calendar set: say what to change: --workdays, --hours, --holiday, --workday or --country"))
    apply(context, command)


def _dates(context: Context, field: Words, typed: Sequence[str] | None) -> list[date]:
    """The dates meant, each of a span FROM..TO. Raises Refused."""
    return [day for text in typed or () for day in typed_span(text, context.zone, context.now, field)]
