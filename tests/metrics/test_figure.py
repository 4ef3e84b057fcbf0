"""A figure is declared once: what it is called, its rule, what it rests on; every reader walks the same list."""

import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from plan_maker import Planner, deck, only

from kanban.commands.cards import Archive, Block
from kanban.metrics import reasons
from kanban.metrics.figure import TERMS, Figure, by_term, definitions
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Totals, Window, existing, totals
from kanban.metrics.rollup.contributions import merged, summarised
from kanban.metrics.rollup.figures import achievement_figure, milestone_figures, node_figures
from kanban.metrics.rollup.milestones import Achievement, roll_up
from kanban.text.messages import Message

DAY = 24


def totals_of(desk: Desk, at: float) -> Totals:
    return totals(existing(desk.board.cards.values(), hour(at)), Window(), hour(at))


def flow(desk: Desk, at: float) -> dict[str, Figure]:
    """The figures of a board, by their terms."""
    return by_term(flow_figures(totals_of(desk, at)))


def node(desk: Desk, at: float) -> dict[str, Figure]:
    """The figures of all cards of a board in the roll-up, by their terms."""
    return by_term(node_figures(merged(summarised(desk.board, hour(at)).contributions.values())))


@pytest.fixture
def worked() -> Desk:
    """Four finished cards (one reworked, one straight from the queue), one under way, one dropped."""
    desk = Desk()
    for title in "abcdef":
        desk.add(title)
    for card in ("1", "2", "3", "5"):
        desk.move(card, DOING, DAY)
    desk.move("1", REVIEW, 2 * DAY)
    desk.move("1", DOING, 2 * DAY + 12, reason="defect")
    desk.move("1", REVIEW, 3 * DAY)
    for card, day in (("1", 5), ("2", 3), ("3", 2), ("4", 2)):
        desk.move(card, DONE, day * DAY)
    desk.give(Archive(cards=("6",)), 4 * DAY)
    return desk


@pytest.mark.parametrize("name", TERMS)
def test_every_term_has_a_name_a_label_and_a_rule_that_can_be_translated(name: str) -> None:
    term = TERMS[name]
    assert term.name == name
    for message in (term.label, term.rule):
        assert isinstance(message, Message)
        assert str(message)
        assert not message.values


def test_every_figure_has_a_term(worked: Desk) -> None:
    state = only(roll_up(deck(9 * DAY).plan, [worked.board], hour(DAY)))
    figures = [
        *flow_figures(totals_of(worked, 6 * DAY)), *milestone_figures(state), achievement_figure(Achievement(0, 0, 0)),
    ]  # fmt: skip
    for figure in figures:
        assert figure.label == TERMS[figure.term].label
        assert figure.rule == TERMS[figure.term].rule


def test_no_list_has_a_term_twice(worked: Desk) -> None:
    state = only(roll_up(deck(9 * DAY).plan, [worked.board], hour(DAY)))
    for figures in (flow_figures(totals_of(worked, 6 * DAY)), milestone_figures(state)):
        assert len(by_term(figures)) == len(figures)


def test_the_rules_of_a_report_are_those_of_its_terms() -> None:
    for report in ("metrics", "rollup"):
        rules = definitions(report)
        assert rules == {name: str(TERMS[name].rule) for name in rules}
        assert {name for name, term in TERMS.items() if report in term.reports} == rules.keys()
    assert definitions("cards") == {}


def test_the_published_reports_explain_the_terms_they_always_explained() -> None:
    assert set(definitions("metrics")) == {
        "started", "finished", "cycle_time", "active_time", "parked_time", "done_gap", "blocked_time", "lead_time",
        "wip", "throughput", "percentiles", "rework_move", "rework_rate", "rework_time", "dropped", "window",
        "cycle_days", "flow_efficiency", "littles_law",
    }  # fmt: skip
    assert set(definitions("rollup")) == {
        "status", "milestone_done", "achievement_rate", "completion_rate", "weighted_completion_rate",
        "pace", "slip", "scope", "rework_rate",
        "cycle_time", "percentiles", "dropped",
    }  # fmt: skip


def test_cycle_time_keeps_to_known_starts_and_says_what_it_leaves_out(worked: Desk) -> None:
    cycle = flow(worked, 6 * DAY)["cycle_time"]
    assert (cycle.n, cycle.of, cycle.excluded) == (3, 4, {"finished_without_start": 1})
    assert cycle.percentiles[50] == 2 * DAY * 3600
    assert cycle.value == cycle.percentiles[85]
    assert cycle.low_sample
    assert cycle.why_missing is None


def test_lead_time_is_that_of_all_finished_cards(worked: Desk) -> None:
    lead = flow(worked, 6 * DAY)["lead_time"]
    assert (lead.n, lead.of, lead.excluded) == (4, 4, {})
    assert lead.percentiles[50] == 2.5 * DAY * 3600


def test_a_rate_carries_its_numerator_and_its_denominator(worked: Desk) -> None:
    rework = flow(worked, 6 * DAY)["rework_rate"]
    assert (rework.part, rework.n) == (1, 3)
    assert rework.value == pytest.approx(1 / 3)
    assert rework.unit == "rate"


def test_rework_moves_and_time_say_how_many_cards_they_rest_on(worked: Desk) -> None:
    figures = flow(worked, 6 * DAY)
    assert (figures["rework_move"].value, figures["rework_move"].n) == (1, 3)
    assert figures["rework_move"].by_reason == {"defect": 1}
    assert figures["rework_time"].value == 12 * 3600
    assert figures["rework_time"].share == pytest.approx(12 / (7 * DAY))


def test_counts_say_of_how_many(worked: Desk) -> None:
    figures = flow(worked, 6 * DAY)
    assert (figures["finished"].part, figures["finished"].n) == (4, 6)
    assert (figures["dropped"].part, figures["dropped"].n) == (1, 6)
    assert (figures["wip"].value, figures["wip"].part) == (1, None)


def test_throughput_has_its_weeks(worked: Desk) -> None:
    throughput = flow(worked, 7 * DAY)["throughput"]
    assert throughput.value == pytest.approx(4 / (7 + 8 / 24) * 7)
    assert throughput.weeks == (4, 0)


def test_of_an_empty_board_every_figure_is_missing_with_its_reason_or_is_zero() -> None:
    for figure in flow_figures(totals_of(Desk(), DAY)):
        if figure.value is None:
            assert isinstance(figure.why_missing, Message), figure.term
            assert figure.reason == figure.why_missing
        else:
            assert figure.value == 0


def test_a_value_that_is_there_has_no_reason_beside_it(worked: Desk) -> None:
    for figure in (*flow(worked, 6 * DAY).values(), *node(worked, 6 * DAY).values()):
        assert isinstance(figure.reason, Message) is (figure.value is None and figure.why_missing is not None)


def test_the_roll_up_leaves_dropped_cards_out_of_completion_and_counts_them(worked: Desk) -> None:
    figures = node(worked, 6 * DAY)
    completion = figures["completion_rate"]
    assert (completion.part, completion.n, completion.of) == (4, 5, 6)
    assert completion.excluded == {"dropped": 1}
    assert completion.value == pytest.approx(4 / 5)
    assert (figures["dropped"].part, figures["dropped"].n) == (1, 6)


def test_the_roll_up_and_the_board_count_rework_and_cycle_time_alike(worked: Desk) -> None:
    board, rolled = flow(worked, 6 * DAY), node(worked, 6 * DAY)
    assert (board["rework_rate"].part, board["rework_rate"].n) == (rolled["rework_rate"].part, rolled["rework_rate"].n)
    assert board["cycle_time"].value == rolled["cycle_time"].value
    assert board["dropped"].value == rolled["dropped"].value


def test_blocked_cards_are_counted_while_they_are_not_finished(worked: Desk) -> None:
    worked.give(Block(cards=("5",), why="crane"), 5 * DAY)
    assert node(worked, 6 * DAY)["blocked"].value == 1
    worked.move("5", DONE, 7 * DAY)
    assert node(worked, 8 * DAY)["blocked"].value == 0


def test_without_cards_completion_is_missing_not_zero() -> None:
    figures = node(Desk(), DAY)
    assert (figures["completion_rate"].value, figures["completion_rate"].reason) == (None, reasons.NO_CARDS)
    assert (figures["rework_rate"].value, figures["rework_rate"].reason) == (None, reasons.NO_KNOWN_START)
    assert (figures["cycle_time"].value, figures["cycle_time"].reason) == (None, reasons.NO_KNOWN_START)


@pytest.mark.parametrize(
    ("planner", "value", "reason"),
    [
        (Planner().milestone(), None, reasons.NO_BASELINE),
        (deck(9 * DAY), None, reasons.NO_SLIP),
        (deck(DAY), 3600.0, None),
    ],
    ids=["no baseline", "ahead", "late"],
)
def test_slip_is_known_of_what_is_done_or_late(planner: Planner, value, reason) -> None:
    desk = Desk()
    desk.add(work_package="1.1.1")
    slip = by_term(milestone_figures(only(roll_up(planner.plan, [desk.board], hour(DAY + 1)))))["slip"]
    assert slip.value == value
    assert reason is None or slip.reason == reason


def test_the_achievement_rate_rests_on_what_was_due_and_known() -> None:
    none, some = achievement_figure(Achievement(0, 0, 0)), achievement_figure(Achievement(4, 3, 1))
    assert (none.value, none.reason) == (None, reasons.NONE_DUE)
    assert (some.part, some.n, some.of, some.value) == (3, 4, 5, 0.75)


def test_codes_are_the_same_in_every_language_and_have_words_of_their_own() -> None:
    for code in (reasons.FINISHED_WITHOUT_START, reasons.START_UNKNOWN, reasons.DROPPED):
        assert isinstance(code, reasons.Code)
        assert str(code) in reasons.EXCLUDED_WORDS


def test_a_card_put_back_to_the_queue_before_any_work_changes_no_figure() -> None:
    desk = Desk()
    desk.add()
    desk.move("1", READY, DAY)
    desk.move("1", BACKLOG, 2 * DAY)
    figures = flow(desk, 3 * DAY)
    assert (figures["wip"].value, figures["rework_move"].value) == (0, 0)
