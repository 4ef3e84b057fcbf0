"""Every verb works on a store that is no folder."""

import pytest
from calls import Desk
from memory_store import Memory, MemoryStore

from kanban.store.open import OPENERS


@pytest.fixture
def kept(desk, monkeypatch):
    """The command line on a workspace in memory, with a board."""
    memory = Memory()
    monkeypatch.setitem(OPENERS, "memory", lambda where: MemoryStore(memory, where))
    kept = Desk(desk.folder, monkeypatch, "-w", "memory://x")
    kept("init", "memory://x", "--project", "Bridge")
    kept("board", "create", "bridge")
    yield kept
    assert not desk.folder.exists()


def cards(kept):
    return [tuple(row[:3]) for row in kept("list", "--all").rows]


def test_cards_are_added_moved_shown_and_undone(kept):
    assert kept("add", "Weld", "--wp", "1.1.1").out == "1\n"
    assert kept("add", "-", stdin=b"Cast\nGrout\n").out == "2\n3\n"
    assert kept("move", "1", "doing").err == 'moved "Weld" to Doing\n'
    kept("move", "1", "ready", "--reason", "defect")
    kept("move", "1", "done")
    assert cards(kept) == [("2", "Cast", "Backlog"), ("3", "Grout", "Backlog"), ("1", "Weld", "Done")]
    shown = kept("show", "1", "--json").json["cards"][0]
    assert (shown["column"], shown["flow"]["rework_moves"], len(shown["history"])) == ("Done", 1, 4)
    assert "moved from Doing to Ready" in kept("show", "1").out
    assert kept("undo").err == 'undid: moved "Weld" to Done\n'
    assert cards(kept)[-1] == ("1", "Weld", "Ready")
    assert kept("redo").err == 'redid: moved "Weld" to Done\n'
    assert cards(kept)[-1] == ("1", "Weld", "Done")
    assert "card '9' is not on board" in kept("move", "9", "done", code=1).err


def test_the_plan_and_the_figures_are_those_of_any_workspace(kept):
    kept("plan", "set", "--project", "Pier")
    for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Welding")):
        kept("plan", "node", "add", code, name)
    assert kept("milestone", "add", "Deck", "--gate", "1.1.1", "--baseline", "2099-01-01").out == "M1\n"
    kept("add", "Weld", "--wp", "1.1.1")
    kept("move", "1", "doing")
    kept("move", "1", "done")
    assert kept("metrics", "--json").json["total"]["finished"] == 1
    rollup = kept("rollup", "--json").json
    assert rollup["project"] == "Pier"
    (deck,) = rollup["milestones"]
    assert (deck["name"], deck["status"], deck["cards_done"], deck["cards_total"]) == ("Deck", "achieved", 1, 1)
    assert "M1 Deck" in kept("rollup", "--plain").out
    assert "undid: added milestone M1 Deck" in kept("plan", "undo").err
    assert kept("rollup", "--json").json["milestones"] == []
    kept("plan", "redo")
    assert kept("plan", "show", "--json").json["milestones"][0]["gates"] == ["1.1.1"]


def test_a_board_is_removed_and_brought_back(kept):
    kept("add", "Weld")
    assert "removed board bridge" in kept("board", "remove", "bridge", "--yes").err
    assert kept("board").out == ""
    assert [row[0] for row in kept("board", "list", "--removed").rows] == ["bridge"]
    kept("board", "restore", "bridge")
    kept("done", "1")
    assert cards(kept) == [("1", "Weld", "Done")]


def test_doctor_finds_it_sound_and_says_what_it_cannot_do_there(kept):
    kept("add", "Weld")
    assert kept("doctor").err == "1 board, 1 card, the plan: sound\n"
    assert kept("doctor", "--json").json["sound"] is True
    assert "memory://x keeps no copies" in kept("doctor", "--restore", code=1).err
    assert "memory://x keeps no users apart" in kept("doctor", "--roles", code=1).err


def test_a_place_without_a_workspace_is_said_to_have_none(kept, monkeypatch):
    monkeypatch.setitem(OPENERS, "memory", lambda where: MemoryStore(Memory(), where))
    for words in (["list"], ["add", "x"], ["metrics"]):
        assert kept(*words, code=3).err == "kanban: memory://x: there is no workspace; `kanban init WHERE` makes one\n"
