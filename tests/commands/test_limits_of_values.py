"""How much, how long, how late: the last value that is taken, and the first one that is not, of every command."""

from datetime import date

import pytest
from makers import BACKLOG, DOING, Desk, hour
from plan_maker import Planner

from kanban.commands import plan as pm
from kanban.commands.cards import Add, AddMany, Block, Comment, Edit, Move
from kanban.commands.columns import AddColumn, LimitColumn, RenameColumn
from kanban.commands.outcome import Command, OverWip
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.commands.undo import Undo
from kanban.commands.work_log import Log
from kanban.model.calendar import DATES_MOST
from kanban.model.fields import CardFields
from kanban.model.money import AMOUNT_MOST
from kanban.model.plan import UNDO_DEPTH, is_milestone_id
from kanban.text.messages import Refused

DAY = date(2026, 3, 2)
"""Of the story's start."""
WIDE = "焊"
"""One character, though two cells and three bytes."""


def edited(**changes) -> Edit:
    return Edit(cards=("1",), changes=changes)


def logged(minutes: int) -> Log:
    return Log(cards=("1",), minutes=minutes)


BOARD = [
    (edited(title=WIDE * 500), edited(title=WIDE * 501), "the title has 501 characters, at most 500 are allowed"),
    (edited(description=WIDE * 100_000), edited(description=WIDE * 100_001),
     "the description has 100001 characters, at most 100000 are allowed"),
    (edited(estimate=1e6), edited(estimate=1_000_000.5),
     "estimate: 1000000.5 is not above 0 and at most 1,000,000"),
    (edited(estimate=5e-324), edited(estimate=0.0), "estimate: 0.0 is not above 0 and at most 1,000,000"),
    (edited(work_package="999999.1.1"), edited(work_package="1000000.1.1"),
     "work package: '1000000.1.1' is no WBS code of level 3, such as 1.2.3"),
    (Block(cards=("1",), why=WIDE * 500), Block(cards=("1",), why=WIDE * 501),
     "the reason has 501 characters, at most 500 are allowed"),
    (Comment(cards=("1",), text=WIDE), Comment(cards=("1",), text="\x1b\n "),
     "a comment has 1 to 100000 characters, not 0"),
    (Comment(cards=("1",), text=f" {WIDE * 100_000}\n"), Comment(cards=("1",), text=WIDE * 100_001),
     "a comment has 1 to 100000 characters, not 100001"),
    (logged(60_000), logged(60_001), "time: 1000h1m is not between 1m and 1000h"),
    (logged(1), logged(0), "time: 0m is not between 1m and 1000h"),
    (logged(-30), logged(-31),
     'time: only 30m are logged on "Weld span 17", 31m cannot be taken back'),
    (AddColumn(name=WIDE * 100, kind="active"), AddColumn(name=WIDE * 101, kind="active"),
     "a column's name has 1 to 100 characters, not 101"),
    (RenameColumn(column=DOING, name="x"), RenameColumn(column=DOING, name=" \x07"),
     "a column's name has 1 to 100 characters, not 0"),
    (LimitColumn(column=DOING, wip_limit=10_000), LimitColumn(column=DOING, wip_limit=10_001),
     "a WIP limit is 1 to 10,000, not 10001"),
    (LimitColumn(column=DOING, wip_limit=1), LimitColumn(column=DOING, wip_limit=0),
     "a WIP limit is 1 to 10,000, not 0"),
    (AddColumn(name="Paint", kind="active", wip_limit=1), AddColumn(name="Paint", kind="active", wip_limit=-1),
     "a WIP limit is 1 to 10,000, not -1"),
]  # fmt: skip


@pytest.mark.parametrize(("last", "beyond", "why"), BOARD)
def test_a_board_takes_the_last_value_and_refuses_the_next_in_words(last: Command, beyond: Command, why: str):
    desk = Desk()
    desk.add()
    desk.give(logged(30))
    before = desk.board
    with pytest.raises(Refused) as refusal:
        desk.give(beyond)
    assert str(refusal.value) == why
    assert desk.board is before
    assert desk.give(last) is not before


def year(value: int) -> date:
    return date(value, 1, 1)


def budget(**more) -> SetBudget:
    return SetBudget(**{"code": "1.1.1", "amount": 5, **more})


def cost(**more) -> BookCost:
    return BookCost(**{"code": "1.1.1", "amount": 5, "on": DAY, **more})


def lag(days: float) -> SetLink:
    return SetLink(predecessor="1.1.1", successor="1.1.2", lag_working_days=days)


MOST_MONEY = "is not above 0 and at most 10,000,000,000,000"
PLAN = [
    (pm.SetProject(name=WIDE * 500), pm.SetProject(name=WIDE * 501),
     "project: a name has 1 to 500 characters, not 501"),
    (pm.SetNode(code="2", name="x" * 500), pm.SetNode(code="2", name="x" * 501),
     "name: a name has 1 to 500 characters, not 501"),
    (pm.SetMilestone(id="x" * 20, name="Deck"), pm.SetMilestone(id="x" * 21, name="Deck"),
     f"id: '{'x' * 21}' is no milestone id, such as M3"),
    (pm.SetMilestone(id="桥面", name="Deck"), pm.SetMilestone(id="a\x1bb", name="Deck"),
     "id: 'a\\x1bb' is no milestone id, such as M3"),
    (pm.Achieve(milestone="M1", achieved_at=hour(1)), pm.Achieve(milestone="M1", achieved_at=hour(1.02)),
     "achieved: 2026-03-02 09:01 UTC lies in the future"),
    (SetEstimate(code="1.1.1", working_days=10_000.0), SetEstimate(code="1.1.1", working_days=10_000.5),
     "estimate: 10000.5 is not above 0 and at most 10000 working days"),
    (SetEstimate(code="1.1.1", working_days=0.001), SetEstimate(code="1.1.1", working_days=-0.001),
     "estimate: -0.001 is not above 0 and at most 10000 working days"),
    (lag(10_000.0), lag(10_000.5), "lag: 10000.5 is more than 10000 working days"),
    (lag(-10_000.0), lag(-10_000.5), "lag: -10000.5 is more than 10000 working days"),
    (SetCalendar(hours=("00:00-24:00",)), SetCalendar(hours=("00:00-00:00",)),
     "hours: '00:00-00:00' is no span of a day, such as 09:00-17:00"),
    (SetCalendar(hours=("08:00-12:00", "12:00-13:00")), SetCalendar(hours=("08:00-12:00", "11:59-13:00")),
     "hours: 08:00-12:00 and 11:59-13:00 overlap"),
    (SetCalendar(holidays=(year(1900), year(9000))), SetCalendar(holidays=(year(1899),)),
     "holidays: 1899-01-01 lies outside the years 1900 to 9000"),
    (SetCalendar(extra_workdays=(year(9000),)), SetCalendar(extra_workdays=(year(9001),)),
     "extra_workdays: 9001-01-01 lies outside the years 1900 to 9000"),
    (SetCalendar(extra_workdays=(DAY,) * DATES_MOST), SetCalendar(extra_workdays=(DAY,) * (DATES_MOST + 1)),
     "extra_workdays: 5001 dates, at most 5000 are kept"),
    (budget(amount=AMOUNT_MOST), budget(amount=AMOUNT_MOST + 1), f"budget: 10,000,000,000,000.01 {MOST_MONEY}"),
    (budget(amount=1), budget(amount=0), f"budget: 0 {MOST_MONEY}"),
    (budget(start=DAY, finish=DAY), budget(start=DAY, finish=date(2026, 3, 1)),
     "budget: 2026-03-01 lies before 2026-03-02"),
    (budget(start=year(1900)), budget(start=year(1899)), "from: 1899-01-01 lies outside the years 1900 to 9000"),
    (budget(finish=year(9000)), budget(finish=year(9001)), "to: 9001-01-01 lies outside the years 1900 to 9000"),
    (SetRate(amount=AMOUNT_MOST), SetRate(amount=AMOUNT_MOST + 1), f"rate: 10,000,000,000,000.01 {MOST_MONEY}"),
    (SetRate(amount=5, driver=WIDE * 500), SetRate(amount=5, driver=WIDE * 501),
     "driver: a name has at most 500 characters"),
    (SetRate(amount=5, since=year(9000)), SetRate(amount=5, since=year(9001)),
     "from: 9001-01-01 lies outside the years 1900 to 9000"),
    (cost(amount=-AMOUNT_MOST), cost(amount=-AMOUNT_MOST - 1), f"cost: 10,000,000,000,000.01 {MOST_MONEY}"),
    (cost(note=WIDE * 500), cost(note=WIDE * 501), "note: it has 501 characters, at most 500 are allowed"),
    (cost(on=year(1900)), cost(on=year(1899)), "at: 1899-01-01 lies outside the years 1900 to 9000"),
    (cost(on=DAY), cost(on=date(2026, 3, 3)), "at: 2026-03-03 lies in the future; what is booked has been spent"),
    (SetCurrency(currency="CHF"), SetCurrency(currency="CHFR"),
     "currency: 'CHFR' is no code of a currency, such as CNY or EUR"),
]  # fmt: skip


@pytest.mark.parametrize(("last", "beyond", "why"), PLAN)
def test_a_plan_takes_the_last_value_and_refuses_the_next_in_words(last: Command, beyond: Command, why: str):
    planner = Planner().milestone().give(SetCurrency(currency="CNY"))
    before = planner.plan
    with pytest.raises(Refused) as refusal:
        planner.give(beyond, at=1)
    assert str(refusal.value) == why
    assert planner.plan is before
    assert planner.give(last, at=1).plan is not before


def test_the_day_of_a_cost_is_that_of_the_plans_zone():
    planner = Planner().give(SetCurrency(currency="CNY")).give(pm.SetProject(timezone="Pacific/Auckland"))
    planner.give(cost(on=date(2026, 3, 3)), at=3)  # 11:00 UTC is midnight there
    with pytest.raises(Refused, match="2026-03-04 lies in the future"):
        planner.give(cost(on=date(2026, 3, 4)), at=3)
    behind = Planner().give(SetCurrency(currency="CNY")).give(pm.SetProject(timezone="Pacific/Honolulu"))
    with pytest.raises(Refused, match="2026-03-02 lies in the future"):
        behind.give(cost(on=DAY), at=1.9)  # 09:54 UTC is still the day before there
    behind.give(cost(on=DAY), at=2)


def test_so_many_steps_of_a_board_can_be_undone_and_not_one_more():
    desk = Desk()
    for number in range(UNDO_DEPTH + 2):
        desk.add(f"card {number}")
    for undone in range(UNDO_DEPTH):
        desk.give(Undo())
        assert len(desk.board.head.undo) == UNDO_DEPTH - undone - 1
    with pytest.raises(Refused, match="nothing to undo"):
        desk.give(Undo())
    assert desk.titles(BACKLOG) == ["card 0", "card 1"]


def test_a_plan_goes_back_to_its_beginning_and_on_again_as_its_history_has_every_step():
    planner = Planner()
    names = [planner.give(pm.SetNode(code="1", name=f"node {n}")).plan.nodes["1"].name for n in range(UNDO_DEPTH + 2)]
    for name in names[-2::-1]:
        assert planner.undo(1).plan.nodes["1"].name == name
        assert len(planner.plan.undo) <= UNDO_DEPTH
    for name in names[1:]:
        assert planner.redo(2).plan.nodes["1"].name == name
    with pytest.raises(Refused, match="nothing to redo"):
        planner.redo(3)


@pytest.mark.parametrize(("limit", "there", "coming", "fits"), [
    (1, 0, 1, True), (1, 0, 2, False), (1, 1, 1, False), (3, 2, 1, True), (3, 1, 2, True), (3, 2, 2, False),
    (3, 4, 1, False), (10_000, 0, 5, True),
])  # fmt: skip
def test_a_column_takes_cards_up_to_its_limit_and_asks_beyond(limit, there, coming, fits):
    desk = Desk()
    for _ in range(there):
        desk.add(column=DOING)
    desk.give(LimitColumn(column=DOING, wip_limit=limit))
    new = tuple(desk.add() for _ in range(coming))
    made = tuple(CardFields(title="Cast") for _ in new)
    for command in (Move(cards=new, column=DOING), AddMany(cards=made, column=DOING)):
        board = desk.board
        if fits:
            desk.give(command)
            assert not desk.last.over_wip
        else:
            with pytest.raises(OverWip) as full:
                desk.give(command)
            assert (full.value.count, full.value.limit) == (there, limit)
        desk.board = board


def test_what_no_id_of_a_milestone_is():
    assert [text for text in ("", " ", "a b", "M1\n", "M\u202e1", "x" * 21, "a\tb") if is_milestone_id(text)] == []
    assert all(map(is_milestone_id, ("M", "M1", "gate-7", "桥面", "x" * 20)))


def test_no_card_is_made_where_one_of_its_values_is_not_taken():
    desk = Desk()
    with pytest.raises(Refused, match=r"estimate: 2000000\.0 is not above 0"):
        desk.give(Add(title="Weld", estimate=2e6))
    assert desk.add() == "1"
