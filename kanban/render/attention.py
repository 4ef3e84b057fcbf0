"""What needs a hand on a board, in a few words each."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from kanban.metrics.rollup.attention import Attention
from kanban.render.card import RenderContext, Span
from kanban.text.dates import local
from kanban.text.messages import Message, msg_n

CHIP_FILTERS: Mapping[str, str] = {
    "late": "is:late",
    "soon": "is:due",
    "ageing": "is:ageing",
    "blocked": "is:blocked",
}
"""By the role of what is counted: the filter that shows the same cards."""


def chips(needs: Attention, context: RenderContext, short: bool = False) -> list[Span]:
    """`1 late`, `1 due tomorrow`, `2 ageing`, `1 blocked`: those of which there are any; `short` without the day."""
    now = context.now
    due = [due_at for due_at, _ in needs.due(now)]
    late, old, blocked = len(needs.late(now)), len(needs.ageing(now)), len(needs.blocked)
    counted = (
        (late, msg_n("{n} late", "{n} late", late), "late"),
        (len(due), msg_n("{n} due", "{n} due", len(due)) if short else _due_words(due, context), "soon"),
        (old, msg_n("{n} ageing", "{n} ageing", old), "ageing"),
        (blocked, msg_n("{n} blocked", "{n} blocked", blocked), "blocked"),
    )
    return [(str(words), role) for count, words, role in counted if count]


def _due_words(due: Sequence[datetime], context: RenderContext) -> Message:
    """By the last of the days on which they are due."""
    days = {(local(at, context.zone).date() - local(context.now, context.zone).date()).days for at in due}
    if max(days, default=0) == 0:
        return msg_n("{n} due today", "{n} due today", len(due))
    if days == {1}:
        return msg_n("{n} due tomorrow", "{n} due tomorrow", len(due))
    return msg_n("{n} due in 2 days", "{n} due in 2 days", len(due))
