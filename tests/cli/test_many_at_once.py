"""`add -` and `move -`: a line of standard input for each, all at once or nothing."""

import json

import pytest
from calls import process

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]


def titles(desk, column=None):
    words = ["--column", column] if column else []
    return [row[0] for row in desk("list", "--fields", "title", *words).rows]


def test_a_title_on_each_line_becomes_a_card_and_the_ids_come_in_order(desk):
    done = desk("add", "-", stdin="Weld span 17\n\n  焊接 17 号跨 \nGrout joint 8".encode())
    assert done.out == "1\n2\n3\n"
    assert titles(desk) == ["Weld span 17", "焊接 17 号跨", "Grout joint 8"]
    assert done.err.splitlines()[-1].startswith("added 3 cards to ")


def test_a_json_object_on_a_line_sets_fields_by_their_names(desk):
    rich = {
        "title": "Weld {span}", "column": "doing", "tags": ["crane", "夜班"], "members": "li, bo", "estimate": 3,
        "due_at": "2099-12-10 17:00", "description": "by\nhand", "checklist": ["book the crane", ["weld", True]],
        "work_package": "1.2.3",
    }  # fmt: skip
    desk("add", "-", stdin=b"plain\n" + json.dumps(rich).encode())
    plain, card = desk("list", "--json").json["cards"]
    assert plain["title"] == "plain"
    assert (card["title"], card["column"], card["tags"]) == ("Weld {span}", "Doing", ["crane", "夜班"])
    assert (card["members"], card["estimate"]) == (["li", "bo"], 3.0)
    assert card["due_at"] == "2099-12-10T17:00:00+08:00"
    assert (card["description"], card["work_package"]) == ("by\nhand", "1.2.3")
    assert [item["text"] for item in card["checklist"]] == ["book the crane", "weld"]


def test_options_hold_for_every_line_and_a_line_may_say_otherwise(desk):
    lines = b'one\n{"title": "two", "column": "Backlog", "tags": []}\n'
    desk("add", "-", "--column", "ready", "--tag", "crane", stdin=lines)
    assert titles(desk, "ready") == ["one"]
    assert [card["tags"] for card in desk("list", "--json").json["cards"]] == [[], ["crane"]]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"x" * 501, "the title has 501 characters"), (b'{"titel": "x"}', "a card has no field 'titel'"),
        (b'{"title": "x", "due_at": "soon"}', "due: 'soon' is not understood"),
        (b'{"title": 7}', "title: 7 does not fit"),
        (b'{"title": "x"', "it is no JSON object"), (b"\xff\xfe", "it is not UTF-8"), (b"{}", "a card needs a title"),
        (b'{"title": "x", "column": "nowhere"}', "column 'nowhere' is not on board"),
        (b"\x1b\x07", "a card needs a title"),
        (b'{"title": "x", "estimate": -1}', "estimate: -1"), (b'{"title": "x", "tags": [1]}', "tags: "),
        (b"{" * 100_000, "it is no JSON object"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_a_bad_line_is_named_and_nothing_is_made(desk, line, said):
    refused = desk("add", "-", code=1, stdin=b"good\n" + line + b"\nanother\n")
    assert refused.out == ""
    assert f"kanban: line 2: {said}" in refused.err
    assert refused.err.splitlines()[-1].endswith("; nothing was changed")
    assert desk.is_untouched
    desk("add", "there")
    before = desk.content()
    desk("add", "-", code=1, stdin=b"good\n" + line + b"\n")
    assert desk.content() == before


def test_a_column_that_would_be_over_its_limit_refuses_all(desk):
    refused = desk("add", "-", "--column", "doing", code=1, stdin=b"a\nb\nc\nd\n")
    assert "line 4: Doing is full (3/3); say --over-wip" in refused.err
    desk("add", "-", "--column", "doing", "--over-wip", stdin=b"a\nb\nc\nd\n")
    assert titles(desk, "doing") == ["a", "b", "c", "d"]


def test_no_line_is_no_card_and_no_workspace(desk):
    assert desk("add", "-").out == ""
    assert desk.is_untouched
    desk("add", "x")
    assert desk("move", "-").out == ""


def test_cards_are_moved_a_line_each(desk):
    desk("add", "-", stdin=b"a\nb\nc c\nd\n")
    lines = b'1 doing\n2 "c c" Ready\n{"cards": [4], "column": "done"}\n'
    done = desk("move", "-", "--json", stdin=lines)
    assert [(card["id"], card["column"]) for card in done.json["cards"]] == [
        ("1", "Doing"), ("2", "Ready"), ("3", "Ready"), ("4", "Done"),
    ]  # fmt: skip
    desk("move", "-", "--reason", "defect", stdin=b'4 doing\n{"cards": ["1"], "column": "ready", "reason": "parked"}\n')
    assert desk("show", "4", "1", "--json").json["cards"][0]["flow"]["rework_moves"] == 1
    assert desk("undo").err == 'undid: moved "a" to Ready\n'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"1", "say at least one card"), (b"9 doing", "card '9' is not on board"), (b"1 nowhere", "column 'nowhere'"),
        (b'1 "doing', "a quote is not closed"), (b'{"cards": [1], "to": "doing"}', "'to' is no key here"),
        (b'{"cards": [1], "column": "doing", "reason": "mood"}', "reason: 'mood' is none of"),
        (b'{"cards": [], "column": "doing"}', "say at least one card"), (b'{"cards": [1]}', "say at least one card"),
    ],
    ids=lambda value: repr(value)[:40],
)  # fmt: skip
def test_a_bad_move_is_named_and_nothing_moves(desk, line, said):
    desk("add", "-", stdin=b"a\nb\n")
    before = desk.content()
    refused = desk("move", "-", code=1, stdin=b"2 ready\n" + line + b"\n")
    assert f"kanban: line 2: {said}" in refused.err
    assert desk.content() == before


def test_moves_on_two_boards_are_refused(desk):
    for slug in ("a", "b"):
        desk("board", "create", slug)
        desk("add", "x", "--board", slug)
    assert "one command changes one board" in desk("move", "-", code=1, stdin=b"a/1 doing\nb/1 doing\n").err


def test_a_thousand_titles_are_one_process_and_one_write(tmp_path):
    process("init", tmp_path / "w")
    lines = b"".join(b"Weld span %d\n" % number for number in range(1000))
    done = process("-w", tmp_path / "w", "add", "-", stdin=lines)
    assert done.out.split() == [str(number) for number in range(1, 1001)]
    assert len(done.err.splitlines()) <= 2


@pytest.mark.usefixtures("on_files")
def test_a_thousand_titles_are_kept_in_order_as_of_one_moment_and_written_once(desk):
    desk("add", "first")
    words = [f"Weld span {number}" for number in range(1000)]
    desk("add", "-", stdin="\n".join(words).encode())
    cards = desk("list", "--json").json["cards"]
    assert [card["title"] for card in cards] == ["first", *words]
    assert len({card["flow"]["created_at"] for card in cards[1:]}) == 1
    versions = [path for path in desk.folder.glob("boards/*/board.json*") if path.suffix != ".lock"]
    assert {len(json.loads(path.read_bytes())["cards"]) for path in versions} <= {0, 1, 1001}
    assert len(versions) > 1
