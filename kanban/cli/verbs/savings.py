"""Savings: before and after something was changed."""

from datetime import datetime
from typing import Any

from kanban.cli.as_of import AS_OF, as_of_each
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import readable_boards
from kanban.cli.output import Cell, Head, table, terminal_width
from kanban.metrics.flow import Window
from kanban.metrics.savings import Change, Savings, savings
from kanban.metrics.savings_report import savings_report
from kanban.model.money import digits, money_text
from kanban.render import savings as render
from kanban.text.clean import clean_line, wrap
from kanban.text.dates import full_day
from kanban.text.messages import Refused, Words, msg, tr

_HEADS = (
    Head(msg("a card")), Head(msg("before"), right=True), Head(msg("after"), right=True),
    Head(msg("change"), right=True), Head(msg("95 % interval"), right=True), Head(msg("verdict")),
)  # fmt: skip


@verb(
    "savings",
    msg("""Compare two windows, before and after something was changed: is less time spent, and what is that worth?

Of the cards finished in each: the median working time from start to finish, the mean rework time and the mean logged
time. Each change has a 95 % interval (bootstrap); where it spans 0 the change is not distinguishable from noise. The
money is the time saved a card, times the cards finished after, times the share of the time that was logged as worked,
times what a logged hour cost.

Examples:
  kanban savings --before 2026-09-01..2026-10-01 --after 2026-11-01..2026-12-01
  kanban savings --before -8w..-4w --after -4w..today --json"""),
    arg("--before", metavar="FROM..TO", help=msg("cards finished from the first day until before the second one")),
    arg("--after", metavar="FROM..TO", help=msg("the same, after the change")),
    BOARD,
    AS_OF,
    JSON,
)
def savings_(context: Context, args: Any) -> None:
    """Compare two windows."""
    windows = [_window(context, name, getattr(args, name)) for name in ("before", "after")]
    boards, unreadable = readable_boards(context, args.board)
    moment, live = context.as_of(args.as_of), args.as_of is None
    found = savings(context.plan if live else context.plan.as_of(moment), as_of_each(boards, moment, live), *windows)
    if args.json:
        words = [str(unread.problem) for unread in unreadable]
        context.json(savings_report(found, moment, context.now, context.zone, words))
        return
    context.use_plain_signs()
    _print(context, found)


def _window(context: Context, name: str, text: str | None) -> Window:
    if text is None:
        raise Usage(msg("savings: say --before FROM..TO and --after FROM..TO"))
    begin, dots, end = text.partition("..")
    if not dots:
        raise Refused(
            msg("{field}: {value!r} is no span FROM..TO, such as 2026-09-01..2026-10-01", field=name,
                value=clean_line(text)[:40])
        )  # fmt: skip
    first, last = (context.when(part.strip(), name, False) for part in (begin, end))
    if last <= first:
        raise Refused(msg("{field}: {value!r} ends before it begins", field=name, value=clean_line(text)[:40]))
    return Window(first, last, context.zone)


def _print(context: Context, found: Savings) -> None:
    if context.is_tty:
        for label, window, cards in (
            (tr("before"), found.before, found.before_cards),
            (tr("after"), found.after, found.after_cards),
        ):
            days = [_day(context, moment) for moment in (window.from_at, window.to_at)]
            _out(context, tr("{label}: {begin} to {end}, {n} cards", label=label, begin=days[0], end=days[1], n=cards))
        if found.is_low_sample:
            _out(context, tr("fewer than 10 cards in a window: what is said here rests on little"), "yellow")
        context.out()
    heads = _HEADS[:-1] if context.is_tty else _HEADS  # on a terminal the verdict has a line of its own
    table(context, heads, [_row(context, one)[: len(heads)] for one in found.changes])
    if not context.is_tty:
        return
    context.out()
    for one in found.changes:
        _out(context, tr("{name}: {reason}", name=render.NAMES[one.figure], reason=_worth(one, found.currency)))


def _day(context: Context, moment: datetime | None) -> str:
    return full_day(moment, context.zone) if moment is not None else ""


def _row(context: Context, one: Change) -> list[str | Cell]:
    name = str(render.NAMES[one.figure]) if context.is_tty else one.figure
    low, high = one.interval or (None, None)
    interval = "" if one.interval is None else f"{render.hours_text(low)} .. {render.hours_text(high)}"
    times = [render.hours_text(value) for value in (one.before, one.after, one.change)]
    return [name, *times, interval, str(render.verdict(one))]


def _worth(one: Change, currency: str) -> Words:
    """The verdict, and where it is one what it is worth."""
    said = render.verdict(one)
    if one.is_noise is not False:
        return said
    if one.amounts is None or one.hours_saved is None:
        return msg("{verdict}; in money: {reason}", verdict=said, reason=one.reason or "?")
    saved, *ends = one.amounts
    low, high = sorted(map(abs, ends))
    values: dict[str, Words] = {"verdict": said, "hours": render.hours_text(abs(one.hours_saved) * 3600)}
    values |= {"amount": _money(abs(saved), currency), "low": _money(low, currency), "high": _money(high, currency)}
    if saved < 0:
        return msg("{verdict}: {hours} of work, {amount} {currency} ({low} to {high})", **values, currency=currency)
    return msg("{verdict}: {hours} of work saved, {amount} {currency} ({low} to {high})", **values)


def _money(amount: float, currency: str) -> str:
    """An amount in whole units of the currency."""
    unit = 10 ** digits(currency)
    return money_text(round(amount / unit) * unit, currency)


def _out(context: Context, text: str, style: str = "") -> None:
    for line in wrap(clean_line(text), terminal_width()):
        context.out(context.paint(line, style))
