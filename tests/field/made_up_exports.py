"""Small Trello exports of boards that were made up: names, lists, and what happened to their cards at which minute."""

from datetime import UTC, datetime
from typing import Any


class Export:
    """A board as Trello exports it."""

    def __init__(self, *names: str) -> None:
        self._lists = [
            {"id": f"{number:024x}", "name": name, "closed": False, "pos": 1000 * number}
            for number, name in enumerate(names, 1)
        ]
        self._cards: list[dict[str, Any]] = []
        self._actions: list[dict[str, Any]] = []

    def _list(self, name: str) -> dict[str, Any]:
        one = next(one for one in self._lists if one["name"] == name)
        return {"id": one["id"], "name": name}

    def _act(self, kind: str, at: str, data: dict[str, Any]) -> None:
        self._actions.append(
            {
                "id": f"{0x900000 + len(self._actions):024x}",
                "type": kind,
                "date": f"{at}:00.000Z",
                "data": {"board": {"id": "b" * 24}, **data},
                "memberCreator": {"id": "1" * 24, "username": "ann"},
            }
        )

    def card(self, name: str, place: str, at: str = "", made: str = "2026-01-01T09:00", **fields: Any) -> str:
        """A card in a list; with `at` an action tells of its making, else only its id does."""
        seconds = int(datetime.fromisoformat(made).replace(tzinfo=UTC).timestamp())
        number = len(self._cards) + 1
        card = {"id": f"{seconds:08x}{0:08x}{number:08x}", "name": name, "closed": False, "pos": number, **fields}
        self._cards.append({**card, "idList": self._list(place)["id"]})
        if at:
            self._act("createCard", at, {"card": {"id": card["id"], "name": name}, "list": self._list(place)})
        return name

    def move(self, name: str, place: str, at: str) -> None:
        """A card goes to another list, and an action tells of it."""
        card = next(one for one in self._cards if one["name"] == name)
        before = next(one for one in self._lists if one["id"] == card["idList"])
        data = {
            "card": {"id": card["id"], "name": name, "idList": self._list(place)["id"]},
            "listBefore": self._list(before["name"]),
            "listAfter": self._list(place),
            "old": {"idList": card["idList"]},
        }
        self._act("updateCard", at, data)
        card["idList"] = self._list(place)["id"]

    def whole(self) -> dict[str, Any]:
        """All of it, newest action first."""
        actions = sorted(self._actions, key=lambda action: action["date"], reverse=True)
        empty: dict[str, Any] = {"members": [], "labels": [], "checklists": []}
        board = {"id": "b" * 24, "name": "Made up", "lists": self._lists, "cards": self._cards}
        return {**board, **empty, "actions": actions}


def finish_unknown() -> Export:
    """Two cards lay in Done before the oldest action of the file: as in an export cut at 1,000 actions."""
    export = Export("To Do", "Doing", "Done")
    export.card("pour footing", "Done", made="2026-02-01T09:00", dateLastActivity="2026-04-20T15:00:00.000Z")
    export.card("set anchor", "Done", made="2026-02-02T09:00", dateLastActivity="2026-04-21T15:00:00.000Z")
    export.card("paint rail", "To Do", "2026-05-01T08:00")
    export.move("paint rail", "Doing", "2026-05-02T08:00")
    export.move("paint rail", "Done", "2026-05-04T08:00")
    return export


def done_mid_flow() -> Export:
    """All cards go straight from left to right; the third list is named like done, and work goes on behind it."""
    lists = ("Backlog", "Development", "Merged to main", "Ready for user testing", "Shipped")
    export = Export(*lists)
    for number in range(3):
        card = export.card(f"feature {number}", "Backlog", "2026-05-01T08:00")
        for name, day in zip(lists[1:], (2, 4, 5, 6), strict=True):
            export.move(card, name, f"2026-05-{day:02d}T08:00")
    return export


def across_daylight_saving() -> Export:
    """Finished Sunday 22 March 2026 23:30 and Monday 19 October 2026 00:30, both in Berlin."""
    export = Export("To Do", "Doing", "Done")
    for name, at in (("sunday late", "2026-03-22T22:30"), ("monday early", "2026-10-18T22:30")):
        export.card(name, "To Do", "2026-01-05T08:00")
        export.move(name, "Doing", "2026-01-06T08:00")
        export.move(name, "Done", at)
    return export
