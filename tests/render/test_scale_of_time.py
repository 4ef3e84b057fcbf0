"""Time in cells against a slow second way: each cell holds the days of its unit, as the zone's calendar has them."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.svg.calendar_axis import marks
from kanban.render.time_scale import UNIT_CELLS, ZOOMS, Label, Scale, around, fitting_scale, head_line, rescaled
from kanban.text.clean import width
from kanban.text.messages import use_language

pytestmark = pytest.mark.any_day

ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe", "America/St_Johns")
BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
moments = st.datetimes(datetime(1995, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
zooms, zones, cells_of = st.sampled_from(ZOOMS), st.sampled_from(ZONES), st.integers(10, 160)


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def unit_of(moment: datetime, zoom: str, zone: str) -> int:
    """The number of the day, week or month that a moment lies in, counted from long ago."""
    day = moment.astimezone(ZoneInfo(zone)).date()
    return {"day": day.toordinal(), "week": (day.toordinal() - 1) // 7, "month": day.year * 12 + day.month}[zoom]


@given(zooms, moments, cells_of, zones, st.integers(0, 3000))
def test_a_moment_stands_in_the_cells_of_its_own_day_week_or_month(zoom, begin, cells, zone, hours):
    scale = Scale(zoom, begin, cells, zone)
    moment = scale.begin + timedelta(hours=hours)
    number = unit_of(moment, zoom, zone) - unit_of(scale.begin, zoom, zone)
    unit = UNIT_CELLS[zoom]
    if number * unit < cells:
        assert number * unit <= scale.cell(moment) <= min(cells, number * unit + unit - 1)
    else:
        assert scale.cell(moment) == cells


@given(zooms, moments, cells_of, zones)
def test_a_scale_begins_at_the_midnight_that_begins_its_unit(zoom, begin, cells, zone):
    scale = Scale(zoom, begin, cells, zone)
    wall = scale.begin.astimezone(ZoneInfo(zone))
    assert (wall.hour, wall.minute, wall.second) == (0, 0, 0)
    assert zoom != "week" or wall.weekday() == 0
    assert zoom != "month" or wall.day == 1
    assert unit_of(scale.begin, zoom, zone) == unit_of(begin, zoom, zone)
    assert scale.cell(scale.begin - timedelta(seconds=1)) == -1


@given(zooms, moments, cells_of, zones)
def test_the_lower_head_names_every_unit_by_its_first_day(zoom, begin, cells, zone):
    scale = Scale(zoom, begin, cells, zone)
    first = scale.begin.astimezone(ZoneInfo(zone)).date()
    for number, label in enumerate(scale.labels()):
        assert label.cell == number * UNIT_CELLS[zoom]
        if zoom == "month":
            months = first.year * 12 + first.month - 1 + number
            assert label.text == datetime(months // 12, months % 12 + 1, 1).strftime("%b")
        else:
            assert label.text == f"{first + timedelta(days=number * (7 if zoom == 'week' else 1)):%d}"


@given(zooms, moments, st.integers(20, 160), zones)
def test_months_or_years_stand_where_their_first_midnight_is_and_say_a_year_once(zoom, begin, cells, zone):
    scale = Scale(zoom, begin, cells, zone)
    first, behind = scale.days[0], scale.days[-1]
    days = [first + timedelta(days=number) for number in range((behind - first).days)]
    begins = [day for day in days if day.day == 1 and (zoom != "month" or day.month == 1)]
    cells_of_begins = {scale.cell(at(str(day), zone)) for day in begins}
    assert scale.grid() == sorted(cell for cell in cells_of_begins if 0 < cell < cells)
    over = scale.over()
    years = [label.text[-4:] for label in over if label.text[-4:].isdigit()]
    assert len(years) == len(set(years))
    for before, after in itertools.pairwise(over):
        assert before.cell + width(before.text) < after.cell


def test_the_head_of_a_day_that_the_clocks_change_on_is_as_wide_as_any():
    scale = Scale("day", at("2026-10-24"), 12, BERLIN)
    midnights = [at(f"2026-10-{day}") for day in (24, 25, 26, 27)]
    assert [scale.cell(moment) for moment in midnights] == [0, 3, 6, 9]
    assert scale.cell(at("2026-10-25") + timedelta(hours=24, minutes=59)) == 5, "a Sunday of 25 hours"


@given(st.lists(moments, min_size=1, max_size=4), st.integers(60, 200), zones)
def test_of_the_zooms_that_show_all_dates_the_closest_is_taken(dates, cells, zone):
    now = dates[0]
    scale = fitting_scale(dates, now, cells, zone)
    first, last = min(dates), max(dates)
    shows = [zoom for zoom in ZOOMS if Scale(zoom, first, cells, zone).cell(last) < cells]
    assert scale.zoom == (shows[0] if shows else "month")
    if shows:
        assert all(0 <= scale.cell(moment) < cells for moment in dates)
    else:
        assert 0 <= scale.cell(now) < cells
        assert abs(scale.cell(now) - cells // 3) <= 2 * UNIT_CELLS["month"]


@given(moments, st.integers(0, 9000), st.integers(60, 200), zones, zooms | st.none())
def test_what_is_asked_for_by_its_begin_or_its_end_is_in_view(begin, days, cells, zone, zoom):
    end = begin + timedelta(days=days)
    from_begin = fitting_scale([], begin, cells, zone, zoom, begin=begin)
    assert 0 <= from_begin.cell(begin) < UNIT_CELLS[from_begin.zoom]
    to_end = fitting_scale([begin], begin, cells, zone, zoom, end=end)
    assert 0 <= to_end.cell(end) < cells
    assert zoom is None or from_begin.zoom == to_end.zoom == zoom
    both = fitting_scale([], begin, cells, zone, zoom, begin=begin, end=end)
    assert 0 <= both.cell(begin) < UNIT_CELLS[both.zoom]


@given(moments, zooms, cells_of, zones)
def test_around_a_moment_a_third_of_the_scale_lies_before_it(moment, zoom, cells, zone):
    scale = around(moment, zoom, cells, zone)
    units = scale.cell(moment) // UNIT_CELLS[zoom]
    assert units == max(1, cells // UNIT_CELLS[zoom]) // 3


@given(moments, zooms, st.integers(30, 160), zones, st.sampled_from([-1, 1]), st.integers(0, 159))
def test_zooming_keeps_the_moment_in_its_place_and_ends_at_the_ends(moment, zoom, cells, zone, step, where):
    begin = Scale(zoom, moment, cells, zone)
    scale = Scale(zoom, begin.moved(-(where % cells) // UNIT_CELLS[zoom]), cells, zone)
    other = rescaled(scale, step, moment)
    number = ZOOMS.index(zoom) + step
    assert other.zoom == ZOOMS[min(2, max(0, number))]
    if 0 <= scale.cell(moment) < cells:
        assert abs(other.cell(moment) - scale.cell(moment)) < 2 * UNIT_CELLS[other.zoom]
    middle = scale.begin + (scale.moved(scale.units) - scale.begin) / 2
    far = rescaled(scale, step, scale.begin - timedelta(days=9999))
    assert abs(far.cell(middle) - cells // 2) <= 3 * UNIT_CELLS["month"] or scale.units < 6


@given(zooms, moments, zones, st.integers(-200, 200))
def test_moving_by_units_moves_the_begin_by_as_many(zoom, begin, zone, units):
    scale = Scale(zoom, begin, 60, zone)
    assert unit_of(scale.moved(units), zoom, zone) - unit_of(scale.begin, zoom, zone) == units
    assert scale.units == 60 // UNIT_CELLS[zoom]


@given(st.lists(st.tuples(st.integers(0, 40), st.sampled_from(["Mar", "2026年", "3月", "09"])), max_size=9))
def test_labels_of_a_head_stand_in_their_cells_or_nowhere(labels):
    labels.sort(key=lambda label: label[0])
    cells, free_from = [" "] * 40, 0
    for cell, text in labels:
        if free_from <= cell <= 40 - width(text):
            free_from = cell + width(text)
            cells[cell:free_from] = [*text, *[""] * (width(text) - len(text))]
    assert head_line([Label(cell, text) for cell, text in labels], 40) == "".join(cells)


@pytest.mark.parametrize(
    ("zoom", "over", "lower"),
    [
        ("day", ["11月", "2026年12月"], ["28", "29", "30", "01"]),
        ("week", ["2026年12月", "2027年1月", "2月"], ["23", "30", "07", "14"]),
        ("month", ["2026年", "2027年"], ["11月", "12月", "1月", "2月"]),
    ],
)
def test_the_heads_in_chinese(zoom, over, lower):
    use_language("zh_CN")
    try:
        scale = Scale(zoom, at("2026-11-28", "Asia/Shanghai"), 45, "Asia/Shanghai")
        assert [label.text for label in scale.over()][: len(over)] == over
        assert [label.text for label in scale.labels()][:4] == lower
        assert width(head_line(scale.over(), 45)) == width(head_line(scale.labels(), 45)) == 45
    finally:
        use_language("en")


@given(moments, st.integers(1, 30_000), zones)
def test_marks_of_an_axis_are_mondays_or_firsts_of_months_as_far_apart_as_the_others(begin, days, zone):
    end = begin + timedelta(days=days)
    shown = marks(begin, end, zone, NOW)
    walls = [moment.astimezone(ZoneInfo(zone)) for moment, _ in shown]
    assert all(begin <= moment <= end for moment, _ in shown)
    assert all((wall.hour, wall.minute) == (0, 0) for wall in walls)
    assert len(shown) <= 7
    if days <= 70:
        assert all(wall.weekday() == 0 for wall in walls)
        assert len({(b.date() - a.date()).days for a, b in itertools.pairwise(walls)}) <= 1
        assert days < 7 or walls
    else:
        assert all(wall.day == 1 and text == f"{wall:%Y-%m}" for wall, (_, text) in zip(walls, shown, strict=True))
        counted = [wall.year * 12 + wall.month for wall in walls]
        assert len({b - a for a, b in itertools.pairwise(counted)}) <= 1
        assert len(walls) >= 2
