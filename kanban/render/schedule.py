"""A schedule in words: lengths in working days, what a remaining duration rests on, the path."""

from collections.abc import Iterator

from kanban.metrics.schedule.plan_schedule import PlanSchedule, ScheduleRow
from kanban.metrics.schedule.remaining import BASIS_WORDS
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.text.clean import clean_line
from kanban.text.dates import full_day, weekday_time
from kanban.text.messages import Message, msg, msg_n, tr


def working_days(days: float | None) -> str:
    """A duration in working days, in two significant digits at least: `0.5d`, `6.1d`, `41d`; empty for none.

    In Chinese: `6.1天`.
    """
    if days is None:
        return ""
    shown = 0.0 if abs(days) < 0.05 else days
    return tr("{n}d", n=f"{shown:.1f}" if abs(shown) < 9.95 else f"{shown:.0f}") if shown else tr("{n}d", n="0")


def rests_on(row: ScheduleRow, found: PlanSchedule) -> str:
    """What a remaining duration rests on: `estimate`, `P50 2.1d (n 34)`; `?` where nobody can say."""
    left = row.remaining
    if left.basis is None:
        return "?"
    word = str(BASIS_WORDS[left.basis])
    if left.basis == "cycle_time":
        return f"{word} {working_days(found.days(left.p50_minutes))} (n {left.finished})"
    return word


def length(found: PlanSchedule) -> Message:
    """The critical path in one sentence, or why there is none."""
    if found.length is None or found.reason is not None:
        return msg("no critical path: {reason}", reason=found.reason or "?")
    end = weekday_time(found.finish_at, found.timezone) if found.finish_at else "?"
    return msg("critical path: {days} of work, until {date}", days=working_days(found.days(found.length)), date=end)


def why_unknown(row: ScheduleRow, found: PlanSchedule) -> Message | None:
    """Why something has no dates, or none of its own; None where it has them, or is done."""
    if row.remaining.is_done or row.reason is None:
        return None
    return row.reason if row.reason is not found.reason else None


def how_long(row: ScheduleRow) -> Message | None:
    """How a cycle time became a remaining duration: the open cards, and how many are in work at once."""
    left = row.remaining
    if left.basis != "cycle_time" or row.kind != "package":
        return None
    cards = msg_n("{n} open card", "{n} open cards", left.cards_open)
    return msg("longest on {board}: {cards}, {n} in work at once", cards=cards, board=clean_line(left.board),
               n=f"{left.at_once:.1f}")  # fmt: skip


def changes(trend: list[PlanSchedule]) -> Iterator[Message]:
    """By how much the path and its end moved over a trend; nothing where neither end of it has a length."""
    known = [past for past in trend if past.length is not None]
    if len(known) < 2:
        yield msg("no two moments with a length to compare")
        return
    first, last = known[0], known[-1]
    passed = WorkingTime(last.calendar, last.timezone).days_between(first.as_of, last.as_of)
    values = {"date": full_day(first.as_of, first.timezone), "passed": working_days(passed)}
    change = (last.days(last.length) or 0.0) - (first.days(first.length) or 0.0)
    days = working_days(abs(change))
    if days == working_days(0.0):
        yield msg("as long as on {date}; {passed} of work have passed", **values)
    elif change < 0:
        yield msg("{days} shorter than on {date}; {passed} of work have passed", days=days, **values)
    else:
        yield msg("{days} longer than on {date}; {passed} of work have passed", days=days, **values)
    if first.finish_at and last.finish_at:
        yield msg("the end moved from {before} to {after}", before=full_day(first.finish_at, first.timezone),
                  after=full_day(last.finish_at, last.timezone))  # fmt: skip
