"""The lists of the metrics screen as rows: figures, the rows of a picture, and the cards behind something. Pure."""

from collections.abc import Iterable, Sequence

from kanban.metrics.figure import Figure
from kanban.metrics.reasons import EXCLUDED_WORDS
from kanban.metrics.rollup.behind import Behind
from kanban.model.board import Board
from kanban.model.events import REASON_WORDS
from kanban.render.card import Span
from kanban.render.figures import words
from kanban.render.flow_pictures.picture import Picture
from kanban.screens.listing import text_row
from kanban.text.clean import clean_line, cut, pad, width, wrap
from kanban.text.dates import span
from kanban.text.glyphs import Glyphs
from kanban.text.messages import Words, joined, msg_n, tr
from kanban.widgets.list_view import ListRow

NAME_CELLS = 15


def figure_rows(figures: Iterable[Figure], cells: int, signs: Glyphs) -> list[ListRow]:
    """Every figure, in one line where there is room for it, and under it what was left out of it."""
    rows: list[ListRow] = [text_row()]
    told: set[str] = set()
    for figure in figures:
        name: Span = (f" {pad(str(figure.label), NAME_CELLS)} ", "bold")
        first, *more = wrap(words(figure, signs, why_left_out=False), cells - NAME_CELLS - 3)
        further = [((" " * (NAME_CELLS + 2), ""), (text, "")) for text in more]
        rows.append(ListRow(((name, (first, "")), *further), figure.term))
        rows += _left_out_rows(figure, told)
    return rows


def _left_out_rows(figure: Figure, told: set[str]) -> list[ListRow]:
    rows = []
    for code, n in figure.excluded.items():
        if code not in told:
            told.add(code)
            text = tr("left out: {n} {reason}", n=n, reason=EXCLUDED_WORDS.get(code, code))
            rows.append(ListRow((((" " * (NAME_CELLS + 2), ""), (text, "meta")),), code))
    return rows


def picture_rows(picture: Picture) -> list[ListRow]:
    """The rows of a picture that is a list, or why there is nothing in it."""
    if picture.why_empty is not None:
        return [text_row(), text_row((f" {picture.why_empty}", "meta"))]
    head = [text_row(*picture.head)] if picture.head else []
    points = [ListRow((point.row,), str(number)) for number, point in enumerate(picture.points)]
    return [text_row(), *head, *points]


def figure_name(figures: Iterable[Figure], term: str) -> Words:
    """What a figure, or what is left out of one, is called."""
    label = next((f.label for f in figures if f.term == term), None)
    return label if label is not None else EXCLUDED_WORDS.get(term) or term


def behind_rows(name: Words, behind: Sequence[Behind], board: Board, cells: int, signs: Glyphs) -> list[ListRow]:
    """The cards behind something, each with what it adds."""
    title = msg_n("{figure}: {n} card", "{figure}: {n} cards", len(behind), figure=name)
    return [
        text_row(),
        text_row((f" {title}", "head")),
        *(ListRow((_behind_line(item, board, cells, signs),), item.card.id) for item in behind),
    ]


def _behind_line(item: Behind, board: Board, cells: int, signs: Glyphs) -> tuple[Span, ...]:
    card = item.card
    column = pad(cut(clean_line(board.column(card.column).name), 12, signs.ellipsis), 12)
    time = pad(span(item.seconds) if item.seconds is not None else "", 7, right=True)
    note = tr("beyond P85") if item.beyond else str(joined(REASON_WORDS.get(r, r) for r in item.reasons))
    tail = f" {column} {time}  "
    room = max(10, cells - 8 - width(tail) - 18)
    title = pad(cut(clean_line(card.title), room, signs.ellipsis), room)
    return ((f" {pad(card.id, 6)} ", "key"), (title, ""), (tail, "meta"), (cut(note, 18, signs.ellipsis), "ageing"))
