"""Drivers who take their queue in order, for tests of forecasts. Times are hours, as in `makers`."""

import msgspec
from makers import DOING, DONE, Desk

DAY = 24
WEEK = 7 * DAY
WORKED, AHEAD = 24, 12
NOW = 8 * WEEK


def crew(slug="bridge", package="1.1.1", pace=56.0, finished=WORKED, ahead=AHEAD):
    """A driver who takes the first card of the queue, three a week, with some cards still ahead."""
    desk = Desk()
    desk.board = msgspec.structs.replace(desk.board, head=msgspec.structs.replace(desk.board.head, slug=slug))
    cards = [desk.add(f"Weld span {n}", at=0, work_package=package) for n in range(finished + ahead)]
    for number in range(finished):
        begin = number * pace
        desk.move(cards[number], DOING, begin)
        desk.move(cards[number], DONE, begin + 30)
    return desk
