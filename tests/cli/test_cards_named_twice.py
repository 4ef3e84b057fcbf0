"""A card that is named twice in one call is meant once, by whatever names; and two names of one thing must agree."""

import pytest

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]

NAMES = ["1", "#1", "a/1", "Weld", "weld span"]
"""All of them name one card."""


@pytest.fixture
def site(desk):
    desk("board", "create", "a")
    desk("add", "-", stdin=b"Weld span\nGrout joint\n")
    return desk


def card(desk):
    return desk("show", "1", "--json").json["cards"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["move", *NAMES, "doing"], 'moved "Weld span" to Doing'), (["done", *NAMES], 'moved "Weld span" to Done'),
        (["block", *NAMES, "rain"], 'blocked "Weld span": rain'), (["log", *NAMES, "1h"], 'logged 1h on "Weld span"'),
        (["comment", *NAMES, "wet"], 'commented on "Weld span"'),
        (["archive", *NAMES], 'archived "Weld span" (1 unfinished: dropped)'),
        (["edit", *NAMES, "--tag", "crane"], 'edited tags of "Weld span"'),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_it_is_done_once_said_once_and_printed_once(site, words, said):
    before = len(card(site)["history"])
    done = site(*words, "--json")
    assert done.err.strip() == said
    assert [row["id"] for row in done.json["cards"]] == ["1"]
    assert len(card(site)["history"]) == before + 1
    site("undo")
    assert site("redo").err.strip() == f"redid: {said}"


def test_done_counts_what_is_done_already_once(site):
    site("done", "1")
    done = site("done", "1", "a/1", "#1")
    assert (done.out, done.err) == ("", "1 card is done already\n")
    assert site("done", "1", "2", "2").err == '1 card is done already\nmoved "Grout joint" to Done\n'
    assert site("done", "1", "2").err == "2 cards are done already\n"


def test_time_is_logged_once_on_a_card_that_is_named_twice(site):
    site("log", "1", "#1", "Weld", "90m")
    assert card(site)["flow"]["logged_time_seconds"] == 90 * 60


def test_unarchive_takes_it_once_as_well(site):
    site("archive", "1")
    done = site("unarchive", "1", "a/1", "weld", "--json")
    assert [row["id"] for row in done.json["cards"]] == ["1"]
    assert [row[0] for row in site("list").rows] == ["2", "1"]


def test_show_shows_what_is_named_as_often_as_it_is_named(site):
    assert site("show", "2", "1", "#2", "--fields", "id").rows == [["2"], ["1"], ["2"]]


def test_a_line_that_names_a_card_twice_moves_it_once(site):
    done = site("move", "-", "--json", stdin=b'{"cards": [1, "#1", "a/1", "Weld"], "column": "Ready"}')
    assert done.err == "moved 1 card of a\n"
    assert [row["id"] for row in done.json["cards"]] == ["1"]
    assert site("undo").err == 'undid: moved "Weld span" to Ready\n'


@pytest.mark.parametrize("verb", ["show", "log"])
def test_a_board_that_is_named_by_word_and_option_is_one_board(site, verb):
    site("board", "create", "b")
    for words in (["a"], ["--board", "a"], ["a", "--board", "A"], ["A", "--board", "a"]):
        assert site("board", verb, *words, "--json").json["board"] == "a"
    before = site.content()
    for words in (["a", "--board", "b"], ["--board", "a", "b"], ["a", "--board", "nowhere"]):
        done = site("board", verb, *words, code=2)
        assert done.out == ""
        assert done.err.endswith(" are two boards; name one\n")
    assert site.content() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["plan", "show", "--toml", "--json"], "plan show: --toml and --json exclude each other"),
        (["plan", "--toml", "--baseline", "1"], "plan show: --toml and --baseline exclude each other"),
        (["list", "--all-boards", "--board", "a"], "list: --board and --all-boards exclude each other"),
        (["doctor", "--board", "a", "--plan"], "doctor: --board and --plan exclude each other"),
        (["doctor", "--roles", "--restore"], "doctor: --roles and --restore exclude each other"),
        (["doctor", "--roles", "--board", "a"], "doctor: --roles and --board exclude each other"),
        (["doctor", "--roles", "--plan"], "doctor: --roles and --plan exclude each other"),
        (["rollup", "--since", "-7d", "--as-of", "-1d"], "rollup: --since and --as-of exclude each other"),
        (["edit", "1", "--no-tags", "--tag", "x"], "edit: --no-tags and --tag exclude each other"),
        (["edit", "1", "--no-members", "--member", "x"], "edit: --no-members and --member exclude each other"),
        (["move", "1", "doing", "--before", "2", "--bottom"], "--before, --after and --bottom exclude each other"),
        (["board", "column", "move", "Doing", "--before", "Review", "--after", "Review"], "say --before COLUMN or"),
        (["calendar", "set", "--year", "2027"], "calendar set: --year goes with --country"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_options_that_do_not_go_together_are_refused_and_none_is_passed_over(site, words, said):
    before = site.content()
    done = site(*words, code=2)
    assert done.out == ""
    assert said in done.err
    assert site.content() == before


def test_the_empty_name_of_a_column_is_no_column_beside_which_one_is_put(site):
    for option in ("--before", "--after"):
        assert (
            "column '' is not on board a; it has" in site("board", "column", "move", "Doing", f"{option}=", code=1).err
        )


def test_an_empty_code_is_no_work_package_and_finds_no_card_without_one(site):
    site("plan", "node", "add", "1", "Bridge")
    for code in ("", " ", "1.", ".", "None"):
        done = site("list", f"--wp={code}", code=1)
        assert done.out == ""
        assert "is not in the plan; it has" in done.err
