"""The forecast of a milestone as a value: dates, chance, slip."""

from datetime import datetime

import msgspec

from kanban.metrics.forecast.values import Forecast


class MilestoneForecast(msgspec.Struct, frozen=True, kw_only=True):
    """When the open cards of a milestone will be done; what may still join them is not reckoned with."""

    forecast: Forecast
    as_of: datetime
    """The moment from which the forecast counts its days."""
    p50_at: datetime | None = None
    p85_at: datetime | None = None
    """None too where it cannot be said: see `forecast.reason`."""
    chance_of_baseline: float | None = None
    """None without a forecast, without a baseline, or where it has passed."""
    slip_seconds: float | None = None
    """P85 - baseline; None where either is missing."""
    without: tuple[datetime | None, datetime | None] | None = None
    """P50 and P85 without the cards that decide, where those make it impossible to say."""
