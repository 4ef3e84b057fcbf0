"""The activity network of a plan as of a moment: what is left of it, and what that has to wait for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from kanban.metrics.rollup.milestones import RollUp
from kanban.metrics.schedule.network import Activity, Precedence
from kanban.metrics.schedule.remaining import Durations, Remaining
from kanban.metrics.schedule.working_time import WorkingTime
from kanban.model.links import Link, is_card_end

Kind = Literal["package", "card", "milestone"]


class Work(NamedTuple):
    """A work package, a card or a milestone with what is left of it."""

    id: str
    kind: Kind
    name: str
    remaining: Remaining
    is_linked: bool


class PlanNetwork(NamedTuple):
    """What the passes go over, and what they leave out."""

    rows: Mapping[str, Work]
    """Work packages in WBS order, then milestones and cards that are linked."""
    activities: tuple[Activity, ...]
    """What is left to do; what has no duration among them, as if it took none."""
    precedences: tuple[Precedence, ...]
    done: frozenset[str]
    without_duration: frozenset[str]
    has_links: bool


def plan_network(rollup: RollUp, working: WorkingTime) -> PlanNetwork:
    """The network of a roll-up's plan. Links of what is done hold only for what is left of their lag."""
    builder = _Builder(rollup, working)
    links = tuple(rollup.plan.links.values())
    for link in (*links, *builder.implied(links)):
        builder.take(link)
    rows = builder.rows
    done = frozenset(id_ for id_, row in rows.items() if row.remaining.is_done)
    activities = tuple(
        Activity(id_, row.remaining.minutes or 0, builder.not_before.get(id_, 0))
        for id_, row in rows.items()
        if id_ not in done
    )
    without = frozenset(id_ for id_, row in rows.items() if row.remaining.minutes is None)
    return PlanNetwork(rows, activities, tuple(builder.precedences), done, without, bool(links))


class _Builder:
    """A network while it is put together."""

    def __init__(self, rollup: RollUp, working: WorkingTime) -> None:
        self._rollup, self._working = rollup, working
        self.precedences: list[Precedence] = []
        self.not_before: dict[str, int] = {}
        self._package_of: dict[str, str | None] = {}
        linked = {end for link in rollup.plan.links.values() for end in link[:2]}
        durations = Durations(rollup, working)
        self.rows: dict[str, Work] = {}
        for package in rollup.packages:
            code = package.node.code
            left = durations.package(package)
            self.rows[code] = Work(code, "package", package.node.name, left, code in linked)
        for id_, milestone in rollup.plan.milestones.items():
            if id_ in linked and id_ not in self.rows:
                self.rows[id_] = Work(id_, "milestone", milestone.name, self._milestone(id_), True)
        for end in sorted(linked - self.rows.keys()):
            slug, _, card_id = end.partition("/")
            card, left = durations.card(slug, card_id)
            self._package_of[end] = card.work_package if card is not None else None
            self.rows[end] = Work(end, "card", card.title if card is not None else "", left, True)

    def _milestone(self, id_: str) -> Remaining:
        """Nothing is left of a milestone itself; its work packages come before it."""
        (state,) = [milestone for milestone in self._rollup.milestones if milestone.milestone.id == id_]
        if state.is_done:
            done_at = state.achieved_at or state.figures.finished_by_at
            return Remaining(minutes=0, basis="done", started_at=done_at, done_at=done_at)
        return Remaining(minutes=0, basis="milestone")

    def implied(self, links: tuple[Link, ...]) -> list[Link]:
        """A milestone comes after the work packages that gate it, a package is done after its linked cards are."""
        implied_links = [
            Link(code, milestone.id)
            for milestone in self._rollup.plan.milestones.values()
            if milestone.id in self.rows
            for code in (package.node.code for package in self._rollup.packages)
            if milestone.gates_package(code)
        ]
        said = {link[:2] for link in links}
        for end in filter(is_card_end, self.rows):
            code = self._package_of.get(end)
            if code is not None and code in self.rows and not {(end, code), (code, end)} & said:
                implied_links.append(Link(end, code, "FF"))
        return implied_links

    def take(self, link: Link) -> None:
        """A link between what is left; where its first end is past, only what is left of its lag holds."""
        first, then = self.rows[link.predecessor], self.rows[link.successor]
        if then.remaining.is_done:
            return
        lag = round(link.lag_working_days * self._working.calendar.minutes_a_day)
        past = _past_end(link, first.remaining)
        if past is None and not first.remaining.is_done:
            self.precedences.append(Precedence(first.id, then.id, link.type, lag))
        elif past is not None:
            left = lag - round(self._working.between(past, self._rollup.as_of) / 60)
            if link.type[1] == "F":
                left -= then.remaining.minutes or 0
            self.not_before[then.id] = max(self.not_before.get(then.id, 0), left)


def _past_end(link: Link, first: Remaining) -> datetime | None:
    """When the end of the predecessor that is tied came to pass; None where it has not, or nobody knows."""
    return first.started_at if link.type[0] == "S" else first.done_at
