"""The timeline as text: dates where they belong, bars, signs that need no colour, names cut before dates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive
from kanban.commands.plan import SetNode, SetProject
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import timeline
from kanban.render.time_scale import UNIT_CELLS, ZOOMS, Scale, around, fitting_scale, head_line
from kanban.render.timeline import heads, line, shape, short_legend
from kanban.render.timeline_words import detail
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE
from kanban.text.messages import use_language

AT = 24 * 14
"""Two weeks after the story's first Monday, 2 March 2026."""


@pytest.fixture
def pm():
    pm = Planner().milestone("Deck 桥面" * 12).promise(24 * 30).promise(24 * 40, at=200, why="high water")
    pm.give(SetEstimate(code="1.1.1", working_days=8)).give(SetEstimate(code="1.1.2", working_days=5))
    pm.give(SetEstimate(code="1.2.1", working_days=1))
    return pm.give(SetLink(predecessor="1.1.1", successor="1.1.2", lag_working_days=2))


@pytest.fixture
def desk():
    desk = Desk()
    for package in ("1.1.1", "1.1.1", "1.1.2"):
        desk.add(work_package=package)
    desk.move("1", DOING, 24)
    desk.move("1", DONE, 24 * 8)
    return desk


def whole(pm, *boards, at=AT):
    state = roll_up(pm.plan, boards, hour(at))
    return timeline(state, plan_schedule(state))


def drawn(found, zoom="week", cells=80, signs=UNICODE, at=None):
    form = shape(cells, found.rows)
    scale = around(at or found.as_of, zoom, form.chart, found.timezone)
    lines = [*heads(form, scale, found.as_of), *(line(row, found, form, scale, signs) for row in found.rows)]
    return ["".join(text for text, _ in spans) for spans in lines]


def row(lines, name):
    return next(text for text in lines if f" {name} " in text)


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("cells", [60, 80, 99, 100, 120, 200])
@pytest.mark.parametrize("signs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_line_is_as_wide_as_the_screen(pm, desk, zoom, cells, signs):
    assert {width(text) for text in drawn(whole(pm, desk.board), zoom, cells, signs)} == {cells}


def test_weeks_are_named_by_their_mondays_and_months_where_they_begin(pm):
    upper, lower, *_ = drawn(whole(pm))
    assert upper.split() == ["Feb", "Mar", "2026", "Apr", "May", "Jun"]
    assert lower.split()[1:6] == ["09", "16", "23", "02", "09"]


def test_a_bar_has_what_was_done_then_what_is_left_and_a_critical_one_another_sign(pm, desk):
    girders = row(drawn(whole(pm, desk.board)), "1.1.1")
    assert girders.index("█") < girders.index("▓") < len(girders)
    assert "░" not in girders
    assert "░" in row(drawn(whole(pm, desk.board)), "1.2.1"), "it has slack"
    assert "=" in row(drawn(whole(pm, desk.board), signs=ASCII), "1.1.1")


def test_what_waits_says_for_what_where_there_is_room(pm, desk):
    assert "▓ ←1.1.1FS+2d" in row(drawn(whole(pm, desk.board)), "1.1.2")
    assert "1.1.1FS" not in row(drawn(whole(pm, desk.board), cells=60, at=hour(-24 * 30)), "1.1.2")


def test_a_moved_baseline_stands_beside_the_original_one(pm):
    first = row(drawn(whole(pm)), "M1")
    assert 0 < first.index("◦") < first.index("◇")
    assert "…" in first, "the name is cut, no date is"


def test_today_is_a_line_through_all_rows_that_leave_it_free(pm):
    rows = drawn(whole(pm))[2:]
    columns = {width(text[: text.index("│")]) for text in rows if "│" in text}
    assert len(columns) == 1


def test_what_lies_outside_the_view_is_pointed_to(pm, desk):
    lines = drawn(whole(pm, desk.board), "day", at=hour(24 * 365))
    assert "‹" in row(lines, "M1")
    assert "›" in row(drawn(whole(pm, desk.board), "day", at=hour(-24 * 365)), "M1")


def test_the_past_of_a_line_has_no_later_work(pm, desk):
    assert "█" not in "".join(drawn(whole(pm, desk.board, at=10)))


def test_days_are_those_of_the_plans_zone_whatever_the_clocks_do(pm):
    """Clocks go forward in Berlin on 29 March 2026, a day of 23 hours."""
    pm.give(SetProject(timezone="Europe/Berlin"))
    scale = Scale("day", datetime(2026, 3, 28, 12, tzinfo=UTC), 12, "Europe/Berlin")
    assert [label.text for label in scale.labels()] == ["28", "29", "30", "31"]
    assert scale.cell(datetime(2026, 3, 29, 22, tzinfo=UTC)) == 6, "midnight of the 30th is 22:00 UTC"


@given(
    st.sampled_from(ZOOMS), st.datetimes(datetime(1900, 1, 1), datetime(8999, 1, 1)), st.integers(1, 200),
    st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York"]), st.integers(-9, 9),
)  # fmt: skip
@settings(deadline=None)
def test_later_moments_never_stand_before_earlier_ones(zoom, begin, cells, zone, units):
    begin = begin.replace(tzinfo=UTC)
    scale = Scale(zoom, begin, cells, zone)
    found = [scale.cell(begin + timedelta(days=days)) for days in range(-40, 400, 9)]
    assert found == sorted(found)
    assert scale.cell(scale.begin) == 0
    assert scale.cell(begin) < UNIT_CELLS[zoom]
    assert Scale(zoom, scale.moved(units), cells, zone).moved(-units) == scale.begin
    assert width(head_line(scale.over(), cells)) == width(head_line(scale.labels(), cells)) == cells


def test_the_closest_zoom_that_shows_everything(pm):
    at = hour(AT)
    assert fitting_scale([at, at + timedelta(days=5)], at, 50, "UTC").zoom == "day"
    assert fitting_scale([at, at + timedelta(days=50)], at, 50, "UTC").zoom == "week"
    assert fitting_scale([at, at + timedelta(days=250)], at, 50, "UTC").zoom == "month"
    far = fitting_scale([at, at + timedelta(days=9000)], at, 50, "UTC")
    assert (far.zoom, 0 < far.cell(at) < far.cells) == ("month", True)


def test_a_row_in_words(pm, desk):
    found = whole(pm, desk.board)
    said = [" ".join(text for text, _ in spans) for spans in detail(found.row("1.1.1"), found, "UTC", UNICODE, 100, 4)]
    words = " ".join(" ".join(said).split())
    assert words.startswith("1.1.1 Girders · 1/2 done · started 03 Mar 08:00 · the rest 16 Mar 09:00 to ")
    assert "critical, slack 0d" in words
    assert words.endswith("before 1.1.2FS+2d")
    said = [" ".join(text for text, _ in spans) for spans in detail(found.row("M1"), found, "UTC", UNICODE, 200, 4)]
    assert "was 01 Apr 08:00" in " ".join(said)


def test_a_row_that_cannot_be_dated_says_why(pm):
    pm.give(SetNode(code="1.2.2", name="Caps"))
    found = whole(pm)
    said = "".join(text for spans in detail(found.row("1.2.2"), found, "UTC", UNICODE, 100, 4) for text, _ in spans)
    assert "the rest has no dates: no estimate and no cards" in said


def test_in_chinese(pm, desk):
    use_language("zh_CN")
    try:
        lines = drawn(whole(pm, desk.board), "month")
        assert {width(text) for text in lines} == {80}
        assert "2026年" in lines[0]
        assert "3月" in lines[1]
        assert width(short_legend(UNICODE)) <= 80
    finally:
        use_language("en")


def test_names_of_others_are_cleaned(pm):
    pm.give(SetNode(code="1.1.1", name="Gir[bold]ders"))
    assert "Gir[bold]ders" in row(drawn(whole(pm)), "1.1.1")


def test_a_linked_card_has_a_bar_of_its_own_beneath_its_package(pm, desk):
    pm.give(SetLink(predecessor="bridge/1", successor="bridge/3")).give(SetLink(predecessor="bridge/3", successor="M1"))
    lines = drawn(whole(pm, desk.board), cells=120)
    assert "  bridge/1 " in lines[3]
    assert lines[3].index("bridge/1") == lines[2].index("1.1.1") + 2
    assert "█" in lines[3]
    assert not {"░", "▓"} & set(lines[3]), "nothing is left of it"
    waiting = row(lines, "bridge/3")
    assert {"░", "▓"} & set(waiting)
    assert "█" not in waiting
    assert "←bridge/1" in waiting
    assert {width(text) for text in lines} == {120}


def test_a_linked_card_in_words(pm, desk):
    pm.give(SetLink(predecessor="bridge/1", successor="bridge/3")).give(SetLink(predecessor="zhao/4", successor="M1"))
    found = whole(pm, desk.board)

    def said(id_):
        spans = [span for line_ in detail(found.row(id_), found, "UTC", UNICODE, 120, 4) for span in line_]
        return " ".join("".join(text for text, _ in spans).split())

    assert said("bridge/1").startswith("bridge/1 Weld span 17 · 1.1.1 · started 03 Mar 08:00 · finished 10 Mar 08:00")
    assert said("bridge/3").endswith("after bridge/1")
    assert said("zhao/4").startswith("zhao/4 · there is no board zhao")


def test_the_bar_of_a_dropped_card_ends_where_it_was_dropped(pm, desk):
    desk.move("2", DOING, 24 * 2)
    desk.give(Archive(cards=("2",)), 24 * 5)
    found = whole(pm.give(SetLink(predecessor="bridge/2", successor="M1")), desk.board)
    dropped = row(drawn(found, "day", at=hour(24 * 6)), "bridge/2")
    assert "█" in dropped
    assert not {"░", "▓"} & set(dropped)
    assert dropped.rindex("█") < dropped.index("│")
    spans = [text for line_ in detail(found.row("bridge/2"), found, "UTC", UNICODE, 120, 4) for text, _ in line_]
    assert "dropped 07 Mar 08:00" in "".join(spans)
