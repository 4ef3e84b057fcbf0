"""The row above the columns: whose board it is, its figures, what is saved."""

from kanban.metrics.flow import Totals
from kanban.model.board import Board
from kanban.render.card import Context, Span, sparkline
from kanban.text.clean import clean_line
from kanban.text.dates import span

WIDE = 100
"""From so many cells on, the strip names its percentiles and the project."""


def name_span(board: Board, project: str, narrow: bool) -> Span:
    """The board's name, where there is room for it behind the project's."""
    return f" {clean_line(f'{project} · {board.slug}' if project and not narrow else board.slug)}  ", "bold"


def figure_spans(figures: Totals | None, board: Board, context: Context, narrow: bool) -> list[Span]:
    """Cycle time, rework, WIP, throughput and what is ageing."""
    if figures is None:
        return []
    cycle, rework = figures.cycle_time, figures.rework
    spans: list[Span] = []
    if cycle.count:
        p50, p85 = span(cycle.p50_seconds), span(cycle.p85_seconds) + ("?" if cycle.low_sample else "")
        words = f"CT {p50}/{p85} n{cycle.count}/{cycle.of}" if narrow else (
            f"CT P50 {p50} P85 {p85} (n {cycle.count} of {cycle.of})"
        )  # fmt: skip
        spans.append((words + "  ", ""))
        spans.append((f"rework {_percent(rework.rework_rate)} {rework.reworked}/{rework.finished}  ", ""))
    else:
        spans.append(("CT - n0  rework - 0/0  ", "meta"))
    limit = sum(c.wip_limit or 0 for c in board.columns if c.kind == "active")
    over = bool(limit) and figures.wip > limit
    spans.append((f"WIP {figures.wip}" + (f"/{limit}" if limit else "") + "  ", "full" if over else ""))
    weeks = [week.finished for week in figures.throughput.weeks][-6 if narrow else -12 :]
    if any(weeks):
        spans.append((sparkline(weeks, context.glyphs) + "  ", "meta"))
    if context.ageing:
        spans.append((f"{len(context.ageing)} ageing", "ageing"))
    return spans


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate * 100:.0f}%"
