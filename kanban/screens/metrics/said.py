"""The lines above and beneath a view of the metrics: what it comes to, and what is under the cursor. Pure."""

from kanban.render.card import Span
from kanban.render.charts import legend
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Picture
from kanban.screens.metrics.counting import Counted
from kanban.text.clean import clean_line, cut, wrap
from kanban.text.glyphs import Glyphs

HEAD_LINES, PANE_LINES = 2, 3


def head_lines(picture: Picture, cells: int, signs: Glyphs) -> list[tuple[Span, ...]]:
    """What a picture comes to, in at most `HEAD_LINES`: with its first signal, or with what its bands are."""
    chart = picture.chart
    first_signal = picture.signals[:1] if chart is not None and chart.form == "curve" else ()
    said = [*((words, "") for words in picture.says), *((words, "late") for words in first_signal)]
    lines: list[tuple[Span, ...]] = [
        ((f" {line}", role),) for words, role in said for line in wrap(clean_line(str(words)), max(20, cells - 2))
    ]
    if chart is not None and chart.bands:
        lines = [*lines[: HEAD_LINES - 1], legend(chart, signs, cells)]
    return lines[:HEAD_LINES]


def pane_lines(counted: Counted, point: int, term: str, cells: int, signs: Glyphs) -> list[Span]:
    """The point under the cursor in words, then how all of it is counted; `PANE_LINES` at most, a cut is shown."""
    room = max(20, cells - 2)
    picture, rule, said = counted.picture, "", ""
    if picture is None:
        rule = next((str(figure.rule) for figure in counted.figures if figure.term == term), "")
    else:
        rule = str(PICTURES[counted.view].rule)
        said = clean_line(str(picture.points[point].words)) if 0 <= point < len(picture.points) else ""
    lines = [
        *((f" {line}", "") for line in wrap(said, room) if said), *((f" {line}", "meta") for line in wrap(rule, room)),
    ]  # fmt: skip
    if len(lines) > PANE_LINES:
        text, role = lines[PANE_LINES - 1]
        lines[PANE_LINES - 1] = f"{cut(text, room - 1, '')} {signs.ellipsis}", role
    return lines[:PANE_LINES]
