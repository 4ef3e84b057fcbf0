"""The board's other lists: its columns and its archived cards."""

from kanban.screens.board.desk import BoardDesk


class OtherLists:
    """What C and X do."""

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
