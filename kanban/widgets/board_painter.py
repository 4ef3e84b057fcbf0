"""The lines of the board's cards and column heads, as styled segments; what was drawn once is kept."""

from rich.segment import Segment
from textual.widget import Widget

from kanban.model.board import Column
from kanban.model.card import Card
from kanban.render.card import RenderContext, Span, column_head, fit, hidden, meta, title_line
from kanban.text.clean import cut, pad, width
from kanban.text.messages import Refused, tr
from kanban.widgets.board_layout import BOX_LINES, STRIP_LINES, BoardLayout
from kanban.widgets.board_scene import EMPTY_BOX, CardBox, Scene
from kanban.widgets.styles import Styles, styles_of

MOST_KEPT = 2000
"""So many drawn cards are kept; then all are forgotten."""


class BoardPainter:
    """Paints for one widget, in its styles."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: Styles | None = None
        self._strip_styles: Styles | None = None
        self._drawn: dict[tuple[str, bool, bool, str, int], tuple[CardBox, list[list[Segment]]]] = {}
        self._meta: dict[str, tuple[Card, RenderContext, tuple[Span, ...]]] = {}

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
        for column in layout.visible:
            boxes = [self._box(scene, card_id) for card_id in layout.in_view(scene, column)]
            out.append(boxes + [EMPTY_BOX] * (layout.cards_per_column - len(boxes)))
        return out

    def _box(self, scene: Scene, card_id: str) -> CardBox:
        card = scene.board.cards[card_id]
        label = scene.letters.get(f"card:{card_id}", "")
        return CardBox(card, card_id == scene.card, card_id in scene.marked, label, self._meta_of(card, scene.context))

    def _meta_of(self, card: Card, context: RenderContext) -> tuple[Span, ...]:
        kept = self._meta.get(card.id)
        if kept and kept[0] is card and kept[1] is context:
            return kept[2]
        if len(self._meta) > MOST_KEPT:
            self._meta.clear()
        try:
            spans = meta(card, context)
        except Refused:
            spans = ((tr("cannot be read: kanban doctor"), "error"),)
        self._meta[card.id] = card, context, spans
        return spans

    def heads(self, scene: Scene, layout: BoardLayout) -> list[Span]:
        """The heads of the columns in view."""
        out = []
        for offset, column in enumerate(layout.visible):
            text, role = column_head(scene.board, column, self._shown_count(scene, column))
            letter = scene.letters.get(f"column:{column.id}")
            if letter:
                text, role = f"[{letter}] {text}", "label"
            elif scene.drop == column.id or (layout.left + offset == scene.column and role == "head"):
                role = "here"
            marks = hidden(*layout.hidden_counts(scene, column), scene.context.glyphs)
            room = layout.column_spans[offset][1] - 2 - width(marks) - 1
            out.append((f"{pad(text, room)} {marks}" if marks and width(text) <= room else text, role))
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

    # Segments

    def edge_line(self, edge: tuple[Span, ...], cells: int) -> Segment:
        """The line of the columns out of view."""
        (left, _), (right, _) = edge or (("", ""), ("", ""))
        right = cut(right, cells // 2)
        text = pad(" " + left, cells - width(right) - 1) + right + " "
        return Segment(text, self.styles["meta", False])

    def box_lines(self, box: CardBox, context: RenderContext, cells: int) -> list[list[Segment]]:
        """The lines of a card, or of an empty place."""
        if box.card is None:
            return [[Segment(" " * cells, self.styles["", False])]] * BOX_LINES
        key = (box.card.id, box.cursor, box.marked, box.label, cells)
        kept = self._drawn.get(key)
        if kept and kept[0].same(box):
            return kept[1]
        lines = self._draw(box, box.card, context, cells)
        if len(self._drawn) > MOST_KEPT:
            self._drawn.clear()
        self._drawn[key] = box, lines
        return lines

    def _draw(self, box: CardBox, card: Card, context: RenderContext, cells: int) -> list[list[Segment]]:
        signs = context.glyphs
        title = title_line(card, context, cells - 2)
        sign = signs.cursor if box.cursor else signs.mark if box.marked else " "
        role = "title" if sign == " " else "marked"
        edge: Span = (sign, role)
        under: Span = (signs.mark if box.marked else sign, role)
        if box.label:
            rest = cut(title[0][0], cells - 3 - len(box.label))
            title = [(box.label, "label"), (f" {rest}", "title")]
        rule = Segment(" " + signs.rule * (cells - 2) + " ", self.styles["rule", False])
        return [
            self._filled([edge, *title], box.cursor, cells),
            self._filled([under, *fit(box.meta, cells - 2)], box.cursor, cells),
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
        texts.append(f"[{letter}] {text}" if letter else text)
    return "  ".join(texts)
