"""The driver's figures, each with how many cards it rests on and the rule it follows."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.board_pictures import Boards, show_pictures
from kanban.cli.context import Context
from kanban.cli.declared import BOARD, JSON, arg, flag, verb
from kanban.cli.drawn import check_chart_named
from kanban.cli.exits import Usage
from kanban.cli.lookup import no_boards, readable_boards
from kanban.cli.output import Head, out_wrapped, table, terminal_width
from kanban.cli.window import FROM, TO, heading, window_of
from kanban.metrics.figure import Figure
from kanban.metrics.flow.figures import efficiency_figure, flow_figures, littles_law_figure
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports import board_report as report
from kanban.metrics.reports.export import BoardTotals, CardRow, MetricsReport
from kanban.render.figures import lines
from kanban.text.clean import clean_line, pad, width, wrap
from kanban.text.dates import span
from kanban.text.messages import joined, msg, tr

NAME_CELLS = 15
"""Of what a figure is called."""
CHARTS = ("scatter", "ageing", "throughput", "cfd", "xmr", "p", "rework", "costly")
"""The names in `render.flow_pictures.every.PICTURES`, which is not imported for help."""
_CARD_HEADS = (
    Head(msg("board")), Head(msg("id"), right=True), Head(msg("title"), cut=True), Head(msg("column"), cut=True),
    Head(msg("cycle"), right=True), Head(msg("active"), right=True), Head(msg("parked"), right=True),
    Head(msg("blocked"), right=True), Head(msg("rework"), right=True),
)  # fmt: skip


@verb(
    "metrics",
    msg("""Print cycle time, lead time, throughput, work in progress and rework, of all boards together and of each.

Behind every figure stands how many cards it rests on, of how many, and why others were left out; beside it the
rule it follows. Percentiles of fewer than 10 cards are marked. What is not known is `-`, never 0.

Examples:
  kanban metrics --from 2026-09-01 --to 2026-10-01
  kanban metrics --board zhang --json --cards
  kanban metrics --board zhang --chart cfd
  kanban metrics --board zhang --chart scatter --svg scatter.svg"""),
    BOARD,
    FROM,
    TO,
    AS_OF,
    flag("--cards", help=msg("each card as well")),
    arg(
        "--chart",
        choices=CHARTS,
        metavar="NAME",
        help=msg("draw instead, for each board: {names}", names=joined(CHARTS)),
    ),
    arg("--svg", metavar="FILE", help=msg("with --chart: as a vector graphic (SVG) into a file; - prints it")),
    JSON,
)  # fmt: skip
def metrics(context: Context, args: Any) -> None:
    """Print cycle time, lead time, throughput, work in progress and rework, of all boards together and of each."""
    if args.chart is not None and (args.json or args.cards):
        raise Usage(msg("--chart draws; with it goes neither --json nor --cards"))
    check_chart_named(args)
    moment = context.as_of(args.as_of)
    window = window_of(context, args)
    boards, unreadable = readable_boards(context, args.board)
    if not boards and not unreadable:
        context.say(no_boards(context))
    if args.chart is not None:
        from kanban.render.flow_pictures.every import PICTURES

        asked = Boards(boards, window, moment, live=args.as_of is None)
        show_pictures(context, args.svg, PICTURES[args.chart], asked)
        return
    words = [str(unread.problem) for unread in unreadable]
    figures = report.metrics_report(
        context.plan, boards, window, moment, context.now, args.cards, words, args.as_of is None
    )
    if args.json:
        context.json(figures)
        return
    _print(context, figures, window)
    if args.cards:
        context.out()
        table(context, _CARD_HEADS, [_card(row) for row in figures.cards or ()])


def _print(context: Context, figures: MetricsReport, window: Window) -> None:
    if context.is_tty:
        out_wrapped(context, heading(context, figures.as_of_at, window), "dim")
    blocks = [(f"{board.board} ({board.driver})", _figures(board)) for board in figures.boards]
    if len(blocks) > 1:
        blocks.insert(0, (tr("all boards"), flow_figures(figures.total)))
    for name, shown in blocks:
        if context.is_tty:
            context.out()
            context.out(context.paint(clean_line(name), "bold"))
        for line in lines(shown):
            _line(context, name, str(line.label), line.words, str(line.rule))


def _figures(board: BoardTotals) -> tuple[Figure, ...]:
    efficiency, law = board.flow_efficiency, board.littles_law
    return (
        *flow_figures(board),
        efficiency_figure(efficiency.count, efficiency.efficiency_rate, efficiency.efficiency_rate_reason),
        littles_law_figure(
            law.count, law.deviation_rate, law.expected_cycle_time_seconds, law.mean_cycle_time_seconds,
            law.deviation_rate_reason,
        ),
    )  # fmt: skip


def _line(context: Context, name: str, label: str, words: str, rule: str) -> None:
    if not context.is_tty:
        context.out("\t".join(clean_line(part) for part in (name, label, words, rule)))
        return
    room, margin = terminal_width(), " " * (NAME_CELLS + 3)
    first = f"  {pad(label, NAME_CELLS)} "
    if width(f"{first}{words}  {rule}") <= room:
        context.out(f"{first}{words}  " + context.paint(rule, "dim"))
        return
    cells = max(20, room - len(margin))
    for number, line in enumerate(wrap(words, cells)):
        context.out((margin if number else first) + line)
    for line in wrap(rule, cells):
        context.out(margin + context.paint(line, "dim"))


def _card(row: CardRow) -> list[str]:
    times = (row.cycle_time_seconds, row.active_time_seconds, row.parked_time_seconds, row.blocked_time_seconds)
    return [
        row.board,
        row.id,
        row.title,
        row.column,
        *(span(t) if t is not None else "-" for t in times),
        str(row.rework_moves),
    ]
