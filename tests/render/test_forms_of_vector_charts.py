"""Each form of chart as vector graphics: where points, bars, bands, lines and words stand, and what is said of them."""

import itertools
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.render.chart_data import Band, Chart, Limit, Stop, Upright
from kanban.render.flow_pictures.picture import Bar, Picture, Point
from kanban.render.svg.elements import cells_in, element, number, points, safe, text_width
from kanban.render.svg.forms import FEW_BARS, MANY_POINTS
from kanban.render.svg.plot import Plot
from kanban.render.svg.sheet import SIGNALS_SHOWN, document, lines, sheet
from kanban.render.svg.style import BODY, MARGIN, PLOT_HEIGHT, REWORK, SMALL, WIDTH
from kanban.text.messages import msg, use_language

pytestmark = pytest.mark.any_day

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, **more) -> ElementTree.Element:
    told = tuple(Point(f"stop {n}") for n in range(len(chart.stops)))
    return parsed(Picture(chart=chart, points=told, **more))


def parsed(picture: Picture, title: str = "a board") -> ElementTree.Element:
    return ElementTree.fromstring(document([sheet(picture, title)]).encode())


def all_of(root: ElementTree.Element, name: str, **attributes: str) -> list[ElementTree.Element]:
    wanted = {key.replace("_", "-"): value for key, value in attributes.items()}
    return [part for part in root.iter(SVG + name) if wanted.items() <= part.attrib.items()]


def corners(part: ElementTree.Element) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (pair.split(",") for pair in part.attrib["points"].split())]


def words(root: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in root.iter(SVG + "text")]


def place(root: ElementTree.Element, text: str) -> tuple[float, float]:
    (part,) = (part for part in root.iter(SVG + "text") if part.text == text)
    return float(part.attrib["x"]), float(part.attrib["y"])


def stops(*values: float | None) -> tuple[Stop, ...]:
    last = max(1, len(values) - 1)
    return tuple(Stop(n / last, () if value is None else (value,)) for n, value in enumerate(values))


SCALE = ((0.0, "none"), (5.0, "half"), (10.0, "all"))


def points_chart(*values: float | None, **more) -> Chart:
    return Chart(form="points", unit="cards", stops=stops(*values), scale=SCALE, **more)


def test_points_stand_at_their_share_of_the_way_and_of_the_height():
    root = drawn(points_chart(0.0, 5.0, 10.0))
    found = [(float(part.attrib["cx"]), float(part.attrib["cy"])) for part in all_of(root, "circle")]
    (left, bottom), (middle, half), (right, top) = found
    assert bottom - top == pytest.approx(PLOT_HEIGHT, abs=0.2)
    assert half == pytest.approx((top + bottom) / 2, abs=0.1)
    assert middle == pytest.approx((left + right) / 2, abs=0.1)
    assert right == WIDTH - MARGIN, "without limits nothing stands at the right"
    axis = all_of(root, "line")
    assert sorted(float(line.attrib["y1"]) for line in axis) == pytest.approx([top, half, bottom], abs=0.1)
    assert [part.find(SVG + "title").text for part in all_of(root, "circle")] == ["stop 0", "stop 1", "stop 2"]


def test_what_lies_beyond_the_scale_stays_within_the_area():
    root = drawn(points_chart(-3.0, 25.0))
    low, high = (float(part.attrib["cy"]) for part in all_of(root, "circle"))
    assert low - high == pytest.approx(PLOT_HEIGHT, abs=0.2)


def test_a_curve_passes_over_what_is_not_known():
    chart = Chart(form="curve", unit="cards", stops=stops(1.0, None, 3.0), scale=SCALE)
    (line,) = all_of(drawn(chart), "polyline")
    assert len(corners(line)) == 2
    assert len(all_of(drawn(chart), "circle")) == 2


def test_dashed_limits_have_other_dashes_each_and_one_with_gaps_is_drawn_in_runs():
    limits = (Limit("one", (5.0,)), Limit("two", (1.0, 2.0, None, 4.0, 4.0)), Limit("three", (None,)))
    root = drawn(points_chart(1.0, 2.0, 3.0, 4.0, 5.0, limits=limits))
    across, first, second = all_of(root, "polyline")
    assert [len(corners(line)) for line in (across, first, second)] == [2, 2, 2]
    assert across.attrib["stroke-dasharray"] != first.attrib["stroke-dasharray"] == second.attrib["stroke-dasharray"]
    assert corners(across)[0][1] == corners(across)[1][1]
    assert corners(first)[1][0] < corners(second)[0][0]
    assert "three" not in words(root)


def test_hollow_points_stand_at_the_stops_that_have_a_value():
    limit = Limit("P50", (2.0, None, 8.0), "points")
    root = drawn(points_chart(None, None, None, limits=(limit,)))
    assert [float(part.attrib["cx"]) for part in all_of(root, "circle", fill="#ffffff")] == sorted(
        float(part.attrib["cx"]) for part in all_of(root, "circle")
    )
    assert len(all_of(root, "circle")) == 2
    assert all_of(root, "polyline") == []
    assert place(root, "P50")[1] == pytest.approx(float(all_of(root, "circle")[1].attrib["cy"]) + 3.5, abs=0.1)


def test_a_slope_is_straight_from_the_left_end_to_the_right_one():
    root = drawn(points_chart(1.0, 1.0, limits=(Limit("as fast", (0.0, 10.0), "slope"),)))
    ((x1, y1), (x2, y2)) = corners(all_of(root, "polyline")[0])
    left, right = (float(part.attrib["cx"]) for part in all_of(root, "circle"))
    assert (x1, x2) == (left, right)
    assert y1 - y2 == pytest.approx(PLOT_HEIGHT, abs=0.2)


@pytest.mark.parametrize(("stop", "anchor"), [(0, "start"), (1, "start"), (9, "end")])
def test_the_words_of_an_upright_stand_on_the_side_that_has_the_room(stop, anchor):
    chart = points_chart(*[1.0] * 10, uprights=(Upright(stop, "基线 24 Nov"), Upright(99, "nowhere")))
    root = drawn(chart)
    (said,) = (part for part in root.iter(SVG + "text") if part.text == "基线 24 Nov")
    at = float(all_of(root, "circle")[stop].attrib["cx"])
    assert said.attrib["text-anchor"] == anchor
    assert float(said.attrib["x"]) == pytest.approx(at + (4 if anchor == "start" else -4), abs=0.11)
    assert next(line for line in all_of(root, "line") if line.get("x1") == line.get("x2")).attrib["x1"] == number(at)
    assert "nowhere" not in words(root)


def test_uprights_have_their_words_one_below_the_other():
    chart = points_chart(1.0, 1.0, uprights=tuple(Upright(0, name) for name in ("today", "baseline", "P50", "P85")))
    root = drawn(chart)
    heights = [place(root, name)[1] for name in ("today", "baseline", "P50", "P85")]
    assert all(after - before == pytest.approx(13, abs=0.11) for before, after in itertools.pairwise(heights))


def bars_chart(*values: float, unit="cards", **more) -> Chart:
    return Chart(form="bars", unit=unit, stops=stops(*values), **more)


def test_bars_are_as_high_as_their_number_which_stands_above_and_none_is_no_bar():
    root = drawn(bars_chart(2.0, 0.0, 4.0))
    low, high = all_of(root, "rect")[1:]
    assert float(high.attrib["height"]) == pytest.approx(2 * float(low.attrib["height"]), abs=0.2)
    assert float(low.attrib["y"]) + float(low.attrib["height"]) == pytest.approx(
        float(high.attrib["y"]) + float(high.attrib["height"]), abs=0.2
    )
    above = [part for part in root.iter(SVG + "text") if part.text in ("2", "0", "4") and part.get("fill") == "#1a1a1a"]
    assert [part.text for part in above] == ["2", "0", "4"]
    assert float(above[0].attrib["y"]) == pytest.approx(float(low.attrib["y"]) - 4, abs=0.11)
    assert [part.find(SVG + "title").text for part in (low, high)] == ["stop 0", "stop 2"]


@pytest.mark.parametrize("count", [1, 3, FEW_BARS, FEW_BARS + 1, 200])
def test_bars_lie_side_by_side_within_the_area_and_few_have_their_number(count):
    root = drawn(bars_chart(*[3.0] * count))
    rects = all_of(root, "rect")[1:]
    edges = [(float(part.attrib["x"]), float(part.attrib["width"])) for part in rects]
    assert len(edges) == count
    assert all(x + wide <= after + 0.11 for (x, wide), (after, _) in itertools.pairwise(edges))
    assert all(wide <= 46 for _, wide in edges)
    assert edges[-1][0] + edges[-1][1] <= WIDTH - MARGIN
    numbers = [part for part in root.iter(SVG + "text") if part.text == "3" and part.get("fill") == "#1a1a1a"]
    assert len(numbers) == (count if count <= FEW_BARS else 0)


def test_shares_have_no_number_above_their_bars():
    assert "0" not in words(drawn(bars_chart(0.4, 0.2, unit="rate")))


def test_bands_lie_one_upon_the_other_and_one_day_has_the_whole_width():
    bands = (Band("done", "good", 0), Band("<open>", "bar", 1))
    two = (Stop(0.0, (2.0, 6.0), "rework"), Stop(1.0, (4.0, 6.0)))
    root = drawn(Chart(form="areas", unit="cards", stops=two, bands=bands, scale=SCALE))
    done, open_ = (part for part in all_of(root, "polygon") if part.get("stroke-width") == "0.7")
    assert [part.find(SVG + "title").text for part in (done, open_)] == ["done", "<open>"]
    upper, lower = corners(done)[:2], corners(open_)[2:][::-1]
    assert upper == lower, "what is open begins where what is done ends"
    assert {"done", "<open>", "a card moved back or dropped"} <= set(words(root))
    (mark,) = [part for part in all_of(root, "polygon", stroke=REWORK) if part.find(SVG + "title") is None][1:]
    assert max(y for _, y in corners(mark)) - 5 == pytest.approx(max(y for _, y in corners(done)), abs=0.2)
    one = drawn(Chart(form="areas", unit="cards", stops=two[:1], bands=bands, scale=SCALE))
    xs = [x for part in all_of(one, "polygon") if part.get("stroke-width") == "0.7" for x, _ in corners(part)]
    assert max(xs) - min(xs) > WIDTH / 2
    assert not [1 for part in all_of(drawn(Chart(form="areas", unit="cards", stops=(), bands=bands)), "polygon")]


def test_very_many_points_are_one_path_and_their_marks_stay_shapes():
    values = tuple(float(n % 10) for n in range(MANY_POINTS + 1))
    marked = tuple(msg_stop(stop, n) for n, stop in enumerate(stops(*values)))
    root = drawn(Chart(form="points", unit="cards", stops=marked, scale=SCALE))
    (cloud,) = all_of(root, "path")
    assert cloud.attrib["d"].count("M") == len(set(cloud.attrib["d"].split("h0"))) - 1
    assert all_of(root, "circle") == []
    assert len(all_of(root, "polygon")) == 2 + 2, "two in the chart, two in the legend"
    assert {"reworked", "signal"} <= set(words(root))
    few = drawn(Chart(form="points", unit="cards", stops=marked[:MANY_POINTS], scale=SCALE))
    assert len(all_of(few, "circle")) == MANY_POINTS - 2


def msg_stop(stop: Stop, number_of_it: int) -> Stop:
    """The tenth and the twentieth are marked."""
    return Stop(stop.x, stop.values, "rework" if number_of_it == 10 else "signal" if number_of_it == 20 else "")


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from(["24 Nov", "11月", "2026-11", "Doing 3"])), max_size=12),
       st.sampled_from(["bars", "points"]))  # fmt: skip
def test_words_beneath_the_axis_never_touch_nor_leave_the_sheet(labels, form):
    labels = tuple(sorted(labels))
    plot = Plot(Chart(form=form, unit="cards", stops=stops(1.0, 2.0), x_labels=labels), 40)
    ends = [(x - text_width(text, SMALL) / 2, x + text_width(text, SMALL) / 2) for x, text in plot.beneath()]
    assert all(after[0] - before[1] >= 7.9 for before, after in itertools.pairwise(ends))
    assert all(begin >= 0 and end <= WIDTH for begin, end in ends)
    shown = [text for _, text in plot.beneath()]
    assert all(before != after for before, after in itertools.pairwise(shown))
    assert bool(shown) == bool(labels)


@given(st.lists(st.floats(0, 10), max_size=12))
def test_labels_of_limits_keep_their_order_and_their_distance(values):
    limits = tuple(Limit(f"L{n}", (value,)) for n, value in enumerate(values))
    plot = Plot(points_chart(1.0, limits=limits), 40)
    placed = plot.limit_labels()
    assert len(placed) == len(values)
    assert all(after[0] - before[0] >= 12.99 for before, after in itertools.pairwise(placed))
    heights = [plot.y(values[int(text[1:])]) for _, text in placed]
    assert heights == sorted(heights)
    assert all(plot.top <= y <= plot.bottom for y, _ in placed)


# Sheets and elements


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_signals_beyond_those_shown_are_counted(language):
    use_language(language)
    try:
        signals = tuple(f"signal {n}" for n in range(SIGNALS_SHOWN + 3))
        shown = words(drawn(points_chart(1.0), signals=signals))
        exact = words(drawn(points_chart(1.0), signals=signals[:SIGNALS_SHOWN]))
    finally:
        use_language("en")
    assert [line for line in shown if line.startswith("signal ")] == list(signals[:SIGNALS_SHOWN])
    assert shown[-1] == {"en": "and 3 more", "zh_CN": shown[-1]}[language]
    assert "3" in shown[-1]
    assert exact[-1] == signals[SIGNALS_SHOWN - 1]


def test_a_legend_that_has_no_room_ends_and_a_long_name_is_cut():
    bands = tuple(Band("列" * 60, "bar", n) for n in range(5))
    root = drawn(Chart(form="areas", unit="cards", stops=(Stop(0.0, (1.0,) * 5),), bands=bands))
    names = [part for part in root.iter(SVG + "text") if (part.text or "").startswith("列列")]
    assert 1 <= len(names) < 5
    assert all(float(part.attrib["x"]) + text_width(part.text, SMALL) <= WIDTH - MARGIN for part in names)
    assert all(part.text.endswith("…") for part in names)


def test_a_list_has_a_bar_for_each_line_with_its_numbers_under_their_heads():
    bars = (
        Bar(name="<b>焊接</b>" * 9, numbers=("3", "12%"), share=1.0, role="rework"),
        Bar(name="plain", numbers=("1",), share=0.25, begin=0.125), Bar(name="none", numbers=("", ""), share=0.0),
    )  # fmt: skip
    root = parsed(Picture(points=(), bars=bars, bar_heads=("moves", "share")))
    rects = all_of(root, "rect")[1:]
    wide = [float(part.attrib["width"]) for part in rects]
    assert wide[1] == pytest.approx(wide[0] / 8, abs=0.2), "from an eighth to a quarter"
    assert wide[2] == 2, "nothing is still to be seen"
    assert rects[0].attrib["fill"] == REWORK != rects[1].attrib["fill"]
    assert float(rects[1].attrib["x"]) == pytest.approx(float(rects[0].attrib["x"]) + wide[0] / 8, abs=0.2)
    assert place(root, "moves")[0] == place(root, "3")[0] == place(root, "1")[0]
    assert place(root, "share")[0] == place(root, "12%")[0] == WIDTH - MARGIN
    assert not list(root.iter(SVG + "b"))


def test_sheets_stand_one_below_the_other_in_one_document():
    made = [sheet(Picture(points=(), why_empty=msg("nothing")), name) for name in ("one", "two")]
    root = ElementTree.fromstring(document(made).encode())
    moved = [float(part.attrib["transform"].split()[1].rstrip(")")) for part in root.iter(SVG + "g")]
    assert moved == pytest.approx([0, made[0].height], abs=0.1)
    assert float(root.attrib["height"]) == pytest.approx(sum(part.height for part in made), abs=0.1)
    assert root.find(SVG + "title").text == "one; two"
    assert document(made).startswith("<?xml")
    assert document(made, alone=False).startswith("<svg")
    assert ElementTree.fromstring(document([])).attrib["height"] == str(2 * MARGIN)


@given(st.text(max_size=300), st.sampled_from([SMALL, BODY]))
def test_a_sentence_of_others_takes_the_lines_it_needs_within_the_sheet(text, size):
    inner: list[str] = []
    end = lines(inner, text, 100.0, size)
    assert end == pytest.approx(100 + len(inner) * (14 if size == SMALL else 17))
    for part in inner:
        shown = ElementTree.fromstring(part)
        assert text_width(shown.text or "", size) <= WIDTH - 2 * MARGIN


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_safe_in_an_element_and_in_an_attribute(text):
    parsed_part = ElementTree.fromstring(element("text", safe(text), title=text))
    assert parsed_part.tag == "text"
    assert len(parsed_part) == 0
    assert set(parsed_part.attrib) <= {"title"}
    assert (parsed_part.text or "") == parsed_part.get("title", "")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (7, "7"),
        (12.5, "12.5"),
        (12.04, "12"),
        (-0.04, "0"),
        (0.0, "0"),
        (-3.06, "-3.1"),
        (1e6, "1000000"),
        (99.96, "100"),
    ],
)
def test_lengths_have_one_decimal_where_it_says_something(value, written):
    assert number(value) == written
    assert points([(value, 1.0)]) == f"{written},1"


def test_attributes_without_a_value_are_left_out_and_names_are_those_of_svg():
    assert element("g", class_="r", font_size=12, fill="") == '<g class="r" font-size="12"/>'
    assert element("text", "a", "b", x=1.26) == '<text x="1.3">ab</text>'
    assert cells_in(0, SMALL) == 8
    assert text_width("x" * cells_in(500, SMALL), SMALL) <= 500
