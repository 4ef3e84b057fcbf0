"""The row above the columns: whose board it is, its figures, what is saved."""

from kanban.metrics.flow import Totals
from kanban.model.board import Board
from kanban.render.card import RenderContext, Span
from kanban.render.figures import strip
from kanban.text.clean import clean_line

WIDE = 100
"""From so many cells on, the strip names its percentiles and the project."""


def name_span(board: Board, project: str, narrow: bool) -> Span:
    """The board's name, where there is room for it behind the project's."""
    return f" {clean_line(f'{project} · {board.slug}' if project and not narrow else board.slug)}  ", "bold"


def figure_spans(figures: Totals | None, board: Board, context: RenderContext, narrow: bool) -> list[Span]:
    """Cycle time, rework, WIP, throughput and what is ageing."""
    if figures is None:
        return []
    limit = sum(c.wip_limit or 0 for c in board.columns if c.kind == "active")
    return strip(figures, limit, len(context.ageing), context.glyphs, narrow)
