"""The board's columns under their strip, drawn as one canvas: only what is in view, and only what changed again.

Every change (cursor, move, mark, reload, filter) goes through `repaint`, which compares the slots in view with those
drawn before and refreshes the regions that differ. So its cost does not grow with the number of cards. The strip is on
the same canvas because it says what is saved: as a widget of its own it could be painted a frame after the cards.
"""

from collections.abc import Mapping

import msgspec
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.render.card import Context, Span, column_head, fit, hidden, meta, title_line
from kanban.text.clean import cut, pad, width
from kanban.text.messages import Refused
from kanban.widgets.line import alike, fitted
from kanban.widgets.styles import Styles, look

SLOT_LINES = 3
"""Lines a card takes: title, meta, hairline."""
STRIP_LINES = 1
"""Lines above the columns."""
MIN_CELLS = 24
"""Narrowest column; 80 cells hold three, 120 five."""


class Slot(msgspec.Struct, frozen=True):
    """A place for a card, as it is drawn. Two equal slots look the same."""

    card: Card | None = None
    cursor: bool = False
    marked: bool = False
    label: str = ""
    meta: tuple[Span, ...] = ()

    def same(self, other: "Slot") -> bool:
        """Whether it looks like the other one; cards are compared by identity, for they never change."""
        return (
            self.card is other.card
            and self.cursor == other.cursor
            and self.marked == other.marked
            and self.label == other.label
            and self.meta == other.meta
        )


EMPTY = Slot()


class Scene(msgspec.Struct, frozen=True):
    """Everything that is drawn. `lanes` holds the ids shown in each column (all, or those the filter leaves)."""

    board: Board
    lanes: Mapping[str, tuple[str, ...]]
    context: Context
    strip: tuple[tuple[Span, ...], tuple[Span, ...]] = ((), ())
    """The row above the columns: what stands on its left, and on its right."""
    column: int = 0
    card: str | None = None
    marked: frozenset[str] = frozenset()
    letters: Mapping[str, str] = {}
    """What to type for a column or a card while a letter is awaited, by its id with `column:` or `card:` before it."""
    drop: str | None = None
    """Column a dragged card would fall into."""
    filtered: bool = False
    hint: tuple[str, ...] = ()
    """What to say on a board without cards."""


class BoardCanvas(Widget):
    """Draws a `Scene`. Posts `Picked` for clicks and `Dropped` for a drag; knows nothing of commands."""

    DEFAULT_CSS = """
    BoardCanvas { height: 1fr; background: $background; color: $foreground; }
    BoardCanvas:ansi { background: ansi_default; color: ansi_default; }
    """

    class Picked(Message):
        """A card (or an empty place: card None) was clicked, twice if `again`."""

        def __init__(self, column: int, card: str | None, again: bool) -> None:
            super().__init__()
            self.column, self.card, self.again = column, card, again

    class Dropped(Message):
        """A card was dragged to a column, above `before` (None: to the end)."""

        def __init__(self, card: str, column: str, before: str | None) -> None:
            super().__init__()
            self.card, self.column, self.before = card, column, before

    class Wheeled(Message):
        """The wheel was turned over the board by `lines` cards."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self.scene = scene
        self.left = 0
        self.tops: dict[str, int] = {}
        self._drawn: list[list[Slot]] = []
        self._heads: list[Span] = []
        self._edge: tuple[Span, ...] = ()
        self._strip_row: tuple[Span, ...] = ()
        self._strips: dict[tuple[str, bool, bool, str, int], tuple[Slot, list[list[Segment]]]] = {}
        self._meta: dict[str, tuple[Card, Context, tuple[Span, ...]]] = {}
        self._look: Styles | None = None
        self._strip_look: Styles | None = None
        self._layout: tuple[int, ...] = ()
        self._columns = scene.board.columns
        self._spots: list[tuple[int, int]] = []
        self._heads_top, self._body_top = STRIP_LINES, STRIP_LINES + 1
        self._width = self._height = 0
        self._drag: tuple[str, int, int, bool] | None = None

    # Geometry

    def _measure(self) -> None:
        """Take the widget's size once for all that is drawn next; asking Textual for it is not free."""
        size, columns = self.size, self.scene.board.columns
        count = max(1, min(len(columns), size.width // MIN_CELLS))
        each, rest = divmod(size.width, count)
        self._columns = columns
        self._spots = [(i * each + min(i, rest), each + (i < rest)) for i in range(count)]
        self._heads_top = STRIP_LINES + int(count < len(columns))
        self._body_top = self._heads_top + 1
        self._width, self._height = size.width, size.height

    @property
    def slots_per_column(self) -> int:
        """Whole cards in view in a column; the last one needs no hairline."""
        return max(1, (self._height - self._body_top + 1) // SLOT_LINES)

    # Changing what is shown

    def show(self, scene: Scene) -> None:
        """Draw another scene, refreshing only what looks different."""
        self.scene = scene
        self.repaint()

    def repaint(self) -> None:
        """Refresh the regions whose slots or heads are not those drawn before."""
        self._measure()
        if not self._width:
            return
        self._bring_into_view()
        layout = (self._width, self._height, len(self._spots), self.left, len(self.scene.hint))
        slots, heads, edge = self._slots(), self._all_heads(), self._edge_spans()
        strip = fitted(*self.scene.strip, self._width)
        regions: list[Region] = []
        if layout != self._layout or len(slots) != len(self._drawn):
            self._layout = layout
            regions = [Region(0, 0, self._width, self._height)]
        else:
            if strip != self._strip_row:
                same = alike(self._strip_row, strip)
                regions.append(Region(same, 0, self._width - same, 1))
            if edge != self._edge:
                regions.append(Region(0, STRIP_LINES, self._width, 1))
            for index, (old, new) in enumerate(zip(self._drawn, slots, strict=True)):
                x, cells = self._spots[index]
                if self._heads[index] != heads[index]:
                    regions.append(Region(x, self._heads_top, cells, 1))
                for row, (before, after) in enumerate(zip(old, new, strict=False)):
                    if not after.same(before):
                        lines = SLOT_LINES - 1 if before.card and after.card else SLOT_LINES
                        regions.append(Region(x, self._body_top + row * SLOT_LINES, cells, lines))
        self._drawn, self._heads, self._edge, self._strip_row = slots, heads, edge, strip
        if regions:
            self.refresh(*regions)

    def _bring_into_view(self) -> None:
        scene, count = self.scene, len(self._spots)
        self.left = max(0, min(self.left, len(self._columns) - count))
        if scene.column < self.left:
            self.left = scene.column
        elif scene.column >= self.left + count:
            self.left = scene.column - count + 1
        rows = self.slots_per_column
        for index, column in enumerate(self._columns):
            lane = scene.lanes.get(column.id, ())
            top = min(self.tops.get(column.id, 0), max(0, len(lane) - rows))
            if index == scene.column and scene.card is not None:
                row = _index(lane, scene.card, top)
                top = min(top, row) if row < top else max(top, row - rows + 1)
            self.tops[column.id] = top

    @property
    def drawn(self) -> list[list[Slot]]:
        """What is in view: the slots of each visible column."""
        return self._drawn

    def _slots(self) -> list[list[Slot]]:
        scene, rows = self.scene, self.slots_per_column
        out = []
        for column in self._visible():
            lane = scene.lanes.get(column.id, ())
            top = self.tops.get(column.id, 0)
            ids = lane[top : top + rows]
            filled = [
                Slot(
                    scene.board.cards[card_id],
                    card_id == scene.card,
                    card_id in scene.marked,
                    scene.letters.get(f"card:{card_id}", ""),
                    self._meta_of(scene.board.cards[card_id]),
                )
                for card_id in ids
            ]
            out.append(filled + [EMPTY] * (rows - len(filled)))
        return out

    def _meta_of(self, card: Card) -> tuple[Span, ...]:
        held = self._meta.get(card.id)
        context = self.scene.context
        if held and held[0] is card and held[1] is context:
            return held[2]
        if len(self._meta) > 2000:
            self._meta.clear()
        try:
            spans = meta(card, context)
        except Refused:
            spans = (("cannot be read: kanban doctor", "error"),)
        self._meta[card.id] = card, context, spans
        return spans

    def _visible(self) -> tuple[Column, ...]:
        return self._columns[self.left : self.left + len(self._spots)]

    def _all_heads(self) -> list[Span]:
        scene = self.scene
        out = []
        for offset, column in enumerate(self._visible()):
            shown = len(scene.lanes.get(column.id, ())) if scene.filtered else None
            text, role = column_head(scene.board, column, shown)
            letter = scene.letters.get(f"column:{column.id}")
            if letter:
                text, role = f"[{letter}] {text}", "label"
            elif scene.drop == column.id or (self.left + offset == scene.column and role == "head"):
                role = "here"
            out.append((self._with_hidden(text, column, self._spots[offset][1] - 2), role))
        return out

    def _with_hidden(self, text: str, column: Column, cells: int) -> str:
        """A column's head with the number of its cards above and below the view, where there is room for it."""
        top, lane = self.tops.get(column.id, 0), self.scene.lanes.get(column.id, ())
        marks = hidden(top, max(0, len(lane) - top - self.slots_per_column), self.scene.context.glyphs)
        room = cells - width(marks) - 1
        return f"{pad(text, room)} {marks}" if marks and width(text) <= room else text

    def _edge_spans(self) -> tuple[Span, ...]:
        """Columns out of view on the left and on the right, each with its count."""
        scene, signs = self.scene, self.scene.context.glyphs
        columns = self._columns
        if self._heads_top == STRIP_LINES:
            return ()

        def listed(some: tuple[Column, ...]) -> str:
            texts = []
            for column in some:
                letter = scene.letters.get(f"column:{column.id}")
                text = column_head(scene.board, column)[0]
                texts.append(f"[{letter}] {text}" if letter else text)
            return "  ".join(texts)

        before = listed(columns[: self.left])
        behind = listed(columns[self.left + len(self._spots) :])
        left = f"{signs.left} {before}" if before else ""
        right = f"{behind} {signs.right}" if behind else ""
        return (left, "meta"), (right, "meta")

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """Another size: other columns may fit."""
        self.repaint()

    def notify_style_update(self) -> None:
        """Another theme: forget colours and drawn strips."""
        super().notify_style_update()
        self._look = self._strip_look = None
        self._strips.clear()

    def render_line(self, y: int) -> Strip:
        """One line of the canvas."""
        if not self._drawn:
            self.repaint()
        if y < STRIP_LINES:
            segments = [Segment(text, self._strip_style(role)) for text, role in self._strip_row]
            return Strip(segments).adjust_cell_length(self._width, self._strip_style(""))
        if y < self._heads_top:
            return self._edge_strip()
        if self.scene.hint and y >= self._body_top + 1:
            line = y - self._body_top - 1
            text = self.scene.hint[line] if line < len(self.scene.hint) else ""
            return Strip([Segment(pad(f"  {text}", self._width), self._style("title"))], self._width)
        segments = []
        for index, slots in enumerate(self._drawn):
            _, cells = self._spots[index]
            if y < self._body_top:
                text, role = self._heads[index]
                segments.append(Segment(pad(f" {text}", cells), self._style(role)))
                continue
            row, line = divmod(y - self._body_top, SLOT_LINES)
            slot = slots[row] if row < len(slots) else EMPTY
            segments += self._slot_lines(slot, cells)[line]
        return Strip(segments, self._width)

    def _slot_lines(self, slot: Slot, cells: int) -> list[list[Segment]]:
        if slot.card is None:
            return [[Segment(" " * cells, self._style(""))]] * SLOT_LINES
        key = (slot.card.id, slot.cursor, slot.marked, slot.label, cells)
        held = self._strips.get(key)
        if held and held[0].same(slot):
            return held[1]
        lines = self._draw(slot, slot.card, cells)
        if len(self._strips) > 2000:
            self._strips.clear()
        self._strips[key] = slot, lines
        return lines

    def _draw(self, slot: Slot, card: Card, cells: int) -> list[list[Segment]]:
        signs = self.scene.context.glyphs
        title = title_line(card, self.scene.context, cells - 2)
        sign = signs.cursor if slot.cursor else signs.mark if slot.marked else " "
        role = "title" if sign == " " else "marked"
        edge: Span = (sign, role)
        under: Span = (signs.mark if slot.marked else sign, role)
        if slot.label:
            text = title[0][0]
            rest = cut(text, cells - 3 - len(slot.label))
            title = [(slot.label, "label"), (f" {rest}", "title")]
        rule = Segment(" " + signs.rule * (cells - 2) + " ", self._style("rule"))
        return [
            self._spans([edge, *title], slot.cursor, cells),
            self._spans([under, *fit(slot.meta, cells - 2)], slot.cursor, cells),
            [rule],
        ]

    def _spans(self, spans: list[Span], cursor: bool, cells: int) -> list[Segment]:
        """Spans filled to the column's width: its last cell stays free, as a gap to the next column."""
        used = sum(width(text) for text, _ in spans)
        padded = [*spans, (" " * max(0, cells - used - 1), "title")]
        segments = [Segment(text, self._style(role, cursor)) for text, role in padded if text]
        segments.append(Segment(" ", self._style("title")))
        return list(Segment.simplify(segments))

    def _edge_strip(self) -> Strip:
        (left, _), (right, _) = self._edge or (("", ""), ("", ""))
        total = self._width
        right = cut(right, total // 2)
        text = pad(" " + left, total - width(right) - 1) + right + " "
        return Strip([Segment(text, self._style("meta"))], total)

    def _style(self, role: str, cursor: bool = False) -> Style:
        if self._look is None:
            self._look = look(self)
        return self._look[role, cursor]

    def _strip_style(self, role: str) -> Style:
        if self._strip_look is None:
            self._strip_look = look(self, ground="panel")
        return self._strip_look[role, False]

    # Mouse

    def card_at(self, x: int, y: int) -> tuple[int, str | None] | None:
        """Column (index on the board) and card under a cell; None outside the columns."""
        if y < self._heads_top:
            return None
        for index in range(len(self._drawn)):
            left, cells = self._spots[index]
            if left <= x < left + cells:
                row = (y - self._body_top) // SLOT_LINES if y >= self._body_top else -1
                slot = self._drawn[index][row] if 0 <= row < len(self._drawn[index]) else EMPTY
                return self.left + index, slot.card.id if slot.card else None
        return None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick the card under the pointer; a drag may begin here."""
        hit = self.card_at(event.x, event.y)
        if hit is None or event.button != 1:
            return
        column, card = hit
        again = card is not None and card == self.scene.card
        if card is not None:
            self._drag = card, event.x, event.y, False
            self.capture_mouse()
        self.post_message(self.Picked(column, card, again and event.x < 0))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Two cells away from where it began it is a drag."""
        if self._drag is None:
            return
        card, x, y, dragging = self._drag
        if dragging or abs(event.x - x) + abs(event.y - y) >= 2:
            self._drag = card, x, y, True
            hit = self.card_at(event.x, event.y)
            drop = self._columns[hit[0]].id if hit else None
            if drop != self.scene.drop:
                self.show(msgspec.structs.replace(self.scene, drop=drop))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the dragged card fall."""
        drag, self._drag = self._drag, None
        self.release_mouse()
        if drag is None or not drag[3]:
            return
        hit = self.card_at(event.x, event.y)
        self.show(msgspec.structs.replace(self.scene, drop=None))
        if hit is not None:
            column = self._columns[hit[0]].id
            before = hit[1] if hit[1] != drag[0] else None
            self.post_message(self.Dropped(drag[0], column, before))

    def cancel_drag(self) -> bool:
        """Forget the drag; whether there was one."""
        drag, self._drag = self._drag, None
        if drag is None:
            return False
        self.release_mouse()
        self.show(msgspec.structs.replace(self.scene, drop=None))
        return drag[3]

    def on_click(self, event: events.Click) -> None:
        """A double click opens."""
        if event.chain == 2 and (hit := self.card_at(event.x, event.y)) and hit[1]:
            self.post_message(self.Picked(hit[0], hit[1], True))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel down."""
        self.post_message(self.Wheeled(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel up."""
        self.post_message(self.Wheeled(-1))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All there is."""
        return container.width


def _index(lane: tuple[str, ...], card: str, near: int) -> int:
    """Place of a card in a lane; it is nearly always close to where the view is."""
    start = max(0, near - 50)
    for offset, card_id in enumerate(lane[start : start + 150]):
        if card_id == card:
            return start + offset
    try:
        return lane.index(card)
    except ValueError:
        return near
