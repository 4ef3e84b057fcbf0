"""Many writers at once, and writers that are killed: nothing lost, nothing twice, nothing half."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time

from evidence import BOARD, adds, created, nothing_half, numbers_whole, saved_ids
from makers import UNLIMITED
from postgres_server import wait_until

from kanban.store.errors import StoreError

MOVES = 3
"""How often each of a crowd saves."""


def crowd(place, slugs):
    """One writer on each of these boards, all at once, each with a connection of its own; what was acknowledged."""
    acknowledged, failed, together = [], [], threading.Barrier(len(slugs))

    def writing(number, slug):
        store = place.open()
        store.board(slug)
        together.wait(120)
        for command in adds(MOVES, first=1 + 1000 * number):
            try:
                _, (applied,) = store.apply(slug, [command])
                assert applied.refusal is None
                acknowledged.append(command)
            except (StoreError, AssertionError) as error:
                failed.append(error)
        store.close()

    writers = [threading.Thread(target=writing, args=one) for one in enumerate(slugs)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert failed == []
    assert {one.id for one in acknowledged} == saved_ids(place.server, place.name)
    assert len(acknowledged) == len(set(created(place.server, place.name))) == MOVES * len(slugs)
    numbers_whole(place.server, place.name)


def test_a_crowd_on_one_board(place, many):
    crowd(place, [BOARD] * many(40, 300))
    cards = place.cards()
    assert len({card.rank for card in cards.values()}) == len(cards)
    nothing_half(place.url)


def test_a_crowd_on_boards_of_their_own(place, many):
    slugs = [f"b{number}" for number in range(many(40, 300))]
    store = place.open()
    for slug in slugs:
        store.create_board(slug, "zhang", UNLIMITED)
    crowd(place, slugs)
    nothing_half(place.url, slugs[:20])


KILLED = """
import sys
from kanban.store.open import open_store
from evidence import adds
store = open_store(sys.argv[1])
store.board("bridge")
for command in adds(100000, int(sys.argv[2])):
    store.apply("bridge", [command])
    print(command.id, flush=True)
"""


def test_programs_that_are_killed_amid_saves_leave_nothing_half_and_no_lock(place, many):
    random.seed(16)
    paths = os.pathsep.join([os.path.dirname(__file__), *filter(None, [os.environ.get("PYTHONPATH")])])
    acknowledged = set()
    for number in range(many(3, 25)):
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, place.url, str(1 + 100000 * number)],
            stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths},
        )  # fmt: skip
        first = process.stdout.readline()
        time.sleep(random.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        rest, _ = process.communicate()
        acknowledged |= set(re.findall(r"^[0-9a-f]{32}$", first + rest, re.MULTILINE))
    wait_until(lambda: place.sql("SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in tr%'") == "")
    assert acknowledged <= saved_ids(place.server, place.name)
    titles = created(place.server, place.name)
    assert len(set(titles)) == len(titles)
    numbers_whole(place.server, place.name)
    nothing_half(place.url)
    place.open().apply(BOARD, adds(1, first=99999999))
