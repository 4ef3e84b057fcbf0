"""Pictures that are lists: rework by reason, the cards that cost most."""

import msgspec

from kanban.metrics import reasons
from kanban.metrics.costly_cards import CostlyCard, Measure, costly_cards
from kanban.metrics.flow import totals
from kanban.metrics.flow_charts import rework_by_reason
from kanban.metrics.flow_efficiency import flow_efficiency
from kanban.metrics.flow_figures import flow_figures
from kanban.metrics.quality import quality
from kanban.model.events import REASON_WORDS, REASONS, REWORK_REASONS
from kanban.render.card import Span
from kanban.render.figures import percent, words
from kanban.render.flow_pictures.picture import Asked, Picture, Point, card_name, some
from kanban.render.quality import in_words
from kanban.text.clean import clean_line, cut, pad
from kanban.text.dates import span
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, joined, msg, msg_n, tr

_NAME, _BAR, _TITLE, _TIME = 18, 30, 30, 9
_MEASURES: dict[Measure, Message] = {
    "cycle_time": msg("longest cycle time"),
    "rework_time": msg("longest rework"),
    "blocked_time": msg("longest blocked"),
}


def rework_picture(asked: Asked) -> Picture:
    """Moves back by reason, as bars that lie."""
    found = [one for one in rework_by_reason(asked.cards, asked.window) if one.moves]
    moves = next(f for f in flow_figures(totals(asked.cards, asked.window, asked.moment)) if f.term == "rework_move")
    moved = words(msgspec.structs.replace(moves, by_reason={}))  # by reason they stand in the rows
    says = (f"{moves.label} {moved}", in_words(quality(asked.cards, asked.window)))
    if not found:
        why = msg("no finished card was moved back") if moves.n else reasons.NO_KNOWN_START
        return Picture(points=(), says=says, why_empty=why)
    most = max(one.moves for one in found)
    signs = glyphs()
    points = []
    for one in sorted(found, key=lambda one: -one.moves):
        bar = signs.levels[-1] * max(1, round(_BAR * one.moves / most))
        role = "rework" if one.reason in REWORK_REASONS else "meta"
        name, count = str(REASON_WORDS[one.reason]), msg_n("{n} card", "{n} cards", len(one.cards))
        row: tuple[Span, ...] = (
            (f" {pad(name, _NAME)} ", "bold"), (pad(str(one.moves), 4, right=True) + " ", ""), (pad(bar, _BAR), role),
            (f"  {count}", "meta"),
        )  # fmt: skip
        said = joined((REASONS[one.reason], some(one.cards)), ": ")
        points.append(Point(said, one.cards, row))
    return Picture(points=tuple(points), says=says)


def costly_picture(asked: Asked) -> Picture:
    """The five cards that cost most, each with what in."""
    found = costly_cards(asked.cards, asked.window, asked.moment)
    efficiency = flow_efficiency(asked.cards, asked.window)
    says = msg("flow efficiency {rate} (n {n}): blocked {blocked} of {cycle}", rate=percent(efficiency.efficiency),
               n=efficiency.n, blocked=span(efficiency.blocked_seconds),
               cycle=span(efficiency.cycle_seconds))  # fmt: skip
    if not found:
        return Picture(points=(), says=(says,), why_empty=msg("nothing is finished or in progress"))
    heads = (tr("cycle"), tr("rework"), tr("blocked"))
    head = f" {pad('', 6)} {pad('', _TITLE)}" + "".join(pad(text, _TIME, right=True) for text in heads)
    return Picture(points=tuple(_costly(one) for one in found), says=(says,), head=((head, "meta"),))


def _costly(one: CostlyCard) -> Point:
    title = pad(cut(clean_line(one.card.title), _TITLE, glyphs().ellipsis), _TITLE)
    row: list[Span] = [(f" {pad(one.card.id, 6)} ", "key"), (title, "")]
    for measure in _MEASURES:
        seconds, place = one.seconds(measure), one.ranks.get(measure)
        text = span(seconds) if seconds else "-"
        row.append((pad(text, _TIME, right=True), "rework" if place == 1 else "" if place else "meta"))
    if not one.card.flow.is_finished:
        row.append((f"  {msg('in progress')}", "meta"))
    parts = [
        msg("{measure}, place {n}", measure=_MEASURES[measure], n=place)
        for measure, place in sorted(one.ranks.items(), key=lambda pair: pair[1])
    ]
    return Point(joined([card_name(one.card), *parts], " · "), (one.card,), tuple(row))
