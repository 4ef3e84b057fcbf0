"""The lines of the board's cards and column heads, as styled segments; what was drawn once is kept."""

from rich.segment import Segment
from textual.widget import Widget

from kanban.model.board import Column
from kanban.model.card import Card
from kanban.render.card import RenderContext, Span, card_lines, column_head, hidden
from kanban.text.clean import clean_line, cut, pad, width
from kanban.text.messages import Refused, tr
from kanban.widgets.board_layout import STRIP_LINES, BoardLayout
from kanban.widgets.board_scene import EMPTY_BOX, CardBox, Scene
from kanban.widgets.styles import Styles, styles_of

BETWEEN = "  "
"""Two heads of columns out of view."""
MOST_KEPT = 2000
"""So many drawn cards are kept; then all are forgotten."""


class BoardPainter:
    """Paints for one widget, in its styles."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: Styles | None = None
        self._strip_styles: Styles | None = None
        self._drawn: dict[tuple[str, bool, bool, str, int], tuple[CardBox, list[list[Segment]]]] = {}
        self._lines: dict[str, tuple[Card, RenderContext, int, int, tuple[tuple[Span, ...], ...]]] = {}

    def forget(self) -> None:
        """Another theme: colours and drawn cards are made anew."""
        self._styles = self._strip_styles = None
        self._drawn.clear()

    @property
    def styles(self) -> Styles:
        """Styles of the columns."""
        if self._styles is None:
            self._styles = styles_of(self._widget)
        return self._styles

    @property
    def strip_styles(self) -> Styles:
        """Styles of the row above them."""
        if self._strip_styles is None:
            self._strip_styles = styles_of(self._widget, ground="panel")
        return self._strip_styles

    # What is shown

    def boxes(self, scene: Scene, layout: BoardLayout) -> list[list[CardBox]]:
        """The cards in view, column by column, each column filled up with empty places."""
        out = []
        for column, (_, cells) in zip(layout.visible, layout.column_spans, strict=True):
            rows = layout.rows(column)
            boxes = [self._box(scene, card_id, cells - 2, rows) for card_id in layout.in_view(scene, column)]
            out.append(boxes + [EMPTY_BOX] * (layout.cards_in_view(column) - len(boxes)))
        return out

    def _box(self, scene: Scene, card_id: str, cells: int, rows: int) -> CardBox:
        card = scene.board.cards[card_id]
        label = scene.letters.get(f"card:{card_id}", "")
        lines = self._lines_of(card, scene.context, cells, rows)
        return CardBox(card, card_id == scene.card, card_id in scene.marked, label, lines)

    def _lines_of(self, card: Card, context: RenderContext, cells: int, rows: int) -> tuple[tuple[Span, ...], ...]:
        kept = self._lines.get(card.id)
        if kept and kept[0] is card and kept[1] is context and kept[2:4] == (cells, rows):
            return kept[4]
        if len(self._lines) > MOST_KEPT:
            self._lines.clear()
        try:
            lines = card_lines(card, context, cells, rows)
        except Refused:
            why = ((cut(tr("cannot be read: kanban doctor"), cells), "error"),)
            lines = (((cut(clean_line(card.title), cells), "title"),), why)[:rows] + ((),) * (rows - 2)
        self._lines[card.id] = card, context, cells, rows, lines
        return lines

    def heads(self, scene: Scene, layout: BoardLayout) -> list[Span]:
        """The heads of the columns in view."""
        out = []
        for offset, column in enumerate(layout.visible):
            marks = hidden(*layout.hidden_counts(scene, column), scene.context.glyphs)
            letter = scene.letters.get(f"column:{column.id}")
            falls_here = scene.drop == column.id
            lead = f"[{letter}] " if letter else f"{scene.context.glyphs.right} " if falls_here else ""
            cells = layout.column_spans[offset][1] - 2
            room = cells - (width(marks) + 1 if marks else 0)
            text, role = column_head(scene.board, column, self._shown_count(scene, column), room - len(lead))
            if letter:
                role = "label"
            elif falls_here or (layout.left + offset == scene.column and role == "head"):
                role = "here"
            out.append((f"{pad(lead + text, room)} {marks}" if marks else lead + text, role))
        return out

    def _shown_count(self, scene: Scene, column: Column) -> int | None:
        return len(scene.shown.get(column.id, ())) if scene.filtered else None

    def edge(self, scene: Scene, layout: BoardLayout) -> tuple[Span, ...]:
        """Columns out of view on the left and on the right, each with its count; nothing where all are in view."""
        if layout.heads_line == STRIP_LINES:
            return ()
        signs = scene.context.glyphs
        before = _heads_in_words(scene, layout.columns[: layout.left])
        behind = _heads_in_words(scene, layout.columns[layout.left + len(layout.column_spans) :])
        left = f"{signs.left} {before}" if before else ""
        right = f"{behind} {signs.right}" if behind else ""
        return (left, "meta"), (right, "meta")

    def edge_column(self, scene: Scene, layout: BoardLayout, x: int) -> int | None:
        """The column out of view (its index on the board) whose head stands under a cell of that line."""
        if layout.heads_line == STRIP_LINES:
            return None
        signs, behind = scene.context.glyphs, layout.left + len(layout.column_spans)
        right = self.edge(scene, layout)[1][0]
        begins = layout.width - min(width(right), layout.width // 2) - 1
        first, start = (behind, begins) if right and x >= begins else (0, width(signs.left) + 2)
        for index in range(first, len(layout.columns) if first else layout.left):
            cells = width(_heads_in_words(scene, layout.columns[index : index + 1]))
            if start <= x < start + cells:
                return index
            start += cells + len(BETWEEN)
        return None

    # Segments

    def edge_line(self, edge: tuple[Span, ...], cells: int) -> Segment:
        """The line of the columns out of view."""
        (left, _), (right, _) = edge or (("", ""), ("", ""))
        right = cut(right, cells // 2)
        text = pad(" " + left, cells - width(right) - 1) + right + " "
        return Segment(text, self.styles["meta", False])

    def box_lines(self, box: CardBox, context: RenderContext, cells: int, lines: int) -> list[list[Segment]]:
        """The lines of a card with the hairline below it, or of an empty place."""
        if box.card is None:
            return [[Segment(" " * cells, self.styles["", False])]] * lines
        key = (box.card.id, box.cursor, box.marked, box.label, cells)
        kept = self._drawn.get(key)
        if kept and kept[0].same(box):
            return kept[1]
        drawn = self._draw(box, context, cells)
        if len(self._drawn) > MOST_KEPT:
            self._drawn.clear()
        self._drawn[key] = box, drawn
        return drawn

    def _draw(self, box: CardBox, context: RenderContext, cells: int) -> list[list[Segment]]:
        signs = context.glyphs
        title, *others = box.lines
        sign = signs.cursor if box.cursor else signs.mark if box.marked else " "
        role = "title" if sign == " " else "marked"
        edge: Span = (sign, role)
        under: Span = (signs.mark if box.marked else sign, role)
        if box.label:
            rest = cut(title[0][0], cells - 3 - len(box.label))
            title = ((box.label, "label"), (f" {rest}", "title"))
        rule = Segment(" " + signs.rule * (cells - 2) + " ", self.styles["rule", False])
        return [
            self._filled([edge, *title], box.cursor, cells),
            *(self._filled([under, *line], box.cursor, cells) for line in others),
            [rule],
        ]

    def _filled(self, spans: list[Span], cursor: bool, cells: int) -> list[Segment]:
        """Spans filled to the column's width: its last cell stays free, as a gap to the next column."""
        used = sum(width(text) for text, _ in spans)
        padded = [*spans, (" " * max(0, cells - used - 1), "title")]
        segments = [Segment(text, self.styles[role, cursor]) for text, role in padded if text]
        segments.append(Segment(" ", self.styles["title", False]))
        return list(Segment.simplify(segments))


def _heads_in_words(scene: Scene, columns: tuple[Column, ...]) -> str:
    texts = []
    for column in columns:
        letter = scene.letters.get(f"column:{column.id}")
        text = column_head(scene.board, column)[0]
        texts.append(f"[{letter}] {text}" if letter else f"[{text}]" if scene.drop == column.id else text)
    return BETWEEN.join(texts)
