"""Numbers on the command line: however they are written, they mean what they say, or are refused in a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.output import terminal_width
from kanban.cli.verbs.board import limit_of
from kanban.model.calendar_dates import typed_years
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

LONG = "9" * 5000
"""More digits than Python makes a number of."""
NONE = ["0", "-1", "1.5", "", " ", "x", "１", "٣", "1e3", LONG, "0" * 5000]
LAST = "1000000000"


@pytest.fixture
def filled(desk):
    """A board of three cards, and a plan with money, a booked cost and two versions of a baseline."""
    desk("add", "-", stdin=b"Weld\nGrout\nPaint\n")
    desk("plan", "set", "--currency", "CNY", "--timezone", "Asia/Shanghai")
    for code in ("1", "1.1", "1.1.1"):
        desk("plan", "node", "add", code, f"node {code}")
    desk("milestone", "add", "Deck", "--gate", "1.1.1", "--baseline", "2026-11-20")
    desk("milestone", "baseline", "M1", "2026-12-20")
    desk("cost", "add", "1.1.1", "100")
    return desk


def test_no_number_above_nought_is_no_limit_of_a_list(filled):
    for text in [*NONE, LAST]:
        done = filled("list", f"--limit={text}", code=2)
        assert done.out == ""
        assert done.err.startswith("kanban: --limit: ")
        assert done.err.count("\n") == 1
        assert len(done.err) < 1100


def test_a_limit_shows_so_many_of_the_top_and_says_how_many_are_left(filled):
    for text, shown in (("1", 1), ("002", 2), ("3", 3), ("4", 3), ("999999999", 3)):
        done = filled("list", "--limit", text)
        assert [row[0] for row in done.rows] == ["1", "2", "3"][:shown]
        assert done.err == ("" if shown == 3 else f"{3 - shown} more (--limit {shown})\n")
        assert len(filled("list", "--limit", text, "--json").json["cards"]) == shown


def test_what_is_no_wip_limit_is_refused_and_nothing_is_written(filled):
    for text in [*NONE, "10001", "0000010001", " " * 9 + "x"]:
        before = filled.content()
        for words in (["limit", "--", "Doing", text], ["add", "Tests", f"--limit={text}"]):
            assert "is no WIP limit of 1 to 10,000" in filled("board", "column", *words, code=1).err
        if text.strip():
            filled("board", "create", "other", "--columns", f"A:queue,B:active:{text},C:done", code=1)
        assert filled.content() == before


@pytest.mark.parametrize(("text", "limit"), [("10000", 10_000), (" " * 9 + "5", 5), ("0000000007", 7)])
def test_a_wip_limit_may_have_blanks_and_noughts_before_it(filled, text, limit):
    filled("board", "column", "limit", "Doing", text)
    filled("board", "column", "add", "Tests", "--limit", text)
    filled("board", "create", "other", "--columns", f"A:queue,B:active:{text},C:done")
    limits = {c["name"]: c["wip_limit"] for board in filled("board", "--json").json["boards"] for c in board["columns"]}
    assert limits["Doing"] == limits["Tests"] == limits["B"] == limit


@given(st.integers(-5, 20_000), st.integers(0, 12), st.integers(0, 12))
def test_a_wip_limit_is_from_one_to_ten_thousand(number, blanks, noughts):
    text = " " * blanks + ("-" if number < 0 else "") + "0" * noughts + str(abs(number))
    if 1 <= number <= 10_000:
        assert limit_of(text, "limit") == number
    else:
        with pytest.raises(Refused, match="WIP limit of 1 to 10,000"):
            limit_of(text, "limit")


def test_a_version_of_the_baseline_is_shown_by_its_number_and_refused_where_there_is_none(filled):
    for text, due in (("1", "2026-11-20"), ("2", "2026-12-20"), ("0000000001", "2026-11-20")):
        (milestone,) = filled("plan", "show", "--baseline", text, "--json").json["milestones"]
        assert milestone["baseline_at"].startswith(due)
    for text in ["0", "3", "00000000012", "2.0", " 2", LONG]:
        done = filled("plan", "show", f"--baseline={text}", code=1)
        assert done.err.endswith("is no version of the baseline; there are 1 to 2\n")
        assert done.out == ""


def test_a_cost_is_taken_away_by_a_number_that_there_is(filled):
    for text in ["0", "2", "1.0", "x", LONG, "0" * 20 + "2"]:
        before = filled.content()
        assert filled("cost", "remove", text, code=1).err.startswith("kanban: cost: ")
        assert filled.content() == before
    filled("cost", "remove", "001")
    assert filled("cost", "--json").json == {"costs": []}


def test_opportunities_are_from_one_to_a_million(filled):
    for text in ["0", "1000001", "0001000001", LONG, "1.5", ""]:
        said = filled("quality", f"--opportunities={text}", code=1).err
        assert said.startswith("kanban: --opportunities: a whole number from 1 to 1,000,000, not ")
    for text in ("1", "1000000", "0000000000002"):
        filled("quality", "--opportunities", text)


def test_a_year_of_holidays_is_one_of_three_centuries(filled):
    before = filled.content()
    for text in ["1899", "2200", "0019005", "002026000", LONG, "MMXXVI", "-2026", ""]:
        done = filled("calendar", "set", "--country", "CN", f"--year={text}", code=1)
        assert "is no year from 1900 to 2199" in done.err
    assert filled.content() == before
    assert typed_years(["1900", "002199", "1900"], 2026) == (1900, 2199)
    assert typed_years([], 2026) == (2026, 2027)


@pytest.mark.parametrize(
    ("option", "texts", "said"),
    [
        ("--wip", ["0", "+0", "+100", "-100", "+-1", "--1", "1.5", "", "+", LONG, f"-{LONG}"], "such as +1 or -2"),
        ("--scope", ["0", "1001", "-3", "+3", "2.0", LONG], "is not a number from 1 to 1000"),
    ],
)
def test_a_number_to_simulate_with_is_one_that_can_be_meant(demo, option, texts, said):
    name = {"--wip": "li", "--scope": "M5"}[option]
    for text in texts:
        refused = demo("simulate", f"{option}={name}={text}", code=1)
        assert refused.err.startswith(f"kanban: {option}: ")
        assert (said if text else "is not BOARD=N") in refused.err
        assert refused.out == ""


def test_a_number_to_simulate_with_may_be_typed_full_width_and_keeps_its_sign(demo):
    plain, wide = (demo("simulate", f"--wip=li={typed}", "--json").json for typed in ("-1", "－０１"))
    assert plain["milestones"] == wide["milestones"]


@pytest.mark.parametrize(
    ("columns", "cells"),
    [("80", 80), ("1", 1), ("1000", 1000), ("0120", 120), ("1001", None), ("0", None), (LONG, None), ("", None),
     ("-5", None), ("８０", None)],
    ids=lambda value: ascii(value)[:9],
)  # fmt: skip
def test_columns_of_the_environment_are_taken_if_they_can_be_meant(monkeypatch, columns, cells):
    monkeypatch.delenv("COLUMNS", raising=False)
    usual = terminal_width()
    monkeypatch.setenv("COLUMNS", columns)
    assert terminal_width() == (usual if cells is None else cells)
