"""The milestones and the timeline as vector graphics: each sign stands at its date, hostile names stay texts."""

import itertools
from datetime import datetime
from xml.etree import ElementTree

import pytest
from crew import DAY, NOW, WEEK, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner

from kanban.commands.plan import SetNode, SetProject
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.schedule.plan_schedule import plan_schedule
from kanban.metrics.schedule.timeline import Timeline, timeline
from kanban.model.plan import EMPTY_PLAN
from kanban.render.svg.elements import text_width
from kanban.render.svg.milestones import milestone_sheet
from kanban.render.svg.sheet import Sheet, document
from kanban.render.svg.style import MARGIN, SIGNAL, SMALL, STATUS, WIDTH
from kanban.render.svg.timeline import timeline_sheet

pytestmark = pytest.mark.any_day

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</title><script>x</script> & "桥" \x1b]52;c;x\x07 \u202ecod ' + "焊接" * 30
DONE_FILL, LEFT_FILL = STATUS["achieved"], "#c4c4c4"


def planned(name="Deck", due=NOW + WEEK) -> Planner:
    planner = Planner().give(SetProject(name=name, timezone="Europe/Berlin")).milestone(name, gates=("1.1",))
    return planner.promise(due - 2 * WEEK).promise(due, at=DAY, why="high water")


def foretelling(planner: Planner | None = None) -> RollUp:
    return foretold(roll_up((planner or planned()).plan, [crew().board], hour(NOW)))


def root_of(sheet: Sheet) -> ElementTree.Element:
    return ElementTree.fromstring(document([sheet]).encode())


def all_of(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Those of the picture itself, without the signs of its legend."""
    legend = {id(part) for group in root.iter(SVG + "g") if group.get("transform", "").endswith(" 0)")
              and not group.get("transform", "").startswith("translate(0 ") for part in group.iter()}  # fmt: skip
    return [part for part in root.iter(SVG + name) if id(part) not in legend]


def number(part: ElementTree.Element, name: str) -> float:
    return float(part.attrib[name])


def words(root: ElementTree.Element) -> list[str]:
    return [part.text or "" for part in root.iter(SVG + "text")]


def today(root: ElementTree.Element) -> float:
    """Where the dashed line of the moment stands."""
    (line,) = (part for part in all_of(root, "line") if part.get("stroke") == SIGNAL)
    assert line.attrib["x1"] == line.attrib["x2"]
    return number(line, "x1")


def middle(part: ElementTree.Element) -> float:
    """Of a sign drawn by its corners."""
    xs = [float(pair.split(",")[0]) for pair in part.attrib["points"].split()]
    return (min(xs) + max(xs)) / 2


def is_on_scale(places: list[tuple[datetime, float]]) -> bool:
    """Whether dates stand as far from each other as they are apart in time, to half a pixel."""
    (first, begin), *_, (last, end) = sorted(places)
    scale = (end - begin) / (last - first).total_seconds()
    return all(abs(begin + (at - first).total_seconds() * scale - x) <= 0.3 for at, x in places)


def test_today_p50_p85_and_the_baseline_stand_on_one_scale_of_time():
    rollup = foretelling()
    (state,) = rollup.milestones
    root = root_of(milestone_sheet(rollup))
    wide, narrow = sorted((part for part in all_of(root, "rect") if part.get("fill") == STATUS[state.status]),
                          key=lambda part: -number(part, "height"))  # fmt: skip
    (diamond,) = (part for part in all_of(root, "polygon") if part.get("fill") == "#ffffff")
    places = [
        (rollup.as_of, today(root)),
        (rollup.as_of, number(wide, "x")),
        (state.forecast.p50_at, number(wide, "x") + number(wide, "width")),
        (state.forecast.p50_at, number(narrow, "x")),
        (state.forecast.p85_at, number(narrow, "x") + number(narrow, "width")),
        (state.baseline_at, middle(diamond)),
    ]
    assert is_on_scale(places)
    names_end = MARGIN + 202
    assert names_end + 5 < today(root), "what is earliest stands a little within the axis"


def test_a_browser_says_the_dates_of_a_milestone_under_the_mouse():
    root = root_of(milestone_sheet(foretelling()))
    (told,) = {part.text for part in root.iter(SVG + "title") if (part.text or "").startswith("M1 ")}
    assert told == "M1 Deck · baseline 04 May 2026 · P50 22 May 2026 · P85 10 Jun 2026"


def test_status_cards_and_slip_stand_at_the_right_end_in_columns(spoken):
    planner = planned().milestone("Piers", gates=("1.2",))
    root = root_of(milestone_sheet(foretelling(planner)))
    row = {"en": ["at risk", "24/36", "+37d"], "zh_CN": ["有风险", "24/36", "+37天"]}[spoken]
    parts = [part for part in root.iter(SVG + "text") if part.text in row]
    assert [part.text for part in parts] == row
    assert [part.get("text-anchor") for part in parts] == [None, "end", "end"]
    assert number(parts[0], "x") + text_width(row[0], SMALL) <= number(parts[1], "x") - text_width(row[1], SMALL)
    assert number(parts[2], "x") <= WIDTH - MARGIN


def test_an_achieved_milestone_has_a_full_circle_at_its_date_and_no_bar():
    desk = crew(ahead=0)
    rollup = foretold(roll_up(planned().plan, [desk.board], hour(NOW)))
    (state,) = rollup.milestones
    root = root_of(milestone_sheet(rollup))
    (circle,) = (part for part in all_of(root, "circle") if part.get("r") == "5")
    (diamond,) = (part for part in all_of(root, "polygon") if part.get("fill") == "#ffffff")
    assert is_on_scale([(rollup.as_of, today(root)), (state.achieved_at, number(circle, "cx")),
                        (state.baseline_at, middle(diamond))])  # fmt: skip
    assert not [part for part in all_of(root, "rect") if part.get("fill") in STATUS.values()]


def test_alone_a_sheet_has_the_rates_and_rules_that_a_report_has_elsewhere():
    rollup = foretelling()
    alone, within = (words(root_of(milestone_sheet(rollup, alone))) for alone in (True, False))
    assert [line for line in alone if line.startswith("slip: ")]
    assert set(within) <= set(alone)
    assert not [line for line in within if line.startswith(("slip: ", "on time"))]


@pytest.mark.parametrize("make", ["milestones", "timeline"])
def test_hostile_names_are_texts_within_the_sheet(make, spoken):
    planner = planned(HOSTILE[:100]).give(SetNode(code="1.1.1", name=HOSTILE[:100]))
    rollup = foretelling(planner)
    sheet = milestone_sheet(rollup) if make == "milestones" else timeline_sheet(whole_of(rollup), HOSTILE)
    written = document([sheet])
    root = ElementTree.fromstring(written.encode())
    assert not set(written) & set("\x1b\x07\u202e")
    assert not list(root.iter(SVG + "script"))
    assert any("</title><script>" in line for line in words(root))
    for part in root.iter(SVG + "text"):
        size, x = number(part, "font-size"), number(part, "x")
        if part.get("text-anchor") is None and (part.text or "").startswith(("M1 ", "1.1.1 ", "</title>")):
            assert x + text_width(part.text, size) <= WIDTH, "a name is cut before the edge"


@pytest.mark.parametrize("make", ["milestones", "timeline"])
def test_the_legend_has_room_in_both_languages(make, spoken):
    rollup = foretelling()
    root = root_of(milestone_sheet(rollup) if make == "milestones" else timeline_sheet(whole_of(rollup), ""))
    signs = [float(group.attrib["transform"].split("(")[1].split()[0]) for group in root.iter(SVG + "g")]
    starts = sorted(x for x in signs if x >= MARGIN)
    assert len(starts) == {"milestones": 5, "timeline": 8}[make]
    assert all(after - before > 19 for before, after in itertools.pairwise(starts))
    assert starts[-1] + 100 <= WIDTH


def whole_of(rollup: RollUp) -> Timeline:
    return timeline(rollup, plan_schedule(rollup))


@pytest.fixture
def worked() -> tuple[RollUp, Timeline]:
    """Two packages, the second waits for the first; of the first one card is done and one in work."""
    planner = planned("Deck", due=6 * WEEK).give(SetEstimate(code="1.1.1", working_days=8))
    planner.give(SetEstimate(code="1.1.2", working_days=5)).give(SetEstimate(code="1.2.1", working_days=1))
    planner.give(SetLink(predecessor="1.1.1", successor="1.1.2", lag_working_days=2))
    planner.give(SetLink(predecessor="1.1.2", successor="M1"))
    desk = Desk()
    for package in ("1.1.1", "1.1.1", "1.1.2"):
        desk.add(work_package=package)
    desk.move("1", DOING, DAY)
    desk.move("1", DONE, 8 * DAY)
    desk.move("2", DOING, 9 * DAY)
    rollup = roll_up(planner.plan, [desk.board], hour(2 * WEEK))
    return rollup, whole_of(rollup)


def rows(root: ElementTree.Element) -> dict[str, float]:
    """By the id that a row begins with: the middle of it."""
    names = [part for part in root.iter(SVG + "text") if part.get("x") == str(MARGIN) and (part.text or "")[:1] in "1M"]
    return {(part.text or "").split()[0]: number(part, "y") - 4 for part in names}


def bars(root: ElementTree.Element, row: float) -> list[ElementTree.Element]:
    found = [part for part in all_of(root, "rect") if part.get("height") == "10"]
    return sorted((part for part in found if abs(number(part, "y") + 5 - row) < 1), key=lambda part: number(part, "x"))


def test_work_is_drawn_from_its_start_to_now_and_what_is_left_behind_it(worked):
    _, whole = worked
    root = root_of(timeline_sheet(whole, "Bridge"))
    row = whole.row("1.1.1")
    done, left = bars(root, rows(root)["1.1.1"])
    assert left.attrib["fill"] == SIGNAL, "it is critical"
    assert number(done, "x") + number(done, "width") == pytest.approx(today(root), abs=0.2)
    assert is_on_scale([
        (row.worked_by_at, number(done, "x")), (whole.as_of, today(root)),
        (row.place.early_finish_at, number(left, "x") + number(left, "width")),
    ])  # fmt: skip


def test_what_has_slack_has_another_colour_than_what_is_critical(worked):
    _, whole = worked
    root = root_of(timeline_sheet(whole, "Bridge"))
    assert [part.attrib["fill"] for part in bars(root, rows(root)["1.2.1"])] == [LEFT_FILL]


def test_a_link_leads_from_the_end_of_the_one_to_the_begin_of_the_other(worked):
    _, whole = worked
    root = root_of(timeline_sheet(whole, "Bridge"))
    at = rows(root)
    lines = [[tuple(map(float, pair.split(","))) for pair in part.attrib["points"].split()]
             for part in all_of(root, "polyline")]  # fmt: skip
    assert len(lines) == 2
    (begin, corner, end), _ = lines
    finish, start = bars(root, at["1.1.1"])[-1], bars(root, at["1.1.2"])[0]
    assert begin == (pytest.approx(number(finish, "x") + number(finish, "width"), abs=0.2), at["1.1.1"])
    assert corner == (pytest.approx(number(start, "x"), abs=0.2), at["1.1.1"])
    assert end == (corner[0], at["1.1.2"] - 5), "down to the upper edge of its bar"


def test_links_to_what_is_not_shown_are_not_drawn():
    planner = planned().give(SetLink(predecessor="zhao/4", successor="M1"))
    planner.give(SetLink(predecessor="1.1.1", successor="1.1.2"))
    whole = whole_of(roll_up(planner.plan, [], hour(0)))
    root = root_of(timeline_sheet(whole, ""))
    assert all_of(root, "polyline") == [], "neither of the two has a date"


def test_a_moved_baseline_has_the_original_one_beside_it_and_the_slip_at_the_right(worked):
    rollup, whole = worked
    (state,) = rollup.milestones
    root = root_of(timeline_sheet(whole, "Bridge"))
    (hollow,) = (part for part in all_of(root, "circle") if part.get("r") == "3")
    (diamond,) = (part for part in all_of(root, "polygon") if part.get("fill") == "#ffffff")
    assert is_on_scale([(state.original_at, number(hollow, "cx")), (state.baseline_at, middle(diamond)),
                        (whole.as_of, today(root))])  # fmt: skip


def test_a_done_package_is_green_to_its_end_and_has_nothing_left():
    desk = Desk()
    desk.add(work_package="1.1.1")
    desk.move("1", DOING, DAY)
    desk.move("1", DONE, 5 * DAY)
    rollup = roll_up(planned().plan, [desk.board], hour(2 * WEEK))
    root = root_of(timeline_sheet(whole_of(rollup), "Bridge"))
    (only_bar,) = bars(root, rows(root)["1.1.1"])
    assert only_bar.attrib["fill"] == DONE_FILL
    assert is_on_scale([(hour(DAY), number(only_bar, "x")), (hour(2 * WEEK), today(root)),
                        (hour(5 * DAY), number(only_bar, "x") + number(only_bar, "width"))])  # fmt: skip


@pytest.mark.parametrize("days", [0, 1, 400, 4000])
def test_a_timeline_however_long_stays_within_its_sheet(days):
    planner = planned(due=24 * days + WEEK)
    root = root_of(timeline_sheet(whole_of(roll_up(planner.plan, [crew().board], hour(NOW))), "Bridge"))
    assert MARGIN <= today(root) <= WIDTH - MARGIN
    for part in all_of(root, "rect"):
        assert 0 <= number(part, "x" if "x" in part.attrib else "width") <= WIDTH


def test_a_plan_without_rows_says_so(spoken):
    rollup = roll_up(EMPTY_PLAN, [], hour(0))
    said = words(root_of(timeline_sheet(whole_of(rollup), "")))
    assert said[-1] == {"en": "no work packages and no milestones yet", "zh_CN": said[-1]}[spoken]
    assert len(said) == 3
