"""A small Jira that is worked on in tests, and a board that its replies are taken into."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.formats.jira.reading import load
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.card import Card
from kanban.model.events import Created, Moved

LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)
START = datetime(2026, 3, 2, 8, tzinfo=UTC)
STATUSES = {"To Do": ("1", "new"), "In Progress": ("3", "indeterminate"), "Review": ("5", "indeterminate"),
            "Done": ("6", "done")}  # fmt: skip


def written(moment: datetime) -> str:
    """As Jira writes a date."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}+0000"


class FakeJira:
    """Issues with their changelogs."""

    def __init__(self) -> None:
        self.now = START
        self.issues: list[dict[str, Any]] = []
        self.count = 0

    def issue(self, status: str = "To Do", **fields: Any) -> dict[str, Any]:
        number = len(self.issues) + 1
        issue = {
            "id": str(10_000 + number),
            "key": f"BR-{number}",
            "fields": {
                "summary": f"Weld span {number}", "status": self.status(status), "created": written(self.now),
                "updated": written(self.now), "creator": {"displayName": "Ana"}, **fields,
            },
            "changelog": {"histories": [], "total": 0},
        }  # fmt: skip
        self.issues.append(issue)
        return issue

    def status(self, name: str) -> dict[str, Any]:
        status_id, category = STATUSES[name]
        return {"id": status_id, "name": name, "statusCategory": {"key": category}}

    def change(self, issue: dict[str, Any], hours: float = 1, **items: tuple[Any, Any]) -> None:
        """Fields with their texts before and after."""
        self.now += timedelta(hours=hours)
        self.count += 1
        history = {
            "id": str(self.count), "created": written(self.now), "author": {"displayName": "Bo"},
            "items": [{"field": name, "fromString": old, "toString": new} for name, (old, new) in items.items()],
        }  # fmt: skip
        issue["changelog"]["histories"].append(history)
        issue["changelog"]["total"] += 1
        issue["fields"]["updated"] = written(self.now)

    def move(self, issue: dict[str, Any], status: str, hours: float = 1) -> None:
        old = issue["fields"]["status"]
        self.change(issue, hours, status=(old["name"], status))
        issue["changelog"]["histories"][-1]["items"][0] |= {"from": old["id"], "to": STATUSES[status][0]}
        issue["fields"]["status"] = self.status(status)

    def page(self, first: int = 0, count: int = 100) -> dict[str, Any]:
        return {"startAt": first, "total": len(self.issues), "issues": self.issues[first : first + count]}


class JiraDesk:
    """A board in memory that replies are taken into."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "reply.json"
        self.board: Board = assemble(BoardHead(schema=SCHEMA, slug="bridge", driver="ana"), {})

    def __call__(self, reply: Any, **more: Any) -> Board:
        content = reply if isinstance(reply, bytes) else json.dumps(reply).encode()
        self.path.write_bytes(content)
        return self.take(self.path, **more)

    def take(self, path: Path, kinds: dict[str, str] | None = None, **more: Any) -> Board:
        self.understood = load(path, kinds or {}, board=self.board, **more)
        outcome = decide(self.board, Signed(self.understood.command, "ana", LATER))
        self.words = str(outcome.message)
        self.board = evolve(self.board, outcome)
        return self.board

    @property
    def said(self) -> str:
        return "\n".join(map(str, self.understood.understood + self.understood.left_out))

    def card(self, key: str) -> Card:
        return next(card for card in self.board.cards.values() if card.external_id == key)

    def entries(self, key: str) -> list[tuple[str, datetime]]:
        """The columns that an issue came to, and when."""
        names = {column.id: column.name for column in self.board.head.columns}
        return [(names[e.to.column], e.at) for e in self.card(key).events if isinstance(e, Created | Moved)]


def worked_on() -> FakeJira:
    """Two issues: one that came back from review and is done, one in work."""
    jira = FakeJira()
    first, second = jira.issue(), jira.issue()
    jira.move(first, "In Progress")
    jira.move(second, "In Progress")
    jira.move(first, "Review")
    jira.move(first, "In Progress")
    jira.move(first, "Done", hours=2)
    return jira
