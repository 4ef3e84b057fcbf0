"""What a server does to a save: stopped, out of room, too slow, in the way of itself. Said, and saved in the end."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import psycopg
import pytest
from evidence import BOARD, adds, created, nobody_idle_in_transaction, nothing_half, numbers_whole
from postgres_server import wait_until

from kanban.commands.cards import Move
from kanban.store.errors import LockTimeout, StoreError

FAILS = """
CREATE SEQUENCE public.tries;
CREATE FUNCTION public.fail() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF nextval('public.tries') <= {times} THEN RAISE EXCEPTION 'on purpose' USING ERRCODE = '{code}'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER fail BEFORE INSERT ON kanban.events FOR EACH ROW EXECUTE FUNCTION public.fail();
"""


def whole(place):
    numbers_whole(place.server, place.name)
    nothing_half(place.url)


def holding(place, statement):
    """Another program's transaction that has done this and goes on."""
    other = psycopg.connect(place.url)
    other.execute(statement)
    return other


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_server_stopped_and_started_under_an_open_board(own, desks, quick, mode):
    place = own(durable=mode == "immediate")
    place.open().apply(BOARD, adds(2))
    desk = desks(place.url)
    place.server.stop(mode)
    desk.session.submit(Move(cards=("1",), column="c2"))
    desk.until_state("not saved")
    assert "refused" in str(desk.session.failure)
    assert len(desk.session.view.cards) == 2
    place.server.start()
    desk.until_state("saved")
    assert desk.session.failure == ""
    assert [len(card.events) for card in place.cards().values()] == [2, 1]
    whole(place)


def test_a_server_stopped_while_nothing_is_done_is_said_and_a_change_after_it_is_seen(own, desks, quick):
    place = own()
    place.open().apply(BOARD, adds(1))
    desk = desks(place.url)
    place.server.stop()
    desk.until(lambda: "refused" in str(desk.session.failure))
    place.server.start()
    desk.until(lambda: desk.session.failure == "")
    place.open().apply(BOARD, adds(1, first=2))
    desk.until(lambda: len(desk.session.view.cards) == 2)


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small file system needs root")
def test_a_full_disk_is_said_and_the_move_is_saved_once_when_there_is_room(own, desks, quick, tmp_path):
    place = own(durable=True)
    mount = place.server.folder / "small"
    mount.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", mount], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.chown(mount, "postgres")
        mount.chmod(0o700)
        place.server.sql(f"CREATE TABLESPACE small LOCATION '{mount}'")
        place.close()
        place.server.sql(f"ALTER DATABASE {place.name} SET TABLESPACE small")
        place.open().apply(BOARD, adds(2))
        desk = desks(place.url)
        with open(mount / "filler", "wb", buffering=0) as filler, suppress(OSError):
            while filler.write(b"x" * 4096):
                pass
        acknowledged = 0
        while desk.session.state != "not saved":  # until the pages that there are already have no room left
            desk.session.submit(adds(1, first=3 + acknowledged)[0].command)
            desk.until(lambda: desk.session.state in ("saved", "not saved"))
            acknowledged += desk.session.state == "saved"
        assert "No space left" in str(desk.session.failure) or "could not extend" in str(desk.session.failure)
        assert len(created(place.server, place.name)) == 2 + acknowledged
        (mount / "filler").unlink()
        desk.until_state("saved")
        assert len(set(created(place.server, place.name))) == len(created(place.server, place.name)) == 3 + acknowledged
        whole(place)
        desk.session.close()
    finally:
        place.server.stop("immediate")
        subprocess.run(["umount", "-l", mount], check=True)


def test_a_statement_that_takes_too_long_is_ended_and_said(place, desks, quick):
    place.sql(
        "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(99); RETURN NEW; END'"
    )
    place.sql("CREATE TRIGGER wait BEFORE INSERT ON kanban.events FOR EACH ROW EXECUTE FUNCTION wait()")
    desk = desks(place.url)
    with desk.session.store.connection.use() as raw:
        raw.execute("SET statement_timeout = '300ms'")
    desk.session.submit(adds(1)[0].command)
    desk.until_state("not saved")
    assert str(desk.session.failure) == (
        "it took too long, and was ended: canceling statement due to statement timeout"
    )
    place.sql("DROP TRIGGER wait ON kanban.events")
    desk.until_state("saved")
    assert created(place.server, place.name) == ["card 1"]


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_another_transaction_in_the_way_is_tried_again_without_a_word(place, code):
    place.sql(FAILS.format(times=2, code=code))
    _, (applied,) = place.open().apply(BOARD, adds(1))
    assert applied.refusal is None
    assert not applied.was_known
    assert created(place.server, place.name) == ["card 1"]
    whole(place)


@pytest.mark.parametrize("code", ["40001", "53100", "XX000"])
def test_what_fails_again_and_again_is_said_and_saved_once_when_it_is_over(place, desks, quick, code):
    place.sql(FAILS.format(times=9, code=code))
    desk = desks(place.url)
    desk.session.submit(adds(1)[0].command)
    desk.until_state("not saved")
    assert "on purpose" in str(desk.session.failure)
    desk.until_state("saved")
    assert created(place.server, place.name) == ["card 1"]
    whole(place)


def test_a_real_deadlock_ends_for_the_other_or_for_us_and_the_save_is_there_once(place):
    store = place.open()
    store.apply(BOARD, adds(1))
    other = holding(place, "LOCK TABLE kanban.cards IN EXCLUSIVE MODE")
    done = []
    saving = threading.Thread(target=lambda: done.append(store.apply(BOARD, adds(1, first=2))))
    saving.start()
    wait_until(lambda: place.sql("SELECT * FROM pg_locks WHERE NOT granted") != "")
    with suppress(psycopg.errors.DeadlockDetected):
        other.execute("SELECT * FROM kanban.ledgers WHERE slug = 'bridge' FOR UPDATE")
    other.close()
    saving.join(20)
    assert done[0][1][0].refusal is None
    assert created(place.server, place.name) == ["card 1", "card 2"]
    whole(place)


def test_a_server_that_isolates_more_than_is_needed_serves_two_writers_all_the_same(place):
    place.sql(f"ALTER DATABASE {place.name} SET default_transaction_isolation = 'serializable'")
    stores = [place.open(), place.open()]

    def writing(store, number):
        for command in adds(20, first=1 + 100 * number):
            store.apply(BOARD, [command])

    writers = [threading.Thread(target=writing, args=(store, number)) for number, store in enumerate(stores)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert len(created(place.server, place.name)) == 40
    whole(place)


def test_somebody_who_holds_the_lock_is_waited_for_ten_seconds_and_no_longer(place):
    store = place.open()
    other = holding(place, "SELECT * FROM kanban.ledgers WHERE slug = 'bridge' FOR UPDATE")
    began = time.monotonic()
    adder = place.kanban("add", "card 2")
    with pytest.raises(LockTimeout, match="somebody else has been writing for 10 seconds"):
        store.apply(BOARD, adds(1))
    assert time.monotonic() - began < 10 + 5
    _, said = adder.communicate(timeout=20)
    assert adder.returncode == 4
    assert "somebody else has been writing for 10 seconds" in said
    other.rollback()
    store.apply(BOARD, adds(1))
    assert created(place.server, place.name) == ["card 1"]
    other.close()


STOPPED = """
import os, signal, sys
from kanban.store.open import open_store
from kanban.store.postgres import connection, saving
from evidence import adds
connection._SET_UP = connection._SET_UP.replace("session_timeout = '60s'", "session_timeout = '300ms'")
store = open_store(sys.argv[1])
store.board("bridge")
send = saving.Saver._send
def stopped(*args):
    answer = send(*args)
    saving.Saver._send = send
    print(flush=True)
    os.kill(os.getpid(), signal.SIGSTOP)
    return answer
saving.Saver._send = stopped
store.apply("bridge", adds(1))
"""


def test_whoever_is_stopped_amid_a_save_holds_the_others_up_for_a_while_only_and_saves_it_when_it_goes_on(place):
    paths = os.pathsep.join([os.path.dirname(__file__), *filter(None, [os.environ.get("PYTHONPATH")])])
    process = subprocess.Popen(
        [sys.executable, "-c", STOPPED, place.url], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": paths}
    )
    process.stdout.readline()
    place.open().apply(BOARD, adds(1, first=2))
    process.send_signal(signal.SIGCONT)
    assert process.wait(20) == 0
    assert created(place.server, place.name) == ["card 1", "card 2"]
    nobody_idle_in_transaction(place.server)
    whole(place)


def test_a_commit_that_was_told_not_to_wait_for_its_standby_is_not_acknowledged_before_it_is_there(own):
    place = own(durable=True)
    place.sql("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    place.sql("SELECT pg_reload_conf()")
    store, done = place.open(), []
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
    wait_until(lambda: "nobody" in place.sql("SHOW synchronous_standby_names"))
    saving = threading.Thread(target=lambda: done.append(store.apply(BOARD, adds(1))))
    saving.start()
    wait_until(lambda: place.sql(waits) == "1\n")
    place.sql("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    time.sleep(0.5)
    assert not done, done
    assert place.sql(waits) == "1\n", "it is known, and waited for once more"
    place.sql("ALTER SYSTEM RESET synchronous_standby_names")
    place.sql("SELECT pg_reload_conf()")
    saving.join(20)
    assert done[0][1][0].was_known
    assert created(place.server, place.name) == ["card 1"]


def test_a_database_that_lets_nothing_be_changed_says_so(place):
    place.sql(f"ALTER DATABASE {place.name} SET default_transaction_read_only = on")
    store = place.open()
    with pytest.raises(StoreError, match="the server lets nothing be changed"):
        store.apply(BOARD, adds(1))
    assert store.board(BOARD).cards == {}
    place.server.sql(f"ALTER DATABASE {place.name} RESET default_transaction_read_only")
    with pytest.raises(StoreError):
        store.apply(BOARD, adds(1))  # by the connection that has found it so; the next one finds out
    store.apply(BOARD, adds(1))
