"""Boards and their columns from the shell: what is listed, made, refused, changed, and kept as the board's history."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.verbs.board import columns_of
from kanban.model.board import Column
from kanban.text.messages import Refused

pytestmark = pytest.mark.every_store

KINDS = ("queue", "active", "done")
names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=","), min_size=1).map(
    lambda name: name[:100]
)
columns = st.tuples(names, st.sampled_from(KINDS), st.none() | st.integers(1, 10_000))


@given(st.lists(columns, min_size=1, max_size=6), st.sampled_from(("", " ", "  ")))
def test_columns_are_made_as_they_are_written(found, space):
    """A name may hold a colon, unless the word behind it could be a kind."""
    found = [(name, kind, limit) for name, kind, limit in found if not any(f":{k}" in name.casefold() for k in KINDS)]
    spec = f"{space},{space}".join(f"{n}:{k}" + (f":{limit}" if limit else "") for n, k, limit in found)
    assert columns_of(spec) == tuple(Column(f"c{i}", *column) for i, column in enumerate(found, start=1))


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cn", "Co")), max_size=60))
def test_any_text_is_columns_or_one_clean_sentence(text):
    try:
        found = columns_of(text)
    except Refused as refusal:
        found, sentence = (), str(refusal)
    else:
        sentence = "columns: "
    assert sentence.startswith("columns: ")
    assert sentence.isprintable()
    assert all(column.name and column.kind in KINDS for column in found)


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("A:queue,B:active", "a board needs at least one done column"), ("", "'' is not NAME:KIND"),
        (" , ,", "'' is not NAME:KIND"),
        ("A:done,B:active,C:queue", "columns go from queue over active to done"),
        ("A:queue,a:active,C:done", "two columns are named 'a'"), ("A", "'A' is not NAME:KIND or NAME:KIND:LIMIT"),
        ("A:later,B:active,C:done", "'later' is none of queue, active, done"),
        ("A:queue:x,B:active,C:done", "'x' is no WIP limit of 1 to 10,000"), (":queue,B:active", "':queue' is not"),
        ("A:queue:10001,B:active,C:done", "'10001' is no WIP limit"), ("A:queue:٣,B:active", "'٣' is no WIP limit"),
    ],
)  # fmt: skip
def test_columns_that_make_no_board_are_refused_by_their_part(desk, spec, said):
    refused = desk("board", "create", "x", "--columns", spec, code=1)
    assert refused.err.startswith("kanban: columns: ")
    assert said in refused.err
    assert desk.is_untouched


@pytest.mark.usefixtures("on_files")
def test_a_board_is_its_drivers_and_its_slug_is_taken_once(desk):
    assert f"made board li in {desk.folder}\n" in desk("board", "create", "li", "--driver", " li\t").err
    before = desk.content()
    assert "board: 'li' exists already" in desk("board", "create", "li", "--driver", "wang", code=1).err
    assert "driver: a board needs a driver's name" in desk("board", "create", "x", "--driver", "\x1b", code=1).err
    assert desk.content() == before


def test_the_list_counts_cards_work_in_progress_and_columns(desk):
    desk("board", "create", "li", "--driver", "李")
    for title, column in (("a", "backlog"), ("b", "doing"), ("c", "doing"), ("d", "review"), ("e", "done")):
        desk("add", title, "--column", column, "--board", "li")
    desk("archive", "1", "--board", "li")
    desk("board", "create", "empty", "--driver", "wang", "--columns", "To do:queue,Do:active:1,Done:done")
    assert desk("board").rows == [
        ["empty", "wang", "0", "0", "To do 0, Do 0/1, Done 0"],
        ["li", "李", "4", "3", "Backlog 0, Ready 0, Doing 2/3, Review 1/2, Done 1"],
    ]  # fmt: skip
    empty, li = desk("board", "list", "--json").json["boards"]
    assert [(c["name"], c["wip_limit"], c["cards"]) for c in li["columns"]] == [
        ("Backlog", None, []), ("Ready", None, []), ("Doing", 3, ["2", "3"]), ("Review", 2, ["4"]),
        ("Done", None, ["5"]),
    ]  # fmt: skip
    assert [(c["id"], c["kind"]) for c in empty["columns"]] == [("c1", "queue"), ("c2", "active"), ("c3", "done")]
    assert desk("board", "show", "li", "--json").json == li
    assert desk("board", "show", "--board", "empty", "--json").json == empty


@pytest.mark.usefixtures("on_files")
def test_a_board_that_cannot_be_read_is_named_beside_the_others(desk):
    for slug in ("good", "bad"):
        desk("board", "create", slug)
    path = desk.folder / "boards" / "bad" / "board.json"
    path.write_bytes(b"{")
    listed = desk("board", "list")
    assert [row[0] for row in listed.rows] == ["good"]
    assert str(path) in listed.err
    content = desk("board", "list", "--json").json
    assert [board["board"] for board in content["boards"]] == ["good"]
    (problem,) = content["boards_unreadable"]
    assert str(path) in problem


def test_without_boards_every_reading_verb_says_how_one_is_made(empty):
    for words in (["board"], ["board", "show"], ["list"], ["metrics"], ["doctor"]):
        assert "no boards there yet; `kanban add TITLE` makes yours" in empty(*words).err
    assert empty("board", "list", "--json").json["boards"] == []
    assert empty("board", "show", "--json").json == {}
    assert "no boards there yet" in empty("board", "log", code=1).err


def test_the_log_tells_every_change_of_the_columns_in_words_and_as_data(desk):
    desk("board", "create", "li", "--columns", "A:queue,B:active:3,C:done")
    desk("board", "create", "zz")
    for words in (
        ["add", "Test\x1b[2J", "--kind", "active", "--limit", "2"], ["rename", "Test[2J", "Try out"],
        ["limit", "Try out", "5"], ["limit", "Try out", "none"], ["move", "Try out", "--before", "B"],
        ["delete", "Try out", "--to", "B"],
    ):  # fmt: skip
        desk("board", "column", *words, "--board", "li")
    told = desk("board", "log", "li")
    assert [row[2] for row in told.rows] == [
        "added column Test[2J (active, WIP limit 2)", "renamed column Test[2J to Try out",
        "changed the WIP limit of Try out from 2 to 5", "took the WIP limit of Try out off (was 5)",
        "put column Try out elsewhere: from place 3 to 2", "deleted column Try out",
    ]  # fmt: skip
    assert told.err == ""
    events = desk("board", "log", "--board", "li", "--json").json
    assert events["board"] == "li"
    assert [(e["kind"], e["column"], e["from"], e["to"]) for e in events["log"]] == [
        ("column_added", "c4", None, {"name": "Test[2J", "kind": "active", "wip_limit": 2, "place": 3}),
        ("column_renamed", "c4", "Test[2J", "Try out"), ("column_limited", "c4", 2, 5),
        ("column_limited", "c4", 5, None), ("column_moved", "c4", 3, 2), ("column_deleted", "c4", None, None),
    ]  # fmt: skip
    assert [e["message"] for e in events["log"]] == [row[2] for row in told.rows]
    assert all(e["at"].endswith("+08:00") and e["by"] for e in events["log"])
    assert desk("board", "log", "zz").err == "zz: its columns are as they were when it was made\n"
    assert desk("board", "log", "zz", "--json").json == {"board": "zz", "log": []}


def test_the_log_says_where_cards_went_and_what_was_imported(desk):
    export = Path(__file__).parent.parent / "data" / "trello" / "kanban_template_16cards.json"
    desk("import", "trello", export, "--board", "li")
    first = desk("board", "log", "li", "--json").json["log"][0]
    assert (first["kind"], first["column"], first["to"]["cards"]) == ("imported", None, 16)
    assert first["to"]["external_id"].startswith("trello:")
    desk("board", "create", "b", "--columns", "A:queue,B:active,C:active,D:done")
    desk("add", "x", "--column", "B", "--board", "b")
    desk("board", "column", "delete", "B", "--to", "C", "--board", "b")
    assert desk("board", "log", "b").rows[0][2] == "deleted column B; its cards went to C"
    assert desk("--lang", "zh", "board", "log", "b").rows[0][2] == "删除列 B，其卡片移到 C"


def test_the_log_says_of_a_corrected_kind_whether_the_past_is_judged_by_it(desk):
    desk("board", "create", "b", "--columns", "A:queue,B:active,C:active,D:done")
    desk("board", "column", "kind", "B", "queue")
    desk("board", "column", "kind", "B", "active", "--anew", "--yes")
    found = desk("board", "log", "--json").json["log"]
    assert [(e["kind"], e["column"], e["from"], e["to"]) for e in found] == [
        ("column_kind_set", "c2", "active", {"kind": "queue", "anew": False}),
        ("column_kind_set", "c2", "queue", {"kind": "active", "anew": True}),
    ]
    assert found[1]["message"] == "column B is active from now on, and for the past"


@pytest.mark.usefixtures("on_files")
def test_a_history_that_cannot_be_read_is_said_and_left_as_it_is(desk):
    desk("board", "create", "li")
    desk("board", "column", "add", "Test", "--kind", "active")
    path = desk.folder / "boards" / "li" / "board.json"
    content = json.loads(path.read_text())
    content["board"]["1"]["history"] = [{"kind": "exploded"}]
    path.write_text(json.dumps(content))
    before = path.read_bytes()
    assert "exploded" in desk("board", "log", code=1).err
    assert path.read_bytes() == before
