"""Cards with all their fields and their history as they leave: every event, every text as it was stored."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from any_story import END, played, stories
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour
from often import often
from plan_maker import deck
from reported import read, wrong

from kanban.commands.cards import Archive, Block, Comment, Edit, Explain, Unarchive, Unblock
from kanban.commands.columns import DeleteColumn, RenameColumn, SetColumnKind
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.metrics.reports.board_report import cards_report
from kanban.metrics.reports.export import encode
from kanban.model import events as ev
from kanban.text.clean import clean_line

pytestmark = pytest.mark.any_day

PLAN = deck(500).plan
HOSTILE = (
    "fix [/ path] bug", "[b]bold[/b]", 'quotes " and \\ and /', "焊接第十七跨 🏗", "a\tb", "‮gnp.exe", "{n}%s%(x)d",
    "é é", "<script>alert(1)</script>", "=HYPERLINK()",
)  # fmt: skip


def listed(desk: Desk, at: float = END, zone: str = "UTC") -> list[dict[str, Any]]:
    board = desk.board
    report = read(cards_report(PLAN, [(board, card) for card in board.cards.values()], hour(at), hour(at)), zone)
    assert wrong(report, "cards") == []
    return report["cards"]


def told(desk: Desk, *names: str) -> list[tuple[Any, ...]]:
    """Of each event of the first card some keys; None where it has not got one."""
    return [tuple(event.get(name) for name in names) for event in listed(desk)[0]["history"]]


def test_every_kind_of_event_leaves_with_what_it_says() -> None:
    desk = Desk()
    desk.add("Weld", column=READY, work_package="1.1.1")
    desk.move("1", DOING, 1)
    desk.move("1", BACKLOG, 2)
    desk.give(Explain(cards=("1",), reason="parked"), 3)
    desk.give(Edit(cards=("1",), changes={"title": "Weld span 2"}), 4)
    desk.give(Edit(cards=("1",), changes={"estimate": 2.5}), 5)
    desk.give(Edit(cards=("1",), changes={"estimate": None}), 6)
    desk.give(Block(cards=("1",), why="crane"), 7)
    desk.give(Unblock(cards=("1",)), 8)
    desk.give(Comment(cards=("1",), text="so it is"), 9)
    desk.give(Log(cards=("1",), minutes=30), 10)
    desk.give(Archive(cards=("1",)), 11)
    desk.give(Unarchive(cards=("1",)), 12)
    desk.give(SetColumnKind(column=BACKLOG, kind="active"), 13)
    desk.give(SetColumnKind(column=BACKLOG, kind="queue", anew=True), 14)
    desk.give(Comment(cards=("1",), text="oh"), 15)
    desk.give(Undo(), 16)
    kinds = [kind for (kind,) in told(desk, "kind")]
    assert kinds == [
        "created", "moved", "moved", "explained", "edited", "edited", "edited", "blocked", "unblocked", "commented",
        "logged", "archived", "restored", "moved", "kind_changed", "rejudged", "commented", "voided",
    ]  # fmt: skip
    assert set(kinds) == {str(each.__struct_config__.tag) for each in ev.AnyEvent.__args__}, "there is no other kind"
    events = listed(desk)[0]["history"]
    ready, doing = ({"column": name, "kind": kind, "position": n} for name, kind, n in (
        ("Ready", "queue", 1), ("Doing", "active", 2),
    ))  # fmt: skip
    assert (events[0]["to"], events[0]["card"]) == (ready, {"title": "Weld", "work_package": "1.1.1"})
    assert (events[1]["from"], events[1]["to"]) == (ready, doing)
    assert (events[3]["event"], events[3]["reason"]) == (2, "parked")
    assert [(e["field"], e.get("old"), e.get("new")) for e in events[4:7]] == [
        ("title", "Weld", "Weld span 2"), ("estimate", None, 2.5), ("estimate", 2.5, None),
    ]  # fmt: skip
    assert (events[7]["why"], events[9]["text"], events[10]["minutes"]) == ("crane", "so it is", 30)
    assert events[14]["to"] == {"column": "Backlog", "kind": "active", "position": 1}
    assert events[15]["places"][:2] == [
        {"column": "Ready", "kind": "queue", "position": 0}, {"column": "Backlog", "kind": "queue", "position": 1},
    ]  # fmt: skip
    assert events[17]["event"] == 16


@settings(max_examples=often(60))
@given(stories)
def test_a_history_leaves_whole_in_its_order_and_at_its_times(story: list) -> None:
    desk = Desk()
    desk.board = played(story)
    for card in listed(desk):
        events = desk.card(card["id"]).events
        assert [(e["kind"], e["by"], datetime.fromisoformat(e["at"])) for e in card["history"]] == [
            (str(type(e).__struct_config__.tag), e.by, e.at) for e in events
        ]
        moves = [(e["from"]["position"], e["to"]["position"]) for e in card["history"] if e["kind"] == "moved"]
        assert moves == [(e.origin.position, e.to.position) for e in events if isinstance(e, ev.Moved)]
        assert all("rank" not in e and "source" not in e for e in card["history"]), "what nobody can read"


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_leave_as_they_were_stored(text: str) -> None:
    desk = Desk()
    desk.add(text, description=f"{text}\n{text}", tags=("x",), members=("李",))
    desk.give(Comment(cards=("1",), text=text), 1)
    desk.give(Block(cards=("1",), why=text), 2)
    (card,) = listed(desk)
    stored = desk.card()
    assert card["title"] == card["flow"]["title"] == stored.title == clean_line(text)
    assert card["description"] == stored.description
    assert card["blocked_reason"] == stored.flow.blocked_why
    assert [e["text"] for e in card["history"] if e["kind"] == "commented"] == [desk.card().events[1].text]
    raw = encode(cards_report(PLAN, [(desk.board, stored)], hour(3), hour(3)), "UTC")
    assert not set(raw) & {0x1B, 0x07, 0x00}, "no control character stands in it raw"
    assert raw.decode("utf-8")


def test_columns_have_the_names_of_now_and_a_deleted_one_its_last_one() -> None:
    desk = Desk()
    desk.add(column=READY)
    desk.move("1", REVIEW, 1)
    desk.move("1", DOING, 2)
    desk.give(RenameColumn(column=READY, name="Next"), 3)
    desk.give(DeleteColumn(column=REVIEW), 4)
    (card,) = listed(desk)
    moves = [(e["from"]["column"], e["to"]["column"]) for e in card["history"] if e["kind"] == "moved"]
    assert moves == [("Next", "Review"), ("Review", "Doing")]
    assert (card["column"], card["flow"]["column"]) == ("Doing", "Doing")


def test_fields_leave_each_at_its_place() -> None:
    desk = Desk()
    due = hour(30) + timedelta(milliseconds=250)
    desk.add(
        "Weld", description="long", due_at=due, estimate=1.5, tags=("steel", "钢"), members=("li",),
        work_package="1.1.2", column=DOING,
    )  # fmt: skip
    (card,) = listed(desk, zone="Asia/Shanghai")
    assert (card["id"], card["board"], card["column"], card["title"]) == ("1", "bridge", "Doing", "Weld")
    assert (card["description"], card["estimate"], card["tags"], card["members"]) == (
        "long", 1.5, ["steel", "钢"], ["li"],
    )  # fmt: skip
    assert (card["work_package"], card["milestones"]) == ("1.1.2", ["M1"])
    assert card["due_at"] == "2026-03-03T22:00:00.250+08:00"
    assert (card["blocked"], card["archived"], card["checklist"]) == (False, False, [])


@pytest.mark.parametrize("is_undone", [False, True])
def test_blocked_and_archived_are_what_holds_now(is_undone: bool) -> None:
    desk = Desk()
    desk.add(column=DOING)
    desk.give(Block(cards=("1",), why="crane"), 1)
    desk.give(Archive(cards=("1",)), 2)
    if is_undone:
        desk.give(Undo(), 3)
        desk.give(Undo(), 4)
    (card,) = listed(desk)
    assert (card["blocked"], card["archived"]) == (not is_undone, not is_undone)
    assert card["blocked_reason"] == (None if is_undone else "crane")
    assert len(card["history"]) == (5 if is_undone else 3)


def test_undone_and_redone_both_leave_and_name_what_they_take_back() -> None:
    desk = Desk()
    desk.add()
    desk.move("1", DONE, 1)
    desk.give(Undo(), 2)
    desk.give(Redo(), 3)
    assert told(desk, "kind", "event") == [("created", None), ("moved", None), ("voided", 1), ("voided", 2)]
    assert listed(desk)[0]["flow"]["finished_at"] == "2026-03-02T09:00:00+00:00"


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1))
ZONES = ("UTC", "Asia/Shanghai", "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia")


@given(MOMENTS, st.sampled_from(ZONES))
def test_a_moment_leaves_with_its_offset_and_comes_back_as_the_same_moment(at: datetime, zone: str) -> None:
    moment = at.replace(microsecond=at.microsecond // 1000 * 1000, tzinfo=hour(0).tzinfo)
    left = read({"at": moment}, zone)["at"]
    assert datetime.fromisoformat(left) == moment
    assert left[-6] in "+-"
    assert ("." in left) == bool(moment.microsecond)


@pytest.mark.parametrize(
    ("utc", "berlin"),
    [
        ("2026-10-25T00:30:00+00:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T02:30:00+01:00"),
        ("2026-03-29T00:59:59+00:00", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29T01:00:00+00:00", "2026-03-29T03:00:00+02:00"),
        ("2026-12-31T23:30:00+00:00", "2027-01-01T00:30:00+01:00"),
    ],
)
def test_where_the_clock_is_changed_the_offset_tells_the_hours_apart(utc: str, berlin: str) -> None:
    assert read({"at": datetime.fromisoformat(utc)}, "Europe/Berlin") == {"at": berlin}
