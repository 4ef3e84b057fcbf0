"""What stands beneath the pictures of flow is the date of what stands above it, whatever the clocks do."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, REVIEW, Desk, hour
from often import often

from kanban.metrics.flow.cumulative_flow import cumulative_flow
from kanban.metrics.flow.quality import quality
from kanban.metrics.flow.totals import Window, existing
from kanban.render.charts import draw
from kanban.render.figures import difference
from kanban.render.flow_pictures.every import PICTURES, QUALITY_PICTURES
from kanban.render.flow_pictures.picture import Asked, Picture, dates_at
from kanban.render.flow_pictures.project import project_flow_picture
from kanban.render.quality import level, per_million
from kanban.text.glyphs import UNICODE

pytestmark = pytest.mark.any_day

DAY = 24
WEEK = 7 * DAY
BERLIN = "Europe/Berlin"


def midnight(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def asked(desk: Desk, window: Window, moment: datetime) -> Asked:
    return Asked(desk.board, existing(desk.board.all_cards.values(), moment), window, moment)


def finished(cards: int, pace: float = 12, rework: tuple[int, ...] = ()) -> Desk:
    """Cards done one after the other, some of them sent back for a defect."""
    desk = Desk()
    for number in range(cards):
        card, begin = desk.add(f"card {number}"), number * pace
        desk.move(card, DOING, begin)
        if number in rework:
            desk.move(card, REVIEW, begin + 2)
            desk.move(card, DOING, begin + 3, reason="defect")
        desk.move(card, DONE, begin + pace / 2)
    return desk


def labelled(picture: Picture) -> list[tuple[str, str]]:
    """Each label of a picture of stops side by side, with what its stop says of itself first."""
    last = len(picture.points) - 1
    said = [str(point.words).split(" · ")[0] for point in picture.points]
    return [(words, said[round(x * max(1, last))]) for x, words in picture.chart.x_labels]


@pytest.mark.parametrize(
    ("first", "end"),
    [
        ("2026-10-12", "2026-11-10"), ("2026-03-16", "2026-04-14"), ("2026-10-20", "2026-10-27"),
        ("2026-10-25", "2026-10-26"),
    ],
)  # fmt: skip
def test_a_date_beneath_the_days_of_a_picture_is_that_of_its_day_across_the_change_of_the_clocks(first, end):
    """Clocks go back in Berlin on 25 October 2026, and go forward on 29 March."""
    desk = finished(3)
    begin, moment = midnight(first), midnight(end) - timedelta(hours=1)
    picture = PICTURES["cfd"].make(asked(desk, Window(begin, moment, BERLIN), moment))
    pairs = labelled(picture)
    assert [words for words, _ in pairs] == [said for _, said in pairs]
    assert pairs[0][0] == f"{datetime.fromisoformat(first):%d %b}"
    assert pairs[-1][0] == f"{datetime.fromisoformat(end) - timedelta(days=1):%d %b}"


@given(st.integers(1, 400), st.integers(1, 8))
def test_dates_stand_at_stops_spread_evenly_with_both_ends(count, wanted):
    moments = [hour(number * DAY) for number in range(count)]
    shown = dates_at(moments, lambda moment: f"{(moment - hour(0)).days}", wanted)
    places = [int(words) for _, words in shown]
    assert [x for x, _ in shown] == [place / max(1, count - 1) for place in places]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (0, count - 1)
    assert len(places) == min(count, wanted + 1)
    gaps = {after - before for before, after in itertools.pairwise(places)}
    assert not gaps or max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize("cards", [1, 2, 3, 4, 5, 12])
def test_a_control_chart_of_few_cards_has_a_date_at_each_and_no_other(cards):
    picture = PICTURES["xmr"].make(asked(finished(cards, 30), Window(), hour(cards * 30)))
    places = {stop.x for stop in picture.chart.stops}
    assert all(x in places for x, _ in picture.chart.x_labels)
    assert len(picture.chart.x_labels) == min(cards, 5)
    for x, words in picture.chart.x_labels:
        number = round(x * max(1, cards - 1))
        assert words == f"{hour(number * 30 + 15):%d %b}"


def test_dates_beneath_a_scatter_are_those_of_elapsed_time():
    """Its points stand by the hour: half way in time is half way along the axis."""
    picture = PICTURES["scatter"].make(asked(finished(9), Window(hour(-8), hour(10 * DAY - 8)), hour(10 * DAY - 8)))
    assert picture.chart.x_labels == tuple((n / 4, f"{hour(-8) + timedelta(days=2.5 * n):%d %b}") for n in range(5))
    assert picture.chart.stops[0].x == pytest.approx((6 + 8) / 240)


@pytest.mark.parametrize("name", ["throughput", "p"])
def test_weeks_are_named_by_their_mondays_in_the_zone(name):
    window = Window(midnight("2026-03-09"), midnight("2026-04-13"), BERLIN)
    picture = PICTURES[name].make(asked(finished(40, 24), window, midnight("2026-04-13")))
    assert [words for _, words in picture.chart.x_labels] == ["09 Mar", "16 Mar", "23 Mar", "30 Mar", "06 Apr"]
    assert [str(point.words).split(" · ")[0] for point in picture.points] == [
        f"week of {words}" for _, words in picture.chart.x_labels
    ]


@settings(max_examples=often(30))
@given(st.lists(stories, min_size=1, max_size=3))
def test_the_flow_of_a_project_is_that_of_its_boards_added_up(told):
    parts = []
    for story in told:
        desk = Desk()
        desk.board = played(story)
        part = asked(desk, Window(), hour(END))
        parts.append((part, cumulative_flow(part.board, part.cards, part.window, part.moment)))
    picture = project_flow_picture(parts[0][0], [flow for _, flow in parts])
    for number, stop in enumerate(picture.chart.stops):
        by_kind = {"done": 0, "active": 0, "queue": 0}
        for _, flow in parts:
            for column, n in zip(flow.columns, flow.days[number].counts, strict=True):
                by_kind[column.kind] += n
        assert stop.values == tuple(by_kind.values()), "done at the bottom"
    assert [band.name for band in picture.chart.bands] == ["done", "active", "queue"]
    pairs = labelled(picture)
    assert [words for words, _ in pairs] == [said for _, said in pairs]


def test_a_project_without_a_day_says_so():
    nothing = project_flow_picture(asked(Desk(), Window(), hour(0)), [])
    assert nothing.points == ()
    assert str(nothing.why_empty) == "no cards in the window"


@pytest.mark.parametrize("name", ["yield", "sigma"])
def test_windows_are_four_weeks_counted_back_from_the_last_and_their_points_have_their_cards(name):
    desk = finished(63, 24, rework=(3, 30, 31, 60))
    moment = hour(9 * WEEK - 8)
    picture = QUALITY_PICTURES[name].make(asked(desk, Window(hour(-8), moment), moment))
    assert [words for _, words in picture.chart.x_labels] == ["02 Mar", "09 Mar", "06 Apr"]
    assert [len(point.cards) for point in picture.points] == [7, 28, 28]
    assert str(picture.points[1].words).startswith("from 09 Mar · first-pass yield 93%")
    assert str(picture.points[1].words).endswith("n 28")
    assert [str(signal) for signal in picture.signals] == [
        "last window: first-pass yield 96%, sigma 3.3 (n 28)", "1 of 3 windows rest on fewer than 10 cards",
    ]  # fmt: skip


def test_yield_is_drawn_as_a_share_and_the_sigma_level_on_a_scale_that_holds_it():
    """Published table of the 1.5 shift (Harry and Schroeder, Six Sigma): 66,807 DPMO are 3.0, 308,538 are 2.0 sigma."""
    desk = finished(28, 24, rework=(0,))
    moment = hour(4 * WEEK - 8)
    shares = QUALITY_PICTURES["yield"].make(asked(desk, Window(hour(-8), moment), moment)).chart
    assert [stop.values for stop in shares.stops] == [(pytest.approx(27 / 28),)]
    levels = QUALITY_PICTURES["sigma"].make(asked(desk, Window(hour(-8), moment), moment)).chart
    assert levels.scale == tuple((float(n), str(n)) for n in range(5)), "3.3 needs an axis to 4"
    assert levels.stops[0].values[0] == pytest.approx(3.3, abs=0.05)
    assert (level(3.0), level(None), per_million(66_807.2), per_million(None)) == ("3.0", "-", "66,807", "-")


@pytest.mark.parametrize("name", ["yield", "sigma"])
def test_windows_without_a_card_or_without_a_defect_say_why(name):
    empty = QUALITY_PICTURES[name].make(asked(Desk(), Window(hour(0), hour(DAY)), hour(DAY)))
    assert str(empty.why_empty) == "no finished cards with a known start"
    perfect = QUALITY_PICTURES[name].make(asked(finished(12), Window(), hour(WEEK)))
    assert (perfect.chart is None) == (name == "sigma"), "without a defect there is no sigma level"
    assert bool(perfect.why_empty) == (name == "sigma")


def test_all_quality_of_a_window_is_said_in_one_line():
    desk = finished(20, 6, rework=(1, 2))
    picture = QUALITY_PICTURES["yield"].make(asked(desk, Window(), hour(WEEK)))
    whole = quality(desk.board.cards.values(), Window())
    assert str(picture.says[0]) == (
        f"first-pass yield 90%, rolled {whole.rolled_yield:.0%}, DPMO 100,000, sigma 2.8 (shift 1.5)"
    )


@pytest.mark.parametrize(
    ("rate", "said"), [(0.0, "+0%"), (-0.004, "+0%"), (0.004, "+0%"), (-0.006, "-1%"), (0.07, "+7%"), (12.0, "+1200%")]
)
def test_a_difference_has_a_sign_and_nothing_is_never_less(rate, said):
    assert difference(rate) == said


def test_one_day_is_drawn_with_one_date():
    desk = finished(2)
    picture = PICTURES["cfd"].make(asked(desk, Window(hour(-8), hour(10)), hour(10)))
    assert picture.chart.x_labels == ((0.0, "02 Mar"),)
    (*_, last) = draw(picture.chart, 60, 10, UNICODE)
    assert "".join(text for text, _ in last).split() == ["02", "Mar"]
