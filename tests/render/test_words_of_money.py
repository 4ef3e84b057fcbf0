"""Savings, benefit and earned value in words: worked out by hand, in both languages, nothing claimed out of noise."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from makers import hour
from plan_maker import Planner

from kanban.commands.plan_costs import SetCurrency
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.benefit_export import benefit_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.value.benefit import DatedFlow
from kanban.metrics.value.bootstrap import Interval
from kanban.metrics.value.earned_schedule import EarnedSchedule
from kanban.metrics.value.earned_value import EarnedValue, Value
from kanban.metrics.value.plan_earned_value import PlanTime, plan_value
from kanban.metrics.value.savings import FIGURES, Change, Savings
from kanban.render import benefit, evm, savings
from kanban.text.messages import msg

pytestmark = pytest.mark.any_day

HOUR = 3600
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


def change(before=40.0, after=30.0, interval=(-14.0, -5.0), hours=50.0, amounts=(6_000_00, 8_400_00, 3_000_00), **more):
    """Hours before and after, with the interval of their difference."""
    known = None if interval is None else Interval(*(end * HOUR for end in interval))
    return Change(
        figure="cycle_time",
        before=None if before is None else before * HOUR,
        after=None if after is None else after * HOUR,
        interval=known,
        hours_saved=hours,
        amounts=amounts,
        **more,
    )


@pytest.mark.parametrize(
    ("seconds", "number"),
    [(None, ""), (0, "0.0"), (-100, "0.0"), (-180, "-0.1"), (21_960, "6.1"), (86_400, "24.0"), (-9 * HOUR, "-9.0")],
)
def test_working_time_is_in_hours_of_the_language_and_nothing_has_no_sign(seconds, number, spoken):
    assert savings.hours_text(seconds) == (number + {"en": "h", "zh_CN": "时"}[spoken] if number else "-")


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (change(), "less"), (change(30, 40, (5, 14)), "more"),
        (change(interval=(-1, 0)), "not distinguishable from noise"),
        (change(interval=(0, 1)), "not distinguishable from noise"), (change(interval=(-9, -0.001)), "less"),
        (change(interval=None, reason=msg("too few")), "too few"), (change(interval=None), "no change to be told"),
        (change(before=None), "no change to be told"),
    ],
)  # fmt: skip
def test_a_change_is_less_or_more_only_where_its_interval_leaves_zero_out(one, said):
    assert str(savings.verdict(one)) == said


def test_the_row_of_a_change_has_its_interval_or_nothing():
    assert savings.numbers(change()) == ["40.0h", "30.0h", "-10.0h", "-14.0h .. -5.0h"]
    assert savings.numbers(change(before=None, interval=None)) == ["-", "30.0h", "-", ""]


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (change(), "less: 50.0h of work saved, 6,000 CNY (3,000 to 8,400)"),
        (change(30, 40, (5, 14), -50.0, (-6_000_49, -3_000_00, -8_400_00)),
         "more: 50.0h of work, 6,000 CNY (3,000 to 8,400)"),
        (change(interval=(-1, 1)), "not distinguishable from noise"),
        (change(amounts=None, reason=msg("no time is logged")), "less; in money: no time is logged"),
        (change(hours=None), "less; in money: ?"),
    ],
)  # fmt: skip
def test_what_a_change_is_worth_is_whole_money_with_its_interval_the_smaller_end_first(one, said):
    assert str(savings.worth(one, "CNY")) == said


def test_money_of_a_currency_without_decimals_is_shown_whole():
    assert "6,000 JPY (3,000 to 8,400)" in str(savings.worth(change(amounts=(6000, 8400, 3000)), "JPY"))


def test_every_figure_of_savings_has_a_name_in_both_languages(spoken):
    assert set(savings.NAMES) == set(FIGURES)
    names = [str(name) for name in (*savings.NAMES.values(), *savings.HEADS, savings.LOW_SAMPLE)]
    if spoken == "zh_CN":
        assert not [name for name in names if any("a" <= sign <= "z" for sign in name)]


def test_the_windows_are_said_by_their_days_in_the_plans_zone_and_open_ends_by_nothing():
    begin, end = datetime(2026, 8, 31, 16, tzinfo=UTC), datetime(2026, 9, 30, 16, tzinfo=UTC)
    compared = Savings(before=Window(begin, end), after=Window(end, None), before_cards=31, after_cards=4, currency="",
                       worked_share=None, hourly_amount=None, changes=())  # fmt: skip
    assert [str(line) for line in savings.window_lines(compared, "Asia/Shanghai")] == [
        "before: 01 Sep 2026 to 01 Oct 2026, 31 cards", "after: 01 Oct 2026 to , 4 cards",
    ]  # fmt: skip
    assert compared.is_low_sample


def worth_of(*flows, rate=0.1, currency="CNY"):
    dated = [DatedFlow(date.fromisoformat(day), amount) for day, amount in flows]
    report = benefit_report(dated, rate, currency, "UTC", NOW, NOW)
    return {fact.name: fact for fact in benefit.facts(report, lambda day: f"{day:%Y-%m-%d}")}


def test_a_benefit_in_words_as_worked_out_by_hand():
    """-1,000 now and 1,320 after 365 days at 10 %: 1,320 / 1.1 - 1,000 = 200; paid back after 1,000 / 1,320 of them."""
    facts = worth_of(("2026-01-01", -1000.0), ("2027-01-01", 1320.0))
    assert {name: str(fact.value) for name, fact in facts.items()} == {
        "benefit": "1,320 CNY", "cost": "1,000 CNY", "roi": "32.0%", "npv": "200 CNY at 10.00% a year",
        "payback": "2026-10-05", "discounted": "2026-11-01",
    }  # fmt: skip
    assert not any(fact.is_bad for fact in facts.values())


def test_what_loses_money_is_said_to_and_never_pays_back(spoken):
    facts = worth_of(("2026-01-01", -1000.0), ("2027-01-01", 500.5), currency="JPY")
    assert {name for name, fact in facts.items() if fact.is_bad} == {"roi", "npv", "payback", "discounted"}
    assert str(facts["roi"].value) == "-50.0%"
    assert str(facts["payback"].value) == {"en": "it never pays back", "zh_CN": str(facts["discounted"].value)}[spoken]


def test_a_benefit_without_costs_has_no_rate_and_an_exact_rate_is_for_programs():
    assert str(worth_of(("2026-01-01", 5.0))["roi"].value) == "-"
    report = benefit_report([DatedFlow(date(2026, 1, 1), 5.0)], 0.12345, "", "UTC", NOW, NOW)
    said = [str(fact.value) for fact in benefit.facts(report, str, exact_rate=True) if fact.name == "npv"]
    assert said == ["5  at 0.1235 a year"]


def value(amount) -> Value:
    return Value.missing(msg("no budget")) if amount is None else Value.of(Fraction(amount))


def earned(bac=100_000_00, pv=50_000_00, ev=40_000_00, ac=60_000_00) -> EarnedValue:
    return EarnedValue(bac=value(bac), pv=value(pv), ev=value(ev), ac=value(ac))


SHOWN = {
    "bac": "100,000", "pv": "50,000", "ev": "40,000", "ac": "60,000", "cpi": "0.67", "spi": "0.80", "eac": "150,000",
    "eac_as_planned": "120,000", "eac_cost_and_schedule": "172,500", "vac": "-50,000", "tcpi_bac": "1.50",
    "tcpi_eac": "0.67", "cv": "-20,000", "sv": "-10,000", "etc": "90,000",
}  # fmt: skip
"""EV / AC = 0.67, EV / PV = 0.8, BAC / CPI = 150,000, AC + BAC - EV, AC + 60,000 / (0.67 x 0.8), 60,000 / 40,000."""


@pytest.mark.parametrize("name", SHOWN)
def test_each_figure_of_earned_value_is_written_as_worked_out_by_hand(name):
    figure = next(figure for figure in evm.FIGURES if figure.name == name)
    amount = getattr(earned(), name)
    assert figure.text(amount, evm.Scale("CNY")) == SHOWN[name]
    unit = " CNY" if figure.unit == "money" else ""
    assert str(figure.words(amount, "CNY")) == f"{figure.head} {SHOWN[name]}{unit}"
    assert figure.is_bad(amount) == (name in ("cpi", "spi", "vac", "cv", "sv"))


def test_a_figure_that_meets_its_plan_to_the_unit_is_not_bad():
    even = earned(pv=40_000_00, ac=40_000_00)
    assert not [figure for figure in evm.FIGURES if figure.least is not None and hasattr(even, figure.name) and
                figure.is_bad(getattr(even, figure.name))]  # fmt: skip


def test_amounts_in_thousands_and_of_other_currencies():
    assert evm.Scale("CNY", in_thousands=True)(value(1_234_567_89)) == "1,235"
    assert str(evm.Scale("CNY", in_thousands=True).name) == "thousand CNY"
    assert (evm.Scale("JPY")(value(1500)), evm.Scale("KWD")(value(1500)), evm.Scale("CNY")(value(None))) == (
        "1,500", "2", "-",
    )  # fmt: skip


def test_a_missing_figure_says_which_and_why():
    figure = evm.FIGURES[0]
    assert str(figure.words(value(None), "CNY")) == "no BAC: no budget"
    assert figure.text(value(None), evm.Scale("CNY")) == "-"
    assert not any(figure.is_bad(value(None)) for figure in evm.FIGURES)


def time(es, at) -> PlanTime:
    return PlanTime(start=NOW, finish=NOW, schedule=EarnedSchedule(value(es), Fraction(at)))


@pytest.mark.parametrize(
    ("es", "at", "said"),
    [
        ("27/5", 7, ["by 01 Jan 2027: 1.6 weeks behind", "ES 5.4 of AT 7.0 weeks, SV(t) -1.6, SPI(t) 0.77"]),
        (8, 7, ["by 19 Jan 2027: 1.0 weeks ahead", "ES 8.0 of AT 7.0 weeks, SV(t) +1.0, SPI(t) 1.14"]),
        ("699/100", 7, ["by now: on schedule", "ES 7.0 of AT 7.0 weeks, SV(t) 0.0, SPI(t) 1.00"]),
        ("701/100", 7, ["by now: on schedule", "ES 7.0 of AT 7.0 weeks, SV(t) 0.0, SPI(t) 1.00"]),
        (None, 7, ["no earned schedule: no budget"]),
    ],
)  # fmt: skip
def test_the_earned_schedule_is_behind_ahead_or_on_schedule(es, at, said):
    """W. Lipke, "Schedule is Different" (2003): SV(t) = ES - AT, SPI(t) = ES / AT."""
    lines = [str(line) for line in evm.time_lines(time(es, at), "UTC")]
    assert len(lines) == len(said)
    assert all(line.endswith(end) for line, end in zip(lines, said, strict=True))


def test_weeks_have_a_sign_where_they_are_a_difference():
    by_name = {figure.name: figure for figure in evm.FIGURES}
    scale = evm.Scale("CNY")
    assert [by_name["sv_t"].text(value(f"{n}/100"), scale) for n in (-160, -4, 0, 4, 160)] == [
        "-1.6", "0.0", "0.0", "0.0", "+1.6",
    ]  # fmt: skip
    assert str(by_name["es"].words(value("27/5"), "CNY")) == "ES 5.4 weeks"


def test_without_a_currency_or_budgets_it_says_which_command_begins_with_it():
    planner = Planner()
    without = plan_value(roll_up(planner.plan, [], hour(0)))
    assert "kanban plan set --currency" in str(evm.nothing_to_show(without))
    priced = plan_value(roll_up(planner.give(SetCurrency(currency="CNY")).plan, [], hour(0)))
    assert str(evm.nothing_to_show(priced)).startswith("no budgets yet; kanban budget set")
    assert not list(evm.why_missing(priced))
