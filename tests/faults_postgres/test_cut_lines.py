"""The line to the server is cut at every step of a save: what was acknowledged is there once, nothing is half."""

import random
import threading
import time

import pytest
from evidence import BOARD, adds, created, nobody_idle_in_transaction, nothing_half, numbers_whole, saved_ids, signed
from postgres_server import wait_until
from proxy import AFTER, BEFORE, HALF_ANSWER, HOW

from kanban.commands.cards import Add, Move
from kanban.store.errors import SaveUnknown, StoreError

COMMIT = rb"^Q.{4}COMMIT"
SAVE = rb"kanban\.save\("
STEPS = {"save": SAVE, "tell": b"NOTIFY"}
"""Of a save that is the first since the board was read."""
LATER_STEPS = {"first": SAVE, "read": b"WITH seen", "begin": b"BEGIN", "commit": COMMIT}
"""Of a save before which somebody else saved: it is decided anew, in a transaction of several statements."""


def check(place, acknowledged):
    """All of these are there, each once."""
    wait_until(lambda: place.sql("SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in tr%'") == "")
    ids = saved_ids(place.server, place.name)
    assert {one.id for one in acknowledged} <= ids
    titles = created(place.server, place.name)
    assert len(titles) == len(set(titles))
    numbers_whole(place.server, place.name)
    nothing_half(place.url)


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("step", STEPS)
def test_a_line_cut_once_is_mended_without_a_word(place, line, step, how):
    store = place.open(line.to)
    first, second = adds(2)
    store.apply(BOARD, [first])
    line.cut(STEPS[step], how)
    board, (applied,) = store.apply(BOARD, [second])
    assert line.cuts == 1
    assert applied.refusal is None
    assert applied.was_known == (step == "save" and how in (AFTER, HALF_ANSWER))
    assert [card.title for card in board.cards.values()] == ["card 1", "card 2"]
    check(place, [first, second])


@pytest.mark.parametrize("how", HOW)
@pytest.mark.parametrize("step", LATER_STEPS)
def test_a_line_cut_where_somebody_else_was_first_is_mended_as_well(place, line, step, how):
    store = place.open(line.to)
    first, second, third = adds(3)
    store.apply(BOARD, [first])
    place.open().apply(BOARD, [second])
    line.cut(LATER_STEPS[step], how)
    board, (applied,) = store.apply(BOARD, [third])
    assert line.cuts == 1
    assert applied.refusal is None
    assert applied.was_known == (step == "commit" and how in (AFTER, HALF_ANSWER))
    assert [card.title for card in board.cards.values()] == ["card 1", "card 2", "card 3"]
    check(place, [first, second, third])


@pytest.mark.parametrize("how", HOW)
def test_a_line_cut_again_and_again_is_said_and_the_same_command_given_again_is_saved_once(place, line, how):
    store = place.open(line.to)
    (command,) = adds(1)
    line.cut(SAVE, how, times=1000)
    with pytest.raises(SaveUnknown) as error:
        store.apply(BOARD, [command])
    assert f"127.0.0.1:{line.port}" in str(error.value)
    line.times = 0
    _, (applied,) = store.apply(BOARD, [command])
    assert applied.refusal is None
    check(place, [command])
    assert created(place.server, place.name) == ["card 1"]


@pytest.mark.parametrize("how", HOW)
def test_an_open_board_says_not_saved_and_saves_each_move_once_by_itself(place, line, desks, quick, how):
    place.open().apply(BOARD, adds(2))
    desk = desks(line.to)
    line.cut(SAVE, how, times=7)
    desk.session.submit(Move(cards=("1",), column="c2"))
    desk.until_state("not saved")
    assert str(desk.session.failure)
    assert desk.session.view.cards["1"].column == "c1"
    desk.session.submit(Move(cards=("2",), column="c2"))
    desk.until_state("saved")
    assert line.times == 0
    assert [desk.session.view.cards[i].column for i in "12"] == ["c2", "c2"]
    assert not [one for one in desk.news if "put back: " in str(one.message)]
    assert [len(card.events) for card in place.cards().values()] == [2, 2]
    check(place, [])


def test_one_that_was_refused_is_not_said_to_be_saved_where_the_answer_was_lost(place, line):
    store = place.open(line.to)
    line.cut(SAVE, AFTER)
    good, bad = signed(Add(title="card 1")), signed(Move(cards=("7",), column="c2"))
    _, (added, moved) = store.apply(BOARD, [good, bad])
    assert added.was_known
    assert moved.refusal is not None
    assert not moved.was_known
    assert saved_ids(place.server, place.name) == {good.id}


def test_what_was_saved_before_the_board_was_read_again_is_not_said_to_be_refused(place, line):
    store = place.open(line.to)
    store.apply(BOARD, adds(1))
    move = signed(Move(cards=("1",), column="c2"))
    line.cut(SAVE, AFTER, times=1)
    _, (moved,) = store.apply(BOARD, [move])
    assert store.board(BOARD).cards["1"].column == "c2"
    _, (again,) = store.apply(BOARD, [move])
    assert moved.refusal is again.refusal is None
    assert again.was_known
    assert len(place.cards()["1"].events) == 2


def test_the_plan_is_saved_once_as_well(place, line):
    from kanban.commands.plan import ChangePlan, SetMilestone

    store = place.open(line.to)
    for number, how in enumerate(HOW, 1):
        line.cut(SAVE, how)
        _, (applied,) = store.apply(None, [signed(ChangePlan(steps=(SetMilestone(id=f"M{number}", name="Deck"),)))])
        assert applied.refusal is None
    assert list(store.plan().milestones) == ["M1", "M2", "M3", "M4"]
    check(place, [])


def test_lines_cut_at_random_moments_lose_nothing_that_was_acknowledged(place, line, many):
    random.seed(14)
    acknowledged, ended = [], threading.Event()

    def cutting():
        while not ended.is_set():
            time.sleep(random.random() * 0.2)
            line.cut_all()

    cutter = threading.Thread(target=cutting)
    cutter.start()
    store = place.open(line.to)
    for command in adds(many(60, 1000)):
        while True:
            try:
                _, (applied,) = store.apply(BOARD, [command])
            except StoreError:
                continue
            assert applied.refusal is None
            acknowledged.append(command)
            break
    ended.set()
    cutter.join()
    check(place, acknowledged)
    assert len(created(place.server, place.name)) == len(acknowledged)


def test_writers_that_are_terminated_at_random_moments_lose_nothing_that_was_acknowledged(place, many):
    random.seed(15)
    acknowledged, ended = [], threading.Event()
    terminate = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND application_name = 'kanban'"
    )

    def writing(number):
        store = place.open()
        for command in adds(many(15, 150), first=1 + 1000 * number):
            while True:
                try:
                    store.apply(BOARD, [command])
                except StoreError:
                    continue
                acknowledged.append(command)
                break

    def ending():
        while not ended.is_set():
            time.sleep(random.random() * 0.2)
            place.sql(terminate)

    ender = threading.Thread(target=ending)
    writers = [threading.Thread(target=writing, args=(number,)) for number in range(4)]
    for one in (*writers, ender):
        one.start()
    for one in writers:
        one.join()
    ended.set()
    ender.join()
    assert len(acknowledged) == 4 * many(15, 150)
    check(place, acknowledged)
    assert len(created(place.server, place.name)) == len(acknowledged)


def test_a_line_that_is_cut_while_a_board_is_read_is_made_again(place, line):
    place.open().apply(BOARD, adds(2))
    store = place.open(line.to)
    for how in HOW:
        line.cut(b"WITH seen", how)
        assert len(store.board(BOARD).cards) == 2
    assert line.cuts == 4
    nobody_idle_in_transaction(place.server)


def test_nothing_is_committed_twice_nor_said_to_be_by_a_board_that_is_made(place, line):
    store = place.open(line.to)
    assert store.exists()
    line.cut(COMMIT, BEFORE)
    with pytest.raises(StoreError):
        store.create_board("pier", "li")
    assert store.boards() == [BOARD]
    store.create_board("pier", "li")
    assert store.boards() == [BOARD, "pier"]
