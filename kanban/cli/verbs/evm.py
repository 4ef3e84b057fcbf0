"""Earned value: what was planned, earned and spent, and where it leads."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.drawn import is_drawn
from kanban.cli.exits import Usage
from kanban.cli.lookup import readable_boards
from kanban.cli.output import GAP, Cell, Head, day_or_moment, out_wrapped, table, terminal_width
from kanban.cli.progress import count_steps
from kanban.cli.verbs.plan import say_if_empty
from kanban.metrics.reports.evm_report import evm_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.earned_value import EarnedValue, Value, amount_of
from kanban.metrics.value.parts import ValueParts, value_parts
from kanban.metrics.value.plan_earned_value import PlanValue, WeekValue, weekly_values
from kanban.render import evm as render
from kanban.text.clean import width
from kanban.text.dates import full_day
from kanban.text.messages import msg, tr

NAME_CELLS = 16
"""A name keeps so many cells: amounts in thousands, then columns that follow from others, give way before it."""
_HEADS = (
    Head(msg("code")), Head(msg("name"), cut=True, least=NAME_CELLS), Head("BAC", right=True, gives_way=2),
    Head("PV", right=True, gives_way=3), Head("EV", right=True, gives_way=3), Head("AC", right=True, gives_way=3),
    Head("CPI", right=True), Head("SPI", right=True), Head("EAC", right=True), Head("VAC", right=True, gives_way=1),
)  # fmt: skip
_WEEK_HEADS = (
    Head(msg("as of")), Head("PV", right=True), Head("EV", right=True), Head("AC", right=True),
    Head("CPI", right=True), Head("SPI", right=True),
)  # fmt: skip


@verb(
    "evm",
    msg("""Print the earned value of each work package or milestone and of the plan: BAC, PV, EV, AC, CPI, SPI, EAC.

BAC is the budget (`kanban budget set`), PV what of it was planned to be earned by now, EV what is earned: the budget
times the share of its cards that are done. AC is the time logged on those cards (`kanban log`) at the hourly rate
(`kanban rate set`), and the costs booked (`kanban cost add`). CPI and SPI below 1 mean over budget and behind. EAC is
what it will cost if it goes on like that, VAC how much of the budget would be left. Below it the earned schedule says
in time how far the plan is.

Examples:
  kanban evm
  kanban evm --as-of 2026-11-02
  kanban evm --by milestone
  kanban evm --weekly
  kanban evm --chart
  kanban evm --svg s-curves.svg
  kanban evm --json"""),
    AS_OF,
    arg("--by", choices=("package", "milestone"), default="package",
        help=msg("of each work package, or of each milestone: the work packages that it waits for")),
    flag("--weekly", help=msg("PV, EV and AC as of each Monday: the S-curves")),
    flag("--chart", help=msg("draw the S-curves, with the earned schedule marked")),
    arg("--svg", metavar="FILE", help=msg("the same as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)  # fmt: skip
def evm(context: Context, args: Any) -> None:
    """Print the earned value."""
    draws = is_drawn(args)
    if args.by == "milestone" and (args.weekly or draws):
        raise Usage(msg("the S-curves are of the whole plan: leave out --by"))
    moment = context.as_of(args.as_of)
    boards, unreadable = readable_boards(context)
    state = roll_up(context.plan, boards, moment, unreadable, live=args.as_of is None)
    parts, weeks = value_parts(state), None
    value = parts.whole
    if args.weekly or draws:
        told = count_steps(context.is_tty and not args.json)
        weeks = weekly_values(value, state.boards, state.unread, told)
    if args.json:
        context.json(evm_report(state, parts, context.now, weeks))
        return
    say_if_empty(context)
    if (nothing := render.nothing_to_show(value)) is not None:
        context.say(nothing)
        return
    if draws:
        from kanban.cli.plan_picture import show_picture
        from kanban.render.s_curves import s_curves

        show_picture(context, args.svg, "s_curves", s_curves(value, weeks or []), value.as_of)
        return
    context.use_plain_signs()
    if weeks is not None:
        _print_weeks(context, value, weeks)
    else:
        _print(context, parts, args.by == "milestone")


def _print(context: Context, parts: ValueParts, by_milestone: bool) -> None:
    found = parts.whole
    make = partial(_milestone_rows, context, parts) if by_milestone else partial(_rows, context, found)
    scale, rows = _fitting(context, found.plan.costs.currency, _HEADS, make)
    if not context.is_tty:
        table(context, _HEADS, rows)
        return
    day = full_day(found.as_of, context.zone)
    out_wrapped(context, tr("earned value as of {date}, in {currency}", date=day, currency=scale.name), "bold")
    table(context, _HEADS, rows)
    context.out()
    if found.time is not None:
        for line in render.time_lines(found.time, context.zone):
            out_wrapped(context, str(line))
    for line in render.why_missing(found):
        out_wrapped(context, str(line), "dim")


Rows = list[list[str | Cell]]


def _fitting(
    context: Context, currency: str, heads: Sequence[Head], rows: Callable[[render.Scale], Rows]
) -> tuple[render.Scale, Rows]:
    """The rows with whole amounts, or in thousands where the terminal is too narrow for those: no number is cut."""
    scale = render.Scale(currency)
    shown_rows = rows(scale)
    if context.is_tty:
        texts = [[str(head.title) for head in heads], *([_text(cell) for cell in row] for row in shown_rows)]
        cells = sum(
            head.least if head.cut else max(width(row[number]) for row in texts) for number, head in enumerate(heads)
        )
        if cells + len(GAP) * (len(heads) - 1) > terminal_width():
            scale = render.Scale(currency, in_thousands=True)
            shown_rows = rows(scale)
    return scale, shown_rows


def _text(cell: str | Cell) -> str:
    return cell.text if isinstance(cell, Cell) else cell


def _rows(context: Context, found: PlanValue, scale: render.Scale) -> Rows:
    rows = [_row(context, package.code, package.name, package.value, scale) for package in found.packages]
    return [*rows, _row(context, tr("total") if context.is_tty else "total", "", found.total, scale)]


def _milestone_rows(context: Context, parts: ValueParts, scale: render.Scale) -> Rows:
    """No total: a work package may have two milestones that wait for it."""
    return [
        _row(context, state.milestone.id, state.milestone.name, value.total, scale) for state, value in parts.milestones
    ]


def _row(context: Context, code: str, name: str, value: EarnedValue, scale: render.Scale) -> list[str | Cell]:
    def money(one: Value) -> str:
        return scale(one) if context.is_tty else _plain(one, scale.currency)

    return [
        code, name, money(value.bac), money(value.pv), money(value.ev), money(value.ac), _index(context, value.cpi),
        _index(context, value.spi), money(value.eac), Cell(money(value.vac), _bad(value.vac.amount, 0)),
    ]  # fmt: skip


def _index(context: Context, value: Value) -> Cell:
    if context.is_tty:
        return Cell(render.index_text(value), _bad(value.amount, 1))
    return Cell("" if value.amount is None else f"{float(value.amount):.4f}")


def _bad(amount: Any, least: int) -> str:
    return "red" if amount is not None and amount < least else ""


def _plain(value: Value, currency: str) -> str:
    """An amount for programs: no commas; empty for none."""
    return "" if value.amount is None else f"{amount_of(value.amount, currency):.10g}"


def _print_weeks(context: Context, found: PlanValue, weeks: list[WeekValue]) -> None:
    currency = found.plan.costs.currency
    scale, rows = _fitting(
        context, currency, _WEEK_HEADS, lambda scale: [_week(context, found, week, scale) for week in weeks]
    )
    if context.is_tty:
        out_wrapped(context, tr("earned value week by week, in {currency}", currency=scale.name), "bold")
    table(context, _WEEK_HEADS, rows)


def _week(context: Context, found: PlanValue, one: WeekValue, scale: render.Scale) -> list[str | Cell]:
    value = EarnedValue(bac=found.total.bac, pv=one.pv, ev=one.ev, ac=one.ac)
    day = day_or_moment(context, one.at)
    amounts = [scale(each) if context.is_tty else _plain(each, scale.currency) for each in (one.pv, one.ev, one.ac)]
    style = "bold" if one.at == found.as_of else ""
    return [Cell(day, style), *amounts, _index(context, value.cpi), _index(context, value.spi)]
