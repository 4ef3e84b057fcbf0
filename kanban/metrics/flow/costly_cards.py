"""The cards that cost most: longest in work, longest in rework, longest blocked."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from kanban.metrics.flow.efficiency import blocked_in_cycle
from kanban.metrics.flow.totals import Window
from kanban.model.card import Card

MOST = 5
Measure = Literal["cycle_time", "rework_time", "blocked_time"]
MEASURES: tuple[Measure, ...] = ("cycle_time", "rework_time", "blocked_time")


class CostlyCard(msgspec.Struct, frozen=True, kw_only=True):
    """A card with what it cost, and in what it stands among the first five."""

    card: Card
    cycle_seconds: float
    """Of a card in work: its age."""
    rework_seconds: float
    blocked_seconds: float
    """Since its start."""
    ranks: dict[Measure, int]
    """Its place by each measure in which it is among the first five, 1 the longest."""

    def seconds(self, measure: Measure) -> float:
        """How long."""
        return {
            "cycle_time": self.cycle_seconds, "rework_time": self.rework_seconds, "blocked_time": self.blocked_seconds,
        }[measure]  # fmt: skip


def costly_cards(cards: Iterable[Card], window: Window, moment: datetime) -> tuple[CostlyCard, ...]:
    """At most five, by the best place that each has in any measure; of equal places the longer cycle time first.

    Counted are the cards finished in the window with a known start and, where the window reaches to the moment, those
    in work. A measure in which a card has no time gives it no place. Raises Refused for an unreadable history.
    """
    costs = [_cost(card, moment) for card in cards if _counts(card, window, moment)]
    for measure in MEASURES:
        longest = sorted((cost for cost in costs if cost.seconds(measure) > 0), key=lambda cost: -cost.seconds(measure))
        for place, cost in enumerate(longest[:MOST], start=1):
            cost.ranks[measure] = place
    ranked = [cost for cost in costs if cost.ranks]
    return tuple(sorted(ranked, key=lambda cost: (min(cost.ranks.values()), -cost.cycle_seconds))[:MOST])


def _counts(card: Card, window: Window, moment: datetime) -> bool:
    flow = card.flow
    if flow.started_at is None:
        return False
    return window.holds(flow.finished_at) or (flow.is_wip and (window.to_at is None or moment < window.to_at))


def _cost(card: Card, moment: datetime) -> CostlyCard:
    flow = card.flow.until(moment)
    cycle = flow.cycle_seconds if flow.cycle_seconds is not None else flow.age_seconds(moment)
    blocked = blocked_in_cycle(msgspec.structs.replace(card, kept_flow=flow))
    return CostlyCard(
        card=card, cycle_seconds=cycle or 0.0, rework_seconds=flow.rework_seconds(moment), blocked_seconds=blocked,
        ranks={},
    )  # fmt: skip
