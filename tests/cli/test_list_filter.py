"""`kanban list --filter`: the same grammar as on the board."""

import pytest
from calls import process

pytestmark = pytest.mark.every_store


@pytest.fixture
def board(desk):
    """Cards of two boards under a plan with one milestone."""
    desk("plan", "node", "add", "1", "Bridge")
    desk("plan", "node", "add", "1.2", "Deck")
    desk("plan", "node", "add", "1.2.3", "Spans")
    desk("milestone", "add", "Deck open", "--id", "M5", "--gate", "1.2")
    desk("board", "create", "wang", "--driver", "wang")
    desk("board", "create", "li", "--driver", "li")
    for board, title, *more in (
        ("wang", "Weld span 17 焊接", "--wp", "1.2.3", "--tag", "Crane", "--member", "li", "--due", "-2d"),
        ("wang", "Pave the Café yard", "--due", "+2d"),
        ("li", "Weld span 9", "--wp", "1.2.3", "--due", "-1d"),
        ("li", "Cast pier 14"),
    ):
        desk("add", title, "--board", board, *more)
    desk("block", "cast pier", "crane booked", "--board", "li")
    return desk


def titles(desk, text, *more):
    return [row[0] for row in desk("list", "--all-boards", "--fields", "title", "--filter", text, *more).rows if row[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weld", ["Weld span 9", "Weld span 17 焊接"]),
        ('"span 17"', ["Weld span 17 焊接"]),
        ("ＷＥＬＤ　#crane", ["Weld span 17 焊接"]),
        ("cafe\u0301", ["Pave the Café yard"]),
        ("m5 -@li", ["Weld span 9"]),
        ("wp:1.2 is:late", ["Weld span 9", "Weld span 17 焊接"]),
        ("is:blocked", ["Cast pier 14"]),
        ("due:<3d -is:late", ["Pave the Café yard"]),
        ("due:none", ["Cast pier 14"]),
        ("-weld -pier", ["Pave the Café yard"]),
        ("is:ageing", []),
    ],
)
def test_it_keeps_what_fits_on_every_board(board, text, found):
    assert sorted(titles(board, text)) == sorted(found)


def test_it_goes_with_the_other_options(board):
    assert titles(board, "weld", "--member", "LI") == ["Weld span 17 焊接"]
    rows = board("list", "--board", "wang", "--filter", "is:late", "--json").json["cards"]
    assert [card["title"] for card in rows] == ["Weld span 17 焊接"]
    assert board("list", "--board", "wang", "--filter", "nothing").err == "no cards that fit\n"


def test_mine_are_those_that_name_me_and_those_of_my_board(desk):
    desk("add", "of nobody")
    desk("add", "of somebody else", "--member", "nobody-here")
    assert [row[1] for row in desk("list", "--filter", "is:mine").rows] == ["of nobody"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("weld is:lat", "filter: 'is:lat' is none of is:late"),
        ("due:soon", "due:soon: 'soon' is not understood"),
        ("colour:red", "filter: 'colour:red' is no term"),
        ("wp:x", "filter: 'wp:x' has no WBS code"),
        ("is:\x1b[31mred", "filter: 'is:[31mred' is none of"),
    ],
)
def test_a_bad_term_is_refused_in_one_sentence_that_names_it(board, text, why):
    refused = board("list", "--board", "wang", "--filter", text, code=1)
    assert refused.out == ""
    assert refused.err.startswith(f"kanban: {why}")
    assert refused.err.count("\n") == 1


def test_a_bad_term_is_refused_where_there_are_no_cards(empty):
    empty("list", "--filter", "is:lat", code=1)


def test_in_chinese_the_terms_stay_and_the_sentence_is_chinese(board):
    assert "is:late" in board("list", "--board", "wang", "--filter", "is:lat", code=1, KANBAN_LANG="zh").err
    assert titles(board, "due:<大后天 -is:late", "--limit", "9") == ["Pave the Café yard"]


def test_a_filter_that_begins_with_a_minus_is_a_value(demo_folder):
    found = process("-w", demo_folder, "list", "--board", "zhang", "--filter", "-is:late -is:blocked", "--json")
    assert found.code == 0, found.err
    assert found.json["cards"]
