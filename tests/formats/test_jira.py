"""Replies of Jira's search: real ones, and those of a small Jira that is worked on in the test."""

import csv
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_maker import START, STATUSES, FakeJira, JiraDesk, worked_on, written

from kanban.model.card import refold
from kanban.model.events import Blocked, Commented, Edited, Unblocked
from kanban.text.messages import Refused

DATA = Path(__file__).parent.parent / "data" / "jira"
SHARED = Path(os.environ.get("KANBAN_SHARED_DATA", "/nowhere")) / "jira"
NOT_HERE = "KANBAN_SHARED_DATA names no folder with the replies, which may not be copied here"
PAGES = [SHARED / "fiware_page_1.json", SHARED / "fiware_page_2.json"]


@pytest.fixture
def desk(tmp_path: Path) -> JiraDesk:
    return JiraDesk(tmp_path)


# Real replies


def test_the_published_days_of_twenty_issues(desk: JiraDesk) -> None:
    """What jira-agile-metrics expects of them; its stages Committed and Test are the statuses Next and QA."""
    desk.take(DATA / "search_issues_20.json")
    stages = {"Backlog": "Backlog", "Next": "Committed", "Build": "Build", "QA": "Test", "Done": "Done"}
    others: dict[str, dict[str, tuple[str, str]]] = {}
    with (DATA / "search_issues_20.expected_cycletime.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        card = desk.card(row["ID"])
        assert card.title == row["Name"]
        days = {stages[name]: at.date().isoformat() for name, at in desk.entries(row["ID"])}
        differing = {
            stage: (days.get(stage, ""), row[stage]) for stage in stages.values() if days.get(stage, "") != row[stage]
        }
        if differing:
            others[row["ID"]] = differing
        blocked = timedelta(seconds=card.flow.blocked_seconds)
        assert blocked == timedelta(days=int(row["Blocked Days"]))
    # It fills a stage that was skipped with the day of the next one, and begins the first one only with a change of
    # status. Here a card is where the changelog says, from its creation on.
    assert others == {
        "I-1": {"Test": ("", "2021-01-20")},
        "I-18": {"Backlog": ("2021-03-25", "")},
        "I-19": {"Backlog": ("2021-03-28", "")},
    }
    assert [column.kind for column in desk.board.columns] == ["queue", "queue", "active", "active", "done"]
    assert "Jira: 20 issues, 62 moves between statuses, 0 edits, of 2021-01-01 to 2021-04-02 (UTC)" in desk.said


def test_one_issue_with_nothing_but_a_changelog_and_offsets(desk: JiraDesk) -> None:
    desk.take(DATA / "issue_changelog_one.json")
    assert desk.entries("ISSUE-123")[1] == ("in Progress", datetime(2017, 5, 18, 18, 49, 58, tzinfo=UTC))
    assert desk.card("ISSUE-123").flow.cycle_seconds == 3 * 3600 + 600
    assert desk.card("ISSUE-123").title == "ISSUE-123"
    assert "1 issue without a date of making it" in desk.said
    assert "2 changes of fields not kept here: Acceptance Criteria 2" in desk.said


@pytest.mark.skipif(not PAGES[0].exists(), reason=NOT_HERE)
def test_real_pages_one_after_the_other_or_together(desk: JiraDesk, tmp_path: Path) -> None:
    desk.take(PAGES[0])
    assert "1 issue that was found is on another page" in desk.said
    assert [(c.name, c.kind) for c in desk.board.columns if not c.id.startswith("added")] == [
        ("Open", "queue"), ("Closed", "done"),
    ]  # fmt: skip
    flow = desk.card("HELP-6042").flow
    assert (flow.finished_at, flow.started_at, flow.start_unknown) == (
        datetime(2016, 3, 3, 14, 30, 17, tzinfo=UTC), None, True,
    )  # fmt: skip
    desk.take(PAGES[1])
    assert len(desk.board.cards) == 3
    together = JiraDesk(tmp_path)
    together.take(PAGES[0], more=PAGES[1:])
    assert len(together.board.cards) == 3
    assert "another page" not in together.said
    before = together.board
    together.take(PAGES[1])
    assert together.board == before


# Forms of a reply


@pytest.mark.parametrize(
    "form",
    [
        lambda j: j.page(),
        lambda j: j.issues,
        lambda j: [j.page(0, 1), j.page(1, 1)],
        lambda j: b"\n".join(json.dumps(issue).encode() for issue in j.issues),
        lambda j: b"\n".join(json.dumps(j.page(n, 1)).encode() for n in range(2)) + b"\n\n",
        lambda j: b"\xef\xbb\xbf" + json.dumps(j.page(), indent=1).encode(),
        lambda j: [j.page(0, 2), j.page(0, 1)],
    ],
    ids=["envelope", "list", "pages", "issue a line", "page a line", "BOM", "overlapping"],
)
def test_every_form_gives_the_same_cards(desk: JiraDesk, form: Any) -> None:
    jira = worked_on()
    desk(form(jira))
    assert [name for name, _ in desk.entries("BR-1")] == ["To Do", "In Progress", "Review", "In Progress", "Done"]
    flow = desk.card("BR-1").flow
    assert (flow.cycle_seconds, flow.rework_moves) == (5 * 3600, 1)
    assert desk.card("BR-2").flow.is_wip
    assert [(c.name, c.kind) for c in desk.board.columns] == [
        ("To Do", "queue"), ("In Progress", "active"), ("Review", "active"), ("Done", "done"),
    ]  # fmt: skip
    assert "column Review: active (as the file states)" in desk.said or "Review: active (guessed by name)" in desk.said
    before = desk.board
    desk(jira.page())
    assert desk.board == before


def test_a_single_issue(desk: JiraDesk) -> None:
    desk(worked_on().issues[0])
    assert list(desk.board.cards) == ["1"]


# What becomes of an issue


def test_fields_flags_and_comments(desk: JiraDesk, jira: FakeJira) -> None:
    issue = jira.issue(assignee={"displayName": "Bo", "name": "bo"}, labels=["steel", "pier 14"], duedate="2026-04-01",
                       resolution={"name": "Won't Do"}, description="as *built*\r\n\x1b[2J")  # fmt: skip
    jira.change(issue, summary=("Weld", "Weld span 1"), assignee=("Ana", "Bo"), duedate=(None, "2026-04-01"))
    jira.change(issue, Flagged=(None, "Impediment"))
    jira.change(issue, hours=3, Flagged=("Impediment", ""))
    jira.change(issue, resolution=(None, "Won't Do"), Sprint=("1", "2"))
    issue["fields"]["comment"] = {
        "total": 3,
        "comments": [
            {
                "id": "7",
                "author": {"displayName": "Chen"},
                "created": written(START + timedelta(minutes=5)),
                "body": "ok",
            }
        ],
    }
    desk(jira.page(), zone="Asia/Shanghai")
    card = desk.card("BR-1")
    assert (card.title, card.members, card.tags) == ("Weld span 1", ("Bo",), ("steel", "pier 14", "Won't Do"))
    assert card.due_at == datetime(2026, 4, 1, 15, 59, tzinfo=UTC)
    assert card.description == "as *built*\n[2J"
    assert card.flow.blocked_seconds == 3 * 3600
    kinds = [type(event) for event in card.events]
    assert (kinds.count(Blocked), kinds.count(Unblocked), kinds.count(Commented)) == (1, 1, 1)
    edits = {e.field: (e.old, e.new) for e in card.events if isinstance(e, Edited)}
    assert edits["title"] == ("Weld", "Weld span 1")
    assert edits["due_at"] == (None, "2026-04-01T15:59:00Z")
    assert list(edits["tags"][1]) == ["steel", "pier 14", "Won't Do"]
    for sentence in (
        "1 due date: the end of the day in Asia/Shanghai",
        "1 resolution that says more than done, kept as a tag: Won't Do 1",
        "2 comments that are not in the file",
        "1 change of fields not kept here: Sprint 1",
    ):
        assert sentence in desk.said, sentence
    assert refold(card.id, card.history) == card


def test_without_a_changelog_no_moment_is_made_up(desk: JiraDesk, jira: FakeJira) -> None:
    waiting, working, done = jira.issue("To Do"), jira.issue("In Progress"), jira.issue("Done")
    resolved = jira.issue("Done", resolutiondate=written(START + timedelta(days=2)))
    for issue in (waiting, working, done, resolved):
        del issue["changelog"]
    done["fields"]["updated"] = written(START + timedelta(days=9))
    desk(jira.page())
    flows = [desk.card(f"BR-{n}").flow for n in range(1, 5)]
    assert [flow.started_at for flow in flows] == [None] * 4
    assert [flow.start_unknown for flow in flows] == [False, True, True, True]
    assert [flow.finished_at for flow in flows] == [None, None, None, START + timedelta(days=2)]
    assert flows[2].finished_by_at == START + timedelta(days=9)
    assert "3 issues whose start no changelog tells" in desk.said
    assert "1 issue in a done status, nothing tells since when: finish unknown" in desk.said


def test_a_changelog_whose_beginning_is_missing_tells_no_start(desk: JiraDesk, jira: FakeJira) -> None:
    issue = jira.issue()
    for status in ("In Progress", "Review", "Done"):
        jira.move(issue, status)
    del issue["changelog"]["histories"][0]
    desk(jira.page())
    flow = desk.card("BR-1").flow
    assert (flow.start_unknown, flow.cycle_seconds, flow.finished_at) == (True, None, START + timedelta(hours=3))


def test_a_move_that_no_changelog_tells_of_is_at_the_latest_time_possible(desk: JiraDesk, jira: FakeJira) -> None:
    first, second = jira.issue(), jira.issue()
    jira.move(first, "In Progress")
    jira.move(second, "In Progress")
    jira.move(second, "Done")
    del second["changelog"]["histories"][0]
    second["changelog"]["total"] = 1
    first["fields"]["status"] = jira.status("Done")
    desk(jira.page())
    assert desk.card("BR-1").flow.finished_at is None
    assert desk.card("BR-1").flow.finished_by_at is not None
    assert desk.card("BR-2").flow.finished_at == jira.now
    assert "1 move that no changelog tells of: added, at the latest time possible" in desk.said


def test_newest_first_and_renamed_statuses(desk: JiraDesk, jira: FakeJira) -> None:
    issue = jira.issue()
    jira.move(issue, "In Progress")
    jira.move(issue, "Done", hours=0)
    issue["changelog"]["histories"][0]["created"] = issue["changelog"]["histories"][1]["created"]
    jira.change(issue, summary=("a", "b"))
    issue["changelog"]["histories"].reverse()
    older = issue["changelog"]["histories"][-1]["items"][0]
    older["toString"] = "Welding"
    desk(jira.page())
    assert [name for name, _ in desk.entries("BR-1")] == ["To Do", "In Progress", "Done"]
    assert {column.name for column in desk.board.columns} == {"To Do", "In Progress", "Done"}


def test_a_newer_reply_adds_what_is_new_and_an_older_one_is_refused(desk: JiraDesk) -> None:
    jira = worked_on()
    older = json.dumps(jira.page()).encode()
    desk(older)
    jira.move(jira.issues[0], "Review", hours=30)
    jira.issue()
    desk(jira.page())
    assert desk.card("BR-1").flow.reopened == 1
    assert len(desk.board.cards) == 3
    before = desk.board
    with pytest.raises(Refused, match="is older than the export imported before"):
        desk(older)
    assert desk.board is before


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(list(STATUSES)), st.booleans()), min_size=1, max_size=15),
    st.integers(0, 15),
)
def test_replies_one_after_the_other_give_the_figures_of_the_last(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[int, str, bool]], until: int
) -> None:
    folder = tmp_path_factory.mktemp("reply")
    whole, twice = JiraDesk(folder), JiraDesk(folder)
    jira = FakeJira()
    for _ in range(3):
        jira.issue()
    for number, (issue, status, is_flagged) in enumerate(moves):
        jira.move(jira.issues[issue], status)
        jira.change(jira.issues[issue], Flagged=(None, "Impediment") if is_flagged else ("Impediment", None))
        if number == until:
            twice(jira.page())
    twice(jira.page())
    whole(jira.page())
    for key in ("BR-1", "BR-2", "BR-3"):
        assert [at for _, at in twice.entries(key)] == [at for _, at in whole.entries(key)]
        one, other = twice.card(key).flow, whole.card(key).flow
        assert (one.started_at, one.finished_at, one.blocked_seconds) == (
            other.started_at, other.finished_at, other.blocked_seconds,
        )  # fmt: skip


def test_a_changelog_is_not_put_under_cards_without_one(desk: JiraDesk) -> None:
    jira = worked_on()
    bare = json.loads(json.dumps(jira.page()))
    for issue in bare["issues"]:
        del issue["changelog"]
    desk(bare)
    with pytest.raises(Refused, match="has a changelog of BR-1, which was imported without one; import it into a boa"):
        desk(jira.page())


def test_work_that_was_given_up_is_dropped(desk: JiraDesk, jira: FakeJira) -> None:
    issue = jira.issue()
    jira.move(issue, "In Progress")
    jira.change(issue, status=("In Progress", "Cancelled"))
    issue["fields"]["status"] = {"name": "Cancelled", "statusCategory": {"key": "done"}}
    desk(jira.page())
    assert desk.card("BR-1").flow.is_dropped
    desk2 = JiraDesk(desk.path.parent)
    desk2(jira.page(), kinds={"Cancelled": "done"})
    assert desk2.card("BR-1").flow.finished_at == jira.now
