"""Why a milestone slips, and what to do next, as rows. Pure."""

from collections.abc import Iterator

import msgspec

from kanban.metrics.insight.next_actions import NextAction
from kanban.metrics.insight.slip_causes import RULES, Cause, SlipCauses
from kanban.render.insight import CAUSE_WORDS, action, days, verdict
from kanban.screens.listing import text_row
from kanban.text.clean import cut, pad, width
from kanban.text.glyphs import Glyphs
from kanban.text.messages import msg, msg_n, tr
from kanban.widgets.list_view import ListRow

_NAME, _DAYS, _CARDS = 18, 7, 10
CAUSE, CARD = "cause", "card"
"""How the keys of the rows begin: what is behind them."""


class Insight(msgspec.Struct, frozen=True):
    """Why a milestone slips, and what brings its P85 forward."""

    milestone: str
    causes: SlipCauses
    actions: tuple[NextAction, ...]

    def cause(self, code: str) -> Cause | None:
        """One of its causes."""
        return next((cause for cause in self.causes.causes if cause.code == code), None)


def insight_rows(insight: Insight, cells: int, signs: Glyphs) -> Iterator[ListRow]:
    """The causes with their days, each opens its cards; then the actions, each opens its card."""
    causes = insight.causes
    yield text_row((f" {verdict(causes)}", "bold"))
    for cause in causes.causes:
        rule = str(cause.reason or RULES[cause.code])
        key = f"{CAUSE}:{cause.code}" if cause.cards else ""
        yield _row(str(CAUSE_WORDS[cause.code]), days(cause.days), _cards(cause), rule, key, cells, signs)
    if causes.rest_days is not None and (causes.slip_days or 0) > 0:
        left = tr("what they leave: they act together")
        yield _row(str(CAUSE_WORDS["rest"]), days(causes.rest_days), "", left, "", cells, signs)
    yield text_row()
    title = (
        msg("What brings P85 forward, about:") if insight.actions else msg("nothing that was tried brings P85 forward")
    )
    yield text_row((f" {title}", "bold"))
    for item in insight.actions:
        key = f"{CARD}:{item.card.board.slug}/{item.card.card.id}" if item.card is not None else ""
        room = cells - _DAYS - 3
        yield ListRow(
            ((
                (f" {pad(days(-item.days), _DAYS, right=True)} ", "on_track"),
                (cut(str(action(item)), room, signs.ellipsis), ""),
            ),),
            key,
        )  # fmt: skip


def _cards(cause: Cause) -> str:
    return str(msg_n("{n} card", "{n} cards", len(cause.cards))) if cause.cards else ""


def _row(name: str, time: str, cards: str, rule: str, key: str, cells: int, signs: Glyphs) -> ListRow:
    room = max(0, cells - _NAME - _DAYS - _CARDS - 6)
    spans = (
        (f" {pad(cut(name, _NAME, signs.ellipsis), _NAME)}", ""),
        (f" {pad(time, _DAYS, right=True)}", "late" if time.startswith("+") else ""),
        (f"  {pad(cards, _CARDS)}", "meta"),
        (f" {cut(rule, room, signs.ellipsis)}" if width(rule) and room > 8 else "", "meta"),
    )
    return ListRow((spans,), key)
