"""Forecasts, slip causes, next actions and signals in words: nothing said that is not known, both languages whole."""

import re
from datetime import timedelta

import msgspec
import pytest
from crew import DAY, NOW, WEEK, crew
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Block
from kanban.metrics.flow.board_quality import cycle_time_chart, rework_rate_chart
from kanban.metrics.flow.totals import Window, existing
from kanban.metrics.forecast.milestone import MilestoneForecast
from kanban.metrics.forecast.record import Held, Record
from kanban.metrics.forecast.values import Deciding, Forecast
from kanban.metrics.insight.milestone_forecasts import Forecaster, foretold
from kanban.metrics.insight.next_actions import Code as ActionCode
from kanban.metrics.insight.next_actions import NextAction, next_actions
from kanban.metrics.insight.slip_causes import CODES, SlipCauses, slip_causes
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.board import Board
from kanban.render.forecast import basis, chance, dates, held, remarks
from kanban.render.insight import CAUSE_WORDS, action, days, verdict
from kanban.render.quality import cycle_time_signals, rework_rate_signals
from kanban.text.messages import msg

pytestmark = pytest.mark.any_day


def small(text: object) -> list[str]:
    """English words; those of one letter, figures and names of others are none."""
    return [word for word in re.findall(r"[a-z]{2,}", str(text)) if word not in ("bridge", "crane", "booked", "li")]


def foretelling(**more) -> MilestoneForecast:
    values = {"p50_at": hour(NOW + 7 * DAY), "p85_at": hour(NOW + 12 * DAY), "chance_of_baseline": 0.31}
    return MilestoneForecast(forecast=Forecast(), as_of=hour(NOW), **(values | more))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, ""), (0.0, "<5%"), (0.0499, "<5%"), (0.05, "5%"), (0.31, "31%"), (0.5, "50%"), (0.95, "95%"),
        (0.9501, ">95%"), (1.0, ">95%"),
    ],
)  # fmt: skip
def test_a_chance_is_never_said_to_be_certain_while_work_remains(value, said):
    assert chance(value) == said


@pytest.mark.parametrize(
    ("known", "said"),
    [
        (foretelling(), "P50 04 May, P85 09 May, chance 31%"),
        (foretelling(p85_at=None), "P50 04 May, chance 31%"),
        (foretelling(chance_of_baseline=None), "P50 04 May, P85 09 May"),
        (foretelling(p50_at=None, p85_at=None, chance_of_baseline=None), ""),
        (foretelling(p85_at=hour(NOW + 300 * DAY), chance_of_baseline=0.0), "P50 04 May, P85 2027-02, chance <5%"),
    ],
)  # fmt: skip
def test_the_dates_that_are_known_are_said_and_no_others(known, said):
    assert dates(known, "UTC", hour(NOW)) == said


def test_dates_are_those_of_the_zone_and_of_the_language(spoken):
    late = foretelling(p50_at=hour(NOW + 7 * DAY + 12), p85_at=None, chance_of_baseline=None)
    shown = [dates(late, zone, hour(NOW))[-6:].strip() for zone in ("UTC", "Asia/Shanghai")]
    assert shown == {"en": ["04 May", "05 May"], "zh_CN": ["05-04", "05-05"]}[spoken]


def record(kept: int, of: int) -> Record:
    nothing = Held(held=0, of=0)
    return Record(forecasts=of, milestones=1, p50=nothing, p85=Held(held=kept, of=of), usual_p50=nothing,
                  usual_p85=nothing, loss_rate=None)  # fmt: skip


@pytest.mark.parametrize(
    ("kept", "of", "said"),
    [
        (0, 0, "no P85 has come yet"), (0, 9, "P85 held 0 of 9"), (6, 10, "poor record: P85 held 6 of 10"),
        (7, 10, "P85 held 7 of 10"), (41, 48, "P85 held 41 of 48"),
    ],
)  # fmt: skip
def test_a_record_is_poor_below_seventy_percent_of_ten_dates_or_more(kept, of, said):
    assert held(record(kept, of)) == said


@pytest.mark.parametrize(
    ("weight", "order"),
    [(0.0, "keep their order"), (0.3, "keep their order"), (0.31, "mostly keep their order"),
     (0.7, "mostly keep their order"), (0.71, "keep no order that foretells it")],
)  # fmt: skip
def test_a_forecast_says_what_it_rests_on_in_one_sentence(weight, order):
    one = Forecast(weight=weight, exits_per_week=3.04, ahead=1, boards=("bridge",))
    many = Forecast(weight=weight, exits_per_week=12.0, ahead=36, boards=("bridge", "li"))
    assert str(basis(one)) == f"1 card is ahead of or in this milestone on 1 board that finishes 3.0 a week and {order}"
    assert str(basis(many)) == (
        f"36 cards are ahead of or in this milestone on 2 boards that finish 12.0 a week and {order}"
    )


def test_a_forecast_that_rests_on_nothing_says_nothing():
    assert basis(Forecast(weight=None, exits_per_week=3.0)) is None
    assert basis(Forecast(weight=0.5, exits_per_week=None)) is None


def boards_of(title: str) -> dict[str, Board]:
    desk = Desk()
    desk.add(title)
    return {"bridge": desk.board}


def test_the_cards_that_decide_are_named_with_their_age_and_the_dates_without_them(spoken):
    cards = (Deciding("bridge", "1", 41.2, 0.1),)
    known = foretelling(without=(hour(NOW), None))
    known = msgspec.structs.replace(known, forecast=Forecast(deciding=cards, idle_boards=("li",)))
    idle, decide, without = map(str, remarks(known, boards_of("\x1b[31m焊接 \u202e17"), "UTC"))
    assert not set(idle + decide + without) & set("\x1b\u202e")
    assert "bridge/1 [31m焊接 17" in decide
    assert {"en": "41d", "zh_CN": "41天"}[spoken] in decide
    assert "P85 -" in without
    if spoken == "zh_CN":
        assert small(idle + decide + without) == []
    else:
        assert idle == "no card left board li for 28 days"


def test_dates_without_the_deciding_cards_are_not_said_where_there_are_none():
    known = foretelling(without=(hour(NOW), hour(NOW)))
    assert list(remarks(known, {}, "UTC")) == [], "no card decides"


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), (0.0, "0"), (0.049, "0"), (-0.049, "0"), (0.05, "+1.2h"), (-0.05, "-1.2h"), (25.0, "+25d"),
     (-3.2, "-3.2d"), (9.94, "+9.9d"), (9.96, "+10d")],
)  # fmt: skip
def test_days_have_a_sign_and_nothing_is_nothing(value, said):
    assert days(value) == said


def causes(slip: float | None, reason=None) -> SlipCauses:
    return SlipCauses(baseline_at=None, p50_at=None, slip_days=slip, reason=reason)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (causes(12.0), "P50 is 12d after the baseline; of that go back to, about:"),
        (causes(-3.0), "P50 is 3.0d before the baseline; it would be sooner without, about:"),
        (causes(None), "no forecast yet"), (causes(None, msg("no baseline")), "no baseline"),
    ],
)  # fmt: skip
def test_the_verdict_says_after_or_before_the_baseline(found, said):
    assert str(verdict(found)) == said


def test_every_cause_has_a_word_and_the_rest_too(spoken):
    assert set(CAUSE_WORDS) == {*CODES, "rest"}
    assert len({str(words) for words in CAUSE_WORDS.values()}) == len(CAUSE_WORDS)
    if spoken == "zh_CN":
        assert [word for words in CAUSE_WORDS.values() for word in small(words)] == []


ACTIONS = {
    "unblock": "unblock bridge/1 [b]Weld[/b]", "first": "put bridge/1 [b]Weld[/b] first in its queue",
    "give": "give bridge/1 [b]Weld[/b] to li", "drop": "drop bridge/1 [b]Weld[/b]",
    "rework": "halve the rework on its boards",
    "wip": "lift the WIP limit of li by one, where a card takes no longer for it",
}  # fmt: skip


@pytest.mark.parametrize("code", ACTIONS)
def test_every_action_is_said_with_its_card_or_board(code, spoken):
    assert set(ACTIONS) == set(ActionCode.__args__)
    board = boards_of("[b]Weld[/b]\x1b")["bridge"]
    card = None if code in ("rework", "wip") else BoardCard(board, board.cards["1"])
    words = str(action(NextAction(code=code, days=2.0, card=card, board="li")))
    if spoken == "en":
        assert words == ACTIONS[code]
    else:
        assert small(words.replace("[b]Weld[/b]", "")) == []
        assert ("[b]Weld[/b]" in words) == (card is not None)
        assert "\x1b" not in words


def test_a_slip_of_a_real_board_is_said_with_its_causes_and_actions(spoken):
    desk = crew(ahead=14)
    desk.move("25", DOING, NOW - 20 * DAY)
    desk.give(Block(cards=("25",), why="crane booked"), NOW - 19 * DAY)
    planner = Planner().milestone(gates=("1.1",)).promise(NOW + WEEK)
    rollup = foretold(roll_up(planner.plan, [named(desk.board, "bridge")], hour(NOW)))
    (state,) = rollup.milestones
    question = Forecaster().question(state, rollup)
    found = slip_causes(state, question, rollup)
    slipped = (state.forecast.p50_at - state.baseline_at) / timedelta(days=1)
    assert found.slip_days == pytest.approx(slipped)
    assert days(slipped).lstrip("+") in str(verdict(found))
    said = [str(action(item)) for item in next_actions(state, question, rollup)]
    assert said
    assert not [words for words in said if "{" in words]


# Signals of control charts


def charted(cycles: list[float]):
    """A board whose cards take so many hours, one finished each day."""
    desk = Desk()
    for number, hours in enumerate(cycles):
        card = desk.add(f"\x1b[2Jcard {number}" if hours > 100 else f"card {number}")
        desk.move(card, DOING, (number + 10) * DAY - hours)
        desk.move(card, DONE, (number + 10) * DAY)
    moment = hour((len(cycles) + 11) * DAY)
    cards = existing(desk.board.cards.values(), moment)
    return cycle_time_chart(cards, Window(), moment), rework_rate_chart(cards, Window(), moment), moment


def test_a_card_outside_the_limits_is_named_with_its_time_and_the_limit(spoken):
    chart, _, moment = charted([10, 12, 10, 12, 10, 12, 10, 200, 12, 10])
    (words,) = map(str, cycle_time_signals(chart, "UTC", moment))
    if spoken == "en":
        assert words.startswith("8 [2Jcard 7, 8.3d finished 19 Mar: above the upper limit of ")
    else:
        assert small(words.replace("card", "")) == []
    assert "\x1b" not in words


def test_a_run_names_its_first_and_its_last_card_and_the_mean():
    """Wheeler, Understanding Variation (1993): eight in a row on one side of the central line."""
    chart, _, moment = charted([10, 11] * 5 + [20, 21] * 4)
    said = [str(words) for words in cycle_time_signals(chart, "UTC", moment)]
    runs = [words for words in said if "in a row" in words]
    assert runs == [
        "1 to 10, finished 12 Mar to 21 Mar: 10 in a row below the mean of 15h",
        "11 to 18, finished 22 Mar to 29 Mar: 8 in a row above the mean of 15h",
    ]


def test_a_process_within_its_limits_has_nothing_to_say():
    chart, weeks, moment = charted([10, 12, 11, 10, 12, 11])
    assert list(cycle_time_signals(chart, "UTC", moment)) == []
    assert list(rework_rate_signals(weeks, "UTC", moment)) == []


def test_a_week_outside_its_limits_is_named_by_its_monday_with_its_share(spoken):
    """NIST/SEMATECH e-Handbook, 6.3.3.2: p + 3 sqrt(p (1 - p) / n), here 0.2 + 3 sqrt(0.16 / 13) = 0.533."""
    desk = Desk()
    for number in range(60):
        card, begin = desk.add(f"card {number}"), number * 7
        desk.move(card, DOING, begin)
        if number >= 48:
            desk.move(card, DONE, begin + 2)
            desk.move(card, DOING, begin + 3, reason="defect")
        desk.move(card, DONE, begin + 5)
    moment = hour(3 * WEEK)
    chart = rework_rate_chart(existing(desk.board.cards.values(), moment), Window(), moment)
    said = [str(words) for words in rework_rate_signals(chart, "UTC", moment)]
    if spoken == "zh_CN":
        assert not [word for words in said for word in small(words)]
    else:
        assert said == ["week of 16 Mar, 92% of 13 reworked: above the upper limit of 53%"]
