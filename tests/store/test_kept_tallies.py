"""What a folder keeps of its boards for the first screen of a roll-up is true, or it is not used."""

import json
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import DOING, DONE, UNLIMITED, change_plan, hour
from often import often
from rollup_steps import SLUGS, board_step

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Archive, Move
from kanban.commands.outcome import Signed
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.reports.export import encode
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup import tally as tally_module
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.session.rollup import RollupFeed
from kanban.store import finished_long_ago, reading
from kanban.store.copying import copy
from kanban.store.folder import tallies
from kanban.store.folder.store import FolderStore
from kanban.store.folder.tally_files import SCHEMA, path_of

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def many():
    """From the first board on; the cards of a board are in several parts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "FEW", 0)
        patch.setattr(tally_module, "PART_CARDS", 2)
        yield


@pytest.fixture
def store(tmp_path):
    return filled(tmp_path / "work")


def filled(folder):
    """Two boards with some cards each, and a milestone."""
    store = FolderStore(folder)
    store.create(timezone="UTC", at=hour(0))
    nodes = (
        ("1", "Bridge"),
        ("1.1", "Deck"),
        ("1.1.1", "Girders"),
        ("1.1.2", "Slabs"),
        ("1.2", "Track"),
        ("1.2.1", "Rails"),
    )
    change_plan(store, [
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Deck", gates=("1.1",)),
        pm.SetBaseline(milestone="M1", due_at=hour(900)),
    ], at=hour(0))  # fmt: skip
    for slug in SLUGS:
        store.create_board(slug, slug, UNLIMITED)
        steps = (*(Add(title=f"Weld {n}", work_package=f"1.1.{n % 2 + 1}") for n in range(5)), Move(("1",), DONE))
        give(store, slug, *steps)
    return store


def give(store, slug, *commands, at=1):
    store.apply(slug, [Signed(command, slug, hour(at)) for command in commands])


def counted(folder):
    """The boards of the first screen, and whether each is known by its tallies."""
    boards = [FolderStore(folder).first_count(slug) for slug in SLUGS]
    return boards, [is_on_demand(board) for board in boards]


def report(folder, boards):
    return encode(rollup_report(foretold(roll_up(FolderStore(folder).plan(), boards, NOW, live=True)), NOW), "UTC")


def whole(folder):
    store = FolderStore(folder)
    return [store.board(slug) for slug in SLUGS]


def kept_of(store, slug="li"):
    return path_of(store.board_path(slug))


@settings(max_examples=often(40), deadline=None)
@given(st.lists(board_step, max_size=25), st.booleans())
def test_the_first_screen_says_what_the_cards_say_whatever_was_done(steps, by_many_processes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = filled(folder)
        for number, (slug, command) in enumerate(steps, start=2):
            if not isinstance(command, str):
                give(FolderStore(folder) if by_many_processes else store, slug, command, at=number)
        boards, by_tallies = counted(folder)
        assert by_tallies == [True] * 3
        assert report(folder, boards) == report(folder, whole(folder))
        assert [wrong for slug in SLUGS for wrong in FolderStore(folder).checks.check(slug)] == []


def test_the_next_look_reads_the_cards_and_says_the_same(store):
    feed = RollupFeed(FolderStore(store.folder))
    plan, first = feed.look(at_once=True)
    assert all(map(is_on_demand, first.boards))
    assert feed.is_provisional
    _, second = feed.look()
    assert not any(map(is_on_demand, second.boards))
    assert not feed.is_provisional
    assert feed.look() is None
    assert report(store.folder, first.boards) == report(store.folder, second.boards)
    assert plan.milestones["M1"].name == "Deck"


def test_a_first_look_into_the_past_reads_the_cards(store):
    feed = RollupFeed(FolderStore(store.folder))
    _, past = feed.look(as_of=hour(0) + timedelta(minutes=30), at_once=True)
    assert not any(map(is_on_demand, past.boards))
    assert past.milestones[0].figures.total == 0


def test_whoever_does_not_ask_for_it_at_once_is_given_the_cards(store):
    _, seen = RollupFeed(FolderStore(store.folder)).look()
    assert not any(map(is_on_demand, seen.boards))


def test_only_what_changed_since_is_read_whole(store):
    feed = RollupFeed(FolderStore(store.folder))
    feed.look(at_once=True)
    give(FolderStore(store.folder), "li", Move(("2",), DONE), at=9)
    _, seen = feed.look()
    assert seen.milestones[0].figures.done == 4


def edited(path, kept):
    path.write_bytes(path.read_bytes().replace(b"Weld 3", b"Weld 9"))


def killed_between_the_two_writes(path, kept):
    before = kept.read_bytes()
    give(FolderStore(path.parents[2]), "li", Move(("2",), DONE), at=9)
    kept.write_bytes(before)


def an_older_copy_put_back(path, kept):
    shutil.copy(f"{path}.1", path)


def cut(path, kept):
    kept.write_bytes(kept.read_bytes()[:-9])


def emptied(path, kept):
    kept.write_bytes(b"")


def of_another_board(path, kept):
    shutil.copy(kept.parents[1] / "wang" / kept.name, kept)


def of_a_newer_program(path, kept):
    changed(kept, schema=SCHEMA + 1)


def with_a_part_that_is_none(path, kept):
    changed(kept, on_board=[["1.1.1", 0, {"cards": "five"}]])


def taken_away(path, kept):
    kept.unlink()


def a_folder(path, kept):
    kept.unlink()
    kept.mkdir()


def a_link(path, kept):
    kept.rename(kept.with_name("elsewhere"))
    kept.symlink_to("elsewhere")


def changed(kept, **values):
    kept.write_text(json.dumps({**json.loads(kept.read_bytes()), **values}))


@pytest.mark.parametrize(
    "spoil",
    [
        edited, killed_between_the_two_writes, an_older_copy_put_back, cut, emptied, of_another_board,
        of_a_newer_program, with_a_part_that_is_none, taken_away, a_folder, a_link,
    ],
)  # fmt: skip
def test_tallies_that_are_not_of_this_state_are_not_used(store, spoil):
    spoil(store.board_path("li"), kept_of(store))
    boards, by_tallies = counted(store.folder)
    assert by_tallies == [False, True, True]
    assert report(store.folder, boards) == report(store.folder, whole(store.folder))


@pytest.mark.parametrize("spoil", [edited, killed_between_the_two_writes, cut, taken_away, of_a_newer_program])
def test_the_next_save_counts_them_anew(store, spoil):
    spoil(store.board_path("li"), kept_of(store))
    give(FolderStore(store.folder), "li", Archive(("3",)), at=10)
    boards, by_tallies = counted(store.folder)
    assert by_tallies == [True] * 3
    assert report(store.folder, boards) == report(store.folder, whole(store.folder))


def test_a_move_is_saved_where_they_cannot_be(store):
    kept = kept_of(store)
    a_folder(store.board_path("li"), kept)
    give(store, "li", Move(("2",), DONE), at=9)
    assert FolderStore(store.folder).board("li").cards["2"].column == DONE
    assert counted(store.folder)[1] == [False, True, True]
    assert [path for path in kept.parent.iterdir() if path.name.endswith(".tmp")] == []


def test_of_a_large_board_none_are_kept(store, monkeypatch):
    monkeypatch.setattr(tallies, "MOST_CARDS", 5)
    give(store, "li", Add(title="one more"))
    assert not kept_of(store).exists()
    assert counted(store.folder)[1] == [False, True, True]


def test_cards_finished_long_ago_still_count(store, monkeypatch):
    monkeypatch.setattr(finished_long_ago, "MORE_THAN", 2)
    at = hour(1) - timedelta(days=400)
    old = [Signed(Add(title=f"old {n}", column=DONE, work_package="1.1.1"), "li", at) for n in range(8)]
    FolderStore(store.folder).apply("li", old)
    FolderStore(store.folder).apply("li", [Signed(Add(title="new"), "li", NOW) for _ in range(101)])
    for title in ("leaves", "and after it"):
        FolderStore(store.folder).apply("li", [Signed(Add(title=title), "li", NOW)])
    assert FolderStore(store.folder).board("li").past_cards
    boards, by_tallies = counted(store.folder)
    assert by_tallies == [True] * 3
    assert report(store.folder, boards) == report(store.folder, whole(store.folder))
    assert FolderStore(store.folder).checks.check("li") == []


def test_a_copy_has_its_own(store, tmp_path):
    copy(store, FolderStore(tmp_path / "copy"), lambda *_: None)
    boards, by_tallies = counted(tmp_path / "copy")
    assert by_tallies == [True] * 3
    assert report(tmp_path / "copy", boards) == report(store.folder, whole(store.folder))


def test_doctor_finds_false_ones_and_restore_takes_them_away(store):
    false = [["1.1.1", 0, msgspec.to_builtins(tally_module.Tally(cards=7))]]
    changed(kept_of(store), on_board=false)
    fresh = FolderStore(store.folder)
    found = [str(problem) for problem in fresh.checks.check("li")]
    assert found[0] == f"{kept_of(store)}: the tally of 1.1.1 is not what the cards come to"
    assert [str(words) for words in fresh.checks.restore("li", NOW)][-1] == (
        f"{kept_of(store)}: removed; it is made anew with the next save"
    )
    assert FolderStore(store.folder).checks.check("li") == []


def test_the_own_board_is_found_without_reading_any(store, monkeypatch):
    fresh = FolderStore(store.folder)
    monkeypatch.setattr(fresh, "first_paint", pytest.fail)
    assert fresh.own_boards("wang", "nobody") == ["wang"]


def test_a_board_that_was_read_ahead_and_changed_is_counted_as_it_is(store, monkeypatch):
    monkeypatch.setattr("kanban.store.folder.store.FEW", 0)
    ahead = FolderStore(store.folder)
    ahead.prefetch(*SLUGS)
    give(FolderStore(store.folder), "li", Move(("2",), DOING), Move(("2",), DONE), at=9)
    _, seen = RollupFeed(ahead).look(at_once=True)
    assert seen.milestones[0].figures.done == 4
