"""The iCalendar file: what RFC 5545 asks of lines and texts, and events that keep their identity."""

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, Desk, hour
from plan_maker import Planner

from kanban.commands.cards import Archive, Edit
from kanban.formats.icalendar import LINE_OCTETS, calendar, escaped, folded
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.rollup.milestones import roll_up
from kanban.text.clean import clean


def content_lines(file: bytes) -> list[str]:
    """The content lines, unfolded as RFC 5545, 3.1 says."""
    assert file.endswith(b"\r\n")
    return file.decode().replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def unescaped(text: str) -> str:
    """A TEXT value as it was, by RFC 5545, 3.3.11."""
    out, rest = "", iter(text)
    for char in rest:
        if char == "\\":
            char = next(rest)
            char = "\n" if char in "nN" else char
        else:
            assert char not in ",;\n"
        out += char
    return out


def events(file: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for line in content_lines(file):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END", "BEGIN"):
            assert name not in found[-1]
            found[-1][name] = value
    return found


@given(st.text(max_size=300))
def test_a_text_comes_back_as_it_was_but_for_what_a_terminal_obeys(text: str) -> None:
    assert unescaped(escaped(text)) == clean(text).replace("\t", " ")


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_lines_are_folded_at_75_octets_between_characters(text: str) -> None:
    line = f"SUMMARY:{text}"
    physical = folded(line).encode().removesuffix(b"\r\n").split(b"\r\n")
    assert max(map(len, physical)) <= LINE_OCTETS
    assert all(piece.decode() for piece in physical)
    assert folded(line).replace("\r\n ", "") == f"{line}\r\n"


@pytest.fixture
def pm() -> Planner:
    return Planner().milestone("Deck; 桥面, part \\1").promise(24 * 30)


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    for title in ("Weld", "Cast", "Grout"):
        desk.add(title, work_package="1.1.1")
    desk.give(Edit(cards=("1", "2", "3"), changes={"due_at": hour(24 * 9)}))
    desk.move("2", DOING, 2)
    desk.move("2", DONE, 9)
    desk.give(Archive(cards=("3",)), 10)
    return desk


def file_of(pm: Planner, desk: Desk, at: float = 100) -> bytes:
    rollup = foretold(roll_up(pm.plan, [desk.board], hour(at)))
    return calendar(rollup, rollup.boards)


def test_milestones_and_open_cards_with_a_due_date_are_events_in_utc(pm: Planner, desk: Desk) -> None:
    baseline, card = events(file_of(pm, desk))
    assert unescaped(baseline["SUMMARY"]) == "M1 Deck; 桥面, part \\1: baseline"
    assert baseline["DTSTART"] == hour(24 * 30).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    assert card["SUMMARY"] == "Weld: due"
    assert card["DTSTART"] == hour(24 * 9).strftime("%Y%m%dT%H%M%SZ")
    assert card["DTSTAMP"] == hour(100).strftime("%Y%m%dT%H%M%SZ")


def test_an_event_keeps_its_identity_when_it_is_moved_or_renamed(pm: Planner, desk: Desk) -> None:
    before = events(file_of(pm, desk))
    pm.milestone("New name", id="M1", at=101).promise(24 * 40, at=102, why="high water")
    desk.give(Edit(cards=("1",), changes={"title": "Weld it", "due_at": hour(24 * 12)}), 103)
    after = events(file_of(pm, desk, at=110))
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert len({event["UID"] for event in after}) == len(after)
    assert after[0]["DTSTART"] > before[0]["DTSTART"]
    assert int(after[0]["SEQUENCE"]) > int(before[0]["SEQUENCE"])


def test_a_forecast_is_tentative_and_an_achievement_an_event_of_its_own(pm: Planner) -> None:
    desk = Desk()
    for number in range(30):
        desk.add(work_package="1.1.1", at=number)
    for number in range(1, 26):
        desk.move(str(number), DOING, 30 + number * 6)
        desk.move(str(number), DONE, 33 + number * 6)
    baseline, forecast = events(file_of(pm, desk, at=200))
    assert (forecast["STATUS"], forecast["CATEGORIES"]) == ("TENTATIVE", "forecast")
    assert "P85 " in unescaped(baseline["DESCRIPTION"])
    pm.sign_off(210, 210)
    assert [event["SUMMARY"].rpartition(": ")[2] for event in events(file_of(pm, desk, at=220))] == [
        "baseline", "achieved",
    ]  # fmt: skip


def test_nothing_planned_is_an_empty_calendar() -> None:
    desk = Desk()
    assert content_lines(file_of(Planner(), desk))[0::5] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
