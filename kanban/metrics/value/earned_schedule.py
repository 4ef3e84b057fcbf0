"""Earned schedule: when what is earned by now should have been earned, in periods of time.

W. Lipke, "Schedule is Different", The Measurable News, March 2003. In money a late project's SPI comes back to 1 at its
end; in time it does not.
"""

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from kanban.metrics.value.earned_value import Value
from kanban.text.messages import msg

NO_PLAN = msg("no planned value to compare with")
NO_TIME = msg("no time has passed")


class EarnedSchedule(msgspec.Struct, frozen=True):
    """ES beside the actual time, both in periods."""

    es: Value
    actual_time: Fraction
    """AT: how many periods have passed since the plan's start."""

    @property
    def sv(self) -> Value:
        """SV(t) = ES - AT, in periods; negative is late."""
        return self.es if self.es.amount is None else Value(self.es.amount - self.actual_time)

    @property
    def spi(self) -> Value:
        """SPI(t) = ES / AT; below 1 is late."""
        if self.es.amount is None:
            return self.es
        return Value(self.es.amount / self.actual_time) if self.actual_time > 0 else Value.missing(NO_TIME)


def earned_schedule(
    planned: Sequence[Fraction], earned: Value, actual_time: Fraction, last: Fraction = Fraction(1)
) -> EarnedSchedule:
    """ES = C + (EV - PV[C]) / (PV[C+1] - PV[C]), C the last period by whose end EV had been planned.

    `planned` is the planned value at the end of each period, never falling; before the first it is 0. What is earned at
    or above the end of the plan has the period in which the plan is whole. `last` is how much of a period the last one
    has: of a plan that is done ES is its planned duration, which need not be whole.
    """
    if earned.amount is None:
        return EarnedSchedule(earned, actual_time)
    if not planned or planned[-1] <= 0:
        return EarnedSchedule(Value.missing(NO_PLAN), actual_time)
    curve, amount = [Fraction(0), *planned], earned.amount
    if amount >= curve[-1]:
        whole = curve.index(curve[-1])
        return EarnedSchedule(Value.of(whole - 1 + last if whole == len(planned) else whole), actual_time)
    if amount <= 0:
        return EarnedSchedule(Value.of(0), actual_time)
    before = max(number for number, value in enumerate(curve) if value <= amount)
    part = (amount - curve[before]) / (curve[before + 1] - curve[before])
    return EarnedSchedule(Value(before + part * (last if before + 1 == len(planned) else 1)), actual_time)
