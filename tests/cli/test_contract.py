"""What scripts rely on: exit codes, the two streams, colour, the workspace, no prompt without a terminal."""

import os
import pwd
import signal
import subprocess
import sys
import time

import pytest
from calls import environment, process

LOGIN = pwd.getpwuid(os.getuid()).pw_name


def test_the_first_card_makes_workspace_and_board_and_only_its_id_is_printed(tmp_path):
    done = process("-w", tmp_path / "w", "add", "Weld span 17", "--due", "2026-12-10 17:00", TZ="Asia/Shanghai")
    assert (done.code, done.out) == (0, "1\n")
    assert "due: Thu 10 Dec 2026 17:00 CST" in done.err
    assert "made board" in done.err
    listed = process("-w", tmp_path / "w", "board", "list", "--json").json
    assert [(b["board"], b["driver"]) for b in listed["boards"]] == [(LOGIN.lower(), LOGIN)]


def test_the_workspace_is_given_or_named_by_the_environment_or_the_nearest_or_the_users_own(tmp_path):
    process("-w", tmp_path / "given", "add", "in given")
    process("add", "in env", KANBAN_WORKSPACE=str(tmp_path / "env"))
    below = tmp_path / "given" / "a" / "b"
    below.mkdir(parents=True)
    assert "in given" in process("list", cwd=below).out
    assert "in env" in process("list", cwd=below, KANBAN_WORKSPACE=str(tmp_path / "env")).out
    both = process("-w", tmp_path / "given", "list", KANBAN_WORKSPACE=str(tmp_path / "env"))
    assert "in given" in both.out
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    process("add", "my own", cwd=outside, XDG_DATA_HOME=str(tmp_path / "data"))
    assert (tmp_path / "data" / "kanban" / "workspace" / "boards").is_dir()
    assert "my own" in process("list", cwd=outside, XDG_DATA_HOME=str(tmp_path / "data"), KANBAN_WORKSPACE="").out


def test_the_users_own_folder_is_the_one_platformdirs_names(monkeypatch, tmp_path):
    from platformdirs import user_data_dir

    from kanban.cli.location import _own

    for value in ("", str(tmp_path)):
        monkeypatch.setenv("XDG_DATA_HOME", value)
        assert str(_own()) == os.path.join(user_data_dir("kanban", appauthor=False), "workspace")


def test_exit_codes(tmp_path):
    there = tmp_path / "w"
    process("-w", there, "add", "Weld span 17")
    (tmp_path / "file").write_text("")
    assert process("-w", there, "show", "1").code == 0
    assert process("-w", there, "show", "9").code == 1
    assert process("-w", there, "shwo", "9").code == 2
    assert process("-w", there, "list", "--limit", "x").code == 2
    assert process("-w", tmp_path / "file", "list").code == 3
    for done in (process("-w", there, "show", "9"), process("-w", there, "shwo"), process("-w", there, "list", "-x")):
        assert done.out == ""
        assert done.err.startswith("kanban: ")
        assert done.err.count("\n") == 1


def test_a_lock_held_by_somebody_else_is_a_conflict(monkeypatch, desk):
    import fcntl

    desk("add", "Weld span 17")
    monkeypatch.setattr("kanban.store.folder.locks.LOCK_SECONDS", 0.1)
    (board,) = (desk.folder / "boards").iterdir()
    with open(board / ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "locked by process" in desk("add", "Grout joint 9", code=4).err


def test_ctrl_c_leaves_with_130_and_without_a_traceback(tmp_path):
    running = subprocess.Popen(
        [sys.executable, "-m", "kanban", "-w", tmp_path / "w", "add", "x", "--description", "-"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )  # fmt: skip
    time.sleep(0.7)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=10)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_a_pipe_closed_by_its_reader_is_no_error(demo_folder):
    command = (
        f"{sys.executable} -m kanban -w {demo_folder} list --all-boards --json | head -c 10; echo ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), timeout=60, check=False)
    assert done.stderr == b""
    assert done.stdout.endswith(b"0\n")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="/dev/full is Linux's")
def test_a_full_disk_behind_standard_output_is_said_in_a_sentence(demo_folder):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "kanban", "-w", demo_folder, "metrics", "--json"],
            stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=60, check=False,
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == b"kanban: standard output: no space left on device\n"


def test_no_colour_in_a_pipe_unless_asked_for(demo_folder):
    assert "\033" not in process("-w", demo_folder, "rollup", "--plain").out
    assert "\033[" in process("-w", demo_folder, "--color", "always", "rollup", "--plain").out
    assert "\033[" in process("-w", demo_folder, "--color", "always", "rollup", "--plain", NO_COLOR="1").out


def test_without_a_terminal_the_plain_board_and_roll_up_are_printed_and_it_is_said_why(demo_folder):
    board = process("-w", demo_folder, "--board", "zhang")
    assert board.code == 0
    assert "Doing 3/3" in board.out
    assert "standard input is no terminal" in board.err
    rollup = process("-w", demo_folder, "rollup")
    assert "achieved on time 3/5 60% (original 2/5 40%)" in rollup.out
    assert "standard input is no terminal" in rollup.err
    assert "\033" not in board.out + rollup.out


def test_an_empty_workspace_is_no_error_and_nothing_is_made_by_reading(tmp_path):
    there = tmp_path / "nowhere"
    for words in (["list"], ["board"], ["board", "show"], ["metrics"], ["rollup"], ["milestone"], ["plan"], ["doctor"]):
        done = process("-w", there, *words)
        assert done.code == 0, (words, done)
        assert "nowhere" in done.err, words
        assert process("-w", there, *words, "--json").code == 0
    assert process("-w", there, "list", "--json").json["cards"] == []
    assert process("-w", there, "metrics", "--json").json["total"]["cards"] == 0
    assert process("-w", there, "rollup", "--json").json["milestones"] == []
    assert process("-w", there).code == 0
    assert not there.exists()


def test_plan_apply_asks_nothing_without_a_terminal(tmp_path):
    (tmp_path / "plan.toml").write_text(process("plan", "apply", "--example").out)
    done = process("-w", tmp_path / "w", "plan", "apply", tmp_path / "plan.toml", stdin=b"y\n")
    assert done.code == 2
    assert "add milestone M6" in done.out
    assert not (tmp_path / "w").exists()
    assert process("-w", tmp_path / "w", "plan", "apply", tmp_path / "plan.toml", "--yes").code == 0


def test_standard_output_may_be_closed(demo_folder):
    command = f"{sys.executable} -m kanban -w {demo_folder} list --board zhang >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
