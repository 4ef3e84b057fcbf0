"""Pictures that are lists: rework by reason, the cards that cost most."""

import msgspec

from kanban.metrics import reasons
from kanban.metrics.flow.charts import rework_by_reason
from kanban.metrics.flow.costly_cards import CostlyCard, Measure, costly_cards
from kanban.metrics.flow.efficiency import flow_efficiency
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.quality import quality
from kanban.metrics.flow.totals import totals
from kanban.model.events import REASON_WORDS, REASONS, REWORK_REASONS
from kanban.render.card import Span
from kanban.render.figures import percent, words
from kanban.render.flow_pictures.picture import Asked, Bar, Picture, Point, card_name, some
from kanban.render.quality import in_words
from kanban.text.clean import clean_line, cut, pad
from kanban.text.dates import span
from kanban.text.glyphs import glyphs
from kanban.text.messages import Message, Words, joined, msg, msg_n, tr

_NAME, _BAR, _TITLE, _TIME = 18, 30, 30, 9
_MEASURES: dict[Measure, Message] = {
    "cycle_time": msg("longest cycle time"),
    "rework_time": msg("longest rework"),
    "blocked_time": msg("longest blocked"),
}


def rework_picture(asked: Asked) -> Picture:
    """Moves back by reason, as bars that lie."""
    by_reason = [reason for reason in rework_by_reason(asked.cards, asked.window) if reason.moves]
    moves = next(f for f in flow_figures(totals(asked.cards, asked.window, asked.moment)) if f.term == "rework_move")
    moved = words(msgspec.structs.replace(moves, by_reason={}))  # by reason they stand in the rows
    says = (f"{moves.label} {moved}", in_words(quality(asked.cards, asked.window)))
    if not by_reason:
        why = msg("no finished card was moved back") if moves.n else reasons.NO_KNOWN_START
        return Picture(points=(), says=says, why_empty=why)
    most = max(reason.moves for reason in by_reason)
    signs = glyphs()
    points, bars = [], []
    for reason in sorted(by_reason, key=lambda reason: -reason.moves):
        bar = signs.levels[-1] * max(1, round(_BAR * reason.moves / most))
        role = "rework" if reason.reason in REWORK_REASONS else "meta"
        name, count = str(REASON_WORDS[reason.reason]), msg_n("{n} card", "{n} cards", len(reason.cards))
        row: tuple[Span, ...] = (
            (f" {pad(name, _NAME)} ", "bold"), (pad(str(reason.moves), 4, right=True) + " ", ""),
            (pad(bar, _BAR), role), (f"  {count}", "meta"),
        )  # fmt: skip
        said = joined((REASONS[reason.reason], some(reason.cards)), ": ")
        points.append(Point(said, reason.cards, row))
        bars.append(Bar(name=name, numbers=(str(reason.moves), str(count)), share=reason.moves / most, role=role))
    return Picture(points=tuple(points), says=says, bars=tuple(bars))


def costly_picture(asked: Asked) -> Picture:
    """The five cards that cost most, each with what in."""
    costliest = costly_cards(asked.cards, asked.window, asked.moment)
    efficiency = flow_efficiency(asked.cards, asked.window)
    says = msg("flow efficiency {rate} (n {n}): blocked {blocked} of {cycle}", rate=percent(efficiency.efficiency),
               n=efficiency.n, blocked=span(efficiency.blocked_seconds),
               cycle=span(efficiency.cycle_seconds))  # fmt: skip
    if not costliest:
        return Picture(points=(), says=(says,), why_empty=msg("nothing is finished or in progress"))
    heads = (tr("cycle"), tr("rework"), tr("blocked"))
    head = f" {pad('', 6)} {pad('', _TITLE)}" + "".join(pad(text, _TIME, right=True) for text in heads)
    longest = max(card.seconds("cycle_time") for card in costliest) or 1.0
    return Picture(points=tuple(_costly(card) for card in costliest), says=(says,), head=((head, "meta"),),
                   bars=tuple(_bar(card, longest) for card in costliest), bar_heads=heads)  # fmt: skip


def _bar(one: CostlyCard, longest: float) -> Bar:
    times = tuple(span(seconds) if (seconds := one.seconds(measure)) else "-" for measure in _MEASURES)
    name: Words = card_name(one.card)
    under = "" if one.card.flow.is_finished else "meta"
    if under:
        name = joined((name, msg("in progress")), " · ")
    return Bar(name=name, numbers=times, share=one.seconds("cycle_time") / longest, role=under)


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
