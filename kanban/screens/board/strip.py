"""The row above the columns: whose board it is, what needs a hand, its figures, what is saved."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kanban.model.board import Board
from kanban.render.attention import chips
from kanban.render.card import RenderContext, Span
from kanban.screens.board.figures import Summary
from kanban.text.clean import clean_line, width

WIDE = 100
"""From so many cells on, the strip names its percentiles and the project."""
_GAP: tuple[Span, ...] = (("   ", ""),)


def name_span(board: Board, project: str, narrow: bool) -> Span:
    """The board's name, where there is room for it behind the project's."""
    return f" {clean_line(f'{project} · {board.slug}' if project and not narrow else board.slug)}  ", "bold"


class Parts(NamedTuple):
    """What may stand in the strip: what needs a hand in full and in short, and what follows where there is room."""

    needs: Sequence[Span] = ()
    short: Sequence[Span] = ()
    others: Sequence[Span] = ()

    def fitted(self, room: int) -> list[Span]:
        """What needs a hand, and of the others those that fit into the room."""
        first = self.needs if sum(width(text) for text, _ in self.needs) <= room else self.short
        return _whole([*first, *(_GAP if first else ()), *self.others], room, len(first) + bool(first))


def parts_of(summary: Summary | None, context: RenderContext, narrow: bool) -> Parts:
    """What needs a hand, cards in progress, and of cycle time, rework and throughput, in words."""
    if summary is None:
        return Parts()
    from kanban.render.figures import strip, wip_span  # there with the summary, and not needed for the first paint

    needs, short = _joined(chips(summary.attention, context)), _joined(chips(summary.attention, context, short=True))
    others = wip_span(summary.totals, summary.limits), *strip(summary.totals, context.glyphs, narrow)
    return Parts(needs, short, others)


def _joined(parts: Iterable[Span]) -> list[Span]:
    out: list[Span] = []
    for part in parts:
        out += ((" · ", "meta"), part) if out else (part,)
    return out


def _whole(spans: Iterable[Span], room: int, always: int) -> list[Span]:
    """The first ones always, of the others those that fit whole: half a number is none."""
    out: list[Span] = []
    for number, (text, role) in enumerate(spans):
        if number < always or width(text.rstrip()) <= room:
            out.append((text if width(text) <= room else text.rstrip(), role))
            room -= width(text)
    return out
