"""Bad input: one sentence naming what and where, exit 1 or 2, and every file as it was."""

import json
import os
import re
import time

import pytest

BAD_WORDS = [
    ["add"], ["add", " "], ["add", "\x1b\x07"], ["add", "x" * 501], ["add", "x", "--column", "nowhere"],
    ["add", "x", "--due", "31 Feb"], ["add", "x", "--due", "0000-01-01"], ["add", "x", "--due", "10000-01-01"],
    ["add", "x", "--due", "03/04"], ["add", "x", "--wp", "1.2"], ["add", "x", "--wp", "x"],
    ["add", "x", "--estimate", "nan"], ["add", "x", "--estimate", "-1"], ["add", "x", "--estimate", "1e999"],
    ["add", "x", "--board", "../../etc"], ["add", "x", "--unknown"], ["add", "x", "--due"],
    ["move", "1"], ["move", "1", "nowhere"], ["move", "99", "Doing"], ["move", "1", "Doing", "--reason", "mood"],
    ["edit", "1", "--title", ""], ["edit", "1", "--due", "soon"], ["edit", "1", "--description", "x" * 100_001],
    ["block", "1"], ["block", "1", ""], ["block", "1", "\u202e"], ["comment", "1", " "], ["archive", "99"],
    ["show", "\u202ereversed"], ["list", "--limit", "0"], ["list", "--fields", "id,nonsense"],
    ["list", "--column", "q"],
    ["board", "create", "../up"], ["board", "create", "x", "--columns", "A:queue"], ["board", "show", "nope"],
    ["board", "create", "x", "--columns", "A:queue,B:active:0,C:done"], ["board", "column", "limit", "Doing", "-1"],
    ["board", "column", "rename", "Doing", "Done"], ["board", "column", "move", "Doing", "--after", "Done"],
    ["plan", "set"], ["plan", "set", "--timezone", "Mars/Olympus"], ["plan", "node", "add", "1.2.3", "no parent"],
    ["plan", "node", "add", "1.2.3.4", "too deep"], ["plan", "node", "remove", "7"],
    ["plan", "show", "--baseline", "9"],
    ["milestone", "add", "M", "--gate", "9.9"], ["milestone", "baseline", "M9", "2026-01-01"],
    ["milestone", "add", "x", "--baseline", "never"], ["milestone", "achieve", "nothing"], ["milestone", "show", "q"],
    ["metrics", "--as-of", "2090-01-01"], ["metrics", "--from", "tomorrow", "--to", "yesterday"],
    ["metrics", "--board", "nope"], ["rollup", "--as-of", "+1d"], ["schema", "nonsense"], ["completion", "tcsh"],
    ["import", "trello", "no-such-file.json"], ["import", "jira", "x"], ["import"], ["demo", "--dir", "."],
    ["plan", "apply", "no-such-file.toml"], ["plan", "apply"], ["frobnicate"], ["board", "frobnicate"],
    ["--frobnicate"],
]  # fmt: skip


@pytest.mark.parametrize("words", BAD_WORDS, ids=lambda words: " ".join(words)[:60].encode("ascii", "replace").decode())
def test_bad_words_change_nothing_and_are_answered_in_one_clean_sentence(desk, words):
    desk("add", "Weld span 17")
    before = desk.content()
    done = _call(desk, words)
    assert done.code in (1, 2), done
    last = done.err.splitlines()[-1]
    assert last.startswith("kanban: ")
    assert last.isprintable()
    assert "Traceback" not in done.err
    assert desk.content() == before


def _call(desk, words):
    return desk(*words, code=(1, 2))


@pytest.mark.parametrize("words", [w for w in BAD_WORDS if w[0] == "add"], ids=str)
def test_a_refused_first_card_makes_no_workspace(desk, words):
    _call(desk, words)
    assert not desk.folder.exists()


BAD_BOARDS = {
    "empty": b"", "truncated": b'{"board": {"1": {"schema": 1', "another shape": b"[1, 2]", "nan": b'{"board": NaN}',
    "deep": b"[" * 100_000, "no board": b"{}", "not text": b"\xff\xfe\x00",
    "newer": b'{"board": {"1": {"schema": 99, "slug": "zhang", "driver": "zhang"}}}',
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_BOARDS)
def test_a_board_that_cannot_be_read_is_named_and_left_as_it_is(desk, name):
    desk("board", "create", "zhang", "--driver", "zhang")
    desk("board", "create", "li", "--driver", "li")
    desk("add", "readable", "--board", "li")
    path = desk.folder / "boards" / "zhang" / "board.json"
    path.write_bytes(BAD_BOARDS[name])
    for words in (["list"], ["show", "1"], ["add", "x"], ["undo"]):
        refused = desk(*words, "--board", "zhang", code=1)
        assert str(path) in refused.err, words
    assert path.read_bytes() == BAD_BOARDS[name]
    assert "readable" in desk("list", "--all-boards").out
    metrics = desk("metrics", "--json")
    assert metrics.json["total"]["cards"] == 1
    assert len(metrics.json["boards_unreadable"]) == 1
    assert str(path) in metrics.err
    assert desk("rollup", "--json").json["boards_read"] == 1
    assert "zhang: " in desk("doctor", code=1).out


def test_one_odd_card_hides_no_other_and_nothing_is_written_over_it(desk):
    desk("add", "odd")
    desk("add", "good")
    path = next((desk.folder / "boards").iterdir()) / "board.json"
    content = json.loads(path.read_text())
    content["cards"]["1"]["title"] = 7
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    listed = desk("list")
    assert [row[1] for row in listed.rows] == ["good"]
    assert "card 1" in listed.err
    assert "read-only" in desk("move", "2", "doing", code=1).err
    assert path.read_bytes() == before


BOMBS = {
    "one long key": "a." * 200_000 + "a = 1",
    "a long heading": "[" + "a." * 20_000 + "a]",
    "many long keys": "\n".join("a." * 2_000 + f"k{n} = 1" for n in range(200)),
    "a long number": "project = 0x" + "f" * 200_000,
    "a longer number": "project = 0b" + "1" * 900_000,
    "a long code": "[[node]]\ncode = '" + "1" * 500_000 + "'\nname = 'x'",
    "many brackets": "x = " + "[" * 500_000,
    "too large": "#" * 3_000_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_plan_that_would_take_long_is_refused_in_a_short_sentence(desk, tmp_path, name):
    (tmp_path / "plan.toml").write_text(BOMBS[name])
    begin = time.process_time()
    refused = desk("plan", "apply", tmp_path / "plan.toml", "--yes", code=1)
    assert time.process_time() - begin < 2
    assert "plan.toml: " in refused.err
    assert len(refused.err) < 1100
    assert not desk.folder.exists()


def test_json_holds_no_character_that_a_terminal_obeys(desk):
    desk("add", "odd")
    path = next((desk.folder / "boards").iterdir()) / "board.json"
    content = json.loads(path.read_text())
    content["cards"]["1"]["title"] = title = "a\x9b2J\x7f\u202e\u2066 焊接"
    path.write_text(json.dumps(content))
    for words in (["list", "--json"], ["show", "1", "--json"], ["metrics", "--cards", "--json"]):
        found = desk(*words)
        assert found.json["cards"][0]["title"] == title
        assert "焊接" in found.out
        assert not re.search("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", found.out)


def test_a_lock_that_is_another_file_too_is_not_written_to(desk, tmp_path):
    desk("add", "card")
    lock = next((desk.folder / "boards").iterdir()) / ".lock"
    precious = tmp_path / "precious"
    precious.write_bytes(b"all of this")
    lock.unlink()
    lock.hardlink_to(precious)
    assert "the lock is no file of its own" in desk("add", "another", code=3).err
    assert precious.read_bytes() == b"all of this"
    lock.unlink()
    os.mkfifo(lock)
    assert "the lock is no file of its own" in desk("add", "another", code=3).err


BAD_PLANS = {
    "not TOML": ("x = ", "no TOML"),
    "unknown key": ("projekt = 'x'", "'projekt' is no key here"),
    "number for a name": ("project = 7", "project: 7 is no text"),
    "no code": ("[[node]]\nname = 'x'", "node 1: code is missing"),
    "bad code": ("[[node]]\ncode = '1.2.3.4'\nname = 'x'", "node 1.2.3.4: code"),
    "no parent": ("[[node]]\ncode = '1.2'\nname = 'x'", "no parent 1"),
    "twice": ("[[node]]\ncode = '1'\nname = 'x'\n" * 2, "stands in the file twice"),
    "bad phase": ("[[node]]\ncode = '1'\nname = 'x'\nphase = 'later'", "phase: 'later' is none of"),
    "a table, not a list": ("[node]\ncode = '1'", "[[node]]"),
    "no id": ("[[milestone]]\nname = 'x'", "milestone 1: id is missing"),
    "unknown gate": ("[[milestone]]\nid = 'M1'\nname = 'x'\ngates = ['9']", "gates: 9 is not in the plan"),
    "gates no list": ("[[milestone]]\nid = 'M1'\nname = 'x'\ngates = '9'", "M1: gates: '9' is no list"),
    "bad date": ("[[milestone]]\nid = 'M1'\nname = 'x'\nbaseline = 'soon'", "M1: baseline: 'soon'"),
    "time alone": ("[[milestone]]\nid = 'M1'\nname = 'x'\nbaseline = 17:00:00", "a time without a date"),
    "year 1": ("[[milestone]]\nid = 'M1'\nname = 'x'\nbaseline = 0001-01-01T00:00:00Z", "outside the years"),
    "bad zone": ("timezone = 'Mars/Olympus'", "no IANA zone"),
    "number for a date": ("[[milestone]]\nid = 'M1'\nname = 'x'\nbaseline = 1e400", "baseline: inf is no date"),
    "deep": ("x = " + "[" * 100_000, "nested too deep"),
    "no text": ("\udcff", "not UTF-8"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_PLANS)
def test_a_bad_plan_file_is_answered_with_file_key_and_value(desk, tmp_path, name):
    content, words = BAD_PLANS[name]
    desk("plan", "set", "--project", "Bridge")
    path = tmp_path / "plan.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    before = desk.content()
    refused = desk("plan", "apply", path, "--yes", code=1)
    assert refused.err.startswith(f"kanban: {path}: ")
    assert words in refused.err
    assert refused.err.count("\n") == 1
    assert desk.content() == before


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"[" * 100_000, b'{"id": NaN}', b'{"id": 1}', b"\x00\xff"])
def test_a_bad_export_makes_no_board(desk, tmp_path, content):
    path = tmp_path / "export.json"
    path.write_bytes(content)
    refused = desk("import", "trello", path, "--board", "bridge", code=1)
    assert str(path) in refused.err
    assert not desk.folder.exists()
