"""The leader of a cluster of three is killed under load: all that was acknowledged is there once, boards go on."""

import queue
import threading
import time

import psycopg
import pytest
from desk import Desk
from evidence import nothing_half
from makers import UNLIMITED
from patroni_cluster import Cluster

from kanban.commands.cards import Add, Move
from kanban.session.board import BoardSession
from kanban.store.open import open_store

BOARDS = ("b1", "b2", "b3")
GOES_ON_SECONDS = 30.0


class Driver:
    """Somebody before a board, who adds a card, moves it, and goes on as soon as that is saved."""

    def __init__(self, url, slug):
        self.slug = slug
        self.store = open_store(url)
        self.desk = Desk(lambda post: BoardSession.opened(self.store, slug, "zhang", post))
        self.acknowledged = []
        """Titles, and when they were saved."""
        self.failed = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def end(self):
        """Go home; whatever went wrong is raised."""
        self._ended.set()
        self._thread.join()
        self.desk.session.close()
        self.store.close()
        if not self.failed.empty():
            raise self.failed.get()

    def _work(self):
        number = 0
        try:
            while not self._ended.wait(0.02):
                number += 1
                self.desk.session.submit(Add(title=f"{self.slug} {number}"))
                self.desk.until(lambda: self.desk.session.state == "saved", seconds=120)
                card = next(i for i, c in self.desk.session.view.cards.items() if c.title == f"{self.slug} {number}")
                self.desk.session.submit(Move(cards=(card,), column="c2"))
                self.desk.until(lambda: self.desk.session.state == "saved", seconds=120)
                self.acknowledged.append((card, time.monotonic()))
        except BaseException as error:
            self.failed.put(error)


@pytest.fixture
def cluster(many):
    """A cluster, with an empty workspace of three boards."""
    if not many(False, True):
        pytest.skip("in the full run (KANBAN_FAULTS=1)")
    made = Cluster()
    try:
        made.wait_until_whole()
        with psycopg.connect(made.url("postgres"), autocommit=True) as raw:
            raw.execute("CREATE DATABASE work")
        store = open_store(made.url("work"))
        for slug in BOARDS:
            store.create_board(slug, "zhang", UNLIMITED)
        store.close()
        yield made
    finally:
        made.remove()


def test_the_leader_is_killed_again_and_again_and_nothing_that_was_acknowledged_is_lost(cluster, many, capsys):
    drivers = [Driver(cluster.url("work"), slug) for slug in BOARDS]
    pauses = []
    try:
        for number in range(many(2, 20)):
            cluster.wait_until_whole(180)
            time.sleep(1 + number % 3 * 0.37)
            leader = cluster.leader()
            cluster.kill(leader)
            killed = time.monotonic()
            while not all(driver.acknowledged and driver.acknowledged[-1][1] > killed + 1 for driver in drivers):
                assert time.monotonic() - killed < 2 * GOES_ON_SECONDS, cluster.log()
                assert all(driver.failed.empty() for driver in drivers)
                time.sleep(0.05)
            pauses.append(max(min(at for _, at in d.acknowledged if at > killed + 0.5) - killed for d in drivers))
            cluster.start(leader)
    finally:
        for driver in drivers:
            driver.end()
    with capsys.disabled():
        told = " ".join(f"{pause:.1f}" for pause in sorted(pauses))
        print(f"\nseconds until all boards went on, {len(pauses)} times: {told}")
    assert max(pauses) < GOES_ON_SECONDS
    cluster.wait_until_whole(180)
    store = open_store(cluster.url("work"))
    for driver in drivers:
        cards = store.board(driver.slug).cards
        assert {card for card, _ in driver.acknowledged} <= cards.keys()
        for card, _ in driver.acknowledged:
            assert [event.rev for event in cards[card].events] == sorted({e.rev for e in cards[card].events})
            assert len(cards[card].events) == 2
            assert cards[card].column == "c2"
        titles = [card.title for card in cards.values()]
        assert len(titles) == len(set(titles))
        assert not [one for one in driver.desk.news if one.lost or one.refused]
    store.close()
    nothing_half(cluster.url("work"), BOARDS)
