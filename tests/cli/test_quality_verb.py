"""`kanban quality`: yields, DPMO and sigma by driver, and the signals below them."""

from xml.etree import ElementTree

import pytest
import time_machine
from calls import DEMO_NOW
from test_terminal import on_terminal

from kanban.text.clean import width

pytestmark = pytest.mark.every_store


def rework_of(desk, cards=12, reworked=3):
    """Finished cards, some of them sent back once for a defect."""
    for number in range(1, cards + 1):
        desk("add", f"card {number}")
        desk("move", number, "doing", "--over-wip")
        if number <= reworked:
            desk("move", number, "review", "--over-wip")
            desk("move", number, "doing", "--reason", "defect", "--over-wip")
        desk("move", number, "done")


def test_every_driver_and_all_of_them(demo):
    rows = [row for row in demo("quality").rows if len(row) == 8]
    assert [row[0] for row in rows] == ["chen", "li", "wang", "zhang", "all boards"]
    zhang, whole = rows[3], rows[4]
    assert zhang[1:4] == ["zhang", "38", "36"]
    assert zhang[4] == "81%"
    assert [int(row[3]) for row in rows[:4]] == [31, 33, 32, 36]
    assert whole[3] == "132"


def test_the_numbers_are_those_of_the_moves(desk):
    rework_of(desk)
    (row,) = [row for row in desk("quality").rows if len(row) == 8]
    assert row[2:] == ["12", "12", "75%", "0%", "250,000", "2.2"]
    found = desk("quality", "--json", "--opportunities", "5").json
    assert found["total"]["dpmo"] == 50_000
    assert found["total"]["sigma_level"] == pytest.approx(3.145, abs=0.001)
    assert found["sigma_shift"] == 1.5
    (board,) = found["boards"]
    assert [(c["name"], c["entries"], c["passed"]) for c in board["columns"]] == [("Doing", 15, 12), ("Review", 3, 0)]
    assert found["total"]["rolled_throughput_yield_rate"] == 0.0


def test_the_signals_stand_below_in_words(demo):
    signals = [row for row in demo("quality").rows if len(row) == 3]
    assert {row[1] for row in signals} <= {"cycle time", "rework rate"}
    assert any("above the upper limit of" in row[2] for row in signals)


def test_nothing_finished_is_a_dash_with_a_reason(desk):
    desk("add", "a")
    (row,) = [row for row in desk("quality").rows if len(row) == 8]
    assert row[2:] == ["0", "0", "-", "-", "-", "-"]
    total = desk("quality", "--json").json["total"]
    for key in ("first_pass_yield_rate", "rolled_throughput_yield_rate", "dpmo", "sigma_level"):
        assert (total[key], total[f"{key}_reason"]) == (None, "no finished cards with a known start")


@pytest.mark.parametrize("text", ["0", "-3", "many", "1.5", "１", "10000000"])
def test_opportunities_that_are_none_are_refused(desk, text):
    desk("add", "a")
    said = desk("quality", "--opportunities", text, code=1).err
    assert said.startswith("kanban: --opportunities: a whole number from 1 to 1,000,000")
    assert len(said.splitlines()) == 1


def test_an_empty_window_is_refused(desk):
    desk("add", "a")
    assert "so the window is empty" in desk("quality", "--from", "2026-10-02", "--to", "2026-10-01", code=1).err


def test_a_past_moment_knows_nothing_of_later(demo):
    with time_machine.travel(DEMO_NOW, tick=True):
        now, then = demo("quality", "--json").json, demo("quality", "--json", "--as-of", "2026-10-01").json
    assert then["total"]["started_finished"] < now["total"]["started_finished"]
    assert all(s["to_at"] < "2026-10-02" for b in then["boards"] for s in b["xmr"]["signals"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_can_be_read_at_80_columns_and_names_the_shift(demo_folder, language):
    out, code = on_terminal("-w", demo_folder, "--lang", language, "--color", "never", "quality")
    assert code == 0
    assert max(width(line) for line in out.splitlines()) <= 80
    assert "1.5" in out
    assert "…" not in out


@pytest.mark.parametrize("name", ["scatter", "ageing", "throughput", "cfd", "xmr", "p", "rework", "costly"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_charts_are_drawn_in_the_shell(demo, name, language):
    lines = demo("--lang", language, "metrics", "--board", "zhang", "--chart", name, COLUMNS="80").out.splitlines()
    assert lines[0].startswith("zhang · ")
    assert len(lines) > 4
    assert max(width(line) for line in lines) <= 80
    assert "\033" not in "".join(lines)


def test_a_chart_on_a_terminal_without_unicode_is_ascii(demo_folder):
    out, code = on_terminal(
        "-w", demo_folder, "--color", "never", "metrics", "--board", "li", "--chart", "cfd", KANBAN_GLYPHS="ascii"
    )
    assert code == 0
    assert "#" in out
    assert not set("█▓▒░│─") & set(out)


def test_a_chart_that_there_is_not_and_one_with_json_are_refused(demo):
    assert "--chart" in demo("metrics", "--chart", "pie", code=2).err
    assert "neither --json nor --cards" in demo("metrics", "--chart", "p", "--json", code=2).err
    assert demo("metrics", "--chart", "xmr", "--as-of", "2026-08-01").out.count("no ") >= 1


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("xmr", "XmR chart"), ("p", "p-chart"), ("yield", "first-pass yield 81%"), ("sigma", "sigma 2.7 (shift 1.5)"),
    ],
)  # fmt: skip
def test_every_chart_is_drawn_and_written(demo, tmp_path, name, said):
    drawn = demo("quality", "--board", "zhang", "--chart", name).out
    assert said in drawn
    assert "└" in drawn or "+" in drawn
    assert max(map(width, drawn.splitlines())) <= 80
    path = tmp_path / "picture.svg"
    assert str(path) in demo("quality", "--chart", name, "--svg", path).err
    root = ElementTree.parse(path).getroot()
    text = "".join(root.itertext())
    assert [word for word in ("chen", "zhang", said) if word not in text] == []


def test_a_chart_is_that_of_the_metrics(demo):
    for name in ("xmr", "p"):
        words = ("--board", "zhang", "--chart", name, "--from", "2026-09-20")
        assert demo("quality", *words).out == demo("metrics", *words).out


def test_more_opportunities_are_more_sigma(demo):
    one, five = (demo("quality", "--board", "zhang", "--chart", "sigma", "--opportunities", n).out for n in ("1", "5"))
    assert "sigma 2.7 " in one
    assert "sigma 3.5 " in five


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--chart", "yield", "--json"), "--json does not go with them"), (("--svg", "a.svg"), "with --chart NAME"),
        (("--chart", "pareto"), "it is none of xmr, p, yield, sigma"),
    ],
)  # fmt: skip
def test_what_does_not_go_with_a_chart_is_refused(desk, words, said):
    assert said in desk("quality", *words, code=2).err


def test_nothing_to_draw_says_why(desk):
    desk("add", "a")
    for name in ("xmr", "p", "yield", "sigma"):
        assert "no finished cards with a known start" in desk("quality", "--chart", name).out
    rework_of(desk, cards=3, reworked=0)
    assert "no defect: the sigma level has no bound" in desk("quality", "--chart", "sigma").out
