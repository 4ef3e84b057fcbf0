"""Pictures as vector graphics: well-formed, within their sheet, and nothing of others' texts taken as markup."""

import itertools
from xml.etree import ElementTree

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often

from kanban.metrics.flow.totals import Window, existing
from kanban.render.chart_data import Band, Chart, Limit, Stop
from kanban.render.flow_pictures.every import PICTURES
from kanban.render.flow_pictures.picture import Asked, Picture, Point
from kanban.render.svg.sheet import document, sheet
from kanban.render.svg.style import WIDTH

pytestmark = pytest.mark.any_day

DAY = 24
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert(1)</script> & "x" ]]> \x1b[31m \x00 \ufffe \u202ecod 焊接第十七跨'


def asked(desk: Desk, at: float) -> Asked:
    return Asked(desk.board, existing(desk.board.cards.values(), hour(at)), Window(), hour(at))


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text.encode())


def drawn(picture: Picture, title: str = "a board") -> ElementTree.Element:
    return parsed(document([sheet(picture, title, "as of today", "the rule")]))


@pytest.fixture
def worked() -> Desk:
    desk = Desk()
    for number in range(1, 7):
        desk.add(f"{number} {HOSTILE}"[:400])
        desk.move(str(number), DOING, number * DAY)
    desk.move("2", REVIEW, 3 * DAY)
    desk.move("2", DOING, 4 * DAY, reason="defect")
    for number in range(1, 5):
        desk.move(str(number), DONE, (number + 5) * DAY)
    return desk


def kinds(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return list(root.iter(SVG + name))


def words(root: ElementTree.Element) -> list[str]:
    return [one.text or "" for one in kinds(root, "text")]


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_svg_with_its_title_and_its_rule(name: str, worked: Desk) -> None:
    root = drawn(PICTURES[name].make(asked(worked, 20 * DAY)), HOSTILE)
    assert root.tag == SVG + "svg"
    assert words(root)[0].startswith("<script>alert(1)</script> &")
    assert words(root)[-1] == "the rule"
    assert {one.tag.removeprefix(SVG) for one in root.iter()} <= {
        "svg", "g", "title", "text", "rect", "line", "polyline", "polygon", "circle", "path",
    }  # fmt: skip
    everything = ElementTree.tostring(root, encoding="unicode")
    assert not set(everything) & set("\x1b\x00\ufffe\u202e")


def test_the_same_is_drawn_the_same(worked: Desk) -> None:
    one, other = (document([sheet(PICTURES["cfd"].make(asked(worked, 20 * DAY)), "a")]) for _ in range(2))
    assert one == other


def test_a_point_for_each_card_and_another_shape_for_a_reworked_one(worked: Desk) -> None:
    root = drawn(PICTURES["scatter"].make(asked(worked, 20 * DAY)))
    assert len(kinds(root, "circle")) == 3
    assert len(kinds(root, "polygon")) == 2  # one in the chart, one in the legend
    assert "reworked" in words(root)
    assert [w for w in words(root) if w.startswith("P")] == ["P95 5.0d", "P85 5.0d", "P50 5.0d"]


def test_an_empty_picture_says_why() -> None:
    root = drawn(PICTURES["scatter"].make(asked(Desk(), 0)))
    assert "no finished cards with a known start" in words(root)


def places(root: ElementTree.Element) -> list[tuple[float, float]]:
    out = []
    for one in root.iter():
        for x, y in (("x", "y"), ("cx", "cy"), ("x1", "y1"), ("x2", "y2")):
            if x in one.attrib:
                out.append((float(one.attrib[x]), float(one.attrib[y])))
        out += [tuple(map(float, pair.split(","))) for pair in one.attrib.get("points", "").split()]  # type: ignore[misc]
    return out


@settings(max_examples=often(30), deadline=None)
@given(stories)
def test_any_board_is_drawn_within_its_sheet(story: list) -> None:
    desk = Desk()
    desk.board = played(story)
    for name in PICTURES:
        root = drawn(PICTURES[name].make(asked(desk, END)))
        height = float(root.attrib["height"])
        assert all(0 <= x <= WIDTH and 0 <= y <= height for x, y in places(root)), name


def test_labels_of_lines_close_together_do_not_touch() -> None:
    limits = tuple(Limit(f"P{n}", (100.0 + n,)) for n in range(5))
    chart = Chart(form="points", unit="cards", stops=(Stop(0.5, (104.0,)),), limits=limits)
    root = drawn(Picture(chart=chart, points=(Point("a"),)))
    ys = sorted(float(one.attrib["y"]) for one in kinds(root, "text") if (one.text or "").startswith("P"))
    assert len(ys) == 5
    assert min(b - a for a, b in itertools.pairwise(ys)) >= 12.9


def test_bands_are_lighter_one_after_the_other_so_that_grey_tells_them_apart() -> None:
    bands = tuple(Band(f"b{n}", "bar", n) for n in range(5))
    chart = Chart(form="areas", unit="cards", stops=(Stop(0.0, (1.0,) * 5), Stop(1.0, (2.0,) * 5)), bands=bands)
    fills = [one.attrib["fill"] for one in kinds(drawn(Picture(chart=chart, points=())), "polygon")]
    greys = [0.299 * int(f[1:3], 16) + 0.587 * int(f[3:5], 16) + 0.114 * int(f[5:7], 16) for f in fills]
    assert all(after - before >= 20 for before, after in itertools.pairwise(greys))


def test_thousands_of_points_stay_a_small_picture() -> None:
    stops = tuple(Stop(n / 20_000, (float(n * 37 % 900),), "rework" if n % 5000 == 0 else "") for n in range(20_000))
    chart = Chart(form="points", unit="cards", stops=stops)
    picture = Picture(chart=chart, points=tuple(Point(f"card {n}") for n in range(20_000)))
    assert len(document([sheet(picture, "a")])) < 300_000
    root = drawn(picture)
    assert len(kinds(root, "path")) == 1
    assert len(kinds(root, "polygon")) == 4 + 1
