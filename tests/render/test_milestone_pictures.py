"""The charts of a milestone as pictures: each point says what it is, nothing to draw says why."""

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, deck, only

from kanban.cli.verbs.milestone_chart import CHARTS
from kanban.commands.plan_costs import SetBudget, SetCurrency
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import roll_up
from kanban.render.charts import draw
from kanban.render.flow_pictures.picture import Picture
from kanban.render.milestone_pictures.every import PICTURES
from kanban.render.milestone_pictures.subject import Subject
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE
from kanban.text.messages import use_language

WEEK = 7 * 24
NOW = 8 * WEEK
PROMISED = deck(20 * WEEK, made=5 * WEEK).promise(18 * WEEK, at=6 * WEEK).plan
BUDGETED = (
    deck(20 * WEEK, made=5 * WEEK)
    .promise(18 * WEEK, at=6 * WEEK)
    .give(SetCurrency(currency="CNY"), at=6 * WEEK)
    .give(SetBudget(code="1.1.1", amount=3_600_000), at=6 * WEEK)
    .plan
)


def crew(finished: int = 24, ahead: int = 12) -> Desk:
    """A driver who takes the first card of the queue, three a week."""
    desk = Desk()
    cards = [desk.add(f"Weld span {n}", work_package="1.1.1") for n in range(finished + ahead)]
    for number in range(finished):
        desk.move(cards[number], DOING, number * 56)
        desk.move(cards[number], DONE, number * 56 + 30)
    return desk


def pictures(name: str, desk: Desk, plan=None, at: float = NOW) -> list[Picture]:
    plan = plan or (BUDGETED if name == "value" else PROMISED)
    rollup = foretold(roll_up(plan, [desk.board], hour(at)))
    return [*PICTURES[name].make(Subject(only(rollup), rollup))]


def words(picture: Picture) -> str:
    return "\n".join(str(said) for said in (*picture.says, *(point.words for point in picture.points)))


def test_the_shell_names_every_chart() -> None:
    assert tuple(PICTURES) == CHARTS


@pytest.mark.parametrize("name", PICTURES)
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_chart_has_a_title_a_rule_a_head_and_a_point_for_each_stop(name: str, language: str) -> None:
    use_language(language)
    try:
        for picture in pictures(name, crew()):
            assert picture.chart is not None, picture.why_empty
            assert len(picture.points) == len(picture.chart.stops)
            assert all(str(point.words) for point in picture.points)
            assert width(str(picture.says[0])) <= 78
            assert str(PICTURES[name].title)
            assert str(PICTURES[name].rule)
            for cells, rows in ((80, 17), (120, 33)):
                assert all(width("".join(part for part, _ in line)) <= cells for line in
                           draw(picture.chart, cells, rows, UNICODE, len(picture.points) - 1))  # fmt: skip
    finally:
        use_language("en")


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_drawn_in_ascii_where_the_terminal_knows_no_more(name: str) -> None:
    *_, picture = pictures(name, crew())
    assert picture.chart is not None
    assert all("".join(part for part, _ in line).isascii() for line in draw(picture.chart, 80, 18, ASCII))


@pytest.mark.parametrize("name", PICTURES)
def test_a_milestone_without_cards_or_history_says_why(name: str) -> None:
    for plan in (PROMISED, Planner().milestone().plan):
        *_, empty = pictures(name, Desk(), plan)
        assert empty.why_empty is not None
        assert empty.points == ()
    *_, young = pictures(name, crew(finished=3))
    if name in ("forecast", "trend", "fever"):
        assert young.points == ()
        assert str(young.why_empty)


def test_the_forecast_marks_its_dates_and_the_baseline_and_says_the_chances() -> None:
    (picture,) = pictures("forecast", crew())
    marked = [mark.label.split()[0] for mark in picture.chart.uprights]
    assert marked == ["P50", "P85"], "the baseline lies beyond what is drawn"
    assert "P50" in words(picture)
    assert "n 12 open cards" in words(picture)
    assert "done by its end: >95%" in words(picture)
    (near,) = pictures("forecast", crew(), deck(NOW + 4 * WEEK).plan)
    assert [mark.label.split()[0] for mark in near.chart.uprights] == ["baseline", "P50", "P85"]


def test_the_burnup_goes_on_to_p85_within_its_cone() -> None:
    (picture,) = pictures("burnup", crew())
    chart = picture.chart
    assert {round(sum(stop.values), 6) for stop in chart.stops[-30:]} == {36}
    assert chart.stops[-1].values[3] == 0
    assert all(
        sum(a.values[:2]) <= sum(b.values[:2]) + 1e-9 for a, b in zip(chart.stops, chart.stops[1:], strict=False)
    )
    assert "24 of 36 done, 67%" in words(picture)
    assert "on the way to P85" in str(picture.points[-1].words)


def test_the_burndown_needs_less_each_day_until_the_baseline() -> None:
    (picture,) = pictures("burndown", crew())
    needed = [value for value in picture.chart.limits[0].values if value is not None]
    assert needed[0] == 12
    assert needed == sorted(needed, reverse=True)
    assert needed[-1] == 0
    (late,) = pictures("burndown", crew(), deck(NOW - WEEK).plan)
    assert late.chart.limits == ()
    assert "its baseline has passed" in str(late.says[0])


@pytest.mark.parametrize("name", ["trend", "fever"])
def test_weeks_are_painted_as_they_come(name: str) -> None:
    found = pictures(name, crew())
    assert [len(picture.points) for picture in found] == list(range(1, len(found) + 1))
    assert len(found) == 4


def test_the_trend_shows_that_the_baseline_was_moved() -> None:
    *_, picture = pictures("trend", crew())
    assert "moved 1 time" in str(picture.says[0])
    baselines = picture.chart.limits[2].values
    assert baselines[0] > baselines[-1]
    assert "sooner" in str(picture.points[-1].words)


def test_the_fever_says_how_much_of_the_buffer_is_used() -> None:
    *_, picture = pictures("fever", crew())
    assert "24 of 36 done, 67%" in str(picture.says[0])
    assert "of a buffer of" in str(picture.says[0])
