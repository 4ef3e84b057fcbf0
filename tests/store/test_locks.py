"""A lock is waited for while others move on, not behind one that stands still; it dies with its holder."""

import signal
import subprocess
import sys
import threading
import time

import pytest

from kanban.store.folder.locks import locked
from kanban.store.protocol import LockTimeout, StoreError

HOLD = (
    "import sys; from pathlib import Path; from kanban.store.folder.locks import locked\n"
    "with locked(Path(sys.argv[1])):\n"
)


def holder(lock, then="    print('held', flush=True); sys.stdin.read()"):
    """A live process that holds the lock."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD + then, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    return process


PASSED_ON = """
    import os, time
    print('held', flush=True)
    for number in range({times}):
        time.sleep({seconds})
        os.pwrite(os.open(sys.argv[1], os.O_RDWR | os.O_CLOEXEC), f'{{number:<20}}'.encode(), 0)
"""
"""As others see a lock that goes from hand to hand, and never to them."""


@pytest.mark.parametrize("threads", [0, 1])
def test_a_crowd_that_moves_on_is_waited_for_longer_than_one_that_holds_it(tmp_path, threads):
    lock, rest = tmp_path / ".lock", threading.Event()
    beside = [threading.Thread(target=rest.wait) for _ in range(threads)]  # alone it sleeps, with others it looks
    for thread in beside:
        thread.start()
    process = holder(lock, PASSED_ON.format(times=6, seconds=0.2))
    try:
        began = time.monotonic()
        with locked(lock, 0.5):
            assert time.monotonic() - began > 0.9
    finally:
        rest.set()
        process.communicate("")


def test_a_crowd_is_not_waited_for_without_end(tmp_path):
    process = holder(tmp_path / ".lock", PASSED_ON.format(times=200, seconds=0.01))
    began = time.monotonic()
    with pytest.raises(LockTimeout), locked(tmp_path / ".lock", 0.05):
        pass
    assert time.monotonic() - began > 0.5
    process.kill()
    process.communicate()


def test_a_lock_held_by_a_live_process_is_waited_for_and_its_holder_named(tmp_path):
    lock = tmp_path / ".lock"
    process = holder(lock)
    try:
        began = time.monotonic()
        told = rf"locked by process {process.pid} for more than"
        with pytest.raises(LockTimeout, match=told), locked(lock, 0.3):
            pass
        assert 0.3 <= time.monotonic() - began < 2
    finally:
        process.communicate("")


def test_a_lock_is_free_when_its_holder_lets_go(tmp_path):
    lock = tmp_path / ".lock"
    process = holder(lock, "    print('held', flush=True); import time; time.sleep(0.3)")
    with locked(lock, 10):
        pass
    assert process.wait(10) == 0


def test_a_killed_holder_frees_the_lock(tmp_path):
    lock = tmp_path / ".lock"
    process = holder(lock)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdin.close()
    process.stdout.close()
    with locked(lock, 0.5):
        pass


def test_a_lock_is_freed_by_an_error_too(tmp_path):
    with pytest.raises(ZeroDivisionError), locked(tmp_path / ".lock"):
        1 / 0
    with locked(tmp_path / ".lock", 0.2):
        pass


def test_a_lock_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / ".lock").symlink_to(tmp_path / "victim")
    with pytest.raises(StoreError), locked(tmp_path / ".lock"):
        pass
    assert not (tmp_path / "victim").exists()
