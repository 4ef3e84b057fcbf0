"""A picture that is a list: a bar that lies for each line, with its name before and its numbers behind."""

from collections.abc import Iterator, Sequence

from kanban.render.flow_pictures.picture import Bar
from kanban.render.svg.elements import cells_in, element, text, text_width
from kanban.render.svg.style import BAR, BODY, GRID, MARGIN, REWORK, RULE, SMALL, SOFT, WIDTH
from kanban.text.clean import clean_line, cut

ROW = 26.0
_NAMES_MOST, _GAP, _LEAST_BAR = 290.0, 14.0, 2.0


def height(bars: Sequence[Bar], heads: Sequence[str]) -> float:
    """How high the list is."""
    return ROW * (len(bars) + bool(heads))


def rows(bars: Sequence[Bar], heads: Sequence[str], top: float) -> Iterator[str]:
    """Line by line, from the top; `heads` stand above the numbers."""
    names = [clean_line(str(bar.name)) for bar in bars]
    room = min(_NAMES_MOST, max([text_width(name, BODY) for name in names], default=0.0))
    columns = _columns(bars, heads)
    left, right = MARGIN + room + _GAP, WIDTH - MARGIN - sum(columns)
    y = top
    if heads:
        yield from _numbers(heads, columns, right, y + 17, SMALL)
        y += ROW
    for bar, name in zip(bars, names, strict=True):
        yield element("line", x1=MARGIN, y1=y, x2=WIDTH - MARGIN, y2=y, stroke=GRID)
        yield text(MARGIN, y + 17, cut(name, cells_in(room, BODY)), BODY)
        fill, room_for_bars = {"rework": REWORK, "meta": RULE}.get(bar.role, BAR), right - left - _GAP
        begin = left + room_for_bars * bar.begin
        if bar.begin:
            yield element("line", x1=left, y1=y + ROW / 2, x2=begin, y2=y + ROW / 2, stroke=fill)
        long = max(_LEAST_BAR, room_for_bars * (bar.share - bar.begin))
        yield element("rect", x=begin, y=y + 6, width=long, height=ROW - 12, fill=fill)
        yield from _numbers(bar.numbers, columns, right, y + 17, BODY)
        y += ROW


def _columns(bars: Sequence[Bar], heads: Sequence[str]) -> list[float]:
    lines = [*(bar.numbers for bar in bars), tuple(heads)]
    count = max(map(len, lines), default=0)
    return [max(text_width(line[n], BODY) for line in lines if n < len(line)) + _GAP for n in range(count)]


def _numbers(words: Sequence[str], columns: Sequence[float], right: float, y: float, size: float) -> Iterator[str]:
    end = right
    for word, wide in zip(words, columns, strict=False):
        end += wide
        yield text(end, y, word, size, text_anchor="end", fill=SOFT if size == SMALL else "")
