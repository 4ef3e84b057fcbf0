"""A picture in the shell: the same cells as on the screen."""

from kanban.cli.context import Context
from kanban.cli.output import terminal_width
from kanban.render.card import Span
from kanban.render.charts import draw, legend
from kanban.render.flow_pictures.picture import Picture
from kanban.text.clean import clean_line, wrap
from kanban.text.glyphs import Glyphs, glyphs
from kanban.text.messages import Words

ROWS = 18
"""Of a chart, axis and dates among them."""
NARROWEST, WIDEST = 40, 160
STYLES = {
    "bar": "cyan", "key": "cyan", "good": "green", "rework": "yellow", "ageing": "yellow", "late": "red",
    "meta": "dim", "rule": "dim", "bold": "bold", "head": "bold",
}  # fmt: skip
"""By role; what is missing is printed plain."""


def print_titled(context: Context, title: str, picture: Picture) -> None:
    """Title, what the picture comes to, the chart or the list, and what stands out."""
    signs, cells = glyphs("ascii" if context.signs else ""), max(NARROWEST, min(WIDEST, terminal_width()))
    context.out(context.paint(title, "bold"))
    for said in picture.says:
        _wrapped(context, said, cells)
    if picture.why_empty is not None:
        _wrapped(context, picture.why_empty, cells)
        return
    for line in _lines(picture, cells, signs):
        context.out(_painted(context, line))
    for said in picture.signals:
        _wrapped(context, said, cells)


def print_rule(context: Context, rule: Words) -> None:
    """How what stands above it is counted."""
    _wrapped(context, rule, max(NARROWEST, min(WIDEST, terminal_width())), "dim")


def _lines(picture: Picture, cells: int, signs: Glyphs) -> list[tuple[Span, ...]]:
    if picture.chart is None:
        head = [picture.head] if picture.head else []
        return [*head, *(point.row for point in picture.points)]
    drawn = draw(picture.chart, cells, ROWS, signs)
    bands = legend(picture.chart, signs, cells)
    return [bands, *drawn] if bands else drawn


def _painted(context: Context, line: tuple[Span, ...]) -> str:
    last = len(line) - 1
    return "".join(
        context.paint(text.rstrip() if number == last else text, STYLES.get(role, ""))
        for number, (text, role) in enumerate(line)
    )


def _wrapped(context: Context, said: Words, cells: int, style: str = "") -> None:
    """A sentence, its further lines set in."""
    for number, line in enumerate(wrap(clean_line(str(said)), cells - 2)):
        context.out(context.paint(("  " if number else "") + line, style))
