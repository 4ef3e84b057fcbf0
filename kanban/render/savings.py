"""Savings in words."""

from kanban.metrics.savings import Change
from kanban.text.messages import Message, msg

NAMES: dict[str, Message] = {
    "cycle_time": msg("cycle time, median"),
    "rework_time": msg("rework time, mean"),
    "logged_time": msg("logged time, mean"),
}
"""What each figure is called."""


def hours_text(seconds: float | None) -> str:
    """Working time in hours, never in days of 24: `6.1h`; `-` for none."""
    return "-" if seconds is None else f"{seconds / 3600:.1f}h"


def verdict(one: Change) -> Message:
    """What the change is worth saying: less, more, or not to be told from noise."""
    if one.interval is None or one.change is None:
        return one.reason or msg("no change to be told")
    if one.is_noise:
        return msg("not distinguishable from noise")
    return msg("less") if one.change < 0 else msg("more")
