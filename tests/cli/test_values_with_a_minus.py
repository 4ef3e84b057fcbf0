"""A value may begin with a minus, wherever it stands; a mistyped option stays one."""

import pytest
from calls import process

FIELDS = ("--json", "--fields", "id,due_at")


@pytest.mark.parametrize("verb", ["metrics", "rollup"])
@pytest.mark.parametrize("given", [("--as-of", "-7d"), ("--as-of=-7d",), ("--as-of", "-1w")])
def test_a_figure_as_of_some_days_ago(demo_folder, verb, given):
    past = process("-w", demo_folder, verb, "--json", *given)
    assert past.code == 0, past.err
    same = process("-w", demo_folder, verb, "--json", "--as-of", "7 days ago")
    assert past.json["as_of_at"] == same.json["as_of_at"]


def test_a_window_of_the_last_week(demo_folder):
    found = process("-w", demo_folder, "metrics", "--json", "--from", "-7d", "--to", "-1d")
    assert found.code == 0, found.err
    same = process("-w", demo_folder, "metrics", "--json", "--from", "7 days ago", "--to", "1 day ago")
    assert found.json["window"] == same.json["window"]


def test_the_verb_a_group_alone_means_takes_them_too(demo):
    alone = demo("milestone", "--as-of", "-7d", "--json").json
    assert alone["as_of_at"] == demo("milestone", "list", "--as-of", "7 days ago", "--json").json["as_of_at"]


def test_a_positional_value(desk):
    desk("milestone", "add", "Deck open", "--id", "M1")
    said = desk("milestone", "baseline", "M1", "-7d").err
    assert said.startswith("baseline: ")
    assert desk("milestone", "baseline", "M1", "7 days ago").err.splitlines()[0] == said.splitlines()[0]


def test_dates_and_titles(desk):
    desk("add", "-5 °C: cover the concrete", "--due", "-1d")
    assert desk("list", "--fields", "title").out == "-5 °C: cover the concrete\n"
    desk("edit", "1", "--due", "-2w")
    (card,) = desk("list", *FIELDS).json["cards"]
    assert card["due_at"] is not None


@pytest.mark.parametrize("word", ["-x", "--ass-of", "-d7"])
def test_what_is_no_value_is_still_an_unknown_option(desk, word):
    assert "there is no option" in desk("metrics", word, code=2).err
    assert "there is no option" in desk("list", word, "-7d", code=2).err


def test_a_word_too_many_is_named(desk):
    assert "'-7d' is too much" in desk("metrics", "-7d", code=2).err
