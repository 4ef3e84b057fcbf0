"""Savings in words."""

from collections.abc import Iterator
from datetime import datetime

from kanban.metrics.value.savings import Change, Savings
from kanban.model.money import digits, money_text
from kanban.text.dates import full_day
from kanban.text.messages import Message, Words, msg, tr

NAMES: dict[str, Message] = {
    "cycle_time": msg("cycle time, median"),
    "rework_time": msg("rework time, mean"),
    "logged_time": msg("logged time, mean"),
}
"""What each figure is called."""
HEADS = (msg("a card"), msg("before"), msg("after"), msg("change"), msg("95 % interval"))
"""What stands above `NAMES` and `numbers`."""
LOW_SAMPLE = msg("fewer than 10 cards in a window: what is said here rests on little")


def hours_text(seconds: float | None) -> str:
    """Working time in hours, never in days of 24: `6.1h`, in Chinese `6.1时`; `-` for none."""
    return "-" if seconds is None else tr("{n}h", n=f"{round(seconds / 3600, 1) or 0.0:.1f}")


def verdict(one: Change) -> Message:
    """What the change is worth saying: less, more, or not to be told from noise."""
    if one.interval is None or one.change is None:
        return one.reason or msg("no change to be told")
    if one.is_noise:
        return msg("not distinguishable from noise")
    return msg("less") if one.change < 0 else msg("more")


def numbers(one: Change) -> list[str]:
    """A row of the table: before, after, the change, its interval; empty where there is none."""
    low, high = one.interval or (None, None)
    interval = "" if one.interval is None else f"{hours_text(low)} .. {hours_text(high)}"
    return [*(hours_text(value) for value in (one.before, one.after, one.change)), interval]


def window_lines(found: Savings, zone: str) -> Iterator[Message]:
    """The two windows: the days of each, and how many cards were finished in it."""
    for label, window, cards in (
        (msg("before"), found.before, found.before_cards),
        (msg("after"), found.after, found.after_cards),
    ):
        begin, end = (_day(moment, zone) for moment in (window.from_at, window.to_at))
        yield msg("{label}: {begin} to {end}, {n} cards", label=label, begin=begin, end=end, n=cards)


def _day(moment: datetime | None, zone: str) -> str:
    return full_day(moment, zone) if moment is not None else ""


def worth(one: Change, currency: str) -> Words:
    """The verdict, and where it is one what it is worth."""
    said = verdict(one)
    if one.is_noise is not False:
        return said
    if one.amounts is None or one.hours_saved is None:
        return msg("{verdict}; in money: {reason}", verdict=said, reason=one.reason or "?")
    saved, *ends = one.amounts
    low, high = sorted(map(abs, ends))
    values: dict[str, Words] = {"verdict": said, "hours": hours_text(abs(one.hours_saved) * 3600)}
    values |= {"amount": _money(abs(saved), currency), "low": _money(low, currency), "high": _money(high, currency)}
    if saved < 0:
        return msg("{verdict}: {hours} of work, {amount} {currency} ({low} to {high})", **values, currency=currency)
    return msg("{verdict}: {hours} of work saved, {amount} {currency} ({low} to {high})", **values, currency=currency)


def _money(amount: float, currency: str) -> str:
    """An amount in whole units of the currency."""
    unit = 10 ** digits(currency)
    return money_text(round(amount / unit) * unit, currency)
