"""The driver's board: what is seen, what the keys do, and the mouse, which does the same."""

from kanban.screens.board_changing import Changing
from kanban.screens.board_finding import Finding
from kanban.screens.board_moving import Moving
from kanban.text.messages import Refused
from kanban.widgets.board_canvas import BoardCanvas


class BoardScreen(Moving, Changing, Finding):
    """The whole screen."""

    def on_lanes_picked(self, message: BoardCanvas.Picked) -> None:
        """A click goes to the card, a double click opens it."""
        if message.card:
            self.selection.to(message.card)
        else:
            self.selection.to_column(message.column)
        self.redraw()
        if message.again:
            self.do_open()

    def on_lanes_dropped(self, message: BoardCanvas.Dropped) -> None:
        """The same command as the key."""
        marked = self.selection.chosen if message.card in self.selection.marked else (message.card,)
        try:
            if self.kanban.readonly:
                raise Refused("move: this view is read-only")
            column = self.selection.board.column(message.column)
            self.move(marked, column, before=message.before, bottom=message.before is None)
        except Refused as refusal:
            self.say(str(refusal), "error")

    def on_lanes_wheeled(self, message: BoardCanvas.Wheeled) -> None:
        """The cursor goes with the wheel."""
        self._go(lambda: self.selection.by(message.lines))
