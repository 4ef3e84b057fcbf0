"""However it ends, the terminal is usable, nothing that was shown as saved is lost, and no process stays behind."""

import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from setting import READY, TITLES, Disk
from terminal import Terminal

from kanban.model import events as ev

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]


def moves(disk: Disk) -> int:
    return sum(isinstance(event, ev.Moved) for event in disk.events())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("burst", [1, 40])
def test_a_signal_amid_moves(number: int, burst: int, disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.write("L")
    term.until("Ready 1", " saved")
    term.write("HL" * burst)
    term.until(lambda: moves(disk) > 1)
    term.signal(number)
    assert term.wait() == 128 + number
    assert term.modes_left_on == set()
    assert b"\x1b[?1049l" in term.raw
    assert 2 <= moves(disk) <= 2 * burst + 1
    assert sorted(disk.titles("c1") + disk.titles(READY)) == sorted(TITLES)


def test_what_was_given_before_a_signal_is_saved(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.press("L", "j")
    term.until("Ready 1")
    term.signal(signal.SIGTERM)
    assert term.wait() == 128 + signal.SIGTERM
    assert disk.titles(READY) == [TITLES[0]]


@pytest.mark.parametrize("ignored", ["", "HUP"])
@pytest.mark.parametrize("words", [(), ("rollup",)])
def test_a_closed_window_leaves_no_process(words: tuple[str, ...], ignored: str, disk: Disk, terminal: Start) -> None:
    """Also where no signal tells that it was closed, as under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN) if ignored else signal.getsignal(signal.SIGHUP)
    try:
        term = terminal(disk.where, *words)
    finally:
        signal.signal(signal.SIGHUP, before)
    term.until("bridge" if not words else "No milestones")
    term.press("L")
    term.rest(0.1)
    term.hang_up()
    end = time.monotonic() + 3
    while not term.ended and time.monotonic() < end:
        time.sleep(0.01)
    assert term.ended
    if not words:
        assert disk.titles(READY) == [TITLES[0]]


@pytest.mark.parametrize("signals", [[signal.SIGCONT], [signal.SIGSTOP, signal.SIGCONT]])
def test_told_to_go_on_it_goes_on_once(signals: list[int], disk: Disk, terminal: Start) -> None:
    """As a closed window says, and whoever stopped it from another shell."""
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    for number in signals * 2:
        term.signal(number)
        term.rest(0.2)
    term.until("Weld span 17", " saved")
    term.press("L")
    term.until("Ready 1", " saved")
    term.press("q")
    assert term.wait() == 0
    assert term.modes_left_on == set()
    assert disk.titles(READY) == [TITLES[0]]


def test_killed_outright_what_was_shown_as_saved_is_there(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.press("L")
    term.until("Ready 1")
    term.rest(0.1)
    term.until(" saved", gone=["saving"])
    term.signal(signal.SIGKILL)
    assert term.wait() == -signal.SIGKILL
    assert disk.titles(READY) == [TITLES[0]]
    again = terminal(disk.where)
    again.until("Ready 1", " saved")
    again.press("u")
    again.until("Ready 0", " saved")


def test_ctrl_c_is_no_way_out_and_loses_nothing(disk: Disk, terminal: Start) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.press("ctrl+c", "L")
    term.until("Ready 1", " saved")


FAULT = """
import importlib.util, sys
def broken(*arguments, **more):
    secret = "Weld span 17"
    raise RuntimeError("a fault of ours: " + secret)
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name != {module!r}:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module
        def load_and_break(module):
            load(module)
            setattr(module.{name}, {method!r}, broken)
        spec.loader.exec_module = load_and_break
        return spec
sys.meta_path.insert(0, Finder())
"""


@pytest.mark.parametrize(
    ("module", "name", "method", "key"),
    [
        ("kanban.widgets.board_canvas", "BoardCanvas", "render_line", ""),
        ("kanban.screens.help.screen", "HelpScreen", "repaint", "?"),
        ("kanban.screens.board.moving", "Moving", "do_lower", "J"),
        ("kanban.screens.board.figures", "FigureWorker", "compute", ""),
    ],
)
def test_a_crash_shows_no_card_and_says_where_the_trace_is(
    module: str, name: str, method: str, key: str, disk: Disk, terminal: Start, tmp_path: Path
) -> None:
    (tmp_path / "fault").mkdir()
    fault = FAULT.format(module=module, name=name, method=method)
    (tmp_path / "fault" / "sitecustomize.py").write_text(fault)
    term = terminal(disk.where, env={"PYTHONPATH": str(tmp_path / "fault")})
    if key:
        term.until("Weld span 17", " saved")
        term.press("L", key)
    assert term.wait() == 1
    assert term.modes_left_on == set()
    after = bytes(term.raw).rpartition(b"\x1b[?1049l")[2].decode()
    trace = tmp_path / "home" / "state" / "kanban" / "crash.txt"
    assert "kanban: stopped by a fault of its own; the trace is in" in after
    assert str(trace) in after.replace("\r\n", "")
    assert not any(title in after for title in TITLES)
    assert "Traceback" not in after
    assert stat.S_IMODE(os.stat(trace).st_mode) == 0o600
    assert "a fault of ours" in trace.read_text()
    if key:
        assert disk.titles(READY) == [TITLES[0]], "what was given before is saved"


@pytest.mark.slow
def test_quitting_while_figures_are_computed(disk: Disk, terminal: Start) -> None:
    for pause in (0.38, 0.4, 0.41, 0.42):
        term = terminal(disk.where)
        term.until("Weld span 17", " saved")
        term.press("J")
        term.rest(pause)
        term.press("q")
        assert term.wait() == 0
