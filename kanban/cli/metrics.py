"""The driver's figures, each with how many cards it rests on and the rule it follows."""

import argparse

from kanban.cli.context import Shell
from kanban.cli.lookup import nothing_here, readable_boards
from kanban.cli.output import Head, table
from kanban.cli.spec import BOARD, JSON, arg, flag, verb
from kanban.metrics import report
from kanban.metrics.export import CardRow, MetricsReport
from kanban.metrics.figure import flow_figures
from kanban.metrics.flow import Totals, Window
from kanban.render.figures import lines
from kanban.text.clean import clean_line, pad, width
from kanban.text.dates import day_time, span, weekday_time
from kanban.text.messages import Refused

AS_OF = arg("--as-of", metavar="WHEN", help="what was true then; a date alone is the end of that day")
_CARD_HEADS = (
    Head("board"), Head("id", right=True), Head("title", cut=True), Head("column", cut=True), Head("cycle", right=True),
    Head("active", right=True), Head("parked", right=True), Head("blocked", right=True), Head("rework", right=True),
)  # fmt: skip


@verb(
    "metrics",
    BOARD,
    arg("--from", metavar="WHEN", dest="begin", help="cards finished from then on; a date alone is its beginning"),
    arg("--to", metavar="WHEN", dest="end", help="cards finished before then; a date alone is its beginning"),
    AS_OF,
    flag("--cards", help="each card as well"),
    JSON,
)
def metrics(shell: Shell, args: argparse.Namespace) -> None:
    """Print cycle time, lead time, throughput, work in progress and rework, of all boards together and of each.

    Behind every figure stands how many cards it rests on, of how many, and why others were left out; beside it the
    rule it follows. Percentiles of fewer than 10 cards are marked. What is not known is `-`, never 0.

    Examples:
      kanban metrics --from 2026-09-01 --to 2026-10-01
      kanban metrics --board zhang --json --cards
    """
    moment = shell.as_of(args.as_of)
    window = Window(
        shell.when(args.begin, "from", False) if args.begin is not None else None,
        shell.when(args.end, "to", False) if args.end is not None else None,
    )
    if window.from_at and window.to_at and window.to_at <= window.from_at:
        raise Refused("--to: it does not lie after --from, so the window is empty")
    boards, unreadable = readable_boards(shell, args.board)
    if not boards and not unreadable:
        shell.say(nothing_here(shell))
    words = [str(unread.problem) for unread in unreadable]
    figures = report.metrics_report(
        shell.plan, boards, window, moment, shell.now, args.cards, words, args.as_of is None
    )
    if args.json:
        shell.json(figures)
        return
    _print(shell, figures)
    if args.cards:
        shell.out()
        table(shell, _CARD_HEADS, [_card(row) for row in figures.cards or ()])


def _print(shell: Shell, figures: MetricsReport) -> None:
    if shell.is_tty:
        shell.out(shell.paint(_heading(shell, figures), "dim"))
    blocks: list[tuple[str, Totals]] = [(f"{b.board} ({b.driver})", b) for b in figures.boards]
    if len(blocks) > 1:
        blocks.insert(0, ("all boards", figures.total))
    for name, totals in blocks:
        if shell.is_tty:
            shell.out()
            shell.out(shell.paint(clean_line(name), "bold"))
        for line in lines(flow_figures(totals)):
            _line(shell, name, str(line.label), line.words, str(line.rule))


def _heading(shell: Shell, figures: MetricsReport) -> str:
    window = figures.window
    begin = f"from {day_time(window.from_at, shell.zone)}" if window.from_at else "from the first card on"
    end = f" to {day_time(window.to_at, shell.zone)}" if window.to_at else ""
    return f"as of {weekday_time(figures.as_of_at, shell.zone)}, cards finished {begin}{end}"


def _line(shell: Shell, name: str, label: str, words: str, rule: str) -> None:
    if not shell.is_tty:
        shell.out("\t".join(clean_line(part) for part in (name, label, words, rule)))
        return
    from kanban.cli.output import terminal_width

    first = f"  {pad(label, 13)} {words}"
    room = terminal_width() - width(first) - 2
    if room >= width(rule):
        shell.out(first + "  " + shell.paint(rule, "dim"))
        return
    import textwrap

    shell.out(first)
    for line in textwrap.wrap(rule, max(20, terminal_width() - 18)):
        shell.out(" " * 16 + shell.paint(line, "dim"))


def _card(row: CardRow) -> list[str]:
    times = (row.cycle_time_seconds, row.active_time_seconds, row.parked_time_seconds, row.blocked_time_seconds)
    return [row.board, row.id, row.title, row.column, *(span(t) if t else "-" for t in times), str(row.rework_moves)]
