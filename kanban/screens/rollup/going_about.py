"""Going about the roll-up: into what is under the cursor and out again, other lists, order, groups, filter."""

from typing import Protocol

from kanban.model.plan import Milestone
from kanban.render import milestones as render
from kanban.screens.question import Asking
from kanban.screens.rollup.path import BELOW, Path, Step, milestone_of
from kanban.text.messages import Refused, msg
from kanban.widgets.list_view import ListView

CARD_LISTS = ("cards", "share", "cause", "driver", "unplanned")
"""Lists whose rows are cards."""


class GoingDesk(Asking, Protocol):
    """The roll-up, as the keys know it that lead about it."""

    @property
    def list_view(self) -> ListView:
        """The list, with the cursor."""

    def repaint(self) -> None:
        """Paint the page that is open."""

    def arrived(self) -> None:
        """Begin what the page needs that one has come to."""

    def leave_past(self) -> None:
        """Back to now."""

    def milestone_here(self) -> Milestone:
        """The milestone under the cursor. Raises Refused."""


class GoingAbout:
    """Where one is, and what leads elsewhere: enter, esc, p, d, o, W, s, S and /."""

    def __init__(self, desk: GoingDesk) -> None:
        self._desk = desk
        self.path: Path = ()
        self.order: render.Order = "urgency"
        self.grouped = False
        self.needle = ""
        self._left_at: dict[Path, str] = {}
        """By page: the row that the cursor was on when one went on from there."""

    @property
    def kind(self) -> str:
        """Which list or page it is."""
        return self.path[-1].kind if self.path else "milestones"

    @property
    def milestone(self) -> str:
        """The milestone one is within, or the one under the cursor; empty for none."""
        if self.path and self.kind != "changes":  # whatever has become of the list: the program may be ending
            return milestone_of(self.path)
        key = self._desk.list_view.key
        return key.partition(" ")[2] if self.path else key

    def end_here(self) -> str:
        """What the cursor is on as links and budgets name it, or the milestone one is within. Raises Refused."""
        kind, key = self.kind, self._desk.list_view.key
        if kind == "card":
            return self.path[-1].key
        if kind in CARD_LISTS and key:
            return key
        if kind in ("wbs", "packages") and key:
            return key
        if kind in ("package", "share"):
            return self.path[-1].key.partition("/")[0]
        if self.milestone:
            return self._desk.milestone_here().id
        raise Refused(msg("no work package, no milestone and no card here"))

    def go(self, *path: Step) -> None:
        """To a page, its beginning in view."""
        self._left_at[self.path] = self._desk.list_view.key
        self.path = path
        self._repaint_at()
        self._desk.arrived()

    def _repaint_at(self, *keys: str) -> None:
        """The page that is open, the cursor on the first of these rows that it has."""
        view = self._desk.list_view
        view.start_over()
        self._desk.repaint()
        shown = {row.key for row in view.rows}
        if key := next((key for key in keys if key and key in shown), ""):
            view.set(view.rows, key)

    def do_open(self) -> None:
        """Into what the cursor is on."""
        key, kind = self._desk.list_view.key, BELOW.get(self.kind, "")
        if kind == "behind":  # the row says what is behind it
            kind, _, key = key.partition(":")
        if key and kind:
            self.go(*self.path, Step(kind, key.partition(" ")[2] if self.kind == "changes" else key))

    async def do_back(self) -> None:
        """Out again; the cursor is where it was. From the table: the filter, then the past."""
        if self.path:
            *path, left = self.path
            self.path = tuple(path)
            self._repaint_at(left.key, self._left_at.get(self.path, ""))
        elif self.needle:
            self.needle = ""
            self._repaint_at()
        else:
            self._desk.leave_past()

    def do_packages(self) -> None:
        """The work packages of the milestone, or its cards again."""
        milestone = self._desk.milestone_here()
        self.go(Step("cards" if self.kind == "packages" else "packages", milestone.id))

    def do_causes(self) -> None:
        """Why the milestone slips, and what to do next; or its cards again."""
        milestone = self._desk.milestone_here()
        self.go(Step("cards" if self.kind == "causes" else "causes", milestone.id))

    def do_drivers(self) -> None:
        """Every driver in one line, who needs help first."""
        self.go(Step("drivers"))

    def do_unplanned(self) -> None:
        """Cards under no work package."""
        self.go(Step("unplanned"))

    def do_wbs(self) -> None:
        """The plan's work breakdown structure."""
        self.go(Step("wbs"))

    def _check_table(self) -> None:
        """Raises Refused where other rows than those of the milestones are seen."""
        if self.kind != "milestones":
            raise Refused(msg("this list keeps its order; esc leads back to the milestones, which can be sorted"))

    def do_sort(self) -> None:
        """The next order. Raises Refused."""
        self._check_table()
        self.sort(render.ORDERS[(render.ORDERS.index(self.order) + 1) % len(render.ORDERS)])

    def sort(self, order: render.Order) -> None:
        """Milestones in this order."""
        self.order = order
        self._desk.repaint()
        self._desk.say(msg("sorted by {order}", order=render.ORDER_WORDS[order]))

    def do_group(self) -> None:
        """By phase, or all in one. Raises Refused."""
        self._check_table()
        self.grouped = not self.grouped
        self._desk.repaint()

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""

        def changed(text: str) -> None:
            self.needle = text.strip()
            self.path = ()
            self._desk.repaint()

        await self._desk.type_in("/", self.needle, changed, changed, lambda: changed(""))
