"""An id that there is not is refused by every verb, whatever stands in titles and names; and no file is changed."""

import pytest

pytestmark = pytest.mark.every_store


@pytest.fixture
def site(desk):
    """Two boards and a plan whose titles and names are full of numbers."""
    desk("board", "create", "zhang")
    desk("board", "create", "li", "--driver", "li")
    desk("add", "order 12 bolts", "--board", "zhang")
    desk("add", "nope/12 and 13 c9 M7 at 3.12-14 +45", "--board", "zhang")
    desk("add", "pay 77", "--board", "li")
    desk("board", "column", "add", "Hall 31 c9", "--board", "zhang")
    desk("milestone", "add", "Deck 31 after M7")
    return desk


NO_CARD = ["12", "#12", "zhang/12", "zhang/#12", "nope/12", "li/12", "007", "12, 13", "77", "12-14", "3.12",
           "+45", "№12", "12."]  # fmt: skip
VERBS = [
    ["archive"], ["show"], ["edit", "--title", "x"], ["block", "--reason", "x"], ["unblock"],
    ["comment", "--text", "x"], ["move", "--", "doing"], ["done"], ["unarchive"],
]  # fmt: skip


@pytest.mark.parametrize("name", NO_CARD)
@pytest.mark.parametrize("verb", VERBS, ids=lambda words: words[0])
def test_a_card_there_is_not_is_not_searched_for(site, verb, name):
    before = site.content()
    words = [verb[0], name, *verb[1:]] if "--" not in verb else [verb[0], name, verb[-1]]
    for more in ([], ["--board", "zhang"]):
        refused = site(*words, *more, code=1)
        assert "kanban: card '" in refused.err or "which board?" in refused.err
        assert refused.out == ""
    assert site.content() == before


def test_the_place_beside_a_card_is_named_by_an_id_that_there_is(site):
    for option in ("--before", "--after"):
        assert "there is no such id" in site("move", "zhang/1", "backlog", option, "13", code=1).err
    site("move", "zhang/1", "backlog", "--after", "zhang/2")
    assert [row[0] for row in site("list", "--board", "zhang").rows] == ["2", "1"]


def test_a_board_in_front_of_the_id_and_an_option_must_be_the_same(site):
    assert "order 12" in site("show", "zhang/1", "--board", "zhang").out
    assert "card 'zhang/1' is not on board li" in site("show", "zhang/1", "--board", "li", code=1).err
    assert "card 'nope/12' is on no board of" in site("show", "nope/12", code=1).err
    assert "it has li, zhang" in site("show", "nope/12", code=1).err


@pytest.mark.parametrize("name", ["31", "c9", "M7", "#31"])
def test_columns_and_milestones_there_are_not_are_not_searched_for(site, name):
    before = site.content()
    board = ["--board", "zhang"]
    for words in (
        ["move", "zhang/1", name], ["add", "x", "--column", name, *board], ["list", "--column", name, *board],
        ["board", "column", "delete", name, *board], ["board", "column", "rename", name, "x", *board],
    ):  # fmt: skip
        if name != "M7":
            assert "is not on board zhang; it has" in site(*words, code=1).err, words
    for verb in ("remove", "achieve", "show"):
        if name != "c9":
            assert "is not in the plan; it has M1" in site("milestone", verb, name, code=1).err
    assert site.content() == before


def test_a_work_package_there_is_not_is_refused_where_cards_are_listed(site):
    for code in ("1", "1.1", "1.1.1"):
        site("plan", "node", "add", code, f"Node {code}")
    assert "9.9 is not in the plan; it has 1.1.1" in site("list", "--wp", "9.9", "--board", "zhang", code=1).err
    assert site("list", "--wp", "1.1", "--board", "zhang").out == ""
    site("edit", "zhang/1", "--wp", "1.1.1")
    assert [row[0] for row in site("list", "--wp", "1.1", "--board", "zhang").rows] == ["1"]


@pytest.mark.parametrize("board", ["12", "zh", "zhang/1", "#1"])
def test_a_board_is_named_whole(site, board):
    for words in (["list"], ["add", "x"], ["undo"], ["metrics"], ["board", "column", "add", "x"], []):
        assert "it has li, zhang" in site(*words, "--board", board, code=1).err


@pytest.mark.parametrize("last", ["2", "#2", "zhang/2", "99"])
@pytest.mark.parametrize("verb", ["block", "comment"])
def test_the_words_of_a_card_are_not_taken_from_what_looks_like_another_card(site, verb, last):
    before = site.content()
    assert f"'{last}' at the end looks like a card" in site(verb, "zhang/1", last, code=2).err
    assert site.content() == before
    option = {"block": "--reason", "comment": "--text"}[verb]
    site(verb, "zhang/1", option, last)
    assert last in site("show", "zhang/1").out


def test_a_line_of_standard_input_is_no_other_way(site):
    for line in (b"12 doing", b'{"cards": [12], "column": "doing"}', b"zhang/1 31"):
        assert "line 1: " in site("move", "-", "--board", "zhang", code=1, stdin=line).err
