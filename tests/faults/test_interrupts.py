"""SIGINT at any moment of a verb: no traceback, no crash, and the card is there or it is not."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import kanban as program
from kanban.store.folder.store import FolderStore

CODE = """
import os, sys
import kanban.__main__ as kanban
os.write({gate}, b".")
kanban.main()
"""
"""Says when its first line was run: what comes before is Python's own start."""
OURS = re.compile(f'File "{re.escape(str(Path(program.__file__).parent))}/([^"]+)"')
UNTIL_HEARD = {"__init__.py", "__main__.py", "cli/__init__.py", "cli/interrupts.py"}
"""Files of ours that are run before an interrupt is heeded; `START` is all that Python does before that."""
START = """
import sys
before = set(sys.modules)
import kanban.__main__
print(*sorted(set(sys.modules) - before - set(sys.builtin_module_names)))
"""


def add(place, number, default=True):
    """`kanban add`, once its own first line was run."""
    ready, gate = os.pipe()
    running = subprocess.Popen(
        [sys.executable, "-c", CODE.format(gate=gate), "-w", str(place.folder), "add", f"card {number}."],
        pass_fds=[gate], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL if default else signal.SIG_IGN),
    )  # fmt: skip
    os.close(gate)
    assert os.read(ready, 1) == b"."
    os.close(ready)
    return running


def test_an_interrupt_at_any_moment_ends_without_a_traceback_and_with_nothing_half_done(place, many):
    begin = time.monotonic()
    for number in range(3):
        assert add(place, number).wait() == 0
    span = (time.monotonic() - begin) / 3
    dice, codes = random.Random(11), []
    for number in range(100, 100 + many(30, 400)):
        running = add(place, number)
        time.sleep(dice.uniform(0, span))
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=120)
        codes.append(running.returncode)
        assert running.returncode in (0, 130, -signal.SIGINT), err
        assert not re.search("Traceback|Fatal|Exception", err), err
        titles = [card.title for card in FolderStore(place.folder).board("bridge").cards.values()]
        if running.returncode == 0:
            assert f"card {number}." in titles
        assert titles.count(f"card {number}.") <= 1
    assert not FolderStore(place.folder).board("bridge").problems
    assert set(codes) - {0}
    assert add(place, 1).wait() == 0
    assert not list(place.folder.rglob("*.tmp"))


def test_an_interrupt_that_the_parent_ignores_stays_ignored(place):
    running = add(place, 7, default=False)
    while running.poll() is None:
        running.send_signal(signal.SIGINT)
        time.sleep(0.002)
    assert running.returncode == 0, running.stderr.read()
    assert [card.title for card in FolderStore(place.folder).board("bridge").cards.values()] == ["card 7."]


def test_an_interrupt_from_the_first_moment_on_loses_no_card_whose_id_was_printed(place, kanban, many):
    dice, printed = random.Random(5), {}
    for number in range(many(25, 400)):
        running = kanban("add", f"card {number}.", preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        time.sleep(dice.uniform(0, 0.25))
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=120)
        assert running.returncode != -signal.SIGSEGV, err
        assert set(OURS.findall(err)) <= UNTIL_HEARD, err
        if not re.search("Traceback|Fatal", err):
            assert running.returncode in (0, 130, -signal.SIGINT), err
        if out.strip():
            printed[out.strip()] = f"card {number}."
    doctor = kanban("doctor")
    out, err = doctor.communicate(timeout=120)
    assert (doctor.returncode, out) == (0, ""), err
    out, _ = kanban("list").communicate(timeout=120)
    listed = dict(line.split("\t")[:2] for line in out.splitlines())
    assert {card: listed.get(card) for card in printed} == printed


def test_no_library_is_loaded_before_an_interrupt_is_heeded():
    done = subprocess.run([sys.executable, "-c", START], capture_output=True, text=True, timeout=30, check=True)
    assert [name for name in done.stdout.split() if name.split(".")[0] != "kanban"] == []
