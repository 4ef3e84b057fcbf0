"""A team with one thing changed, to be asked for the same forecast: exact, and the same each time."""

from bisect import insort
from collections.abc import Collection, Iterable, Mapping

import msgspec

from kanban.metrics.forecast.drain import Pace
from kanban.metrics.forecast.history import CardState
from kanban.metrics.forecast.moment import BoardMoment, TeamMoment

CardKey = tuple[str, str]
"""Board and key."""
Lost = Mapping[str, Mapping[str, float]]
"""Days that cards lost, by board and key."""
_MOST_LOST = 0.75
"""Of the time in work no more than this counts as lost: else the pace without it would have no bounds."""


class Situation(msgspec.Struct, frozen=True):
    """A team as of t, and the cards that are asked for, by board."""

    team: TeamMoment
    cards: Mapping[str, frozenset[str]]


def dropped(before: Situation, gone: Collection[CardKey]) -> Situation:
    """Without these cards: neither do they come before others, nor is their end waited for."""
    by_board: dict[str, set[str]] = {}
    for board, key in gone:
        by_board.setdefault(board, set()).add(key)
    boards = {
        name: before.team.boards[name].changed(open=[c for c in before.team.boards[name].open if c.key not in keys])
        for name, keys in by_board.items()
        if name in before.team.boards
    }
    cards = {name: keys - by_board.get(name, set()) for name, keys in before.cards.items()}
    return Situation(_changed(before.team, boards), cards)


def put_first(before: Situation, card: CardKey) -> Situation:
    """With a card at the head of its board's queue."""
    name, key = card
    board = before.team.boards[name]
    moved = next(state for state in board.open if state.key == key)
    rest = [state for state in board.open if state.key != key]
    first = msgspec.structs.replace(moved, place=_before(rest))
    return Situation(_changed(before.team, {name: board.changed(open=[first, *rest])}), before.cards)


def given(before: Situation, cards: Iterable[CardKey], to: str) -> Situation:
    """With cards on another board, behind what waits there."""
    team, asked = before.team, dict(before.cards)
    for name, key in cards:
        source, target = team.boards[name], team.boards[to]
        moved, waiting = next(state for state in source.open if state.key == key), _placed(target.open)
        # keys are of a board: the name keeps them apart
        receiver = msgspec.structs.replace(
            moved, key=f"{name}/{key}", place=_behind(waiting), kind="queue", started=None
        )
        team = _changed(
            team,
            {
                name: source.changed(open=[state for state in source.open if state.key != key]),
                to: target.changed(open=_put(waiting, receiver)),
            },
        )
        if key in asked.get(name, ()):
            asked[name] = asked[name] - {key}
            asked[to] = asked.get(to, frozenset()) | {receiver.key}
    return Situation(team, asked)


def added(before: Situation, board: str, count: int) -> Situation:
    """With new cards among those asked for, behind what waits on a board."""
    target, asked = before.team.boards[board], dict(before.cards)
    open_ = _placed(target.open)
    now, last = before.team.t, _behind(open_)
    new = [CardState(f"+{n}", now, last + n, "queue", None, None, False) for n in range(count)]
    for state in new:
        open_ = _put(open_, state)
    asked[board] = asked.get(board, frozenset()) | {state.key for state in new}
    return Situation(_changed(before.team, {board: target.changed(open=open_)}), asked)


def ordered(before: Situation, board: str, keys: Iterable[str]) -> Situation:
    """With the open cards of a board in another order: these first, as they stand, then the others.

    They change places with each other: what new cards come before stays comparable with the past.
    """
    rank = {key: n for n, key in enumerate(keys)}
    open_ = _placed(before.team.boards[board].open)
    queue = sorted(open_, key=lambda card: rank.get(card.key, len(rank)))
    moved = [msgspec.structs.replace(card, place=taken.place) for card, taken in zip(queue, open_, strict=True)]
    return Situation(_changed(before.team, {board: before.team.boards[board].changed(open=moved)}), before.cards)


def with_driver(before: Situation, like: str) -> Situation:
    """With one more board that works as another one does: it takes an equal share of each queue, from its end."""
    model = before.team.boards[like]
    name = f"+{like}"
    while name in before.team.boards:
        name = f"+{name}"
    share = 1 / (len(before.team.boards) + 1)
    team = _changed(before.team, {name: model.changed(name=name, open=[])})
    team.keep_tables({name: before.team.tables(model)})
    taken = []
    for board in before.team.boards.values():
        waiting = [card for card in board.open if card.kind == "queue"]
        count = round(share * len(waiting))
        taken += [(board.name, card.key) for card in waiting[len(waiting) - count :]]
    return given(Situation(team, before.cards), taken, name)


def without_driver(before: Situation, board: str) -> Situation:
    """Without a board: the others take its open cards in turn, behind what waits there."""
    others = sorted(before.team.boards.keys() - {board})
    after = before
    for n, card in enumerate(before.team.boards[board].open if others else ()):
        after = given(after, [(board, card.key)], others[n % len(others)])
    return after


def paced(before: Situation, factors: Mapping[str, float]) -> Situation:
    """With boards that finish so many times as much."""
    boards = {name: _faster(before.team.boards[name], factor) for name, factor in factors.items()}
    return Situation(_changed(before.team, boards), before.cards)


def at_pace_of(before: Situation, then: TeamMoment) -> Situation:
    """With the pace and the life tables of a past moment, on the boards that were there then."""
    boards = {
        name: board.changed(pace=then.boards[name].pace)
        for name, board in before.team.boards.items()
        if name in then.boards
    }
    team = _changed(before.team, boards)
    team.keep_tables({name: then.tables(then.boards[name]) for name in boards})
    return Situation(team, before.cards)


def without_time(before: Situation, lost: Lost, share: float = 1.0, in_work: bool = True) -> Situation:
    """As if cards had not lost these days, or a share of them.

    Every card is so much younger, or left so much younger. Where the time was lost `in_work`, the work of the last
    weeks would have taken so much less, and the pace is higher by that.
    """
    boards = {}
    for name, days in lost.items():
        board = before.team.boards.get(name)
        if board is None or not days:
            continue
        cards = [_younger(card, share * days.get(card.key, 0.0), board.t) for card in board.cards]
        by_key = {card.key: card for card in cards}
        # in the order of before: without a place it goes by creation, which has changed
        younger = board.changed(cards=cards, open=[by_key.get(card.key, card) for card in board.open])
        boards[name] = _faster(younger, _factor(board, days, share)) if in_work else younger
    return Situation(_changed(before.team, boards, refit=True), before.cards)


def _younger(card: CardState, days: float, t: float) -> CardState:
    if days <= 0:
        return card
    end = t if card.left is None else card.left
    started = None if card.started is None else min(end, card.started + days)
    return msgspec.structs.replace(card, created=min(end, card.created + days), started=started)


def _factor(board: BoardMoment, lost: Mapping[str, float], share: float) -> float:
    """By how much the pace is higher without the lost days of those that left in the time it was measured over."""
    worked = without = 0.0
    for card in board.cards:
        if card.left is not None and card.started is not None and board.t - card.left < board.pace.days:
            days = card.left - card.started
            worked += days
            without += min(days, lost.get(card.key, 0.0))
    if worked <= 0:
        return 1.0
    return 1 / (1 - min(_MOST_LOST, share * without / worked))


def _faster(board: BoardMoment, factor: float) -> BoardMoment:
    pace = board.pace
    return board.changed(pace=Pace(pace.exits, pace.days, pace.rate * factor, pace.dispersion, pace.slices))


def _put(open_: list[CardState], card: CardState) -> list[CardState]:
    after = list(open_)
    insort(after, card, key=lambda state: state.order)
    return after


def _placed(open_: list[CardState]) -> list[CardState]:
    """The same queue with a place for each card: those without one are behind the others, as they stand."""
    last = _behind(open_)
    return [
        msgspec.structs.replace(card, place=last + n) if card.place is None else card for n, card in enumerate(open_)
    ]


def _before(open_: list[CardState]) -> float:
    places = [card.place for card in open_ if card.place is not None]
    return min(places, default=0.0) - 1


def _behind(open_: list[CardState]) -> float:
    return max((card.place for card in open_ if card.place is not None), default=0.0) + 1


def _changed(team: TeamMoment, boards: Mapping[str, BoardMoment], refit: bool = False) -> TeamMoment:
    """A team with some boards in the place of its own; `refit`: their life tables too are made anew."""
    return team.with_boards({**team.boards, **boards}, boards if refit else ())
