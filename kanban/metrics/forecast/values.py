"""A forecast as a value: dates, why one is missing, and what they rest on."""

from typing import Literal

import msgspec

from kanban.metrics.forecast.curve import Curve


class Reason(msgspec.Struct, frozen=True):
    """Why there is no date, or none to be relied on.

    `few_exits`: the team has `exits` of the `wanted`. `beyond`: P85 is later than `days` after t. `many_boards`: the
    cards of so many boards are not read beside a screen. `unreadable`: the history of an open card cannot be read.
    """

    code: Literal["few_exits", "beyond", "many_boards", "unreadable"]
    exits: int | None = None
    boards: int | None = None
    wanted: int | None = None
    days: float | None = None


DAY_SECONDS = 86400.0


class Deciding(msgspec.Struct, frozen=True):
    """A card with one of the smallest chances to be done by the last day that can be said."""

    board: str
    card: str
    age_days: float
    chance: float

    @property
    def age_seconds(self) -> float:
        """The same in seconds."""
        return self.age_days * DAY_SECONDS


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """When a set of cards will be done, in days after t; 0 where none of them is open.

    A date is None where there is no forecast, or where it is later than three years. With the reason `beyond` a P85 may
    still be known: it is later than three times the team's history, and rests on little.
    """

    p50: float | None = None
    p85: float | None = None
    reason: Reason | None = None
    weight: float | None = None
    """How much the ageing of the cards counts, 0 to 1; the rest is the drain of the queue."""
    disorder: float | None = None
    """0 where the queue is taken in order, 1 where any card of it is."""
    cards: int = 0
    """The open cards of the set."""
    ahead: int = 0
    """The open cards on its boards that rank up to its last one or are in work, its own included."""
    exits_per_week: float | None = None
    """Of its boards, in the last 8 weeks."""
    boards: tuple[str, ...] = ()
    idle_boards: tuple[str, ...] = ()
    """The boards of these cards without an exit for 28 days."""
    deciding: tuple[Deciding, ...] = ()
    """With the reason `beyond`: the cards of smallest chance, the smallest first."""
    without: tuple[float | None, float | None] | None = None
    """With the reason `beyond`: P50 and P85 without the deciding cards; None where none are left."""
    curve: Curve | None = None
    levels: tuple[float, float] = (0.5, 0.85)
    """What of the curve is read as a chance of .5 and of .85."""

    def chance(self, days: float) -> float | None:
        """The chance of being done within days, by the same levels as the dates; None without a forecast."""
        if self.curve is None:
            return None
        raw, (half, high) = self.curve.chance(days), self.levels
        if raw <= half:
            return 0.5 * raw / half
        if raw <= high:
            return 0.5 + 0.35 * (raw - half) / (high - half)
        return 0.85 + 0.15 * (raw - high) / (1 - high)
