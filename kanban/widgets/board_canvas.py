"""The board's columns under their strip, drawn as one canvas: only what is in view, and only what changed again.

Every change (cursor, move, mark, reload, filter) goes through `repaint`, which compares the cards in view with those
drawn before and refreshes the regions that differ. So its cost does not grow with the number of cards. The strip is on
the same canvas because it says what is saved: as a widget of its own it could be painted a frame after the cards.
"""

from typing import Any

import msgspec
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from kanban.render.card import Span
from kanban.text.clean import pad
from kanban.widgets.board_drag import SCROLL_SECONDS, Drag, at_edges, covered, taken
from kanban.widgets.board_layout import STRIP_LINES, BoardLayout
from kanban.widgets.board_painter import BoardPainter
from kanban.widgets.board_scene import EMPTY_BOX, CardBox, Scene
from kanban.widgets.line import alike, fitted, span_at


class BoardCanvas(Widget):
    """Draws a `Scene`. Posts `Picked` and `StripPicked` for clicks, `Dropped` for a drag; knows nothing of commands."""

    DEFAULT_CSS = """
    BoardCanvas { height: 1fr; background: $background; color: $foreground; }
    BoardCanvas:ansi { background: ansi_default; color: ansi_default; }
    """

    class Picked(Message):
        """A card (or an empty place: card None) was clicked, twice if `again`."""

        def __init__(self, column: int, card: str | None, again: bool) -> None:
            super().__init__()
            self.column, self.card, self.again = column, card, again

    class StripPicked(Message):
        """A span of the row above the columns was clicked; its role says which."""

        def __init__(self, role: str) -> None:
            super().__init__()
            self.role = role

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
        self.drawn: list[list[CardBox]] = []
        """What is in view: the cards of each visible column."""
        self._board_layout = BoardLayout()
        self._painter = BoardPainter(self)
        self._heads: list[Span] = []
        self._edge: tuple[Span, ...] = ()
        self._strip_row: tuple[Span, ...] = ()
        self._shape: tuple[object, ...] = ()
        self._drag: Drag | None = None
        self._scrolling: Any = None
        """The timer that runs while a dragged card is at an edge."""

    @property
    def page(self) -> int:
        """Whole cards in view in the cursor's column."""
        return self._board_layout.cards_in_view(self.scene.board.columns[self.scene.column])

    # Changing what is shown

    def show(self, scene: Scene) -> None:
        """Draw another scene, refreshing only what looks different."""
        self.scene = scene if self._drag is None else msgspec.structs.replace(scene, drop=self.scene.drop)
        self.repaint()

    def repaint(self) -> None:
        """Refresh the regions whose cards or heads are not those drawn before."""
        scene, layout, painter = self.scene, self._board_layout, self._painter
        layout.measure(self.size, scene)
        if not layout.width:
            return
        layout.bring_into_view(scene)
        places = *layout.column_spans, *map(layout.box_lines, layout.visible)
        shape = (layout.width, layout.height, layout.left, places, len(scene.hint))
        boxes, heads, edge = painter.boxes(scene, layout), painter.heads(scene, layout), painter.edge(scene, layout)
        strip = fitted(*scene.strip, layout.width)
        if shape != self._shape or len(boxes) != len(self.drawn):
            self._shape = shape
            regions = [Region(0, 0, layout.width, layout.height)]
        else:
            regions = self._changed_lines(strip, edge) + self._changed_columns(boxes, heads)
        self.drawn, self._heads, self._edge, self._strip_row = boxes, heads, edge, strip
        if regions:
            self.refresh(*regions)

    def _changed_lines(self, strip: tuple[Span, ...], edge: tuple[Span, ...]) -> list[Region]:
        regions, total = [], self._board_layout.width
        if strip != self._strip_row:
            same = alike(self._strip_row, strip)
            regions.append(Region(same, 0, total - same, 1))
        if edge != self._edge:
            regions.append(Region(0, STRIP_LINES, total, 1))
        return regions

    def _changed_columns(self, boxes: list[list[CardBox]], heads: list[Span]) -> list[Region]:
        regions, layout = [], self._board_layout
        for index, (old, new) in enumerate(zip(self.drawn, boxes, strict=True)):
            (x, cells), pitch = layout.column_spans[index], layout.box_lines(layout.visible[index])
            if self._heads[index] != heads[index]:
                regions.append(Region(x, layout.heads_line, cells, 1))
            for row, (before, after) in enumerate(zip(old, new, strict=False)):
                if not after.same(before):
                    lines = pitch - 1 if pitch > 1 and before.card and after.card else pitch
                    regions.append(Region(x, layout.body_line + row * pitch, cells, lines))
        return regions

    # Drawing

    def on_resize(self, event: events.Resize) -> None:
        """Another size: other columns may fit."""
        self.repaint()

    def notify_style_update(self) -> None:
        """Drop the colours and drawn cards that were kept: the theme has changed."""
        super().notify_style_update()
        self._painter.forget()

    def render_line(self, y: int) -> Strip:
        """One line of the canvas, under what is dragged over it."""
        if not self.drawn:
            self.repaint()
        drag = self._drag
        if drag is None or not drag.moved or (place := drag.picture_place(self.size)).y != y:
            return self._line(y)
        return covered(self._line(y), place, drag.text, self._painter.styles["label", False])

    def _line(self, y: int) -> Strip:
        layout, painter = self._board_layout, self._painter
        if y < STRIP_LINES:
            styles = painter.strip_styles
            segments = [Segment(text, styles[role, False]) for text, role in self._strip_row]
            return Strip(segments).adjust_cell_length(layout.width, styles["", False])
        if y < layout.heads_line:
            return Strip([painter.edge_line(self._edge, layout.width)], layout.width)
        if self.scene.hint and y >= layout.body_line + 1:
            return self._hint_line(y - layout.body_line - 1)
        return self._column_line(y)

    def _hint_line(self, number: int) -> Strip:
        hint, total = self.scene.hint, self._board_layout.width
        text = hint[number] if number < len(hint) else ""
        return Strip([Segment(pad(f"  {text}", total), self._painter.styles["title", False])], total)

    def _column_line(self, y: int) -> Strip:
        layout, painter = self._board_layout, self._painter
        segments = []
        for index, boxes in enumerate(self.drawn):
            _, cells = layout.column_spans[index]
            if y < layout.body_line:
                text, role = self._heads[index]
                segments.append(Segment(pad(f" {text}", cells), painter.styles[role, False]))
                continue
            pitch = layout.box_lines(layout.visible[index])
            row, line = divmod(y - layout.body_line, pitch)
            box = boxes[row] if row < len(boxes) else EMPTY_BOX
            segments += painter.box_lines(box, self.scene.context, cells, pitch)[line]
        return Strip(segments, layout.width)

    # Mouse

    def card_at(self, x: int, y: int) -> tuple[int, str | None] | None:
        """Column (index on the board) and card under a cell; None outside the columns and their heads."""
        layout = self._board_layout
        if STRIP_LINES <= y < layout.heads_line:
            column = self._painter.edge_column(self.scene, layout, x)
            return None if column is None else (column, None)
        place = layout.place_at(x, y)
        if place is None or place[0] >= len(self.drawn):
            return None
        index, row = place
        boxes = self.drawn[index]
        card = boxes[row].card if 0 <= row < len(boxes) else None
        return layout.left + index, card.id if card else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick the card under the pointer; a drag may begin here."""
        target = self.card_at(event.x, event.y)
        if target is None or event.button != 1:
            return
        column, card = target
        if card is not None:
            self._drag = taken(self.scene, card, event.x, event.y)
            self.capture_mouse()
        self.post_message(self.Picked(column, card, False))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The held card goes with the pointer."""
        if self._drag is None:
            return
        before, self._drag = self._drag, self._drag.at(event.x, event.y)
        if self._drag.moved:
            self._follow(self._drag, before)

    def _follow(self, drag: Drag, before: Drag) -> None:
        """Mark the column that the card would fall into, and scroll as long as it is at an edge."""
        layout = self._board_layout
        if layout.held is None:
            layout.held = layout.left
        target = self.card_at(drag.x, drag.y)
        self._show_drop(layout.columns[target[0]].id if target else None)
        self.refresh(drag.picture_place(self.size), before.picture_place(self.size))
        if not any(at_edges(drag, layout)):
            self._stop_scrolling()
        elif self._scrolling is None:
            self._scrolling = self.set_interval(SCROLL_SECONDS, self._scroll)

    def _scroll(self) -> None:
        drag, layout = self._drag, self._board_layout
        if drag is None:
            return
        across, down = at_edges(drag, layout)
        target = self.card_at(drag.x, drag.y)
        scrolled = layout.scroll_columns(across)
        if target is not None and down:
            scrolled = layout.scroll_cards(self.scene, layout.columns[target[0]], down) or scrolled
        if scrolled:
            self.repaint()
            self._follow(drag, drag)

    def _stop_scrolling(self) -> None:
        timer, self._scrolling = self._scrolling, None
        if timer is not None:
            timer.stop()

    def _show_drop(self, column: str | None) -> None:
        if column != self.scene.drop:
            self.scene = msgspec.structs.replace(self.scene, drop=column)
            self.repaint()

    def _end_drag(self) -> Drag | None:
        """Let go; what was held. The cursor comes into view again."""
        drag, self._drag = self._drag, None
        self.release_mouse()
        self._stop_scrolling()
        if drag is not None and drag.moved:
            self._board_layout.held = None
            self.scene = msgspec.structs.replace(self.scene, drop=None)
            self.repaint()
            self.refresh(drag.picture_place(self.size))
        return drag

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Let the dragged card fall."""
        target = self.card_at(event.x, event.y)  # as it is seen now: afterwards other columns may be in view
        drag = self._end_drag()
        if drag is not None and drag.moved and target is not None:
            before = target[1] if target[1] != drag.card else None
            self.post_message(self.Dropped(drag.card, self._board_layout.columns[target[0]].id, before))

    def cancel_drag(self) -> bool:
        """Forget the drag; whether there was one."""
        if self._drag is None:
            return False
        drag = self._end_drag()
        return drag is not None and drag.moved

    def on_click(self, event: events.Click) -> None:
        """A double click opens; one in the row above the columns is the screen's matter."""
        if event.y < STRIP_LINES:
            if (number := span_at(self._strip_row, event.x)) is not None:
                self.post_message(self.StripPicked(self._strip_row[number][1]))
        elif event.chain == 2 and (target := self.card_at(event.x, event.y)) and target[1]:
            self.post_message(self.Picked(target[0], target[1], True))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Wheel down."""
        self.post_message(self.Wheeled(1))

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Wheel up."""
        self.post_message(self.Wheeled(-1))

    def get_content_width(self, container: Size, viewport: Size) -> int:
        """All there is."""
        return container.width
