"""Cards, columns, boards, tags and milestones are found however their names are typed."""

import pytest

pytestmark = pytest.mark.every_store

DECOMPOSED = "Cafe\u0301"


def test_a_card_is_found_by_any_form_of_its_title(desk):
    desk("add", "Pave the Café yard")
    desk("add", "Order ＡＢＣ １２ bolts")
    for text in (DECOMPOSED, "CAFÉ", "ｃａｆé"):
        assert desk("list", "--search", text).rows[0][1] == "Pave the Café yard"
        assert desk("show", text, "--fields", "id").out == "1\n"
    assert desk("show", "abc 12", "--fields", "id").out == "2\n"
    assert desk("show", "１", "--fields", "id").out == "1\n"
    assert desk("show", "＃２", "--fields", "id").out == "2\n"


def test_a_column_is_named_in_any_form(desk):
    desk("board", "create", "wang", "--driver", "wang", "--columns", "Prüfung:queue,ＢＡＵ:active,Done:done")
    desk("add", "Weld span 17", "--board", "wang")
    assert 'moved "Weld span 17" to ＢＡＵ' in desk("move", "1", "bau", "--board", "wang").err
    desk("move", "1", "PRU\u0308FUNG", "--board", "wang", "--reason", "parked")
    assert [row[1] for row in desk("list", "--board", "wang", "--column", "pru\u0308f").rows] == ["Weld span 17"]


@pytest.mark.parametrize("name", ["bau", "Ｂａｕ", "BAU"])
def test_two_columns_of_one_name_are_refused_in_any_form(desk, name):
    desk("board", "create", "wang", "--driver", "wang", "--columns", "Todo:queue,ＢＡＵ:active,Done:done")
    assert (
        "two columns are named 'bau'"
        in desk("board", "column", "add", name, "--kind", "active", "--board", "wang", code=1).err
    )


def test_a_board_is_named_in_any_case_and_width(desk):
    for slug in ("li", "wang"):
        desk("board", "create", slug, "--driver", slug)
    desk("add", "Weld span 17", "--board", "ＷＡＮＧ")
    assert desk("list", "--board", "Wang").rows[0][1] == "Weld span 17"
    assert desk("show", "Ｗang/1", "--fields", "board,id").out == "wang\t1\n"
    assert "--board: 'wan' is not in" in desk("list", "--board", "wan", code=1).err


def test_tags_and_members_are_asked_for_in_any_form(desk):
    desk("add", "Weld span 17", "--tag", "Ｃrane", "--member", "Jose\u0301")
    desk("add", "Cast pier 14", "--tag", "craning")
    assert len(desk("list", "--tag", "CRANE").rows) == 1
    assert len(desk("list", "--member", "JOSÉ").rows) == 1


def test_a_milestone_is_named_in_any_form(desk):
    desk("milestone", "add", "Brücke offen", "--id", "M1")
    for text in ("ｍ１", "BRU\u0308CKE", "Ｏffen"):
        assert desk("milestone", "show", text).out.startswith("M1")
