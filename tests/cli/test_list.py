"""`kanban list`: open work, what needs a hand first, done last."""

import pytest

pytestmark = pytest.mark.every_store


@pytest.fixture
def site(desk):
    """Cards of every kind on one board."""
    for title, *words in (
        ["plain"], ["due later", "--due", "+30d"], ["late", "--due", "2020-01-01"], ["due soon", "--due", "+1d"],
        ["blocked"], ["later late", "--due", "2021-01-01"], ["done", "--due", "2020-01-01"], ["dropped"],
        ["done and gone"], ["in work", "--column", "doing"],
    ):  # fmt: skip
        desk("add", title, *words)
    desk("block", "5", "crane")
    desk("move", "7", "9", "done")
    desk("archive", "8", "9")
    return desk


def titles(desk, *words):
    return [row[0] for row in desk("list", "--fields", "title", *words).rows]


NEEDS = ["late", "later late", "due soon", "blocked"]
REST = ["plain", "due later", "in work"]


def test_open_work_is_listed_and_what_needs_a_hand_stands_first(site):
    assert titles(site) == [*NEEDS, *REST]
    assert [card["title"] for card in site("list", "--json").json["cards"]] == [*NEEDS, *REST]


def test_done_and_archived_cards_are_listed_when_asked_for_and_last(site):
    assert titles(site, "--done") == ["done"]
    assert titles(site, "--archived") == ["dropped", "done and gone"]
    assert titles(site, "--done", "--archived") == ["done", "dropped", "done and gone"]
    assert titles(site, "--all") == [*NEEDS, *REST, "done", "dropped", "done and gone"]
    assert titles(site, "--all", "--search", "done") == ["done", "done and gone"]


def test_a_column_that_is_named_is_listed_whole_but_for_what_was_archived(site):
    assert titles(site, "--column", "done") == ["done"]
    assert titles(site, "--column", "done", "--archived") == ["done and gone"]
    assert titles(site, "--column", "doing") == ["in work"]


def test_where_only_done_cards_fit_it_is_said_how_many(site):
    nothing = site("list", "--search", "done")
    assert (nothing.out, nothing.err) == ("", "no cards that fit\n1 more is done (--done)\n")
    assert site("list", "--search", "no such").err == "no cards that fit\n"
    assert site("list", "--search", "in work").err == ""


def test_boards_are_listed_together_the_worst_of_all_first(desk):
    for slug in ("a", "b"):
        desk("board", "create", slug)
        desk("add", "plain", "--board", slug)
        desk("add", "finished", "--board", slug, "--column", "done")
    desk("add", "late", "--board", "b", "--due", "2020-01-01")
    desk("add", "later late", "--board", "a", "--due", "2021-01-01")
    rows = [(row[0], row[2]) for row in desk("list", "--all-boards", "--all").rows]
    assert rows == [
        ("b", "late"), ("a", "later late"), ("a", "plain"), ("b", "plain"), ("a", "finished"), ("b", "finished"),
    ]  # fmt: skip


def test_the_longest_flag_comes_last(desk):
    desk("add", "a", "--due", "2020-01-01", "--column", "doing")
    desk("move", "1", "ready", "--reason", "defect")
    desk("block", "1", "crane booked")
    assert desk("list").rows[0][-1] == "late, rework 1, blocked: crane booked"


def test_a_name_that_there_is_not_is_refused_where_no_card_asks_for_it_too(desk):
    desk("board", "create", "li")
    for words in (["--column", "99"], ["--column", "nowhere"], ["--milestone", "M9"], ["--milestone", "9"]):
        refused = desk("list", *words, code=1)
        assert refused.out == ""
        assert "is not on board li" in refused.err or "is not in the plan" in refused.err
