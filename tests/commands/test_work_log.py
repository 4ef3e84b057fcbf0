"""Time worked on cards: logged, taken back, undone, and as of a past day."""

import pytest
from makers import Desk, hour

from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.model.card import as_of, refold
from kanban.model.work_log import logged_work, typed_work, work_text
from kanban.text.messages import Refused


@pytest.fixture
def desk():
    """One card."""
    desk = Desk()
    desk.add()
    return desk


def test_what_was_logged_adds_up_and_stays_readable_as_of_any_day(desk):
    desk.give(Log(cards=("1",), minutes=90), 1)
    assert str(desk.last.message) == 'logged 1h30m on "Weld span 17"'
    desk.give(Log(cards=("1",), minutes=60), 5)
    desk.give(Log(cards=("1",), minutes=-30), 6)
    card = desk.card()
    assert card.flow.logged_minutes == 120
    assert [(work.at, work.minutes) for work in logged_work(card)] == [(hour(1), 90), (hour(5), 60), (hour(6), -30)]
    assert as_of(card, hour(2)).flow.logged_minutes == 90
    assert refold("1", card.history) == card


def test_it_is_undone_and_redone(desk):
    desk.give(Log(cards=("1",), minutes=90), 1)
    desk.give(Undo(), 2)
    assert (desk.card().flow.logged_minutes, logged_work(desk.card())) == (0, [])
    desk.give(Redo(), 3)
    assert desk.card().flow.logged_minutes == 90


@pytest.mark.parametrize(
    ("minutes", "why"),
    [
        (0, "time: 0m is not between 1m and 1000h"),
        (60_001, "time: 1000h1m is not between 1m and 1000h"),
        (-91, 'time: only 1h30m are logged on "Weld span 17", 1h31m cannot be taken back'),
    ],
)
def test_what_cannot_have_been_worked_is_refused(desk, minutes, why):
    desk.give(Log(cards=("1",), minutes=90), 1)
    with pytest.raises(Refused) as refusal:
        desk.give(Log(cards=("1",), minutes=minutes), 2)
    assert str(refusal.value) == why
    assert desk.card().flow.logged_minutes == 90


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h30m", 90), ("90m", 90), ("1.5h", 90), ("2h", 120), ("1 h 30 min", 90), ("1小时30分", 90), ("-30m", -30),
        ("１ｈ", 60), ("0.25h", 15),
    ],
)  # fmt: skip
def test_times_are_typed_as_people_write_them(text, minutes):
    assert typed_work(text) == minutes
    assert typed_work(work_text(minutes)) == minutes


@pytest.mark.parametrize("text", ["", "soon", "90", "1:30", "h", "1d", "-", "1h30", "9" * 50 + "h"])
def test_what_is_no_time_is_refused_by_name(text):
    with pytest.raises(Refused, match=r"^time: .* is no time worked, such as 1h30m, 90m or 1.5h$"):
        typed_work(text)
