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
    home = {"XDG_DATA_HOME": str(tmp_path), "cwd": tmp_path}
    done = process("add", "Weld span 17", "--due", "2026-12-10 17:00", TZ="Asia/Shanghai", **home)
    assert (done.code, done.out) == (0, "1\n")
    assert "due: Thu 10 Dec 2026 17:00 CST" in done.err
    assert "made board" in done.err
    listed = process("board", "list", "--json", **home).json
    assert [(b["board"], b["driver"]) for b in listed["boards"]] == [(LOGIN.lower(), LOGIN)]


def test_the_workspace_is_given_or_named_by_the_environment_or_the_nearest_or_the_users_own(tmp_path):
    for name in ("given", "env"):
        process("init", tmp_path / name)
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
    process("init", there)
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
        [sys.executable, "-m", "kanban", "add", "x", "--description", "-"], cwd=tmp_path,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=environment(XDG_DATA_HOME=str(tmp_path)),
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


def test_what_was_saved_but_could_not_be_said_has_an_exit_code_of_its_own(tmp_path):
    process("init", tmp_path / "w")
    for number, words in enumerate((["add", "x"], ["add", "x", "--json"]), start=1):
        with open("/dev/full", "wb") as full:
            done = subprocess.run(
                [sys.executable, "-m", "kanban", "-w", tmp_path / "w", *words],
                stdout=full, stderr=subprocess.PIPE, env=environment(), timeout=60, check=False,
            )  # fmt: skip
        assert done.returncode == 5
        last = done.stderr.splitlines()[-1]
        assert last == b"kanban: done and saved, but standard output could not be written: no space left on device"
        assert len(process("-w", tmp_path / "w", "list").rows) == number


def test_a_user_there_is_not_is_said_in_a_sentence(tmp_path):
    for words in (["-w", "~nouser/x", "list"], ["init", "~nouser/x"], ["demo", "--dir", "~nouser/x", "--no-open"]):
        done = process(*words, cwd=tmp_path)
        assert (done.code, done.err) == (1, "kanban: ~nouser/x: there is no such user\n")


def test_a_language_there_is_not_is_refused_with_the_list(demo_folder):
    for words, env, name in ((["--lang", "xx"], {}, "--lang"), ([], {"KANBAN_LANG": "xx"}, "KANBAN_LANG")):
        done = process("-w", demo_folder, *words, "list", **env)
        assert (done.code, done.out) == (2, "")
        assert done.err == f"kanban: {name}: 'xx' is no language here; there are en, zh_CN\n"
    assert process("-w", demo_folder, "--lang", "en", "board", KANBAN_LANG="xx").code == 0
    for lang in ("zh", "zh-CN", "zh_CN.UTF-8", "zh-Hans", "en_GB"):
        assert process("-w", demo_folder, "--lang", lang, "board").code == 0


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
    assert "on time 3/5 60% (original 40%)" in rollup.out
    assert "standard input is no terminal" in rollup.err
    assert "\033" not in board.out + rollup.out


READING = (
    ["list"], ["board"], ["board", "show"], ["metrics"], ["rollup"], ["milestone"], ["plan"], ["plan", "log"],
    ["doctor"], ["show", "1"], [],
)  # fmt: skip


def test_where_no_workspace_is_a_reading_verb_says_so_and_nothing_is_made(tmp_path):
    (tmp_path / "a folder of something else").mkdir()
    for place in (tmp_path / "nowhere", tmp_path / "a folder of something else"):
        for words in READING:
            done = process("-w", place, *words)
            assert (done.code, done.out) == (3, ""), words
            assert done.err == f"kanban: {place}: there is no workspace; `kanban init WHERE` makes one\n"
    for words in READING:
        done = process(*words, XDG_DATA_HOME=str(tmp_path / "data"), cwd=tmp_path)
        assert (done.code, done.out) == (3, ""), words
        assert "`kanban add TITLE` makes yours" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["a folder of something else"]


def test_a_workspace_beside_another_is_made_by_init_only(tmp_path):
    process("init", tmp_path / "v")
    there = tmp_path / "w"
    for words in (["add", "x"], ["board", "create", "x"], ["plan", "set", "--project", "x"], ["milestone", "add", "x"]):
        assert process("-w", there, *words).code == 3
        assert process(*words, KANBAN_WORKSPACE=str(there)).code == 3
    assert not there.exists()
    process("init", there)
    assert process("-w", there, "add", "x").out == "1\n"


@pytest.mark.parametrize("kind", ["file", "in a file", "link to nowhere", "too long", "plan", "boards", "tilde"])
def test_what_is_no_workspace_is_neither_read_nor_written(desk, tmp_path, kind):
    (tmp_path / "file").write_bytes(b"precious")
    (tmp_path / "link").symlink_to("nowhere")
    (tmp_path / "project" / "plan" / "of the house").mkdir(parents=True)
    (tmp_path / "carpenter" / "boards" / "oak").mkdir(parents=True)
    place = {
        "file": "file", "in a file": "file/x", "link to nowhere": "link", "too long": "x" * 300,
        "plan": "project", "boards": "carpenter", "tilde": "~root/no such place",
    }[kind]  # fmt: skip
    before = sorted(tmp_path.rglob("*"))
    export = tmp_path / "file"
    for words in (*READING, ["add", "x"], ["add", "-"], ["board", "create", "x"], ["plan", "set", "--project", "x"],
                  ["import", "trello", export], ["undo"], ["archive", "1"], ["doctor", "--restore"]):  # fmt: skip
        for done in (desk("-w", place, *words, code=3), desk(*words, code=3, KANBAN_WORKSPACE=place)):
            assert done.out == "", words
            assert done.err.startswith("kanban: ")
            assert place.removeprefix("~root/") in done.err
            assert done.err.count("\n") == 1
    assert sorted(tmp_path.rglob("*")) == before
    assert export.read_bytes() == b"precious"


def test_a_workspace_that_lost_a_folder_is_still_one(desk):
    desk("add", "Weld span 17")
    (desk.folder / "plan").rename(desk.folder / "elsewhere")
    assert [row[1] for row in desk("-w", desk.folder, "list").rows] == ["Weld span 17"]


def test_an_empty_name_of_a_workspace_means_no_other(tmp_path):
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "cwd": tmp_path}
    for words in (["list"], ["add", "x"]):
        for name in ("", " "):
            done = process("-w", name, *words, **home)
            assert (done.code, done.err) == (2, "kanban: -w: it is empty; name a folder or a URL\n")
    assert not (tmp_path / "data").exists()


def test_an_empty_workspace_is_no_error(tmp_path):
    there = tmp_path / "w"
    process("init", there)
    for words in (["list"], ["board"], ["board", "show"], ["metrics"], ["milestone"], ["plan"], ["doctor"]):
        done = process("-w", there, *words)
        assert done.code == 0, (words, done)
        assert str(there) in done.err, words
        assert process("-w", there, *words, "--json").code == 0
    assert process("-w", there, "list", "--json").json["cards"] == []
    assert process("-w", there, "metrics", "--json").json["total"]["cards"] == 0
    assert process("-w", there, "rollup", "--json").json["milestones"] == []
    assert process("-w", there).code == 0


def test_plan_apply_asks_nothing_without_a_terminal(tmp_path):
    (tmp_path / "plan.toml").write_text(process("plan", "apply", "--example").out)
    home = {"XDG_DATA_HOME": str(tmp_path / "data"), "cwd": tmp_path}
    done = process("plan", "apply", tmp_path / "plan.toml", stdin=b"y\n", **home)
    assert done.code == 2
    assert "add milestone M6" in done.out
    assert not (tmp_path / "data").exists()
    assert process("plan", "apply", tmp_path / "plan.toml", "--yes", **home).code == 0


def test_standard_output_may_be_closed(demo_folder):
    command = f"{sys.executable} -m kanban -w {demo_folder} list --board zhang >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, env=environment(), timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
