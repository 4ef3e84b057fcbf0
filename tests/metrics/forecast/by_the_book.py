"""The forecast a second time, slowly and plainly, from the sentences of docs/forecast.md and the formulas behind them.

No table is prepared and nothing is kept: each figure is counted anew from the moves of the cards.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from math import exp, inf, lgamma, log, prod, sqrt
from statistics import NormalDist, mean, variance

from kanban.metrics.forecast.history import BoardPast, CardPast

DAY_BINS = [0, 3.5, 7, 14, 28, 56, 112, 224, inf]
Hazard = Callable[[float], float]


def moved_to(card: CardPast, t: float) -> list[tuple[float, str]]:
    return [(card.created, "queue"), *(move for move in card.moves if move[0] <= t)]


def kind(card: CardPast, t: float) -> str:
    return moved_to(card, t)[-1][1]


def exit_at(card: CardPast, t: float) -> float | None:
    """When it left for the last time, as it was known at t."""
    left = None
    for at, to in moved_to(card, t):
        if to in ("queue", "active"):
            left = None
        elif left is None:
            left = at
    return left


def start_at(card: CardPast, t: float) -> float | None:
    return min((at for at, to in moved_to(card, t) if to == "active"), default=None)


def order(card: CardPast, t: float) -> tuple[bool, float, float, str]:
    places = [place for at, place in card.places if at <= t]
    return not places, places[-1] if places else 0.0, card.created, card.key


def known(board: BoardPast, t: float) -> list[CardPast]:
    return [card for card in board.cards if card.created <= t]


def open_at(board: BoardPast, t: float) -> list[CardPast]:
    """The queue: the first to be taken stands first."""
    return sorted((card for card in known(board, t) if exit_at(card, t) is None), key=lambda card: order(card, t))


def exits(board: BoardPast, t: float) -> list[float]:
    return [left for card in known(board, t) if (left := exit_at(card, t)) is not None]


def spans(board: BoardPast, t: float, begin: Callable[[CardPast, float], float | None]) -> list[tuple]:
    return [(since, exit_at(card, t)) for card in known(board, t) if (since := begin(card, t)) is not None]


def created_at(card: CardPast, t: float) -> float:
    return card.created


def overlap(low: float, high: float, other_low: float, other_high: float) -> float:
    return max(0.0, min(high, other_high) - max(low, other_low))


def quantile(ordered: Sequence[float], part: int, of: int) -> float:
    """By linear interpolation between order statistics; where it is one of them, that very one."""
    low, rest = divmod((len(ordered) - 1) * part, of)
    return ordered[low] + (ordered[low + 1] - ordered[low]) * rest / of if rest else ordered[low]


def life(lived: Sequence[tuple], t: float) -> Hazard | None:
    """The cumulative hazard of an age, from spans of (origin, exit or none)."""
    ended = [left for _, left in lived if left is not None]
    window = next(days for days in (60, 120, 240, 480, inf) if days == inf or sum(x > t - days for x in ended) >= 40)
    ages = sorted(left - origin for origin, left in lived if left is not None and left > t - window)
    if len(ages) < 3:
        return None
    bins = max(2, min(8, len(ages) // 5))
    inner = [quantile(ages, n, bins) for n in range(1, bins)]
    edges = sorted({0.0, *inner, max(3 * inner[-1], ages[-1])})
    ranges = [*pairwise(edges), (edges[-1], inf)]
    days = [
        sum(overlap(max(o, t - window), t if x is None else x, o + low, o + high) for o, x in lived)
        for low, high in ranges
    ]
    deaths = [sum(low < age <= high or age == low == 0 for age in ages) for low, high in ranges]
    rates = [(d + 1) / (e + sum(days) / len(ages)) for d, e in zip(deaths, days, strict=True)]
    return lambda age: sum(rate * overlap(0, age, low, high) for rate, (low, high) in zip(rates, ranges, strict=True))


def life_tables(team: Sequence[BoardPast], board: BoardPast, t: float) -> tuple[Hazard, Hazard]:
    """From creation, and from the start for cards in work."""
    everyone = [span for each in team for span in spans(each, t, created_at)]
    whole = life(spans(board, t, created_at) if len(exits(board, t)) >= 10 else everyone, t)
    started, all_started = spans(board, t, start_at), [span for each in team for span in spans(each, t, start_at)]
    ended, all_ended = (sum(left is not None for _, left in each) for each in (started, all_started))
    if ended >= 20:
        return whole, life(started, t)
    return whole, life(all_started, t) if all_ended >= 10 else whole


@cache
def paces(shape: float) -> list[float]:
    """The means of 20 equally likely slices of a gamma distribution with mean 1, by adding up its density."""
    steps = 40_000
    grid = [exp(-30 + 35 * n / steps) for n in range(steps + 1)]
    density = [exp(shape * log(shape * x) - shape * x - lgamma(shape)) for x in grid]  # by the logarithm of x
    width, slices, weight, total, filled = 35 / steps, [], 0.0, 0.0, 0.0
    for x, height in zip(grid, density, strict=True):
        part = height * width
        while filled + part >= 0.05 and len(slices) < 19:
            share = 0.05 - filled
            slices.append(20 * (total + share * x))
            total, filled, part = 0.0, 0.0, part - share
        total, filled = total + part * x, filled + part
        weight += height * width
    return [*slices, 20 * total]


def aged(team: Sequence[BoardPast], board: BoardPast, cards: Sequence[CardPast], t: float, u: float) -> float:
    """The chance by their ages that all of the cards have left within u days."""
    whole, begun = life_tables(team, board, t)
    hazards = []
    for card in cards:
        table, since = (begun, start_at(card, t)) if kind(card, t) == "active" else (whole, card.created)
        hazards.append(table(t - since + u) - table(t - since))
    return mean(prod(1 - exp(-pace * hazard) for hazard in hazards) for pace in paces(1.0))


def starts(board: BoardPast, t: float) -> list[tuple[float, float]]:
    """When a waiting card was started, and its place among those that waited, 0 to 1."""
    places = []
    for card in known(board, t):
        for (_, before), (at, to) in pairwise(moved_to(card, t)):
            waiting = sorted(
                order(c, at - 1e-7) for c in board.cards if c.created < at and kind(c, at - 1e-7) == "queue"
            )
            if (before, to) == ("queue", "active") and len(waiting) > 1:
                places.append((at, waiting.index(order(card, at - 1e-7)) / (len(waiting) - 1)))
    return places


def disorder(team: Sequence[BoardPast], t: float) -> float:
    recent = sorted(start for board in team for start in starts(board, t) if start[0] > t - 120)[-60:]
    return min(1.0, 2 * mean([place for _, place in recent] + [0.5] * 4))


def is_preferred(board: BoardPast, card: CardPast, t: float) -> bool:
    """Whether it was created ahead of one that waited, or moved up past one while it waited itself."""
    for at in [card.created, *(moved for moved, _ in card.places if card.created < moved <= t)]:
        if kind(card, at) != "queue":
            continue
        earlier = [c for c in board.cards if (c.created, c.key) < (at, card.key) and c.key != card.key]
        others = [c for c in earlier if kind(c, at) == "queue"]
        after = sum(order(c, at) > order(card, at) for c in others)
        before = 0 if at == card.created else sum(order(c, at) > order(card, at - 1e-7) for c in others)
        if after > before:
            return True
    return False


def drained(team: Sequence[BoardPast], board: BoardPast, cards: Sequence[CardPast], t: float, u: float) -> float:
    """The chance that the queue up to the last of the cards is worked off within u days."""
    s, queue, last = disorder(team, t), open_at(board, t), max(order(card, t) for card in cards)
    ahead = sum(order(card, t) <= last or kind(card, t) == "active" for card in queue)
    need = ahead / (1 - s + s * ahead / len(queue))
    mixed = min(need, (len(queue) + 1) * len(cards) / (len(cards) + 1))
    need = max(len(cards), (1 - s) * need + s * mixed)
    days = min(56.0, max(1.0, t - board.founded))
    recent = [t - left for left in exits(board, t) if t - left < days]
    weeks = [sum(7 * n <= age < 7 * n + 7 for age in recent) for n in range(int(days // 7))]
    spread = 1.5 if len(weeks) < 3 else max(1.0, min(6.0, variance(weeks) / mean(weeks))) if any(weeks) else 1.0
    rate = (len(recent) + 0.5) / days
    new = [c for c in known(board, t) if c.created > max(t - days, board.founded + 1) and order(c, t) <= last]
    preferred = [card for card in new if is_preferred(board, card, t)]
    growth = 0.5 * ((1 - s) * len(preferred) + s * len(new)) / days
    grown = growth * 90 / log(2) * (1 - 2 ** (-u / 90))
    return mean(
        NormalDist().cdf((g * rate * u - grown - need + 0.5) / sqrt(spread * g * rate * u + 1.5 * growth * u))
        for g in paces(round(1 / round(spread / (len(recent) + 0.5) + 0.08, 3), 9))
    )


def score(chance: Callable[[float], float], took: float | None, until_now: float) -> float:
    """The log of what was given to what became of it; a fiftieth is spread over all bins."""
    if took is None:
        later = sum(begin >= until_now for begin in DAY_BINS[:-1])
        return log(0.98 * (1 - chance(until_now)) + 0.02 * later / 8)
    low, high = next((low, high) for low, high in pairwise(DAY_BINS) if low <= took < high)
    at = [0.0 if days == 0 else 1.0 if days == inf else chance(days) for days in (low, high)]
    return log(0.98 * max(0.0, at[1] - at[0]) + 0.02 / 8)


def weight(team: Sequence[BoardPast], t: float) -> float:
    """How much the ageing counts: from the disorder, moved by what each of the two foretold of the past."""
    evidence: dict[tuple[str, int], list[float]] = {}
    for weeks in range(1, 26, 2):
        then = t - 7 * weeks
        there = [board for board in team if board.founded <= then]
        if sum(len(exits(board, then)) for board in there) < 10:
            continue
        for board in there:
            for first in (3, 8):
                cards = open_at(board, then)[:first]
                if len(cards) < first:
                    continue
                ends = [exit_at(card, t) for card in cards]
                took = None if None in ends else max(ends) - then
                gain = score(lambda u: aged(there, board, cards, then, u), took, 7 * weeks)  # noqa: B023
                gain -= score(lambda u: drained(there, board, cards, then, u), took, 7 * weeks)  # noqa: B023
                evidence.setdefault((board.name, first), []).append(gain)
    start = max(0.02, min(0.9, disorder(team, t) ** 2))
    odds = log(start / (1 - start)) + 0.5 * sum(mean(gains) * min(len(gains), 6) for gains in evidence.values())
    return max(0.02, min(0.98, 1 / (1 + exp(-odds))))


def mixed(team: Sequence[BoardPast], cards: dict[str, list[CardPast]], t: float, w: float, u: float) -> float:
    """The chance that all cards have left within u days."""
    boards = [board for board in team if cards.get(board.name)]
    both = [prod(model(team, b, cards[b.name], t, u) for b in boards) for model in (aged, drained)]
    return w * both[0] + (1 - w) * both[1]
