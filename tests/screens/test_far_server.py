"""A server that is far away: a key is answered by the screen, and never waits for the line."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from postgres_server import PostgresServer
from setting import DOING, TITLES, Disk, Opener, Pilot, _key
from slow_line import SlowLine
from stores import EmptiedDatabase

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move
from kanban.store.open import open_store
from kanban.store.protocol import Store

ANSWER = 0.5
"""Seconds that every answer of the server takes: no key may take as long, but for what the machine stood still."""


class Pulse:
    """Beats in a thread of its own, which waits for no answer either."""

    def __init__(self) -> None:
        self.longest = 0.0
        """Seconds between two beats at most: longer than a hundredth where the machine stood still."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> "Pulse":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _beat(self) -> None:
        last = time.monotonic()
        while not self._ended.wait(0.01):
            now = time.monotonic()
            self.longest, last = max(self.longest, now - last), now


@pytest.fixture
def near(database: EmptiedDatabase) -> Iterator[Disk]:
    """Six cards, three of one package that gates M1 and M2, seen without any delay."""
    disk = Disk(database.url)
    disk.store.create(project="Bridge", timezone="UTC")
    disk.store.create_board("bridge", "zhang")
    disk.give(*(Add(title=title) for title in TITLES))
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Deck", gates=("1.1",)),
        pm.SetMilestone(id="M2", name="Girders", gates=("1.1.1",)),
    )
    disk.give(Edit(cards=("1", "2", "3"), changes={"work_package": "1.1.1"}))
    yield disk
    disk.close()


@pytest.fixture
def line(postgres: PostgresServer) -> Iterator[SlowLine]:
    """To the server; quick until its delay is set."""
    one = SlowLine(postgres.port)
    yield one
    one.close()


@pytest.fixture
def far(near: Disk, line: SlowLine, postgres: PostgresServer) -> Store:
    """The same workspace over that line."""
    return open_store(near.where.replace(f":{postgres.port}/", f":{line.port}/"))


@pytest.fixture
def pulse() -> Iterator[Pulse]:
    """While the test runs."""
    with Pulse() as beating:
        yield beating


async def answered(pilot: Pilot, key: str, seen: Callable[[], bool]) -> float:
    """Press a key; the seconds until it is seen to have had effect."""
    begin = time.monotonic()
    pilot.app.post_message(_key(key))
    while not seen():
        assert time.monotonic() < begin + 10, pilot.text
        await asyncio.sleep(0.002)
    return time.monotonic() - begin


def under_cursor(pilot: Pilot, title: str) -> Callable[[], bool]:
    return lambda: f"▌{title}" in pilot.text


async def test_keys_on_a_board_wait_for_no_answer(
    near: Disk, far: Store, line: SlowLine, opened: Opener, pulse: Pulse
) -> None:
    async with opened(near, store=far) as pilot:
        await pilot.until(*TITLES[:3], " saved")
        line.delay = ANSWER
        took = []
        for title in TITLES[1:4]:
            took.append(await answered(pilot, "j", under_cursor(pilot, title)))
            await asyncio.sleep(0.3)  # while the session looks for changes
        took.append(await answered(pilot, "L", lambda: "Ready 1" in pilot.text))
        took.append(await answered(pilot, "L", lambda: "Doing 1" in pilot.text))
        took.append(await answered(pilot, "?", lambda: "Help" in pilot.text))
        took.append(await answered(pilot, "escape", lambda: TITLES[5] in pilot.text))
        took.append(await answered(pilot, "enter", lambda: TITLES[5] not in pilot.text))
        took.append(await answered(pilot, "escape", lambda: TITLES[5] in pilot.text))
        near.give(Move(cards=("2",), column=DOING))
        await pilot.until(lambda: pilot.screen.session.view.cards["2"].column == DOING)  # type: ignore[attr-defined]
        line.delay = 0
        await pilot.saved()
    assert max(took) < ANSWER + pulse.longest, took
    assert sorted(took)[len(took) // 2] < 0.1, took
    assert near.column_of(TITLES[3]) == DOING


async def test_keys_on_the_roll_up_wait_for_no_answer(
    near: Disk, far: Store, line: SlowLine, opened: Opener, pulse: Pulse
) -> None:
    async with opened(near, store=far, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("M1 Deck", "M2 Girders", "0/3")
        await pilot.dated()
        line.delay = ANSWER
        took = []
        for _ in range(3):
            for key in "jk":
                before = pilot.text
                took.append(await answered(pilot, key, lambda before=before: pilot.text != before))
                await asyncio.sleep(0.2)
        took.append(await answered(pilot, "B", lambda: "baseline of M1" in pilot.text))
        await pilot.press(*"2099-12-24")
        took.append(await answered(pilot, "enter", lambda: "24 Dec 2099" in pilot.text))
        took.append(await answered(pilot, "enter", lambda: "open, worst first" in pilot.text))
        took.append(await answered(pilot, "escape", lambda: "open, worst first" not in pilot.text))
        near.give(Move(cards=("1",), column="c5"))
        await pilot.until("1/3")
        await answered(pilot, "1", lambda: "Backlog" in pilot.text)  # what was never read has to come over the line
        took.append(await answered(pilot, "3", lambda: "M1 Deck" in pilot.text))
        line.delay = 0
        await pilot.saved()
    assert max(took) < ANSWER + pulse.longest, took
    assert sorted(took)[len(took) // 2] < 0.1, took
    assert len(near.plan.milestones["M1"].baselines) == 1
