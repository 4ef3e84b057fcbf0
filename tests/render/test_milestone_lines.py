"""The roll-up in words: the same on the screen and in a pipe, in 80 cells and in more."""

from typing import get_args

import pytest
from makers import DOING, DONE, Desk, hour

from kanban.commands.cards import Block
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetBaseline, SetMilestone, SetNode
from kanban.metrics.rollup.milestones import URGENCY, RollUp, Status, roll_up
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.model.plan_events import PHASES
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render import milestones as words
from kanban.text.glyphs import UNICODE

DAY = 24
NOW = 5 * DAY
DECK = SetMilestone(name="Deck 桥面", gates=("1.1",), phase="executing")


def plan_of(*steps) -> Plan:
    """Nodes, then steps, each a command or (hour, command)."""
    plan = EMPTY_PLAN
    nodes = [SetNode(code=code, name=name) for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))]
    for step in (*nodes, *steps):
        at, command = step if isinstance(step, tuple) else (0, step)
        plan = evolve(plan, decide(plan, Signed(command, "pm", hour(at))))
    return plan


def due(day: float, milestone: str = "M1", why: str = "") -> SetBaseline:
    return SetBaseline(milestone=milestone, due_at=hour(day * DAY), why=why)


@pytest.fixture
def desk() -> Desk:
    """Three cards: one done and reworked never, one under way, one blocked."""
    desk = Desk()
    for title in ("girder 1", "girder 2", "\x1b[31mgirder 3"):
        desk.add(title, work_package="1.1.1", column=DOING)
    desk.move("1", DONE, 2 * DAY)
    desk.give(Block(cards=("3",), why="crane booked"), 4 * DAY)
    return desk


def rolled(plan: Plan, *desks: Desk, hidden=()) -> RollUp:
    return roll_up(plan, [desk.board for desk in desks], hour(NOW), hidden)


def text(lines: words.Lines) -> list[str]:
    return ["".join(part for part, _ in line).rstrip() for line in lines]


def test_every_status_order_and_phase_has_a_word() -> None:
    assert set(words.STATUS_WORDS) == set(get_args(Status)) == set(URGENCY)
    assert set(words.ORDER_WORDS) == set(words.ORDERS)
    assert set(UNICODE.status) == set(URGENCY)


def test_the_head_counts_what_was_due_and_what_has_which_status(desk: Desk) -> None:
    other = SetMilestone(name="Rails", gates=("1.1.1",))
    rollup = rolled(plan_of(DECK, due(4), other, due(9, "M2")), desk)
    assert words.head(rollup) == "on time 0/1 0% · 1 late · 1 open"
    assert words.head(rolled(plan_of())) == "on time -"


def test_the_head_says_what_the_original_dates_would_have_given(desk: Desk) -> None:
    rollup = rolled(plan_of(DECK, due(3), (DAY, due(9, why="steel"))), desk)
    assert words.head(rollup) == "on time - (original 0%) · 1 open"
    assert words.head(rollup, 32) == words.head(rollup)
    assert {words.head(rollup, cells) for cells in (31, 12)} == {"on time - · 1 open"}


def test_the_head_and_the_totals_say_what_is_not_known() -> None:
    desk = Desk()
    desk.move(desk.add(work_package="1.1.1", column=DOING), DONE, DAY)
    desk.add("unplanned")
    hidden = [UnreadableBoard("li", Problem("li", "broken"))]
    rollup = rolled(plan_of(DECK, due(4)), desk, hidden=hidden)
    assert words.head(rollup) == "on time -, 1 unknown · 1 open"
    assert words.totals_line(rollup) == "1 board, 1 unreadable · 1 of 1 card done · 1 unplanned"
    assert words.totals_line(rolled(plan_of())) == "0 boards · 0 of 0 cards done"


@pytest.mark.parametrize("phase", PHASES)
def test_milestones_stand_in_groups_by_phase(phase: str, desk: Desk) -> None:
    rollup = rolled(plan_of(SetMilestone(name="Deck", gates=("1.1",), phase=phase), due(9)), desk)
    assert [name for name, _ in words.groups(rollup.milestones)] == [phase.capitalize()]


def test_without_phase_baseline_or_cards_they_have_groups_of_their_own(desk: Desk) -> None:
    plan = plan_of(
        SetMilestone(name="no date", gates=("1.1",)), SetMilestone(name="no cards"), due(9, "M2"),
        SetMilestone(name="no phase", gates=("1.1",)), due(9, "M3"),
    )  # fmt: skip
    groups = words.groups(rolled(plan, desk).milestones)
    assert [(name, [state.milestone.name for state in states]) for name, states in groups] == [
        ("No phase", ["no phase"]), ("No baseline", ["no date"]), ("No cards yet", ["no cards"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("order", "ids"),
    [
        ("urgency", ["M1", "M3", "M2"]),
        ("date", ["M1", "M3", "M2"]),
        ("wbs", ["M1", "M2", "M3"]),
        ("slip", ["M1", "M2", "M3"]),
    ],
)
def test_an_order_holds_within_a_group(order: words.Order, ids: list[str], desk: Desk) -> None:
    plan = plan_of(
        *(SetMilestone(name=name, gates=("1",)) for name in ("c", "b", "A")), due(1), due(9, "M2"), due(8, "M3")
    )
    ((_, states),) = words.groups(rolled(plan, desk).milestones, order)
    assert [state.milestone.id for state in states] == ids


def test_a_package_a_board_and_a_card_below_a_milestone(desk: Desk) -> None:
    (state,) = rolled(plan_of(DECK, due(4)), desk).milestones
    (package,) = state.packages
    assert text(words.package(package, UNICODE, 80))[1].strip() == "rework 0% 0/1 · CT P85 2.0d · zhang"
    ((slug, figures),) = package.boards
    assert text(words.board(slug, figures, UNICODE, 80))[0].split() == ["board", "bridge", "▇▁▁▁▁", "1/3"]
    cards = [text(words.card(item, hour(NOW), UNICODE, 80))[0].split() for item in figures.cards]
    assert cards[0] == ["1", "girder", "1", "Done", "CT", "2.0d"]
    assert cards[1] == ["2", "girder", "2", "Doing", "age", "5.0d"]
    assert cards[2][-3:] == ["■", "crane", "booked"]
    assert "\x1b" not in "".join(cards[2])


def test_slip_has_its_sign(desk: Desk) -> None:
    done = Desk()
    done.move(done.add(work_package="1.1.1", column=DOING), DONE, 2 * DAY)
    said = [words.slip(rolled(plan, worked).milestones[0].slip_seconds) for plan, worked in (
        (plan_of(DECK, due(4)), desk), (plan_of(DECK, due(4)), done), (plan_of(DECK, due(9)), desk),
    )]  # fmt: skip
    assert said == ["+1.0d", "-2.0d", ""]


def test_a_bar_is_full_only_when_all_is_done(desk: Desk) -> None:
    (state,) = rolled(plan_of(DECK, due(4)), desk).milestones
    assert words.bar(state.figures, UNICODE, 8) == "▇▇▁▁▁▁▁▁"
    (empty,) = rolled(plan_of(DECK, due(4))).milestones
    assert words.bar(empty.figures, UNICODE, 8) == "▁" * 8


def test_what_was_dropped_is_told_below_a_milestone() -> None:
    from kanban.commands.cards import Archive

    desk = Desk()
    desk.add(work_package="1.1.1")
    desk.give(Archive(cards=(desk.add(work_package="1.1.1"),)), 1)
    (state,) = rolled(plan_of(DECK, due(9)), desk).milestones
    assert text(words.package(state.packages[0], UNICODE, 80))[0].split()[-4:] == ["▁▁▁▁▁", "0/1", "1", "dropped"]
