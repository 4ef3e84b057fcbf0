"""How often dates held: the record of forecasts as a value."""

from math import sqrt

import msgspec

from kanban.metrics.stats import rate

POOR_RATE, POOR_FROM = 0.7, 10
"""A record is poor where P85 held less often than this, of so many dates or more."""
_Z = 1.959964
"""Of a 95 % interval."""


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """How often dates held, of those that have come."""

    held: int
    of: int

    @property
    def rate(self) -> float | None:
        """held / of."""
        return rate(self.held, self.of)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Where the true rate lies, 95 %: Wilson (1927). None without a date.

        The forecasts of one milestone in following weeks depend on each other: it is rather wider.
        """
        if not self.of:
            return None
        share, n = self.held / self.of, self.of
        middle, spread = share + _Z**2 / (2 * n), _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n * n))
        whole = 1 + _Z**2 / n
        return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a workspace's forecasts, beside that of the usual method."""

    forecasts: int
    milestones: int
    p50: Held
    p85: Held
    usual_p50: Held
    usual_p85: Held
    loss_rate: float | None
    """Pinball loss of P50 and P85 on the logarithm of the days, as a share of the usual method's: below 1 is better."""

    @property
    def is_poor(self) -> bool:
        """P85 held in fewer than 70 % of 10 dates or more."""
        return self.p85.of >= POOR_FROM and (self.p85.rate or 0.0) < POOR_RATE
