"""Lines for `add -` and `move -` as editors and programs write them: marks, ends of lines, blanks, numbers, nulls."""

import codecs
import json
import shlex

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often

pytestmark = pytest.mark.any_day

BOM = codecs.BOM_UTF8


def titles(desk):
    return [card["title"] for card in desk("list", "--json").json["cards"]]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (BOM + b"Weld\nGrout\n", ["Weld", "Grout"]), (BOM + b'{"title": "Weld"}\n', ["Weld"]),
        (b"Weld\r\nGrout\r\n", ["Weld", "Grout"]), (b"Weld\r\n\r\n \t\r\nGrout", ["Weld", "Grout"]),
        ("\u3000\nWeld\n\u00a0\u3000\n\u2003".encode(), ["Weld"]), ("\u3000焊接\u3000\n".encode(), ["焊接"]),
        (b'  {"title": "Weld"}  \n', ["Weld"]), (b"-\n", ["-"]), (b"--board x\n", ["--board x"]),
        (BOM, []), (b"\n\n", []),
    ],
    ids=lambda value: repr(value)[:24],
)  # fmt: skip
def test_a_mark_ends_of_lines_and_blanks_are_no_part_of_a_title(desk, content, wanted):
    done = desk("add", "-", stdin=content)
    assert done.rows == [[str(number)] for number in range(1, len(wanted) + 1)]
    if wanted:
        assert titles(desk) == wanted
    else:
        assert desk.is_untouched


def test_a_line_is_named_by_its_place_in_the_file_blank_ones_counted(desk):
    content = "Weld\r\n\u3000\r\n\r\n{}\r\n".encode()
    assert desk("add", "-", stdin=content, code=1).err.startswith("kanban: line 4: a card needs a title")
    desk("add", "Weld")
    for line in ("\u3000", "\u00a0 \t"):
        assert desk("move", "-", stdin=line.encode()) == desk("move", "-")
    assert desk("move", "-", stdin="\n\u3000\n1 nowhere".encode(), code=1).err.startswith("kanban: line 3: column ")


PLAIN = st.text("ab 17焊接#-'/.:é,;=\u3000", min_size=1, max_size=40).map(str.strip).filter(bool)


@settings(max_examples=often(25))
@given(found=st.lists(PLAIN, min_size=1, max_size=8), as_json=st.booleans(),
       end=st.sampled_from(["\n", "\r\n", "\n\n"]))  # fmt: skip
def test_what_goes_in_line_by_line_comes_out_card_by_card(tmp_path_factory, monkeypatch, found, as_json, end):
    """Blanks within a title are one each in the end, as wherever a title is typed."""
    from calls import Desk

    folder = tmp_path_factory.mktemp("lines") / "w"
    desk = Desk(folder, monkeypatch, "-w", str(folder))
    lines = [json.dumps({"title": title}) if as_json else title for title in found]
    desk("add", "-", stdin=end.join(lines).encode())
    assert titles(desk) == [" ".join(title.split()) for title in found]
    assert desk("undo").err.startswith("undid: added ")
    assert titles(desk) == [" ".join(title.split()) for title in found[:-1]]


@pytest.fixture
def three(desk):
    desk("add", "-", stdin=b"Weld span\nGrout joint\nPaint rail\n")
    return desk


@pytest.mark.parametrize(
    "odd", [None, 1.5, True, {"id": 2}, [2], {"x": "\x1b[2J" * 50}], ids=lambda odd: json.dumps(odd)[:12]
)
def test_what_names_no_card_refuses_the_line_and_is_never_left_out_of_it(three, odd):
    """It was left out once, and the other cards moved as if nothing were wrong."""
    before = three.content()
    line = json.dumps({"cards": [1, odd], "column": "Ready"}).encode()
    refused = three("move", "-", stdin=line, code=1)
    assert refused.err.startswith("kanban: line 1: cards: ")
    assert refused.err.endswith(" names no card; nothing was changed\n")
    assert len(refused.err) < 120
    assert three.content() == before


@pytest.mark.parametrize("cards", [[1, 2], ["1", "#2"], ["Weld", "grout"], "1", 1, "Weld span"], ids=json.dumps)
def test_cards_of_a_line_are_named_as_on_the_command_line(three, cards):
    three("move", "-", stdin=json.dumps({"cards": cards, "column": "Ready"}).encode())
    moved = {row[0] for row in three("list", "--column", "Ready").rows}
    assert moved == ({"1", "2"} if isinstance(cards, list) else {"1"})


@pytest.mark.parametrize(("cards", "column"), [(None, "Ready"), ([], "Ready"), ([1], None), ([1], 3), ([1], ["Ready"])])
def test_a_line_says_cards_and_a_column(three, cards, column):
    line = json.dumps({"cards": cards, "column": column}).encode()
    said = three("move", "-", stdin=line, code=1).err
    assert said == "kanban: line 1: say at least one card, and the column it goes to; nothing was changed\n"


@pytest.mark.parametrize("title", ["Weld span", "two  words", "it's 5\" wide", "a\\b", "#7", "焊接 17"])
def test_a_title_with_any_quote_is_named_as_a_shell_would_quote_it(desk, title):
    desk("add", "--", title)
    name = title if title != "#7" else "1"
    desk("move", "-", stdin=f"{shlex.quote(name)} 'doing'\n".encode())
    assert desk("show", "1", "--json").json["cards"][0]["column"] == "Doing"


def test_null_is_what_was_not_given_for_every_field(desk):
    nothing = dict.fromkeys(
        ("column", "work_package", "due_at", "estimate", "tags", "members", "description", "checklist")
    )
    desk("add", "-", stdin=json.dumps({"title": "Weld", **nothing}).encode())
    desk("add", "Weld")
    null, plain = desk("list", "--json").json["cards"]
    for name in nothing:
        assert null[name] == plain[name], name
    desk("add", "-", "--column", "Ready", "--tag", "crane", stdin=json.dumps({"title": "Rail", **nothing}).encode())
    card = desk("show", "3", "--json").json["cards"][0]
    assert (card["column"], card["tags"]) == ("Ready", [])


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("estimate", 3, 3.0), ("estimate", "3", 3.0), ("estimate", 0.5, 0.5), ("tags", "a, b", ["a", "b"]),
        ("tags", ["a", "a"], ["a"]), ("members", ["li", "bo"], ["li", "bo"]), ("description", "by\nhand", "by\nhand"),
        ("due_at", "2099-01-31 08:00", "2099-01-31T08:00:00+08:00"), ("column", "doi", "Doing"),
    ],
)  # fmt: skip
def test_a_field_takes_what_may_be_typed_for_it(desk, field, value, kept):
    desk("add", "-", stdin=json.dumps({"title": "Weld", field: value}).encode())
    assert desk("list", "--json").json["cards"][0][field] == kept


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("column", 3, "column '3' is not on board"), ("column", ["Ready"], "column \"['Ready']\" is not on board"),
        ("column", "do", "column 'do' could be Doing or Done"), ("estimate", "much", "estimate: 'much'"),
        ("estimate", [1], "estimate: [1] does not fit"), ("tags", {"a": 1}, "tags: "), ("title", 7, "title: 7"),
        ("due_at", 20991231, "due_at: 20991231 does not fit"), ("due_at", "31 Feb", "due: '31 Feb'"),
        ("blocked", True, "a card has no field 'blocked'"), ("id", "9", "a card has no field 'id'"),
    ],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
def test_a_field_that_does_not_fit_is_named_and_no_card_is_made(desk, field, value, said):
    line = json.dumps({"title": "Weld", field: value}).encode()
    assert desk("add", "-", stdin=line, code=1).err.startswith(f"kanban: line 1: {said}")
    assert desk.is_untouched
