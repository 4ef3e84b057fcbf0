"""The way to the plan of the row under the cursor."""

from kanban.screens.plan.row_editing import RowDesk


class RowDetails:
    """What P does."""

    def __init__(self, desk: RowDesk) -> None:
        self._desk = desk

    def do_details(self) -> None:
        """All of the row, on a screen of its own."""
        from kanban.screens.plan.screen import PlanScreen  # not needed for the first screen

        self._desk.app.push_screen(PlanScreen(self._desk, self._desk.end_here()))
