"""The record of the forecasts as it leaves: the shape of `forecast_export`, filled."""

from datetime import datetime

from kanban.metrics import reasons
from kanban.metrics.figure import definitions
from kanban.metrics.forecast.record import Held, Record
from kanban.metrics.reasons import unless
from kanban.metrics.reports import forecast_export as ex


def calibration_report(record: Record, as_of: datetime, generated_at: datetime, timezone: str) -> ex.CalibrationReport:
    """The record of the forecasts."""
    return ex.CalibrationReport(
        generated_at=generated_at,
        as_of_at=as_of,
        timezone=timezone,
        forecasts=record.forecasts,
        milestones=record.milestones,
        p50=_held(record.p50),
        p85=_held(record.p85),
        usual_p50=_held(record.usual_p50),
        usual_p85=_held(record.usual_p85),
        loss_rate=record.loss_rate,
        loss_rate_reason=unless(record.loss_rate is not None, reasons.NO_DATES),
        is_poor=record.is_poor,
        definitions=definitions("calibration"),
    )


def _held(held: Held) -> ex.HeldRow:
    low, high = held.interval or (None, None)
    why = unless(held.of, reasons.NO_DATES)
    return ex.HeldRow(
        held=held.held,
        dates=held.of,
        held_rate=held.rate,
        held_rate_reason=why,
        low_rate=low,
        low_rate_reason=why,
        high_rate=high,
        high_rate_reason=why,
    )
