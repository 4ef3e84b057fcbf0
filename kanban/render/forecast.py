"""A forecast in words: its dates, the chance, and what they rest on."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.record import Record
from kanban.metrics.forecast.values import Deciding, Forecast
from kanban.model.board import Board
from kanban.render.figures import percent
from kanban.text.clean import clean_line
from kanban.text.dates import day, full_day, span
from kanban.text.messages import Message, joined, msg, msg_n, tr

SURELY, HARDLY = 0.95, 0.05
"""A chance beyond these is not said more closely while work remains."""
_ORDERLY, _MOSTLY = 0.3, 0.7


def chance(value: float | None) -> str:
    """`62%`, at the ends `>95%` and `<5%`; empty where there is none."""
    if value is None:
        return ""
    if value > SURELY:
        return f">{percent(SURELY)}"
    return f"<{percent(HARDLY)}" if value < HARDLY else percent(value)


def dates(known: MilestoneForecast, zone: str, now: datetime) -> str:
    """`P50 09 Dec, P85 14 Dec, chance 31%`; empty where nothing can be said."""
    parts = [tr("P50 {date}", date=day(known.p50_at, zone, now))] if known.p50_at else []
    if known.p85_at:
        parts.append(tr("P85 {date}", date=day(known.p85_at, zone, now)))
    if known.chance_of_baseline is not None:
        parts.append(tr("chance {chance}", chance=chance(known.chance_of_baseline)))
    return str(joined(parts)) if parts else ""


def held(record: Record) -> str:
    """`P85 held 41 of 48`: the record of the dates in a few words."""
    if not record.p85.of:
        return tr("no P85 has come yet")
    if record.is_poor:
        return tr("poor record: P85 held {n} of {of}", n=record.p85.held, of=record.p85.of)
    return tr("P85 held {n} of {of}", n=record.p85.held, of=record.p85.of)


def basis(forecast: Forecast) -> Message | None:
    """The forecast in one sentence: what is ahead, the pace, the order; None without one."""
    if forecast.weight is None or forecast.exits_per_week is None:
        return None
    ahead = msg_n(
        "{n} card is ahead of or in this milestone", "{n} cards are ahead of or in this milestone", forecast.ahead
    )
    pace = msg_n(
        "on {n} board that finishes {rate} a week", "on {n} boards that finish {rate} a week", len(forecast.boards),
        rate=f"{forecast.exits_per_week:.1f}",
    )  # fmt: skip
    return msg("{ahead} {pace} and {order}", ahead=ahead, pace=pace, order=_order(forecast.weight))


def remarks(known: MilestoneForecast, boards: Mapping[str, Board], zone: str) -> Iterator[Message | str]:
    """What stands beside the dates: idle boards, the cards that decide, and the dates without them."""
    forecast = known.forecast
    for slug in forecast.idle_boards:
        yield msg("no card left board {board} for 28 days", board=slug)
    if not forecast.deciding:
        return
    yield tr("these cards decide: {cards}", cards=joined([_deciding(card, boards) for card in forecast.deciding]))
    if known.without is not None:
        p50, p85 = (full_day(at, zone) if at else "-" for at in known.without)
        yield msg("without them P50 {p50}, P85 {p85}", p50=p50, p85=p85)


def _order(weight: float) -> Message:
    """Whether the boards' past was foretold by their queue, or by the ages of the cards."""
    if weight <= _ORDERLY:
        return msg("keep their order")
    return msg("mostly keep their order") if weight <= _MOSTLY else msg("keep no order that foretells it")


def _deciding(card: Deciding, boards: Mapping[str, Board]) -> str:
    title = clean_line(boards[card.board].all_cards[card.card].title)
    age = span(card.age_seconds)
    return tr("{board}/{id} {title}, {age} old", board=card.board, id=card.card, title=title, age=age)
