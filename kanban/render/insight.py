"""Why a milestone slips, and what to do next, in words."""

from collections.abc import Mapping

from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight.next_actions import NextAction
from kanban.metrics.insight.slip_causes import SlipCauses
from kanban.text.clean import clean_line
from kanban.text.dates import span
from kanban.text.messages import Message, msg, msg_in

CAUSE_WORDS: Mapping[str, Message] = {
    "scope": msg_in("cause", "scope added"),
    "rework": msg_in("cause", "rework"),
    "blocked": msg_in("cause", "blocked time"),
    "parked": msg_in("cause", "parked time"),
    "pace": msg_in("cause", "pace"),
    "queue": msg_in("cause", "other milestones"),
    "rest": msg_in("cause", "the rest"),
}
"""What each slip cause is called."""
_SMALLEST = 0.05


def days(value: float | None) -> str:
    """`+25d`, `-3.2d`, `0`; empty where it is not known."""
    if value is None:
        return ""
    if abs(value) < _SMALLEST:
        return "0"
    return f"{'+' if value > 0 else ''}{span(value * DAY_SECONDS)}"


def verdict(causes: SlipCauses) -> Message:
    """How much P50 is later than the baseline, or sooner."""
    if causes.slip_days is None:
        return causes.reason or msg("no forecast yet")
    time = span(abs(causes.slip_days) * DAY_SECONDS)
    if causes.slip_days > 0:
        return msg("P50 is {time} after the baseline; of that go back to, about:", time=time)
    return msg("P50 is {time} before the baseline; it would be sooner without, about:", time=time)


def action(item: NextAction) -> Message:
    """What to do."""
    if item.card is None:
        if item.code == "rework":
            return msg("halve the rework on its boards")
        return msg("lift the WIP limit of {board} by one, where a card takes no longer for it", board=item.board)
    card = f"{item.card.board.slug}/{item.card.card.id} {clean_line(item.card.card.title)}"
    match item.code:
        case "unblock":
            return msg("unblock {card}", card=card)
        case "first":
            return msg("put {card} first in its queue", card=card)
        case "give":
            return msg("give {card} to {board}", card=card, board=item.board)
    return msg("drop {card}", card=card)
