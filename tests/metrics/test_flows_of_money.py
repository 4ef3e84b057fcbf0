"""Flows of money to the last cent: what is paid back, what it is worth, what a plan has cost."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, Desk, hour
from often import often
from plan_maker import Planner

from kanban.commands.plan_costs import BookCost, SetCurrency, SetRate
from kanban.commands.work_log import Log
from kanban.metrics.reports.benefit_export import benefit_report
from kanban.metrics.value.actual_cost import ActualCost
from kanban.metrics.value.benefit import (
    DatedFlow,
    dated_net_present_value,
    net_present_value,
    payback,
    return_on_investment,
)
from kanban.metrics.value.typed_flows import cost_flows, typed_flow, typed_rate, typed_window
from kanban.screens.value.benefit_page import typed_flows
from kanban.text.dates import parse
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day
FIRST = date(2026, 1, 1)
AT = datetime(2026, 11, 29, 12, tzinfo=UTC)


def yearly(*amounts: float) -> list[DatedFlow]:
    """A flow at each end of a year of 365 days, the first one now."""
    return [DatedFlow(FIRST + timedelta(days=365 * number), amount) for number, amount in enumerate(amounts)]


def after(days: int) -> date:
    return FIRST + timedelta(days=days)


@pytest.mark.parametrize(
    ("amounts", "worth", "years"),
    [((-2000, 500, 500, 5000), 2624, 3), ((-2000, 500, 1800, 0), -58, 2), ((-2000, 1800, 500, 0), 50, 2)],
    ids=["A", "B", "C"],
)
def test_the_projects_of_brealey_and_myers(amounts: tuple[float, ...], worth: int, years: int) -> None:
    """R. Brealey, S. Myers and F. Allen, Principles of Corporate Finance, section 5.2: NPV at 10 % and payback.

    They count whole years; here the day within that year is told.
    """
    flows = yearly(*amounts)
    assert round(net_present_value(0.1, amounts)) == round(dated_net_present_value(0.1, flows)) == worth
    paid = payback(flows)
    assert paid is not None
    assert flows[years - 1].on < paid <= flows[years].on


def test_of_these_projects_only_one_pays_back_what_it_costs_to_wait() -> None:
    """The same, discounted: B is not worth its money, and nothing comes after the third year."""
    discounted = [payback(yearly(*amounts), 0.1) for amounts in ((-2000, 500, 1800, 0), (-2000, 1800, 500, 0))]
    assert discounted[0] is None
    assert discounted[1] is not None
    assert yearly(0, 0)[1].on < discounted[1] < yearly(0, 0, 0)[2].on


@pytest.mark.parametrize(
    ("amounts", "paid"),
    [
        ((-0.10, -0.20, 0.30), 2), ((-0.1, -0.1, -0.1, 0.3), 3), ((-1000.10, -2000.20, 3000.30), 2),
        ((-1, 2), 0.5), ((-1, 0, 1), 2), ((-1, 0.99), None), ((-1, 1, -1), None), ((0, 0), 0), ((-1, 3, -2, 1), 1 / 3),
        ((-1, 3, -3, 1), 3), ((5, -5), 0), ((5, -6, 2), 1.5),
    ],
)  # fmt: skip
def test_the_day_on_which_the_last_cent_is_back(amounts: tuple[float, ...], paid: float | None) -> None:
    flows = [DatedFlow(after(10 * number), amount) for number, amount in enumerate(amounts)]
    assert payback(flows) == (None if paid is None else after(round(10 * paid)))


def test_what_comes_and_goes_on_a_day_is_one_sum_in_whatever_order() -> None:
    flows = [DatedFlow(after(0), -3), DatedFlow(after(4), -9), DatedFlow(after(4), 12), DatedFlow(after(8), 1)]
    assert payback(flows) == payback(flows[::-1]) == after(4)
    assert payback([DatedFlow(after(0), -3), DatedFlow(after(0), 3)]) == after(0)


def paid_exactly(cents: list[tuple[int, int]]) -> date | None:
    """The same rule in whole cents: the last day from which on the sum is never below nothing."""
    days = sorted({day for day, _ in cents})
    sums = [sum(amount for other, amount in cents if other <= day) for day in days]
    if not days or sums[-1] < 0:
        return None
    lacking = [number for number, total in enumerate(sums) if total < 0]
    if not lacking:
        return after(days[0])
    last = lacking[-1]
    step, missing = sums[last + 1] - sums[last], -sums[last]
    return after(days[last] + round(Fraction((days[last + 1] - days[last]) * missing, step)))


flows_in_cents = st.lists(st.tuples(st.integers(0, 60), st.integers(-(10**7), 10**7)), max_size=12)


@given(flows_in_cents, st.booleans())
def test_payback_in_floats_is_payback_in_whole_cents(cents: list[tuple[int, int]], evened: bool) -> None:
    if evened and cents:
        cents = [*cents, (90, -sum(amount for _, amount in cents))]
    flows = [DatedFlow(after(day), amount / 100) for day, amount in cents]
    assert payback(flows) == paid_exactly(cents)


@given(flows_in_cents.filter(bool), st.sampled_from((-0.5, 0.0, 0.04, 0.1, 2.0)))
def test_the_net_present_value_is_the_sum_of_what_each_flow_is_worth(cents: list[tuple[int, int]], rate: float) -> None:
    """Against decimals of 28 digits, and wherever the flows stand in the list."""
    flows = [DatedFlow(after(day), amount / 100) for day, amount in cents]
    first = min(day for day, _ in cents)
    exact = sum(
        Decimal(amount) / 100 / (1 + Decimal(str(rate))) ** (Decimal(day - first) / 365) for day, amount in cents
    )
    assert dated_net_present_value(rate, flows) == pytest.approx(float(exact), abs=1e-6)
    assert dated_net_present_value(rate, flows[::-1]) == pytest.approx(float(exact), abs=1e-6)


@given(flows_in_cents)
def test_return_is_above_nothing_where_more_comes_than_goes(cents: list[tuple[int, int]]) -> None:
    amounts = [amount for _, amount in cents]
    gone = -sum(amount for amount in amounts if amount < 0)
    roi = return_on_investment(amounts)
    assert (roi is None) == (gone == 0)
    if roi is not None:
        assert (roi > 0, roi < 0) == (sum(amounts) > 0, sum(amounts) < 0)
        assert roi >= -1


@pytest.mark.parametrize("rate", [-0.99, 10.0])
def test_the_least_and_the_largest_rate_are_reckoned_with(rate: float) -> None:
    assert net_present_value(rate, [-1, 1]) == pytest.approx(-1 + 1 / (1 + rate))
    assert payback(yearly(-1, 1000), rate) is not None
    for beyond in (-0.991, 10.01):
        with pytest.raises(Refused, match=r"no discount rate from -0\.99 to 10\.0$"):
            dated_net_present_value(beyond, [])


def test_nothing_is_worth_nothing_and_never_paid_back() -> None:
    report = benefit_report([], 0.08, "CNY", "UTC", AT, AT)
    assert (report.benefit, report.cost, report.npv, report.roi) == (0, 0, 0, None)
    assert (str(report.roi_reason), report.payback_at) == ("there are no costs", None)


@pytest.mark.parametrize("text", ["8%", "8％", "８%", " 8 % ", "８．０％"])
def test_a_rate_is_understood_in_half_and_in_full_width(text: str) -> None:
    assert typed_rate(text) == 0.08


@pytest.mark.parametrize("text", ["%", "8%%", "8.%", "12345%", "0.1234567%", "+8%", "1e1%", "8\n%x", ""])
def test_what_is_no_rate_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match=r"is no percentage, such as 8%$"):
        typed_rate(text)


@pytest.mark.parametrize("text", ["2027-06-30=1200", "2027-06-30＝1200", "2027-06-30 ＝ 1,200", "2027年6月30日＝1200"])
def test_a_flow_is_understood_with_the_equals_sign_of_a_chinese_keyboard(text: str) -> None:
    flow = DatedFlow(date(2027, 6, 30), 1200.0)
    assert typed_flow(text, "CNY", "UTC", AT) == flow
    assert typed_flows(f"{text}；{text.replace('27', '28', 1)}", "CNY", "UTC") == (
        flow,
        flow._replace(on=date(2028, 6, 30)),
    )


@pytest.mark.parametrize(("currency", "amount"), [("CNY", 12.5), ("JPY", None), ("KWD", 12.5)])
def test_a_flow_has_the_decimals_of_its_currency(currency: str, amount: float | None) -> None:
    if amount is not None:
        assert typed_flow("2027-06-30=12.5", currency, "UTC", AT).amount == amount
        return
    with pytest.raises(Refused, match="more decimals than JPY has"):
        typed_flow("2027-06-30=12.5", currency, "UTC", AT)


def test_the_day_of_a_flow_is_that_of_the_zone() -> None:
    evening = datetime(2026, 11, 29, 20, tzinfo=UTC)  # the 30th in Shanghai
    days = [typed_flow("today=1", "CNY", zone, evening).on.day for zone in ("UTC", "Asia/Shanghai")]
    assert days == [29, 30]


def test_a_window_of_no_length_and_one_that_ends_before_it_begins_are_refused() -> None:
    def day_of(text: str) -> datetime:
        return parse(text, "UTC", AT, False)

    window = typed_window(" 2026-09-01 .. 2026-09-02", "before", "UTC", day_of)
    assert (window.from_at, window.to_at) == (datetime(2026, 9, 1, tzinfo=UTC), datetime(2026, 9, 2, tzinfo=UTC))
    with pytest.raises(Refused, match=r"^before: '2026-09-01\.\.2026-09-01' ends before it begins$"):
        typed_window("2026-09-01..2026-09-01", "before", "UTC", day_of)


def priced(currency: str, rate: int) -> Planner:
    return Planner().give(SetCurrency(currency=currency)).give(SetRate(amount=rate))


@settings(max_examples=often(30))
@given(
    st.sampled_from(("CNY", "JPY", "KWD")),
    st.integers(1, 100_000),
    st.lists(st.integers(1, 59), min_size=1, max_size=30),
)
def test_the_costs_of_many_short_hours_add_up_to_the_actual_cost(currency: str, rate: int, minutes: list[int]) -> None:
    """A minute at 50.00 an hour is 83 cents and a third; sixty of them are 50.00 and not 49.80."""
    pm, desk = priced(currency, rate), Desk()
    card = desk.add(column=DOING, work_package="1.1.1")
    for at, some in enumerate(minutes, start=1):
        desk.give(Log(cards=(card,), minutes=some), at)
    boards = [(desk.board, hour(100))]
    spent = ActualCost(pm.plan, boards).of("1.1.1", hour(100)).amount
    flows = cost_flows(pm.plan, boards, hour(100), "UTC")
    assert spent == Fraction(sum(minutes) * rate, 60)
    unit = {"CNY": 100, "JPY": 1, "KWD": 1000}[currency]
    assert -sum(flow.amount for flow in flows) == pytest.approx(float(spent / unit))
    assert len(flows) == len(minutes)


def test_costs_are_flows_of_the_day_of_a_zone_until_the_moment() -> None:
    pm, desk = priced("CNY", 6_000), Desk()
    card = desk.add(column=DOING, work_package="1.1.1")
    for at in (9, 9.5, 30):
        desk.give(Log(cards=(card,), minutes=60), at)  # 17:00 and 17:30 in UTC are 1:00 and 1:30 of the next day there
    pm.give(BookCost(code="1.2.1", amount=-500, on=date(2026, 3, 2)), 20)
    boards = [(desk.board, hour(20))]
    assert sorted(cost_flows(pm.plan, boards, hour(20), "Asia/Shanghai")) == [
        DatedFlow(date(2026, 3, 2), 5.0), DatedFlow(date(2026, 3, 3), -60.0), DatedFlow(date(2026, 3, 3), -60.0),
    ]  # fmt: skip
    assert {flow.on.day for flow in cost_flows(pm.plan, boards, hour(20), "UTC")} == {2}


def test_what_nobody_knows_the_cost_of_is_refused_with_the_reason() -> None:
    pm, desk = Planner().give(SetCurrency(currency="CNY")), Desk()
    desk.give(Log(cards=(desk.add(work_package="1.1.1"),), minutes=5), 1)
    assert cost_flows(pm.plan, [(desk.board, hour(0))], hour(0), "UTC") == []
    with pytest.raises(Refused, match="hours are logged on board bridge, and no hourly rate holds for them"):
        cost_flows(pm.plan, [(desk.board, hour(2))], hour(2), "UTC")
