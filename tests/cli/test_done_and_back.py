"""`done`, `unarchive` and `help`."""

import pytest

pytestmark = pytest.mark.every_store


def columns(desk):
    return dict(desk("list", "--all", "--fields", "title,column").rows)


def test_done_takes_cards_to_the_first_done_column(desk):
    desk("board", "create", "li", "--columns", "Ready:queue,Doing:active,Built:done,Accepted:done")
    for title in ("a", "b", "c", "d"):
        desk("add", title)
    desk("move", "4", "accepted")
    assert 'moved "a" to Built' in desk("done", "1").err
    found = desk("done", "b", "#3", "li/4", "--json")
    assert "1 card is done already" in found.err
    assert [card["column"] for card in found.json["cards"]] == ["Built", "Built", "Accepted"]
    assert columns(desk) == {"a": "Built", "b": "Built", "c": "Built", "d": "Accepted"}
    before = desk.content()
    assert desk("done", "1", "4").err == "2 cards are done already\n"
    assert desk.content() == before
    desk("undo")
    assert columns(desk)["b"] == columns(desk)["c"] == "Ready"


def test_done_asks_before_it_goes_over_a_limit_and_moves_no_archived_card(desk):
    desk("board", "create", "li", "--columns", "Ready:queue,Doing:active,Done:done:1")
    for title in ("a", "b", "c"):
        desk("add", title)
    assert "--over-wip" in desk("done", "1", "2", code=1).err
    assert set(columns(desk).values()) == {"Ready"}
    desk("done", "1", "2", "--over-wip")
    desk("archive", "3")
    assert "card 3 is archived" in desk("done", "3", code=1).err


def test_an_archived_card_is_listed_and_comes_back_where_it_was(desk):
    for title in ("a", "b", "c"):
        desk("add", title, "--column", "ready")
    desk("move", "1", "2", "doing")
    desk("archive", "1", "2", "3")
    assert desk("list").out == ""
    assert [row[0] for row in desk("list", "--archived", "--fields", "title").rows] == ["a", "b", "c"]
    said = desk("unarchive", "1", "--json")
    assert said.json["cards"][0]["column"] == "Doing"
    assert desk("unarchive", "c", "--to", "backlog").err
    assert [tuple(row[:3]) for row in desk("list").rows] == [("3", "c", "Backlog"), ("1", "a", "Doing")]
    assert desk("show", "1", "--json").json["cards"][0]["flow"]["rework_moves"] == 0
    assert "card 1 is on the board already" in desk("unarchive", "1", code=1).err
    desk("undo")
    assert desk("list", "--archived", "--fields", "title,column").rows == [["b", "Doing"], ["c", "Ready"]]


def test_what_is_archived_is_meant_where_a_title_fits_two_cards(desk):
    for title in ("Weld", "Weld", "Weld span", "Cast"):
        desk("add", title)
    desk("archive", "2", "3")
    desk("unarchive", "weld")
    assert [row[0] for row in desk("list", "--archived").rows] == ["3"]
    desk("unarchive", "weld")
    assert desk("list", "--archived").out == ""
    assert "is on the board already" in desk("unarchive", "cast", code=1).err


def test_a_full_column_takes_an_archived_card_with_leave_only(desk):
    for title in ("a", "b", "c", "d"):
        desk("add", title)
    desk("move", "1", "2", "3", "doing")
    desk("archive", "1")
    desk("move", "4", "doing")
    before = desk.content()
    assert "Doing is full (3/3)" in desk("unarchive", "1", code=1).err
    assert desk.content() == before
    desk("unarchive", "1", "--over-wip")
    assert columns(desk)["a"] == "Doing"


def test_archived_cards_and_verbs_are_completed(desk):
    for title in ("a", "b"):
        desk("add", title)
    desk("archive", "2")
    assert desk.completed("unarchive", "") == [("2", "b")]
    assert [value for value, _ in desk.completed("help", "mil")] == ["milestone"]
    assert "baseline" in [value for value, _ in desk.completed("help", "milestone", "")]


@pytest.mark.parametrize("words", [[], ["move"], ["mv"], ["board"], ["board", "column", "add"], ["plan", "node"],
                                   ["help"]], ids=" ".join)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_help_says_what_the_option_says(desk, words, lang):
    asked = desk("--lang", lang, "help", *words)
    assert asked == desk("--lang", lang, *words, "--help")
    assert "VERB" in asked.out or "OPTION" in asked.out
    assert desk.is_untouched


def test_help_for_what_is_no_verb_names_the_nearest(desk):
    assert "'moev' is no verb (did you mean 'move'?)" in desk("help", "moev", code=2).err
    assert "'colunm' is no verb of board (did you mean 'column'?)" in desk("help", "board", "colunm", code=2).err
    assert "'--json' is no verb" in desk("help", "--", "--json", code=2).err
