"""`kanban demo` as a user calls it: where it makes what, what it says, and that its own words can be followed."""

import shlex
import subprocess
import sys

import pytest
from calls import environment, process
from stores import content_of, ledgers_in


def said(done):
    """The three lines that say how to go on, each as the command in it."""
    lines = done.err.splitlines()
    return [line.partition(": ")[2] for line in lines if ": kanban" in line or ": rm" in line]


def test_without_a_folder_it_makes_one_and_its_words_can_be_pasted(tmp_path):
    done = process("demo", TMPDIR=str(tmp_path))
    (folder,) = tmp_path.iterdir()
    assert done.code == 0
    assert done.out == f"{folder}\n"
    assert folder.name.startswith("kanban-demo-")
    rollup, board, delete = said(done)
    listed = process(*shlex.split(rollup)[1:])
    assert listed.code == 0
    assert "M5" in listed.out
    assert "Doing" in process(*shlex.split(board)[1:]).out
    subprocess.run(shlex.split(delete), check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a b", "it's", "$(id)", "桥", "-w", "deep/er/still", "\x1b]0;owned\x07"], ids=ascii)
def test_a_folder_of_any_name_is_quoted_where_it_is_told(desk, tmp_path, name):
    (tmp_path / "base").mkdir()
    done = desk("demo", "--no-open", "--dir", tmp_path / "base" / name)
    assert done.err.replace("\n", "").isprintable()
    assert done.out.replace("\n", "").isprintable()
    if name.isprintable():
        for command in said(done):
            assert str(tmp_path / "base" / name) in shlex.split(command)
    assert not desk.folder.exists()


@pytest.mark.parametrize("kind", ["a file", "a folder with a file", "a workspace", "a folder below a file"])
def test_where_something_is_already_nothing_is_made(desk, tmp_path, kind):
    place = tmp_path / "there"
    if kind == "a workspace":
        desk("init", place)
    elif kind == "a folder with a file":
        place.mkdir()
        (place / "precious").write_text("mine")
    else:
        place.write_text("mine")
    before = sorted((path, path.is_file() and path.read_bytes()) for path in tmp_path.rglob("*"))
    refused = desk("demo", "--dir", place / "below" if kind == "a folder below a file" else place, code=(1, 3))
    assert refused.out == ""
    assert refused.err.splitlines()[-1].startswith("kanban: ")
    assert sorted((path, path.is_file() and path.read_bytes()) for path in tmp_path.rglob("*")) == before


def test_an_empty_folder_is_taken_and_the_demo_is_anybodys_to_change(desk, tmp_path):
    place = tmp_path / "empty"
    place.mkdir()
    desk("demo", "--dir", place)
    assert [row[0] for row in desk("-w", place, "board", "list").rows] == ["chen", "li", "wang", "zhang"]
    added = desk("-w", place, "add", "One more", "--board", "zhang").out
    assert "One more" in desk("-w", place, "show", f"zhang/{added.strip()}").out
    desk("-w", place, "undo", "--board", "zhang")
    desk("-w", place, "plan", "undo")
    assert "sound" in desk("-w", place, "doctor").err


def test_it_speaks_chinese_too(desk, tmp_path):
    done = desk("--lang", "zh", "demo", "--dir", tmp_path / "demo")
    assert done.out == f"{tmp_path / 'demo'}\n"
    for words in ("the roll-up", "the board", "delete it"):
        assert words not in done.err
    assert len([line for line in done.err.splitlines() if str(tmp_path) in line]) == 3


def test_it_is_the_same_demo_for_the_same_moment_in_every_zone_of_the_machine(tmp_path):
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path; from kanban.demo import build; "
        "build(Path(sys.argv[1]), datetime(2026, 11, 24, 10, 9, tzinfo=UTC))"
    )
    made = []
    for zone in ("UTC", "America/New_York", "Asia/Kathmandu"):
        folder = tmp_path / zone.replace("/", "-")
        subprocess.run([sys.executable, "-c", code, str(folder)], env=environment(TZ=zone), check=True, timeout=60)
        made.append(ledgers_in(folder))
    assert made[0] == made[1] == made[2]


def test_a_demo_in_a_database_has_what_one_in_a_folder_has(database, demo_folder):
    made = process("demo", "--dir", database.url, "--no-open")
    assert (made.code, made.out) == (0, f"{database.url}\n")
    assert f"delete it: DROP SCHEMA kanban CASCADE in {database.url}" in made.err
    boards = [process("-w", where, "board", "list") for where in (database.url, demo_folder)]
    assert boards[0].out == boards[1].out != ""
    assert "4 boards, " in process("-w", database.url, "doctor").err
    before = content_of(database.url)
    again = process("demo", "--dir", database.url, "--no-open")
    assert again.code == 1
    assert "holds a workspace; a demo is made in a place of its own" in again.err
    assert content_of(database.url) == before
    away = process("demo", "--dir", "postgresql://127.0.0.1:1/x", "--no-open")
    assert (away.code, away.out) == (3, "")
