"""On a real terminal: colour, fitted tables, the question of `plan apply`, and where there is no full screen."""

import fcntl
import json
import os
import pty
import re
import struct
import sys
import termios
import time

import pytest
from calls import environment, process

from kanban.text.clean import width

pytestmark = pytest.mark.any_day


def on_terminal(*argv, cells=80, typed=b"", **env):
    """Run the command on a terminal of its own; what it printed and its exit code."""
    pid, master = pty.fork()
    if pid == 0:
        os.execve(sys.executable, [sys.executable, "-m", "kanban", *map(str, argv)], environment(**env))
    fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, cells, 0, 0))
    out, until = b"", time.monotonic() + 20
    while time.monotonic() < until:
        try:
            chunk = os.read(master, 65536)
        except OSError:
            break
        if not chunk:
            break
        out += chunk
        if typed and b"[y/N]" in out:
            os.write(master, typed)
            typed = b""
    os.close(master)
    return out.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_table_fits_the_terminal_and_has_headings_and_colour(demo_folder):
    out, code = on_terminal("-w", demo_folder, "list", "--board", "zhang", cells=60)
    assert code == 0
    assert "\033[31m" in out
    plain = re.sub(r"\033\[[0-9;]*m", "", out).splitlines()
    assert plain[0].split() == ["id", "title", "due", "flags"]
    assert max(width(line) for line in plain) <= 60


@pytest.fixture(scope="session")
def longest(tmp_path_factory):
    """A workspace in which everything is as long as it can be."""
    there = tmp_path_factory.mktemp("longest") / "w"
    process("init", there)
    title, due = "Weld span 焊接 " * 30, "2024-02-03 17:00"
    lines = [json.dumps({"title": title, "due_at": due, "work_package": f"1.2.{n}"}) for n in range(1, 13)]
    process("-w", there, "add", "-", stdin="\n".join(lines).encode())
    for words in (["move", "12", "doing"], ["move", "12", "ready", "--reason", "defect"], ["block", "12", title]):
        process("-w", there, *words)
    return there


@pytest.mark.parametrize(("cells", "title"), [(60, 15), (80, 30), (120, 35), (200, 70)])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_title_gets_the_room_and_due_date_and_flags_are_whole(longest, cells, title, lang):
    """What is cut off is the end of a reason and of a title."""
    out, code = on_terminal("-w", longest, "--lang", lang, "--color", "never", "list", cells=cells)
    head, *lines = out.splitlines()
    assert (code, len(lines)) == (0, 12)
    assert max(width(line) for line in lines) <= cells
    due, flags = {"en": ("03 Feb 2024 17:00", "late, rework 1"), "zh": ("2024-02-03 17:00", "逾期、返工 1")}[lang]
    assert all(due in line for line in lines)
    assert sum(flags in line for line in lines) == 1
    first = next(word for word in head.split()[2:])
    assert width(head[: head.index(first)]) - len("id    ") >= title


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("words", [["schedule"], ["schedule", "--trend"], ["link"], ["calendar"]], ids=" ".join)
def test_the_schedule_fits_80_columns_and_what_is_critical_has_a_word_and_a_sign(demo_folder, lang, words):
    out, code = on_terminal("-w", demo_folder, "--lang", lang, "--color", "never", *words)
    assert code == 0
    assert max(width(line) for line in out.splitlines()) <= 80
    if words == ["schedule"]:
        assert {"en": "▲ critical", "zh": "▲ 关键"}[lang] in out
        assert "P50 " in out


def test_what_is_asked_for_by_name_gives_no_way(demo_folder):
    fields = "id,title,column,wp,due,age,flags"
    out, _ = on_terminal(
        "-w", demo_folder, "--color", "never", "list", "--board", "zhang", "--fields", fields, cells=60
    )
    head, *lines = out.splitlines()
    assert head.split() == fields.split(",")
    assert max(width(line) for line in lines) <= 60


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"TERM": "dumb"}], ids=str)
def test_no_colour_where_it_is_not_wanted(demo_folder, env):
    assert "\033" not in on_terminal("-w", demo_folder, "list", "--board", "zhang", **env)[0]


def test_an_empty_no_color_is_none(demo_folder):
    assert "\033[" in on_terminal("-w", demo_folder, "list", "--board", "zhang", NO_COLOR="")[0]


@pytest.mark.parametrize("term", ["dumb", ""])
def test_a_terminal_that_can_do_nothing_gets_the_plain_board(demo_folder, term):
    for words, expected in ((["--board", "zhang"], "Doing 3/3"), (["rollup"], "on time")):
        out, code = on_terminal("-w", demo_folder, *words, TERM=term)
        assert code == 0
        assert expected in out
        assert f"TERM is {'dumb' if term else 'not set'}" in out
        assert "\033" not in out


@pytest.mark.parametrize(("typed", "code"), [(b"y\n", 0), (b"n\n", 1), (b"\n", 1)])
def test_plan_apply_asks_on_a_terminal(tmp_path, typed, code):
    (tmp_path / "plan.toml").write_text('project = "Bridge"\n')
    home = {"XDG_DATA_HOME": str(tmp_path / "data")}
    out, left = on_terminal("plan", "apply", tmp_path / "plan.toml", typed=typed, **home)
    assert "write 1 change? [y/N]" in out
    assert left == code
    assert (tmp_path / "data").exists() == (code == 0)


@pytest.mark.parametrize("words", [["--board", "zhang"], ["rollup"]], ids=" ".join)
def test_a_colour_system_there_is_not_is_said_before_the_screen_is_opened(demo_folder, words):
    out, code = on_terminal("-w", demo_folder, *words, TEXTUAL_COLOR_SYSTEM="bogus")
    assert code == 2
    assert out.startswith("kanban: TEXTUAL_COLOR_SYSTEM: 'bogus' is none of auto, standard, 256, truecolor, windows")
    assert out.count("\n") == 1


def test_show_and_metrics_dim_what_is_beside_the_point(demo_folder):
    assert "\033[2mfinished - started" in on_terminal("-w", demo_folder, "metrics", "--board", "zhang", cells=300)[0]
    assert "\033[1m#1 " in on_terminal("-w", demo_folder, "show", "zhang/1")[0]


def test_the_last_thing_seen_of_an_import_is_what_was_understood_and_left_out(tmp_path):
    cards = [{"id": f"{number:024x}", "idList": "l1", "name": f"card {number}"} for number in range(120)]
    names = ("To Do", "Doing", "Merged", "Testing", "Shipped")
    lists = [{"id": f"l{number}", "name": name, "pos": number} for number, name in enumerate(names, start=1)]
    export = tmp_path / "export.json"
    export.write_text(json.dumps({"id": "b", "name": "Many", "lists": lists, "cards": cards, "actions": []}))
    folder = tmp_path / "work"
    on_terminal("init", folder)
    out, code = on_terminal("-w", folder, "import", "trello", export, "--board", "many")
    seen = out.splitlines()[-23:]
    assert code == 0
    assert [line for line in seen if line.startswith("column ")] == [
        "column To Do: queue (guessed by name)",
        "column Doing: active (guessed by name)",
        "column Merged: active (guessed: named like done, but work goes on to its right)",
        "column Testing: active (guessed by name)",
        "column Shipped: done (guessed by name)",
    ]
    assert seen[-1].startswith("left out: ")
    assert not any(line.isdigit() for line in out.splitlines())
    assert "120" in process("-w", folder, "list", "--board", "many", "--json").out


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "words",
    [
        "forecast show M5",
        "forecast why M5",
        "forecast calibration",
        "simulate --driver +li",
        "evm",
        "timeline",
        "rollup --plain",
    ],
)
def test_what_a_forecast_says_is_whole_in_80_columns(demo_folder, lang, words):
    out, code = on_terminal("-w", demo_folder, "--lang", lang, "--color", "never", *words.split())
    lines = [line.rsplit("\r", 1)[-1].removeprefix("\033[K") for line in out.splitlines()]
    assert code == 0
    assert max(width(line) for line in lines) <= 80
    if words == "forecast why M5":
        assert {"en": "without the cards of other milestones", "zh": "去掉其他里程碑的卡片"}[lang] in out
    if words.startswith("simulate"):
        assert lines[0].split()[2:6] == ["P50", {"en": "then", "zh": "改后"}[lang], "P85", lines[0].split()[3]]
    if words == "timeline":
        assert {"en": "◆ achieved", "zh": "◆ 达成"}[lang] in out
