"""Jira's documents as text, its statuses as columns, its fields as they were before each change."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jira_maker import FakeJira, JiraDesk, worked_on

from kanban.formats.jira.document import text_of
from kanban.formats.jira.statuses import Statuses
from kanban.formats.jira.tickets import Change, Ticket
from kanban.formats.jira.types import Fields, Item, Status
from kanban.model.events import Edited
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day


@pytest.fixture
def desk(tmp_path: Path) -> JiraDesk:
    return JiraDesk(tmp_path)


def node(kind: str, *content: Any, **attrs: Any) -> dict[str, Any]:
    return {"type": kind, "content": [word(c) if isinstance(c, str) else c for c in content], "attrs": attrs}


def word(text: str, href: str = "") -> dict[str, Any]:
    marks = [{"type": "strong"}, {"type": "link", "attrs": {"href": href}}] if href else []
    return {"type": "text", "text": text, "marks": marks}


def read(value: Any) -> str:
    return text_of(msgspec.Raw(json.dumps(value).encode()))


PARAGRAPH = node("paragraph", "a")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), (7, ""), ([PARAGRAPH], ""), ("  plain \n\n\n text\u202e ", "plain\n\n text"),
        (node("doc", PARAGRAPH, node("heading", "b"), node("blockquote", PARAGRAPH)), "a\n\nb\n\na"),
        (node("doc", node("paragraph", "a", node("hardBreak"), "b")), "a\nb"),
        (node("doc", PARAGRAPH, node("rule"), PARAGRAPH), "a\n\n----\na"),
        (node("doc", node("bulletList", node("listItem", PARAGRAPH), node("listItem", PARAGRAPH, PARAGRAPH))),
         "- a\n- a\n  a"),
        (node("doc", node("orderedList", *[node("listItem", node("paragraph", str(n))) for n in range(3)])),
         "1. 0\n2. 1\n3. 2"),
        (node("doc", node("bulletList", node("listItem", PARAGRAPH, node("bulletList", node("listItem", PARAGRAPH))))),
         "- a\n  - a"),
        (node("doc", node("taskList", node("taskItem", "cut", state="DONE"), node("taskItem", "weld", state="TODO"))),
         "- [x] cut\n- [ ] weld"),
        (node("doc", node("table", node("tableRow", node("tableHeader", PARAGRAPH), node("tableHeader", "b")),
                          node("tableRow", node("tableCell", "c", node("hardBreak"), "d"), node("tableCell", "e")))),
         "a | b\nc d | e"),
        (node("doc", node("paragraph", node("mention", text="@Ana"), " ", node("emoji", shortName=":ok:"), " ",
                          node("status", text="LATE"), " ", node("date", timestamp="1772"))), "@Ana :ok: LATE 1772"),
        (node("doc", node("inlineCard", url="https://x/1"), node("blockCard"), node("embedCard", url=5)),
         "https://x/15"),
        (node("doc", node("paragraph", word("here", "https://x"), word("https://x", "https://x"), word("", "u"))),
         "here (https://x)https://x (u)"),
        (node("doc", node("mediaSingle", node("media")), node("unheardOf", PARAGRAPH)), "a"),
        ({"type": "doc", "content": "a"}, ""), ({"type": "doc", "content": [5, None, "a", PARAGRAPH]}, "a"),
        ({"type": "paragraph", "content": [{"type": "text"}], "attrs": "no"}, ""), ({}, ""),
        ({"type": "text", "text": "a", "marks": [5, {"type": "link"}, {"type": "link", "attrs": 5}]}, "a"),
    ],
    ids=range(21),
)  # fmt: skip
def test_a_document_is_the_text_that_jira_shows(value: Any, text: str) -> None:
    """Node by node of the Atlassian Document Format; what is no node is nothing."""
    assert read(value) == text


def test_a_document_nested_without_end_is_read_to_a_depth() -> None:
    inner: Any = PARAGRAPH
    for _ in range(48):
        inner = node("panel", inner)
    assert read(node("doc", inner)).strip() == "a"
    assert read(node("doc", node("panel", inner, "b"))) == "…\n\nb"
    assert text_of(msgspec.Raw(b'{"content":[' * 5000 + b"]}" * 5000)) == ""
    assert text_of(msgspec.Raw(b'"\\ud800"')) == ""


# Statuses


def ticket(*moves: tuple[str | None, str | None, str | None, str | None], now: tuple[str | None, str | None]) -> Ticket:
    """Moves as (id, name) of both ends; the status that it is in."""
    items = [Item(field="status", origin=a, origin_text=b, to=c, to_text=d) for a, b, c, d in moves]
    at = datetime(2026, 3, 2, tzinfo=UTC)
    return Ticket("A-1", Fields(), Status(*now), at, at, None, [Change("1", at, "ana", items)], True, True)


def test_names_of_one_id_and_ids_of_one_name_are_one_status() -> None:
    """It was renamed, or made anew under its old name: the last name stands for all."""
    statuses = Statuses([
        ticket(("1", "Open", "2", "Doing"), ("2", "In Work", "3", "Closed"), now=("9", "CLOSED")),
        ticket((None, "doing", None, None), now=("2", "In Progress")),
    ])  # fmt: skip
    number = statuses.number
    assert number("2", None) == number(None, "Doing") == number(None, "ｉｎ work") == number("2", "In Progress")
    assert number("3", None) == number("9", None) == number(None, "Closed")
    assert len({number("1", None), number("2", None), number("3", None)}) == 3
    assert number(None, None) is None
    found = statuses.found(Path("x"), {}, None)
    assert list(found.names) == ["Open", "In Progress", "CLOSED"]


@given(st.lists(st.tuples(*[st.sampled_from((None, "1", "2", "3")), st.sampled_from((None, "a", "A", "b", "c"))] * 2),
                max_size=6), st.sampled_from("123"), st.sampled_from("abc"))  # fmt: skip
def test_two_statuses_are_one_where_a_chain_of_ids_and_names_leads_from_one_to_the_other(moves, last_id, last) -> None:
    """Compared with a slow search for groups."""
    statuses = Statuses([ticket(*moves, now=(last_id, last))])
    pairs = [pair for a, b, c, d in moves for pair in ((a, b), (c, d))] + [(last_id, last)]
    groups: list[set[str]] = []
    for status_id, name in pairs:
        keys = ({f"id {status_id}"} if status_id else set()) | ({f"name {name.lower()}"} if name else set())
        touched = [group for group in groups if group & keys]
        groups = [group for group in groups if not group & keys] + [keys.union(*touched)]
    for one in pairs:
        for other in pairs:
            if any(one) and any(other):
                same = any(_in(one, group) and _in(other, group) for group in groups)
                assert (statuses.number(*one) == statuses.number(*other)) == same


def _in(pair: tuple[str | None, str | None], group: set[str]) -> bool:
    return bool({f"id {pair[0]}", f"name {(pair[1] or '').lower()}"} & group)


def test_a_status_whose_category_jira_states_is_of_that_kind(desk: JiraDesk, jira: FakeJira) -> None:
    """Even where its name says another; of two categories the one that more issues have."""
    for category in ("done", "new", "done"):
        issue = jira.issue("To Do")
        issue["fields"]["status"]["statusCategory"] = {"key": category}
    jira.issue("Done")["fields"]["status"] |= {"statusCategory": {"key": "indeterminate"}}
    board = desk(jira.page())
    assert {column.name: column.kind for column in board.columns if column.name in ("To Do", "Done")} == {
        "Done": "active", "To Do": "done",
    }  # fmt: skip


# Fields


def edits(desk: JiraDesk, key: str, field: str) -> list[tuple[Any, Any]]:
    return [(_value(e.old), _value(e.new)) for e in desk.card(key).events if isinstance(e, Edited) and e.field == field]


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def test_each_field_is_as_it_was_before_its_first_change(desk: JiraDesk, jira: FakeJira) -> None:
    issue = jira.issue(assignee={"displayName": "Cy"}, duedate="2026-04-02", labels=["b", "c"], description="new",
                       resolution={"name": "Won't Do"})  # fmt: skip
    jira.change(issue, assignee=("Ana", "Bo"), labels=("a b", "b"))
    jira.change(issue, assignee=("Bo", "Cy"), labels=("b", "b c"), description=(None, "new"))
    jira.change(issue, duedate=(None, "2026-04-02"), summary=("Weld", "Weld span 1"), resolution=("", "Won't Do"))
    desk(jira.page(), zone="Asia/Shanghai")
    card = desk.card("BR-1")
    assert edits(desk, "BR-1", "members") == [(("Ana",), ("Bo",)), (("Bo",), ("Cy",))]
    assert edits(desk, "BR-1", "tags") == [
        (("a", "b"), ("b",)),
        (("b",), ("b", "c")),
        (("b", "c"), ("b", "c", "Won't Do")),
    ]
    assert edits(desk, "BR-1", "description") == [("", "new")]
    assert edits(desk, "BR-1", "title") == [("Weld", "Weld span 1")]
    due = datetime(2026, 4, 2, 15, 59, tzinfo=UTC)
    assert edits(desk, "BR-1", "due_at") == [(None, "2026-04-02T15:59:00Z")]
    assert (card.due_at, card.members, card.tags) == (due, ("Cy",), ("b", "c", "Won't Do"))


def test_what_is_no_date_is_said_and_no_due_date(desk: JiraDesk, jira: FakeJira) -> None:
    for due in ("soon", "2026-02-30", "1899-12-31", "9999-12-31"):
        jira.issue(duedate=due)
    jira.issue(duedate="2026-02-28T00:00:00.000+0800")
    desk(jira.page(), zone="America/New_York")
    assert [card.due_at for card in desk.board.cards.values()][:3] == [None] * 3
    assert desk.card("BR-5").due_at == datetime(2026, 3, 1, 4, 59, tzinfo=UTC), (
        "the day, whatever hour stands behind it"
    )
    assert "4 due dates" in desk.said


@pytest.mark.parametrize("votes", [[1], ["x", {"votes": 2}], [None], "many", 3, [[]]])
def test_what_stands_in_the_place_of_an_object_that_nobody_reads_is_no_matter(desk, votes: Any) -> None:
    whole = worked_on().page()
    whole["issues"][0]["fields"]["votes"] = votes
    assert len(desk(whole).cards) == 2


@pytest.mark.parametrize(
    ("where", "value", "said"),
    [
        ("created", "2026-03-02+0100", "issues[0].fields.created: '2026-03-02+0100' is no date"),
        ("updated", "now", "issues[0].fields.updated: 'now' is no date"),
        ("resolutiondate", "1800-01-01", "issues[0].fields.resolutiondate: '1800-01-01T00:00:00' lies outside"),
        ("comment", {"comments": [{"created": "x"}]}, "issues[0].fields.comment.comments[0].created: 'x' is no date"),
        ("comment", {"comments": [{}]}, "issues[0].fields.comment.comments[0].created: '' is no date"),
        ("labels", "a b", "issues[0].fields.labels: expected a list, not 'a b'"),
        ("status", [], "issues[0].fields.status: expected an object, not []"),
    ],
)  # fmt: skip
def test_one_sentence_names_issue_field_and_value(desk: JiraDesk, where: str, value: Any, said: str) -> None:
    whole = worked_on().page()
    whole["issues"][0]["fields"][where] = value
    before = desk.board
    with pytest.raises(Refused) as refused:
        desk(whole)
    sentence = str(refused.value)
    assert sentence.startswith(f"{desk.path}: {said}")
    assert sentence.isprintable()
    assert desk.board is before
