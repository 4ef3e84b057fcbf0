"""The forecast of 60 milestones over 300 boards of 200 cards: reading the past, the weights of a day, the dates.

usage: forecast_speed.py [BOARDS_A_TEAM], 6 unless told
"""

import random
import sys
import time

from kanban.metrics.forecast.history import BoardPast, CardPast, Kind
from kanban.metrics.forecast.outlook import TeamPast

BOARDS, CARDS, MILESTONES, DAYS = 300, 200, 60, 500.0


def board(number: int, chance: random.Random) -> BoardPast:
    """A queue of 200 cards taken mostly in order, three in work at a time, 6 moves a finished card, 60 still open."""
    cards, free = [], [0.0] * 3
    for index in range(CARDS):
        created = max(0.0, (index - 80) * DAYS / 200) + chance.random()
        moves: list[tuple[float, Kind]] = []
        free.sort()
        at = max(created, free[0])
        for kind in ("active", "queue", "active", "done", "active", "done"):
            at += chance.expovariate(1 / 2.2)
            if at < DAYS and index < 140:
                moves.append((at, kind))
        free[0] = at
        cards.append(CardPast(f"c{number}-{index}", created, tuple(moves), ((created, index + chance.gauss(0, 3)),)))
    return BoardPast(f"b{number}", tuple(cards), 0.0)


def main(size: int) -> None:
    chance = random.Random(7)
    boards = [board(number, chance) for number in range(BOARDS)]
    begin = time.perf_counter()
    teams = [TeamPast(boards[i : i + size]) for i in range(0, BOARDS, size)]
    read = time.perf_counter()
    weights = [team.at(DAYS).weight for team in teams]
    weighed = time.perf_counter()
    outlooks = [team.at(DAYS, weight) for team, weight in zip(teams, weights, strict=True)]
    results = []
    for number in range(MILESTONES):
        outlook = outlooks[number % len(outlooks)]
        names = sorted(outlook.moment.boards)[:4]
        cards = {name: [card.key for card in outlook.moment.boards[name].open][:10] for name in names}
        results.append(outlook.forecast(cards, [3.0 * n for n in range(40)]))
    done = time.perf_counter()
    print(f"{len(teams)} teams of {size} boards; reading {read - begin:.2f} s")
    print(f"weights {weighed - read:.2f} s, {(weighed - read) / len(teams):.3f} s a team")
    print(
        f"{MILESTONES} forecasts, weights given {done - weighed:.2f} s, {(done - weighed) / MILESTONES * 1000:.0f} ms each"
    )
    print(
        f"beyond {sum(result.reason is not None for result in results)}, weights {min(weights):.2f} to {max(weights):.2f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
