"""A small Trello: a board that is worked on and exported, newest action first, the last thousand only."""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2024, 3, 1, 9, tzinfo=UTC)


class FakeTrello:
    """Lists, cards and actions as Trello's export writes them."""

    def __init__(self, *lists: str, name: str = "Bridge") -> None:
        self.now = START
        self.count = 0
        self.id = self.new_id()
        self.name = name
        self.lists: list[dict[str, Any]] = []
        self.cards: dict[str, dict[str, Any]] = {}
        self.actions: list[dict[str, Any]] = []
        self.checklists: list[dict[str, Any]] = []
        self.members = [{"id": "m" * 24, "username": "ana", "fullName": "Ana Ruiz"}]
        for list_name in lists:
            self.add_list(list_name)

    def new_id(self) -> str:
        self.count += 1
        return f"{int(self.now.timestamp()):08x}{self.count:016x}"

    def wait(self, **delta: float) -> "FakeTrello":
        self.now += timedelta(**delta)
        return self

    def stamp(self) -> str:
        return self.now.strftime("%Y-%m-%dT%H:%M:%S.") + f"{self.now.microsecond // 1000:03d}Z"

    def act(self, kind: str, **data: Any) -> str:
        self.now += timedelta(milliseconds=7)
        action = {
            "id": self.new_id(),
            "type": kind,
            "date": self.stamp(),
            "memberCreator": {"id": "m" * 24, "username": "ana", "fullName": "Ana Ruiz"},
            "data": {"board": {"id": self.id, "name": self.name}, **data},
        }
        self.actions.append(action)
        card = self.cards.get(data.get("card", {}).get("id", ""))
        if card:
            card["dateLastActivity"] = self.stamp()
        return str(action["id"])

    def add_list(self, name: str, **fields: Any) -> str:
        one = {"id": self.new_id(), "name": name, "closed": False, "pos": 1000 * (len(self.lists) + 1), **fields}
        self.lists.append(one)
        return str(one["id"])

    def list(self, name: str) -> dict[str, Any]:
        return next(one for one in self.lists if name in (one["name"], one["id"]))

    def ref(self, name: str) -> dict[str, str]:
        one = self.list(name)
        return {"id": one["id"], "name": one["name"]}

    def card(self, list_name: str, title: str = "Weld span", how: str = "createCard", **fields: Any) -> str:
        card_id = self.new_id()
        self.cards[card_id] = {
            "id": card_id, "idList": self.list(list_name)["id"], "name": title, "desc": "", "closed": False,
            "due": None, "pos": 100 * len(self.cards), "idMembers": [], "labels": [], **fields,
        }  # fmt: skip
        source = {"cardSource": {"id": "f" * 24}} if how == "copyCard" else {}
        source |= {"boardSource": {"id": "e" * 24}} if how == "moveCardToBoard" else {}
        self.act(how, card={"id": card_id, "name": title}, list=self.ref(list_name), **source)
        return card_id

    def move(self, card_id: str, list_name: str) -> None:
        card, new = self.cards[card_id], self.ref(list_name)
        old = self.ref(card["idList"])
        if old["id"] != new["id"]:
            card["idList"] = new["id"]
            self.act(
                "updateCard", card={"id": card_id, "idList": new["id"]}, old={"idList": old["id"]},
                listBefore=old, listAfter=new,
            )  # fmt: skip

    def change(self, card_id: str, **fields: Any) -> None:
        card = self.cards[card_id]
        old = {name: card[name] for name in fields}
        card |= fields
        self.act("updateCard", card={"id": card_id, **fields}, old=old, list=self.ref(card["idList"]))

    def comment(self, card_id: str, text: str) -> None:
        self.act("commentCard", card={"id": card_id}, text=text)

    def change_list(self, which: str, **fields: Any) -> None:
        one = self.list(which)
        old = {key: one.get(key) for key in fields}
        one |= fields
        self.act("updateList", list={"id": one["id"], "name": one["name"], **fields}, old=old)

    def export(self, cap: int = 1000) -> dict[str, Any]:
        return {
            "id": self.id, "name": self.name, "shortLink": "aBcD1234", "lists": self.lists,
            "cards": list(self.cards.values()), "actions": self.actions[::-1][:cap], "members": self.members,
            "labels": [], "checklists": self.checklists, "dateLastActivity": self.stamp(),
        }  # fmt: skip

    def save(self, path: Path, cap: int = 1000) -> Path:
        path.write_text(json.dumps(self.export(cap), ensure_ascii=False), encoding="utf-8")
        return path


def work(trello: FakeTrello, chance: random.Random, names: list[str]) -> None:
    """One thing that somebody does some time later."""
    trello.wait(minutes=chance.randrange(1, 600))
    cards = list(trello.cards)
    what = chance.choice(["new", "move", "move", "move", "rename", "close", "open", "comment", "list"])
    if what == "new" or not cards:
        trello.card(chance.choice(names), f"card {len(cards)}", how=chance.choice(["createCard", "copyCard"]))
        return
    card = chance.choice(cards)
    if what == "move":
        trello.move(card, chance.choice(names))
    elif what == "rename":
        trello.change(card, name=f"renamed {trello.count}")
    elif what in ("close", "open") and trello.cards[card]["closed"] != (what == "close"):
        trello.change(card, closed=what == "close")
    elif what == "comment":
        trello.comment(card, "so it is")
    elif what == "list" and chance.random() < 0.3:
        name = chance.choice(["Ideas", "Review"])
        trello.change_list(name, closed=not trello.list(name)["closed"])
