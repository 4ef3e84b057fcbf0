"""The keys of the metrics that go about in a view: from point to point, or from row to row."""

from collections.abc import Awaitable
from typing import TYPE_CHECKING, Protocol

from kanban.widgets.list_view import ListView

if TYPE_CHECKING:
    from kanban.render.flow_pictures.picture import Picture

PAGE = 10
"""So many points a page goes."""


class PointDesk(Protocol):
    """A screen with points, as the keys know it that go along them."""

    point: int
    """The point of the chart that the cursor is on."""

    @property
    def list_view(self) -> ListView:
        """The list, where it is what is shown."""

    @property
    def chart_in_front(self) -> "Picture | None":
        """The picture, where its chart is what is shown."""

    def paint_point(self) -> None:
        """Show where the cursor is now."""


class MetricsDesk(PointDesk, Protocol):
    """The metrics screen, as its keys know it."""

    @property
    def is_list_of_cards(self) -> bool:
        """Whether left and right go out and in, as in every list, instead of to the next point."""

    def do_open(self) -> None:
        """What enter does."""

    def do_back(self) -> Awaitable[None]:
        """What esc does."""


class AlongKeys:
    """Up, down, first, last, a page."""

    def __init__(self, desk: PointDesk) -> None:
        self._points = desk

    def do_down(self) -> None:
        """The next one."""
        self.by(1)

    def do_up(self) -> None:
        """The one before."""
        self.by(-1)

    def do_first(self) -> None:
        """To the first one."""
        self.by(-(10**9))

    def do_last(self) -> None:
        """To the last one."""
        self.by(10**9)

    def do_page_down(self) -> None:
        """Some further."""
        self._page(1)

    def do_page_up(self) -> None:
        """Some back."""
        self._page(-1)

    def _page(self, step: int) -> None:
        if self._points.chart_in_front is None:
            self._points.list_view.page(step)
        else:
            self.by(step * PAGE)

    def by(self, step: int) -> None:
        """So many points on, or rows of the list where no chart is in front."""
        picture = self._points.chart_in_front
        if picture is None:
            self._points.list_view.by(step)
            return
        self._points.point = max(0, min(len(picture.points) - 1, self._points.point + step))
        self._points.paint_point()


class PointKeys(AlongKeys):
    """Left and right as well."""

    def __init__(self, desk: MetricsDesk) -> None:
        super().__init__(desk)
        self._desk = desk

    async def do_left(self) -> None:
        """The point before; in a list back."""
        if self._desk.is_list_of_cards:
            await self._desk.do_back()
        else:
            self.by(-1)

    def do_right(self) -> None:
        """The next point; in a list open."""
        if self._desk.is_list_of_cards:
            self._desk.do_open()
        else:
            self.by(1)
