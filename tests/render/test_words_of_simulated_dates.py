"""What if, drawn: today's dates and the changed ones on one scale, as wide as the page in both languages."""

from datetime import timedelta
from fractions import Fraction

import msgspec
import pytest
from crew import NOW, WEEK, crew
from makers import hour
from plan_maker import Planner

from kanban.commands.plan_costs import SetCurrency, SetRate
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.simulation import Drop, Pace, Simulated, simulate
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.metrics.value.earned_value import Value
from kanban.render.flow_pictures.picture import Picture
from kanban.render.simulated_dates import simulated_dates
from kanban.render.simulation import more, whole
from kanban.text.clean import width
from kanban.text.messages import msg

pytestmark = pytest.mark.any_day

TWICE = [Pace("bridge", 2.0)]


@pytest.fixture(scope="module")
def rollup() -> RollUp:
    planner = Planner().milestone("Deck 桥面铺装" * 3, gates=("1.1",)).promise(NOW + WEEK)
    return foretold(roll_up(planner.plan, [crew().board], hour(NOW)))


@pytest.fixture(scope="module")
def faster(rollup) -> tuple[Simulated, ...]:
    return tuple(simulate(rollup, TWICE, Forecaster()))


def lines(picture: Picture) -> list[str]:
    return ["".join(text for text, _ in spans) for spans in (picture.head, *(point.row for point in picture.points))]


def test_the_head_and_both_lines_are_as_wide_and_its_end_is_the_last_date(rollup, faster, spoken):
    head, today, then = lines(simulated_dates(rollup, faster))
    assert width(head) == width(today) == width(then) <= 79
    last = {"en": "10 Jun", "zh_CN": "06-10"}[spoken]
    assert width(head[: head.index(last) + len(last)]) == width(today[: today.index("┤") + 1])


def test_bars_stand_on_one_scale_from_today_to_the_latest_date(rollup, faster):
    (each,) = faster
    picture = simulated_dates(rollup, faster)
    whole_way = each.today.p85_at - rollup.as_of
    for bar, known in zip(picture.bars, (each.today, each.changed), strict=True):
        assert bar.begin == pytest.approx((known.p50_at - rollup.as_of) / whole_way)
        assert bar.share == pytest.approx((known.p85_at - rollup.as_of) / whole_way)
    cells = [row[row.index("·") :].rstrip() for row in lines(picture)[1:]]
    assert [len(row.split("┤")[0]) for row in cells] == [25, round(25 * picture.bars[1].share)]


def test_what_is_sooner_says_by_how_many_days_and_has_the_role_of_what_is_well(rollup, faster):
    (each,) = faster
    days = round((each.today.p85_at - each.changed.p85_at) / timedelta(days=1))
    row = simulated_dates(rollup, faster).points[1].row
    assert (row[-1][0].strip(), row[-1][1], row[2][1]) == (f"-{days}d", "on_track", "on_track")


def test_what_is_later_has_the_role_of_what_is_late(rollup):
    slower = tuple(simulate(rollup, [Pace("bridge", 0.5)], Forecaster()))
    picture = simulated_dates(rollup, slower)
    row = picture.points[1].row
    assert row[-1][0].strip().startswith("+")
    assert (row[-1][1], row[2][1], picture.bars[1].role) == ("late", "late", "rework")


def test_what_changes_nothing_has_no_colour_and_the_same_dates(rollup):
    same = tuple(simulate(rollup, [Pace("bridge", 1.0)], Forecaster()))
    today, then = simulated_dates(rollup, same).points
    assert [text for text, _ in today.row[2:4]] == [text for text, _ in then.row[2:4]]
    assert then.row[2][1] == "bar"
    assert then.row[-1][0].strip() in ("", "0")


def test_points_say_whose_dates_they_are(rollup, faster, spoken):
    today, then = (str(point.words) for point in simulated_dates(rollup, faster).points)
    assert today.startswith("M1 Deck 桥面铺装")
    begins = {"en": (", today · P50 22 May · P85 10 Jun", ", then · P50 "), "zh_CN": ("，今天 · P50 05-22 · P85 06-10",
              "，改后 · P50 ")}[spoken]  # fmt: skip
    assert today.endswith(begins[0])
    assert begins[1] in then


def test_a_missing_p85_is_a_dash_and_a_missing_date_is_said(rollup, faster):
    (each,) = faster
    no_p85 = msgspec.structs.replace(each, changed=msgspec.structs.replace(each.changed, p85_at=None))
    row = lines(simulated_dates(rollup, [no_p85]))[2]
    assert "├" in row
    assert "┤" not in row
    assert row.split()[-1] == "-" or row.split()[-2] == "-"
    nothing = msgspec.structs.replace(no_p85, changed=msgspec.structs.replace(no_p85.changed, p50_at=None))
    assert "no date" in lines(simulated_dates(rollup, [nothing]))[2]


def test_without_any_date_there_is_a_reason_and_no_picture(rollup, faster):
    assert str(simulated_dates(rollup, []).why_empty) == "no milestone has a forecast"
    (each,) = faster
    undated = msgspec.structs.replace(each.today, p50_at=None, p85_at=None)
    picture = simulated_dates(rollup, [msgspec.structs.replace(each, today=undated, changed=undated)])
    assert picture.points == ()
    assert str(picture.why_empty)


def test_the_name_of_a_milestone_is_cleaned_and_cut_before_a_date_is(spoken):
    planner = Planner().milestone("\x1b[31m[b]桥\u202e面[/b]", gates=("1.1",)).promise(NOW + WEEK)
    hostile = foretold(roll_up(planner.plan, [crew().board], hour(NOW)))
    shown = lines(simulated_dates(hostile, list(simulate(hostile, TWICE, Forecaster()))))
    assert not set("".join(shown)) & set("\x1b\u202e")
    assert "[31m[b]桥面" in shown[1]
    assert len({width(line) for line in shown}) == 1


def value(amount: int | None) -> Value:
    return Value.missing(msg("no rate")) if amount is None else Value(amount=Fraction(amount))


@pytest.mark.parametrize(
    ("amount", "currency", "shown", "extra"),
    [
        (12_000_049, "CNY", "120,000", "+120,000"), (-300_000, "CNY", "-3,000", "-3,000"), (0, "CNY", "0", "0"),
        (49, "CNY", "0", "0"), (-49, "CNY", "0", "0"), (1500, "JPY", "1,500", "+1,500"), (1500, "KWD", "2", "+2"),
        (None, "CNY", "", ""),
    ],
)  # fmt: skip
def test_amounts_are_whole_units_of_their_currency_and_nothing_has_no_sign(amount, currency, shown, extra):
    assert whole(value(amount), currency) == shown
    assert more(value(amount), currency) == extra


def test_the_cost_until_the_last_date_is_said_or_why_it_is_not_known(rollup, faster):
    (unknown,) = simulated_dates(rollup, faster).says
    assert str(unknown) == "cost not known: the plan has no hourly rates (rate set)"
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK).give(SetCurrency(currency="CNY"))
    planner.give(SetRate(driver="zhang", amount=6000, since=hour(0).date()))
    paid = foretold(roll_up(planner.plan, [crew().board], hour(NOW)))
    (changed,) = simulated_dates(paid, list(simulate(paid, TWICE, Forecaster()))).says
    assert str(changed).startswith("paid until the last P85, each driver once: ")
    assert " CNY (-" in str(changed), "who is ready sooner is paid for fewer hours"
    (same,) = simulated_dates(paid, list(simulate(paid, [Drop(("bridge", "no such card"))], Forecaster()))).says
    assert "then" not in str(same)
