"""What stands in the iCalendar file and when: milestones in every state, cards of several boards, in any language."""

from datetime import UTC, datetime

import pytest
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Archive, Edit, Unarchive
from kanban.commands.plan import SetProject
from kanban.formats.icalendar import Event, calendar, events, folded
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.model.board import Board
from kanban.model.plan import EMPTY_PLAN

pytestmark = pytest.mark.any_day


def due(desk: Desk, card: str, hours: float, at: float = 0) -> None:
    desk.give(Edit(cards=(card,), changes={"due_at": hour(hours)}), at)


def rolled(pm: Planner, *boards: Board, at: float = 100) -> RollUp:
    return foretold(roll_up(pm.plan, list(boards), hour(at)))


def made(pm: Planner, *boards: Board, at: float = 100) -> list[Event]:
    return list(events(rolled(pm, *boards, at=at), boards))


def lines(pm: Planner, *boards: Board, at: float = 100) -> list[str]:
    content = calendar(rolled(pm, *boards, at=at), boards).decode()
    return content.replace("\r\n ", "").split("\r\n")


def test_the_head_and_each_event_have_what_rfc_5545_requires() -> None:
    """RFC 5545, 3.6: VERSION and PRODID once, each VEVENT with UID and DTSTAMP; 3.6.1: DTSTART."""
    desk = Desk()
    due(desk, desk.add("Weld"), 48)
    said = lines(Planner().milestone().promise(240), desk.board)
    assert (said[0], said[1], said[-2], said[-1]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR", "")
    assert [line.partition(":")[0] for line in said[2:5]] == ["PRODID", "CALSCALE", "X-WR-CALNAME"]
    bodies = "\n".join(said).split("BEGIN:VEVENT")[1:]
    assert len(bodies) == 2
    for body in bodies:
        names = [line.partition(":")[0] for line in body.partition("END:VEVENT")[0].strip().split("\n")]
        assert names[:3] == ["UID", "DTSTAMP", "DTSTART"]
        assert len(set(names)) == len(names)


def test_the_calendar_is_called_by_the_project_or_by_the_program() -> None:
    assert "X-WR-CALNAME:kanban" in lines(Planner())
    assert "X-WR-CALNAME:Bridge\\, 大桥\\; \\\\ north" in lines(
        Planner().give(SetProject(name="Bridge, 大桥; \\ north"))
    )


def test_the_example_of_a_folded_line() -> None:
    """RFC 5545, 3.1: a long line is split between any two characters, before a single space."""
    text = "DESCRIPTION:This is a long description that exists on a long line."
    assert folded(text) == f"{text}\r\n"
    whole = "x" * 75
    assert folded(whole) == f"{whole}\r\n", "75 octets are no long line"
    assert folded(f"{whole}y") == f"{whole}\r\n y\r\n"
    assert folded("x" * 150) == f"{'x' * 75}\r\n {'x' * 74}\r\n x\r\n", "the space counts"
    assert folded("x" * 74 + "桥") == f"{'x' * 74}\r\n 桥\r\n", "three octets are one character"
    assert folded("") == "\r\n"


def test_milestones_stand_in_the_order_of_their_ids_and_one_without_any_date_not_at_all() -> None:
    pm = Planner()
    for name in ("B", "A", "C"):
        pm.milestone(name, (), id=name)
    pm.promise(48, milestone="B").promise(24, milestone="A")
    assert [event.summary for event in made(pm)] == ["A A: baseline", "B B: baseline"]
    (first, _) = made(pm)
    assert (first.at, first.category, first.is_tentative, first.sequence) == (hour(24), "milestone", False, 2)
    assert first.changed_at == hour(0)
    assert "LAST-MODIFIED:20260302T080000Z" in lines(pm)


def test_a_removed_milestone_is_gone_and_comes_back_as_the_same_event() -> None:
    pm = Planner().milestone(id="M1").promise(24)
    before = [event.uid for event in made(pm)]
    assert made(pm.remove(1)) == []
    assert [event.uid for event in made(pm.undo(2))] == before


def test_a_later_baseline_raises_the_number_of_the_event_and_says_when_it_was_changed() -> None:
    pm = Planner().milestone(id="M1").promise(24).promise(48, at=5, why="high water")
    (event,) = made(pm)
    assert (event.at, event.sequence, event.changed_at) == (hour(48), 2, hour(5))
    assert "SEQUENCE:2" in lines(pm)
    (undone,) = made(pm.undo(6))
    assert (undone.at, undone.changed_at) == (hour(24), hour(0))


def test_an_achieved_milestone_keeps_the_baseline_that_it_was_judged_by() -> None:
    pm = Planner().milestone(id="M1").promise(48).sign_off(30, 31)
    baseline, achieved = made(pm)
    assert (baseline.at, achieved.at) == (hour(48), hour(30))
    assert achieved.summary == "M1 Deck: achieved"
    assert achieved.changed_at is None
    assert len({baseline.uid, achieved.uid}) == 2


def test_the_description_says_the_reason_the_count_and_the_dates_of_the_plans_zone() -> None:
    desk = Desk()
    for _ in range(3):
        desk.add(work_package="1.1.1")
    desk.move("1", DOING, 1)
    desk.move("1", DONE, 2)
    pm = Planner().give(SetProject(timezone="Asia/Shanghai")).milestone(id="M1").promise(240)
    (event,) = made(pm, desk.board)
    reason, *rest = event.description.split("\n")
    assert reason
    assert rest == ["1/3 done", "baseline 12 Mar 2026 16:00"]
    assert event.at == datetime(2026, 3, 12, 8, tzinfo=UTC)


def test_only_open_cards_with_a_due_date_are_events() -> None:
    desk = Desk()
    for title in ("open", "without", "done", "dropped", "back", "later"):
        desk.add(title, at=200 if title == "later" else 0)
    for card in "13456":
        due(desk, card, 500, 200 if card == "6" else 1)
    for card in "35":
        desk.move(card, DOING, 2)
        desk.move(card, DONE, 3)
    desk.move("5", DOING, 4)
    desk.give(Archive(cards=("4",)), 5)
    assert [event.summary for event in made(Planner(), desk.board, at=100)] == ["open: due", "back: due"]
    desk.give(Unarchive(cards=("4",)), 210)
    assert [event.summary for event in made(Planner(), desk.board, at=300)] == [
        "open: due", "dropped: due", "back: due", "later: due",
    ]  # fmt: skip


def test_cards_of_two_boards_with_the_same_number_are_two_events() -> None:
    desk = Desk()
    due(desk, desk.add("Weld\x1b[31m; \u202eit"), 48)
    first, second = made(Planner(), named(desk.board, "deck"), named(desk.board, "piers"))
    assert (first.description, second.description) == ("deck/1 · Backlog", "piers/1 · Backlog")
    assert first.uid != second.uid
    assert first.summary == "Weld[31m; it: due"
    assert (first.at, first.category, first.sequence, first.changed_at) == (hour(48), "card", 0, None)


def test_plans_that_began_at_other_moments_have_other_events() -> None:
    """Two projects may both have an M1; one calendar program may read both files."""
    one, other = Planner().milestone(id="M1").promise(24), Planner()
    other.plan = EMPTY_PLAN
    other.milestone("Deck", (), id="M1", at=7).promise(24, at=7)
    assert {event.uid for event in made(one)}.isdisjoint(event.uid for event in made(other))


@pytest.mark.usefixtures("in_chinese")
def test_the_file_is_in_the_language_of_the_reader_and_its_keywords_are_not() -> None:
    desk = Desk()
    due(desk, desk.add("Weld"), 48)
    said = lines(Planner().milestone(id="M1").promise(240), desk.board)
    assert "CATEGORIES:milestone" in said
    assert "STATUS:CONFIRMED" in said
    assert not any(line.endswith((": baseline", ": due")) for line in said)
