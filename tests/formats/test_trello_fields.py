"""Every field of an export is kept, told with its count, or stated as ignored: nothing is lost without a word."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from trello_desk import FLOW, Importer, words_of
from trello_maker import FakeTrello

from kanban.cli.card_rows import is_late
from kanban.formats.trello.export import USED
from kanban.formats.trello.fields import IGNORED, TOLD, fate
from kanban.formats.trello.reading import load
from kanban.formats.trello.types import Action, Data, Old
from kanban.model.card import as_of
from kanban.model.events import Edited

DATA = Path(__file__).parent.parent / "data" / "trello"
REAL = [*sorted(DATA.glob("*_*.json")), DATA / "project100.json"]
OF_ACTIONS = {
    *(f"actions.{field.encode_name}" for field in msgspec.structs.fields(Action)),
    *(f"actions.data.{field.encode_name}" for field in msgspec.structs.fields(Data)),
    *(f"actions.data.old.{field.encode_name}" for field in msgspec.structs.fields(Old)),
}


def keys(value: Any, path: str = "") -> Iterator[str]:
    """The path of every key, however deep; the data of actions whose type alone is told left out."""
    if isinstance(value, list):
        for one in value:
            yield from keys(one, path)
    elif isinstance(value, dict):
        for name, below in value.items():
            here = f"{path}.{name}".lstrip(".")
            yield here
            if here != "actions.data" or value.get("type") in USED:
                yield from keys(below, here)


def becomes(path: str) -> str:
    """The fate of a key or of the nearest key above it that has one."""
    if path in OF_ACTIONS:
        return "kept"
    if path.startswith("actions.data.old."):
        return "told"  # as a change of fields that are not kept
    parts = path.split(".")
    for n in range(len(parts), 0, -1):
        found = fate(".".join(parts[:n]))
        if found in ("told", "ignored"):
            return found
        if found == "kept" and n == len(parts):
            return "kept"
    return "unknown"


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.stem)
def test_every_key_of_the_real_files_is_kept_told_or_ignored(path: Path) -> None:
    found = {key: becomes(key) for key in keys(json.loads(path.read_text(encoding="utf-8")))}
    assert [key for key, what in found.items() if what == "unknown"] == []
    assert {"kept", "told", "ignored"} >= set(found.values()) >= {"kept"}


def test_no_field_has_two_fates() -> None:
    ignored = [path for paths in IGNORED.values() for path in paths.split()]
    told = [path for one in TOLD for path in one.paths]
    assert len(set(ignored)) == len(ignored)
    assert set(ignored).isdisjoint(told)
    assert {fate(path) for path in ignored} == {"ignored"}
    assert {fate(path) for path in told} == {"told"}
    assert {fate(path) for path in ("cards.due", "cards.dueComplete", "lists.softLimit", "members.username")} == {
        "kept"
    }
    assert fate("cards.cover.color") == "ignored"
    assert {fate(path) for path in ("cards.weight", "weight", "cards.coverage")} == {"unknown"}


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.stem)
def test_what_the_real_files_have_and_is_not_kept_is_counted(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    found = load(path, {})
    said = "\n".join(map(str, found.left_out))
    for field, words in (
        ("attachments", "attachment"), ("customFieldItems", "custom field value"), ("idMembersVoted", "vote"),
    ):  # fmt: skip
        count = sum(len(card.get(field) or ()) for card in whole["cards"])
        assert (f"{count} {words}" in said) == bool(count)
    unused = [action for action in whole.get("actions") or () if action["type"] not in USED]
    assert (f"{len(unused)} actions of types not used here" in said) == (len(unused) > 1)
    assert "fields not known here" not in said


def test_what_is_not_kept_is_told_with_its_count(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card = trello.card(
        "To Do", start="2024-03-02T09:00:00.000Z", idMembersVoted=["a" * 24, "b" * 24], stickers=[{"image": "star"}],
        pluginData=[{"value": "{}"}], cardRole="separator", coordinates={"latitude": 1, "longitude": 2},
        address="Harbour", cover={"color": "red"}, dueReminder=1440, weight={"kg": 7}, colour="", labels=[{"id": "x"}],
        idMembers=["nobody"],
    )  # fmt: skip
    trello.card("Doing", start=None, idMembersVoted=[], weight=9, pluginData=[])
    items = [{"name": "check", "state": "complete", "due": "2024-03-09T09:00:00.000Z", "idMember": "a" * 24}]
    trello.checklists.append({"idCard": card, "name": "Before we pour", "pos": 1, "checkItems": items})
    trello.wait(hours=1).change(card, cover={"color": "blue"})
    trello.wait(hours=1).change(card, cover={"color": "green"})
    trello.change_list("Done", name="Done!")
    take(trello)
    for sentence in (
        "1 start date, not kept here",
        "2 votes, not kept here",
        "1 sticker, not kept here",
        "1 value of a Power-Up, not kept here",
        "1 link, mirror or separator, a plain card here",
        "1 place on a map, not kept here",
        "2 dates or members of checklist items, not kept here",
        "1 name of a checklist, where a card has only one",
        "1 label of a card without name and colour in the file",
        "1 member of a card not named in the file",
        "3 changes of fields not kept here: cover 2, list.name 1",
        "2 values of fields not known here: cards.weight 2",
    ):
        assert sentence in words_of(take), sentence


@given(name=st.text(min_size=1, max_size=100), value=st.sampled_from([1, "x", [1, 2], {"a": 1}, True]))
def test_a_field_that_nobody_knows_is_told_and_harmless(
    tmp_path_factory: pytest.TempPathFactory, name: str, value: Any
) -> None:
    trello = FakeTrello(*FLOW)
    trello.card("To Do")
    whole = trello.export()
    if name in whole["cards"][0] or fate(f"cards.{name}") != "unknown":
        return
    whole["cards"][0][name] = value
    path = tmp_path_factory.mktemp("odd") / "export.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    said = str(load(path, {}).left_out[-1])
    assert "not known here: " in said
    assert said.startswith("2 values" if value == [1, 2] else "1 value")
    assert len(said) < 120


def test_a_template_is_no_card_of_work(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    trello.wait(hours=1).move(trello.card("To Do", "How to report", isTemplate=True), "Done")
    trello.card("To Do", "pour footing", isTemplate=False)
    board = take(trello)
    assert [card.title for card in board.cards.values()] == ["pour footing"]
    assert "1 template, no card of work" in words_of(take)
    assert "not in the file any more" not in words_of(take)


# Due dates that were ticked as complete

DUE = "2024-03-10T12:00:00.000Z"
DUE_AT = datetime(2024, 3, 10, 12, tzinfo=UTC)
MUCH_LATER = datetime(2024, 6, 1, tzinfo=UTC)


def test_a_due_date_ticked_as_complete_makes_no_card_late(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    ticked, open_ = trello.card("Doing", due=DUE, dueComplete=False), trello.card("Doing", due=DUE, dueComplete=False)
    trello.wait(days=20).change(ticked, dueComplete=True)
    at = trello.now
    take(trello)
    card = take.card(ticked)
    assert (card.due_at, is_late(card, MUCH_LATER)) == (None, False)
    assert is_late(take.card(open_), MUCH_LATER)
    edited = card.events[-1]
    assert isinstance(edited, Edited)
    assert (edited.field, edited.new, edited.at, edited.by) == ("due_at", None, at, "ana")
    assert "2024-03-10" in str(edited.old)
    before = as_of(card, at - timedelta(seconds=1))
    assert before is not None
    assert before.due_at == DUE_AT
    assert is_late(before, at)
    assert "1 due date ticked as complete: no longer due, it stands in the card's history" in words_of(take)
    assert "1 card ticked as complete outside the done columns: not finished here" in words_of(take)


def test_a_tick_that_was_taken_back_or_moved_to_another_date(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    back, moved = trello.card("Doing", due=DUE, dueComplete=False), trello.card("Doing", due=DUE, dueComplete=False)
    for card in (back, moved):
        trello.wait(hours=1).change(card, dueComplete=True)
    trello.wait(hours=1).change(moved, due="2024-03-20T12:00:00.000Z")
    for card in (back, moved):
        trello.wait(hours=1).change(card, dueComplete=False)
    take(trello)
    assert take.card(back).due_at == DUE_AT
    assert take.card(moved).due_at == DUE_AT + timedelta(days=10)
    values = [(e.old, e.new) for e in take.card(moved).events if isinstance(e, Edited)]
    assert values == [("2024-03-10T12:00:00Z", None), (None, "2024-03-20T12:00:00Z")]
    assert "ticked" not in words_of(take)


def test_a_tick_no_action_tells_of_is_at_the_latest_time_possible_and_only_once(take: Importer) -> None:
    trello = FakeTrello(*FLOW)
    card, done = trello.card("To Do", due=DUE, dueComplete=True), trello.card("Done", due=DUE, dueComplete=True)
    none = trello.card("To Do", dueComplete=True)
    trello.wait(days=30).comment(card, "as built")
    at = trello.now
    take(trello)
    assert [take.card(i).due_at for i in (card, done, none)] == [None, None, None]
    edited = take.card(card).events[-1]
    assert isinstance(edited, Edited)
    assert (edited.field, edited.new, edited.at) == ("due_at", None, at)
    assert "2 due dates ticked as complete" in words_of(take)
    assert "2 cards ticked as complete outside the done columns" in words_of(take)
    before = take.content
    take(trello)
    trello.actions.clear()
    take(trello)
    assert take.content == before


def test_the_real_ticked_date_is_in_the_history(take: Importer) -> None:
    take(DATA / "kanban_template_16cards.json")
    (card,) = (
        c for c in take.board.all_cards.values() if any(isinstance(e, Edited) and e.field == "due_at" for e in c.events)
    )
    assert (card.due_at, is_late(card, datetime(2026, 1, 1, tzinfo=UTC))) == (None, False)
    assert "2020-01-23T20:00:00Z" in bytes(card.history).decode()
