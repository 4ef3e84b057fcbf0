"""Quality of finished work by driver, and what the control charts say."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.board_pictures import Boards, show_pictures
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, verb
from kanban.cli.drawn import check_chart_named, is_drawn
from kanban.cli.lookup import no_boards, readable_boards
from kanban.cli.output import Head, out_wrapped, table, terminal_width
from kanban.cli.window import FROM, TO, heading, window_of
from kanban.metrics.flow.board_quality import BoardQuality
from kanban.metrics.flow.quality import Quality
from kanban.metrics.reasons import Why
from kanban.metrics.reports.quality_report import Counted, counted, quality_report
from kanban.render.figures import percent
from kanban.render.quality import cycle_time_signals, level, per_million, rework_rate_signals
from kanban.text.clean import clean_line, width, wrap
from kanban.text.messages import Message, Refused, joined, msg, tr
from kanban.text.numbers import whole_number

CHARTS = ("xmr", "p", "yield", "sigma")
"""The names in `render.flow_pictures.every.QUALITY_PICTURES`, which is not imported for help."""
MOST_OPPORTUNITIES = 1_000_000
_HEADS = (
    Head(msg("board"), cut=True), Head(msg("driver"), cut=True), Head(msg("finished"), right=True),
    Head(msg("n"), right=True), Head(msg("first pass"), right=True), Head(msg("rolled"), right=True),
    Head(msg("DPMO"), right=True), Head(msg("sigma"), right=True),
)  # fmt: skip


@verb(
    "quality",
    msg("""Print first-pass yield, rolled throughput yield, DPMO and sigma level, of each driver and in total.

n is the finished cards with a known start, what all of it rests on. First-pass yield is 1 - rework rate; rolled
throughput yield is the product over the active columns of what went on to the right for good. DPMO counts moves back
with the reason defect; the sigma level is given with the usual shift of 1.5. Below stand the signals of two control
charts: cycle time in finishing order (XmR) and the weekly rework rate (p-chart). Both are drawn by --chart, and yield
and sigma level of each four weeks.

Examples:
  kanban quality --from 2026-09-01 --to 2026-10-01
  kanban quality --board zhang --chart yield
  kanban quality --chart xmr --svg xmr.svg
  kanban quality --board zhang --opportunities 5 --json"""),
    BOARD,
    FROM,
    TO,
    AS_OF,
    arg("--opportunities", metavar="N", help=msg("opportunities for a defect in each card; 1 by default")),
    arg(
        "--chart",
        choices=CHARTS,
        metavar="NAME",
        help=msg("draw instead, for each board: {names}", names=joined(CHARTS)),
    ),
    arg("--svg", metavar="FILE", help=msg("with --chart: as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)
def quality(context: Context, args: Any) -> None:
    """Print yields, DPMO and sigma level, of each driver and in total, and the signals of the control charts."""
    check_chart_named(args)
    draws = is_drawn(args)
    opportunities = _opportunities(args.opportunities)
    moment, window = context.as_of(args.as_of), window_of(context, args)
    boards, unreadable = readable_boards(context, args.board)
    if not boards and not unreadable:
        context.say(no_boards(context))
    if draws:
        from kanban.render.flow_pictures.every import QUALITY_PICTURES

        asked = Boards(boards, window, moment, args.as_of is None, opportunities)
        show_pictures(context, args.svg, QUALITY_PICTURES[args.chart], asked)
        return
    counts = counted(boards, window, moment, opportunities, args.as_of is None)
    if args.json:
        context.json(quality_report(counts, context.now, [str(unread.problem) for unread in unreadable]))
        return
    for reason in counts.not_counted:
        context.say(f"kanban: {reason}")
    _print(context, counts)


def _opportunities(text: str | None) -> int:
    if text is None:
        return 1
    opportunities = whole_number(text, 1, MOST_OPPORTUNITIES)
    if opportunities is None:
        raise Refused(msg("--opportunities: a whole number from 1 to 1,000,000, not {value!r}", value=text[:40]))
    return opportunities


def _print(context: Context, found: Counted) -> None:
    if context.is_tty:
        out_wrapped(context, heading(context, found.moment, found.window), "dim")
        context.out()
    rows = [_row(of_board.board.slug, of_board.board.driver, of_board.quality) for of_board in found.boards]
    if len(rows) != 1:
        rows.append(_row(tr("all boards"), "", found.total))
    table(context, _HEADS, rows, keep_all=True)
    if context.is_tty:
        context.out()
        context.out(context.paint(tr("sigma level with the shift of 1.5"), "dim"))
    for of_board in found.boards:
        _why_missing(context, of_board)
    signals = [row for of_board in found.boards for row in _signals(of_board, found)]
    context.out()
    for board, chart, words in signals:
        _print_signal(context, clean_line(board), chart, words)
    if context.is_tty and not signals:
        context.out(tr("no signal: all within the limits, and no run"))


def _print_signal(context: Context, board: str, chart: str, words: str) -> None:
    """On a terminal in as many lines as it takes: what matters stands at its end."""
    if not context.is_tty:
        context.out("\t".join((board, chart, words)))
        return
    lead = f"{board}  {chart}  "
    for number, line in enumerate(wrap(words, max(20, terminal_width() - width(lead)))):
        context.out((lead if not number else " " * width(lead)) + line)


def _row(board: str, driver: str, quality: Quality) -> list[str]:
    few = "?" if quality.low_sample and quality.n else ""
    return [
        board, driver, str(quality.finished), str(quality.n), percent(quality.first_pass_yield) + few,
        percent(quality.rolled_yield), per_million(quality.dpmo), level(quality.sigma),
    ]  # fmt: skip


def _why_missing(context: Context, one: BoardQuality) -> None:
    """On a terminal: why there is a `-`, and that fewer than 10 cards are few."""
    if not context.is_tty:
        return
    why: Why = one.quality.sigma_reason
    name = clean_line(one.board.slug)
    if isinstance(why, Message):
        context.out(context.paint(f"{name}: {why}", "dim"))
    elif one.quality.low_sample:
        context.out(context.paint(tr("{board}: ? rests on fewer than 10 cards", board=name), "dim"))


def _signals(one: BoardQuality, found: Counted) -> list[list[str]]:
    zone, moment = found.window.zone, found.moment
    charts = (
        (msg("cycle time"), cycle_time_signals(one.cycle_time, zone, moment)),
        (msg("rework rate"), rework_rate_signals(one.rework_rate, zone, moment)),
    )
    return [[one.board.slug, str(chart), str(words)] for chart, signals in charts for words in signals]
