"""What is told on standard error while something is done, and what is asked there: on a terminal or in a pipe."""

import io
import subprocess
import sys
from contextlib import redirect_stderr
from pathlib import Path

import pytest
from calls import environment, process
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.asking import agrees, can_ask
from kanban.cli.progress import Progress, count_steps
from kanban.cli.taking_over import of_bytes, of_cards

pytestmark = pytest.mark.any_day


class Stream(io.StringIO):
    """A stream that is a terminal or none."""

    def __init__(self, is_terminal: bool, content: str = "") -> None:
        super().__init__(content)
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


@pytest.fixture(params=[True, False], ids=["terminal", "pipe"])
def told(request):
    """For standard error, a terminal or none."""
    return Stream(request.param)


def shown(text: str) -> list[str]:
    """The lines that a terminal shows in the end: a carriage return begins the line anew."""
    lines = []
    for line in text.split("\n"):
        cells: list[str] = []
        for part in line.split("\r"):
            part, wiped, _ = part.partition("\033[K")
            cells = list(part) if wiped else [*part, *cells[len(part) :]]
        lines.append("".join(cells))
    return lines


def test_progress_ends_with_the_last_state_in_one_line_of_a_terminal(told):
    with redirect_stderr(told):
        progress = Progress(of_cards)
        for done in (0, 500, 1000, 1234):
            progress(done, 1234)
        assert told.getvalue().endswith("\n")
        progress.close()
    if told.is_terminal:
        assert shown(told.getvalue()) == ["1,234 of 1,234 cards", ""]
    else:
        assert told.getvalue().splitlines() == [
            "0 of 1,234 cards", "500 of 1,234 cards", "1,000 of 1,234 cards", "1,234 of 1,234 cards"
        ]  # fmt: skip


def test_what_is_said_after_a_progress_that_stopped_half_way_begins_a_line(told):
    with redirect_stderr(told):
        progress = Progress(of_bytes)
        progress(5 * 2**20, 10 * 2**20)
        progress.close()
    told.write("kanban: it is no JSON\n")
    assert shown(told.getvalue())[-3:] == ["5 of 10 MB", "kanban: it is no JSON", ""]


@given(st.integers(1, 40), st.integers(0, 40))
def test_steps_are_counted_from_one_and_wiped_off_with_the_last(total, stopped_after):
    stream = Stream(True)
    with redirect_stderr(stream):
        tell = count_steps(True)
        for done in range(min(total, stopped_after)):
            tell(done, total)
    done = min(total, stopped_after)
    (line,) = shown(stream.getvalue())
    assert line == ("" if done in (0, total) else f"{done}/{total}")


def test_steps_are_told_to_nobody_who_did_not_ask_or_does_not_sit_there(told):
    with redirect_stderr(told):
        count_steps(False)(0, 3)
        assert told.getvalue() == ""
        count_steps(True)(0, 3)
    assert bool(told.getvalue()) == told.is_terminal


@pytest.mark.parametrize("words", [["schedule", "--trend"], ["evm", "--weekly"]])
def test_in_a_pipe_no_verb_counts_its_steps(demo, words):
    done = demo(*words)
    assert "/" not in done.err
    assert "\r" not in done.out + done.err


@pytest.mark.parametrize(
    ("answer", "is_yes"),
    [("y\n", True), ("Y\n", True), ("yes\n", True), (" YES \n", True), ("ｙ\n", True), ("y", True), ("n\n", False),
     ("\n", False), ("", False), ("yeah\n", False), ("ye\n", False), ("nay\ny\n", False), ("是\n", False)],
    ids=ascii,
)  # fmt: skip
def test_a_yes_is_a_yes_and_everything_else_is_none(monkeypatch, told, answer, is_yes):
    monkeypatch.setattr(sys, "stdin", Stream(True, answer))
    with redirect_stderr(told):
        assert can_ask()
        assert agrees("remove it?") is is_yes
    assert told.getvalue() == "remove it? [y/N] "


@pytest.mark.parametrize("stdin", [None, Stream(False, "y\n")], ids=["closed", "pipe"])
def test_where_nobody_sits_nothing_is_asked_and_the_answer_is_no(monkeypatch, told, stdin):
    monkeypatch.setattr(sys, "stdin", stdin)
    with redirect_stderr(told):
        assert not can_ask()
        assert agrees("remove it?") is False
    assert told.getvalue() == ""


def test_a_closed_standard_error_keeps_nobody_from_going_on(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    progress = Progress(of_cards)
    progress(0, 2)
    progress(2, 2)
    progress.close()
    count_steps(True)(0, 2)


CLOSED = (
    "import os, sys; os.close({number}); "
    "os.execv(sys.executable, [sys.executable, '-m', 'kanban', *sys.argv[1:]])"
)  # fmt: skip


def test_a_verb_runs_without_standard_input_and_without_standard_error(tmp_path):
    """As a job of cron may have it: what is asked is done all the same."""
    env = environment(XDG_DATA_HOME=str(tmp_path), PYTHONPATH=str(Path(__file__).parents[2]))
    for number in (0, 2):
        code = CLOSED.format(number=number)
        done = subprocess.run([sys.executable, "-c", code, "add", f"card {number}"], cwd=tmp_path, env=env,
                              capture_output=True, timeout=60, check=False)  # fmt: skip
        assert done.returncode == 0
        assert b"Traceback" not in done.stderr
    listed = process("list", XDG_DATA_HOME=str(tmp_path), cwd=tmp_path)
    assert [row[1] for row in listed.rows] == ["card 0", "card 2"]
