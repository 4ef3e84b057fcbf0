"""Savings: before and after something was changed."""

from typing import Any

from kanban.cli.as_of import AS_OF, as_of_each
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import readable_boards
from kanban.cli.output import Cell, Head, out_wrapped, table
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.savings_report import savings_report
from kanban.metrics.value.savings import Change, Savings, savings
from kanban.metrics.value.typed_flows import typed_window
from kanban.render import savings as render
from kanban.text.messages import msg, tr

_HEADS = (Head(render.HEADS[0]), *(Head(title, right=True) for title in render.HEADS[1:]), Head(msg("verdict")))


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
    return typed_window(text, name, context.zone, lambda day: context.when(day, name, False))


def _print(context: Context, found: Savings) -> None:
    if context.is_tty:
        for line in render.window_lines(found, context.zone):
            out_wrapped(context, str(line))
        if found.is_low_sample:
            out_wrapped(context, str(render.LOW_SAMPLE), "yellow")
        context.out()
    heads = _HEADS[:-1] if context.is_tty else _HEADS  # on a terminal the verdict has a line of its own
    table(context, heads, [_row(context, one)[: len(heads)] for one in found.changes])
    if not context.is_tty:
        return
    context.out()
    for one in found.changes:
        reason = render.worth(one, found.currency)
        out_wrapped(context, tr("{name}: {reason}", name=render.NAMES[one.figure], reason=reason))


def _row(context: Context, one: Change) -> list[str | Cell]:
    name = str(render.NAMES[one.figure]) if context.is_tty else one.figure
    return [name, *render.numbers(one), str(render.verdict(one))]
