"""Charts in cells: they fit, they show what they are given, in Unicode and in ASCII."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.axes import scale_of, tick
from kanban.render.chart_data import Band, Chart, Limit, Stop, Upright
from kanban.render.charts import draw, legend
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE

pytestmark = pytest.mark.any_day

number = st.floats(0, 1e7, allow_nan=False)
marks = st.sampled_from(("", "rework", "signal"))
limit_forms = st.sampled_from(("dashed", "points", "slope"))


@st.composite
def charts(make) -> Chart:
    form = make(st.sampled_from(("points", "curve", "bars", "areas")))
    bands = make(st.integers(1, 4)) if form == "areas" else 1
    count = make(st.integers(0, 90))
    values = st.one_of(st.just(()), st.tuples(*[number] * bands))
    stops = tuple(Stop(i / max(1, count - 1), make(values), make(marks)) for i in range(count))
    limit = st.one_of(st.tuples(number), st.tuples(*[st.one_of(st.none(), number)] * count))
    return Chart(
        form=form,
        unit=make(st.sampled_from(("seconds", "cards", "rate"))),
        stops=stops,
        limits=tuple(Limit(f"P{n}", make(limit), make(limit_forms)) for n in range(make(st.integers(0, 3))))
        if count
        else (),
        uprights=tuple(make(st.lists(st.builds(Upright, st.integers(0, count - 1), st.just("baseline")), max_size=4)))
        if count
        else (),
        bands=tuple(Band(f"列 {n}", "bar", n) for n in range(bands)) if form == "areas" else (),
        x_labels=((0.0, "28 Aug"), (0.5, "11月"), (1.0, "Doing 3")),
    )


def text(lines: list) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


@given(charts(), st.integers(20, 160), st.integers(5, 50), st.integers(-1, 95), st.sampled_from((UNICODE, ASCII)))
def test_any_chart_fits_its_cells_and_rows(chart: Chart, cells: int, rows: int, cursor: int, signs) -> None:
    lines = text(draw(chart, cells, rows, signs, cursor))
    assert len(lines) == rows
    assert max(width(line) for line in lines) <= max(cells, 30)
    if signs is ASCII:
        assert all(line.isascii() for line in lines[:-1])


@given(number, st.sampled_from(("seconds", "cards", "rate")), st.integers(3, 40))
def test_a_scale_holds_its_largest_value_and_says_each_step_once(largest: float, unit, rows: int) -> None:
    largest = min(largest, 1.0) if unit == "rate" else largest
    scale = scale_of(largest, unit, rows)
    assert scale.top >= largest - 1e-6 * max(1.0, largest)
    assert scale.ticks[0] == 0
    assert scale.ticks[-1] == scale.top
    assert len(scale.ticks) <= max(2, rows)
    words = [tick(value, unit) for value in scale.ticks]
    assert len(set(words)) == len(words)


def test_too_little_room_draws_nothing() -> None:
    chart = Chart(form="bars", unit="cards", stops=(Stop(0.0, (1.0,)),))
    assert draw(chart, 10, 20, UNICODE) == []
    assert draw(chart, 80, 4, UNICODE) == []


def test_a_higher_bar_is_higher_and_none_is_none() -> None:
    chart = Chart(form="bars", unit="cards", stops=tuple(Stop(i / 2, (v,)) for i, v in enumerate((0.0, 2.0, 4.0))))
    lines = text(draw(chart, 35, 12, UNICODE))
    heights = [sum(line[column] == "█" for line in lines[:-2]) for column in (6, 16, 26)]
    assert heights == [0, 5, 10]


def test_points_stand_where_they_belong_and_marks_beside_them() -> None:
    stops = (Stop(0.0, (0.0,)), Stop(0.5, (5.0,), "rework"), Stop(1.0, (10.0,), "signal"))
    lines = text(draw(Chart(form="points", unit="cards", stops=stops), 43, 13, UNICODE))
    assert lines[0].rstrip().endswith("▲")
    assert lines[10].split("│")[1].startswith("●")
    assert lines[5].index("↺") in range(21, 25)


def test_a_limit_runs_across_with_its_label_at_the_end() -> None:
    chart = Chart(form="points", unit="cards", stops=(Stop(0.0, (1.0,)),), limits=(Limit("P85 8", (8.0,)),))
    (line,) = [line for line in text(draw(chart, 60, 12, ASCII)) if "P85 8" in line]
    assert line.endswith("- P85 8") or line.endswith("-  P85 8")
    assert line.count("-") > 20


def test_the_cursor_points_out_one_stop_and_only_that() -> None:
    stops = tuple(Stop(i / 4, (float(i),)) for i in range(5))
    chart = Chart(form="points", unit="cards", stops=stops)
    for number in range(5):
        chosen = [(y, span) for y, line in enumerate(draw(chart, 50, 12, UNICODE, number)) for span in line
                  if span[1] == "label"]  # fmt: skip
        assert [part for _, (part, _) in chosen] == ["●", "↑"]
    assert not [1 for line in draw(chart, 50, 12, UNICODE) for _, role in line if role == "label"]


def test_the_bands_lie_as_they_are_stacked_and_the_legend_says_which() -> None:
    bands = (Band("Done", "good", 0), Band("Doing", "bar", 1), Band("Ready", "meta", 3))
    chart = Chart(form="areas", unit="cards", stops=(Stop(0.0, (4.0, 2.0, 4.0), "rework"),), bands=bands)
    lines = text(draw(chart, 40, 12, UNICODE))
    column = "".join(line[10] for line in lines[:10])
    assert column == "░░░░▓▓████"
    assert "↺" in lines[10]
    assert text([legend(chart, UNICODE, 60)]) == [" ░ Ready  ▓ Doing  █ Done "]


def test_a_curve_joins_its_points() -> None:
    stops = (Stop(0.0, (0.0,)), Stop(1.0, (10.0,)))
    lines = text(draw(Chart(form="curve", unit="cards", stops=stops), 45, 12, UNICODE))
    drawn = [any(0x2801 <= ord(sign) <= 0x28FF or sign == "●" for sign in line) for line in lines[:10]]
    assert all(drawn)


def test_an_upright_stands_at_its_stop_with_its_words_whole_in_whatever_script() -> None:
    stops = tuple(Stop(i / 9, (5.0,)) for i in range(10))
    chart = Chart(
        form="bars", unit="cards", stops=stops, uprights=(Upright(2, "基线 24 Nov"), Upright(9, "P85 16 Feb"))
    )
    for cursor in range(-1, 10):
        lines = text(draw(chart, 60, 12, UNICODE, cursor))
        assert "│基线 24 Nov" in lines[0]
        assert "P85 16 Feb│" in lines[1]
        assert {width(line) for line in lines[:10]} == {60}


def test_a_slope_goes_from_its_first_value_to_its_last_and_hollow_points_stand_at_stops() -> None:
    stops = tuple(Stop(i / 4, (8.0,)) for i in range(5))
    slope, hollow = Limit("as fast", (0.0, 10.0), "slope"), Limit("P50", (2.0, None, 4.0, 4.0, 4.0), "points")
    lines = text(draw(Chart(form="points", unit="cards", stops=stops, limits=(slope, hollow)), 60, 14, UNICODE))
    assert sum(line.count("○") for line in lines) == 4
    assert "─" in lines[11][:12]
    assert lines[0].rstrip().endswith("as fast")


def test_a_chart_may_have_words_of_its_own_beside_its_axis() -> None:
    stops = (Stop(0.0, (1.0,)), Stop(1.0, (9.0,)))
    chart = Chart(form="curve", unit="seconds", stops=stops, scale=((0.0, "14 Dec"), (10.0, "24 Dec")))
    lines = text(draw(chart, 60, 12, UNICODE))
    assert lines[0].startswith("24 Dec")
    assert lines[9].startswith("14 Dec")
