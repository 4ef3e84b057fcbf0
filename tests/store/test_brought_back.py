"""What comes back of broken files: from which copy, with what that the broken one still had, and what stays aside."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest
from makers import DOING, DONE, change_plan, hour

from kanban.commands.cards import Add, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetProject
from kanban.store import finished_long_ago
from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder import copies, past_years
from kanban.store.folder.restore import restore_board, restore_plan
from kanban.store.folder.store import FolderStore

TOO_FEW = "it holds 11 cards, 12 were put there"
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LONG_AGO = datetime(2025, 1, 10, 12, tzinfo=UTC)


def give(store, *commands, at=0):
    return store.apply("bridge", [Signed(command, "zhang", hour(at)) for command in commands])


def said(done):
    return [str(one) for one in done]


def rewritten(path, change):
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content, separators=(",", ":")))
    return path.read_bytes()


def titles(folder):
    return [card.title for card in FolderStore(folder).board("bridge").cards.values()]


def aside(path):
    return sorted(path.parent.glob(f"{path.name}.broken-*"))


def test_a_broken_head_that_does_not_fit_the_copy_is_left_aside_whole(workspace, board_file):
    give(workspace, Add(title="a"), Move(cards=("1",), column=DOING))
    broken = rewritten(board_file, lambda content: content["board"]["1"]["columns"].pop(2))
    done = said(restore_board(board_file, "bridge", NOW))
    assert "card 1: its column 'c3' is not on the board" in done[0]
    assert "brought back from board.json.0" in done[1]
    assert "what can be read in the broken file does not fit the copy" in done[-1]
    board = FolderStore(workspace.folder).board("bridge")
    assert not board.problems
    assert board.cards_in(DOING) == ("1",)
    assert [path.read_bytes() for path in aside(board_file)] == [broken]


def test_a_card_that_does_not_say_what_its_history_says_is_taken_from_the_copy(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"))
    give(workspace, Edit(cards=("1",), changes={"title": "aa"}), Edit(cards=("2",), changes={"title": "bb"}), at=1)
    copies.copy(board_file, 0).unlink()
    rewritten(board_file, lambda content: content["cards"]["1"].update(title="by hand", rank="a0"))
    done = said(restore_board(board_file, "bridge", NOW))
    assert "1 card was newer in the broken file and was kept" in done
    assert titles(workspace.folder) == ["a", "bb"]


def test_a_copy_that_is_broken_too_is_passed_over(workspace, board_file):
    for title in "abc":
        give(workspace, Add(title=title))
    copies.copy(board_file, 0).write_bytes(b"oops")
    board_file.write_bytes(b"oops")
    done = said(restore_board(board_file, "bridge", NOW))
    assert f"{board_file}: brought back from board.json.1" in done
    assert titles(workspace.folder) == ["a", "b"]


def test_a_copy_with_a_fault_is_passed_over(workspace, board_file):
    for title in "abc":
        give(workspace, Add(title=title))
    rewritten(copies.copy(board_file, 0), lambda content: content["board"]["1"].update(next_id=2))
    board_file.write_bytes(b"oops")
    done = said(restore_board(board_file, "bridge", NOW))
    assert f"{board_file}: brought back from board.json.1" in done
    assert titles(workspace.folder) == ["a", "b"]


def test_folders_that_were_in_the_place_of_a_board_are_never_thrown_away(workspace, board_file):
    give(workspace, Add(title="a"))
    for number in range(copies.BROKEN_KEPT + 2):
        board_file.unlink()
        board_file.mkdir()
        (board_file / f"precious {number}").write_bytes(b"")
        restore_board(board_file, "bridge", NOW + timedelta(seconds=number))
    kept = {name.name for folder in aside(board_file) for name in folder.iterdir()}
    assert kept == {f"precious {number}" for number in range(copies.BROKEN_KEPT + 2)}
    assert titles(workspace.folder) == ["a"]


def test_a_sound_plan_is_left_alone(workspace):
    change_plan(workspace, [SetProject(name="Bridge")])
    before = workspace.plan_path.read_bytes()
    assert said(restore_plan(workspace.plan_path, NOW)) == [f"{workspace.plan_path}: it can be read, nothing was done"]
    assert workspace.plan_path.read_bytes() == before
    assert not aside(workspace.plan_path)


def test_a_copy_of_the_plan_that_is_broken_too_is_passed_over(workspace):
    for name in ("Bridge", "Road"):
        change_plan(workspace, [SetProject(name=name)])
    path = workspace.plan_path
    copies.copy(path, 0).write_bytes(b"{")
    path.unlink()
    done = said(restore_plan(path, NOW))
    assert done == [f"{path}: the file is missing", f"{path}: brought back from plan.json.1"]
    assert FolderStore(workspace.folder).plan().project == "Bridge"


def test_a_plan_without_a_copy_that_can_be_read_stays_as_it_is(workspace):
    path = workspace.plan_path
    for copy in copies.copies_of(path):
        copy.write_bytes(b"{")
    path.write_bytes(b"oops")
    with pytest.raises(Unreadable, match="there is no copy of it that can be read"):
        restore_plan(path, NOW)
    assert path.read_bytes() == b"oops"
    assert not aside(path)


def test_what_cannot_be_set_aside_stays_in_place(workspace):
    change_plan(workspace, [SetProject(name="Bridge")])
    path = workspace.plan_path.with_name("p" * 240)  # with `.broken-…` behind it, it is longer than a name can be
    copies.copy(path, 0).write_bytes(workspace.plan_path.read_bytes())
    path.write_bytes(b"oops")
    before = sorted(os.listdir(path.parent))
    with pytest.raises(StoreError, match="cannot be set aside: file name too long"):
        restore_plan(path, NOW)
    assert path.read_bytes() == b"oops"
    assert sorted(os.listdir(path.parent)) == before


@pytest.fixture
def year_file(workspace, board_file, monkeypatch):
    """Twelve cards that left for the file of 2025, and one that stayed."""
    monkeypatch.setattr(finished_long_ago, "MORE_THAN", 5)
    signed = []
    for number in range(1, 13):
        at = LONG_AGO + timedelta(days=number)
        signed.append(Signed(Add(title=f"weld {number}"), "zhang", at))
        signed.append(Signed(Move(cards=(str(number),), column=DONE), "zhang", at + timedelta(hours=1)))
    at = LONG_AGO + timedelta(days=14)
    signed.append(Signed(Add(title="open"), "zhang", at))
    signed += [Signed(Edit(cards=("13",), changes={"title": f"open {n}"}), "zhang", at) for n in range(101)]
    workspace.apply("bridge", signed)
    workspace.apply("bridge", [Signed(Add(title="new"), "zhang", NOW)])
    path = past_years.path_of(board_file.parent, "2025")
    assert len(json.loads(path.read_bytes())["cards"]) == 12
    return path


def past_titles(folder):
    store = FolderStore(folder)
    assert store.problems("bridge") == ()
    return [card.title for card in store.past_cards("bridge").values()]


WELDS = [f"weld {number}" for number in range(1, 13)]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "the past year's file is missing"),
        (lambda path: path.write_bytes(b"oops"), "not a board or plan of this program"),
        (lambda path: rewritten(path, lambda content: content["cards"].pop("5")), TOO_FEW),
        (lambda path: rewritten(path, lambda content: content["cards"]["5"].update(cost=5)), "card 5: Object contains"),
        (lambda path: rewritten(path, lambda content: content.pop("past")), "it has no 'past' record"),
    ],
)
def test_a_past_year_comes_back_with_every_card(workspace, board_file, year_file, spoil, why):
    spoil(year_file)
    assert any(why in str(problem) for problem in FolderStore(workspace.folder).problems("bridge"))
    done = said(restore_board(board_file, "bridge", NOW))
    assert why in done[0]
    assert f"{year_file}: brought back from past-2025.json.0" in done
    assert past_titles(workspace.folder) == WELDS


def test_a_past_year_without_any_copy_stays_as_it_is_and_it_is_said(workspace, board_file, year_file):
    for copy in copies.copies_of(year_file):
        copy.unlink()
    year_file.write_bytes(b"oops")
    done = said(restore_board(board_file, "bridge", NOW))
    assert f"{year_file}: there is no copy of it that can be read" in done
    assert year_file.read_bytes() == b"oops"


def without_three(content):
    for number in ("1", "2", "3"):
        content["cards"].pop(number)


def test_cards_that_only_the_broken_past_year_still_has_are_kept(workspace, board_file, year_file):
    rewritten(copies.copy(year_file, 0), without_three)
    rewritten(year_file, lambda content: content["cards"]["5"].update(cost=5))
    restore_board(board_file, "bridge", NOW)
    assert list(json.loads(year_file.read_bytes())["cards"]) == [str(number) for number in range(1, 13)]
    assert past_titles(workspace.folder) == WELDS


def test_of_a_past_year_cut_short_the_cards_before_the_cut_are_kept(workspace, board_file, year_file):
    first = list(json.loads(year_file.read_bytes())["cards"])[:3]  # the cut is at the end
    rewritten(copies.copy(year_file, 0), lambda content: [content["cards"].pop(number) for number in first])
    year_file.write_bytes(year_file.read_bytes()[:-40])
    restore_board(board_file, "bridge", NOW)
    assert past_titles(workspace.folder) == WELDS


def test_a_year_that_is_none_is_no_file_to_bring_back(workspace, board_file, year_file):
    rewritten(board_file, lambda content: content["board"]["1"]["past"].update({"../x": 1}))
    before = sorted(board_file.parent.parent.rglob("*"))
    assert said(restore_board(board_file, "bridge", NOW)) == [f"{board_file}: it can be read, nothing was done"]
    assert sorted(board_file.parent.parent.rglob("*")) == before


def test_of_a_card_in_two_years_the_longer_history_counts(workspace, board_file, year_file):
    other = past_years.path_of(board_file.parent, "2026")
    other.write_bytes(year_file.read_bytes())

    def shorten(content):
        card = content["cards"]["5"]
        card["history"] = card["history"][:1]
        card["event_count"] = 1
        content["cards"] = {"5": card}

    rewritten(other, shorten)
    rewritten(board_file, lambda content: content["board"]["1"].update(past={"2025": 12, "2026": 1}))
    card = FolderStore(workspace.folder).past_cards("bridge")["5"]
    assert card.event_count == 2
