"""The board's other lists: its columns, its archived cards, the proposed order of its queue."""

from kanban.screens.board.desk import BoardDesk


class OtherLists:
    """What C, X and O do."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk

    def do_columns(self) -> None:
        """Names, kinds, limits and order of the columns."""
        from kanban.screens.columns.screen import ColumnsScreen

        self._desk.app.push_screen(ColumnsScreen(self._desk))

    def do_archived(self) -> None:
        """What was archived; it comes back from there."""
        from kanban.screens.archived.screen import ArchivedScreen

        self._desk.app.push_screen(ArchivedScreen(self._desk))

    def do_queue_order(self) -> None:
        """The order of the queue that serves the milestones best, beside the driver's own."""
        from kanban.screens.queue_order.screen import QueueOrderScreen

        self._desk.app.push_screen(QueueOrderScreen(self._desk, self._desk.kanban.shared_rollup))
