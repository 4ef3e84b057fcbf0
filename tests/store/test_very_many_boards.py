"""Very many boards on a server: the roll-up counts them by their tallies, and reads what somebody asks for."""

from datetime import UTC, datetime, timedelta

import pytest
from makers import BACKLOG, DOING, DONE, change_plan, hour

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.undo import Undo
from kanban.demo import build
from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.reports.export import encode
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.rollup.on_demand import is_on_demand
from kanban.session.rollup import RollupFeed
from kanban.store import finished_long_ago, reading
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.store.postgres import tallies
from kanban.store.reading import Reader, read_boards

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture
def very_many(monkeypatch):
    """From the first board on."""
    monkeypatch.setattr(reading, "MANY", 0)
    monkeypatch.setattr(tallies, "KEPT", 2)
    monkeypatch.setattr(tallies, "AT_ONCE", 2)


@pytest.fixture
def store(on_server):
    store = on_server.open()
    store.create(project="Bridge", timezone="UTC", at=hour(0))
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Slabs"))
    change_plan(store, [
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Deck", gates=("1.1",)),
        pm.SetBaseline(milestone="M1", due_at=hour(900)),
    ], at=hour(0))  # fmt: skip
    for slug in ("li", "wang", "zhang"):
        store.create_board(slug, slug)
        steps = (
            *(Add(title=f"Weld {n}", work_package=f"1.1.{n % 2 + 1}") for n in range(6)),
            *(Move(cards=(str(n),), column=DOING, over_wip=True) for n in (1, 2, 3)),
            Move(cards=("1",), column=DONE), Move(cards=("2",), column=BACKLOG, reason="defect"),
            Block(cards=("3",), why="crane"), Edit(cards=("4",), changes={"work_package": None}),
            Archive(cards=("5",)), Undo(),
        )  # fmt: skip
        store.apply(slug, [Signed(step, slug, hour(n)) for n, step in enumerate(steps)])
    return store


def report(state):
    return encode(rollup_report(foretold(state), NOW), "UTC")


def both_ways(store, monkeypatch, moment):
    """The roll-up by tallies, and by cards."""
    states = []
    for many in (0, 500):
        monkeypatch.setattr(reading, "MANY", many)
        plan, boards, unread = Reader(store).read()
        states.append(roll_up(plan, boards, moment, unread, live=moment == NOW))
    return states


@pytest.mark.parametrize("moment", [NOW, hour(9)])
def test_the_roll_up_says_the_same_by_tallies_and_by_cards(store, very_many, monkeypatch, moment):
    counted, read = both_ways(store, monkeypatch, moment)
    assert all(map(is_on_demand, counted.boards))
    assert not any(map(is_on_demand, read.boards))
    assert report(counted) == report(read)
    assert sorted(item.card.id for item in counted.milestones[0].figures.cards) == sorted(
        item.card.id for item in read.milestones[0].figures.cards
    )


def test_a_move_is_in_the_roll_up_and_only_its_board_is_asked_for(store, very_many, on_server):
    feed = RollupFeed(store)
    _, before = feed.look()
    other = on_server.open()
    other.apply("li", [Signed(Move(cards=("3",), column=DONE), "li", hour(30))])
    _, after = feed.look(changed={"li"})
    assert (before.milestones[0].figures.done, after.milestones[0].figures.done) == (3, 4)
    same = {board.slug for board in after.boards} & {b.slug for b in after.boards for a in before.boards if a is b}
    assert same == {"wang", "zhang"}


def test_the_demo_copied_to_a_server_is_counted_alike(on_server, very_many, monkeypatch, tmp_path):
    from kanban.store.copying import copy

    build(tmp_path / "demo", NOW)
    copy(FolderStore(tmp_path / "demo"), open_store(on_server.url), lambda *_: None)
    counted, read = both_ways(on_server.open(), monkeypatch, NOW)
    assert report(counted) == report(read)


def test_cards_finished_long_ago_still_count(store, very_many, monkeypatch, on_server):
    monkeypatch.setattr(finished_long_ago, "MORE_THAN", 2)
    at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    adds = [Signed(Add(title=f"old {n}", column=DONE, work_package="1.1.1"), "li", at) for n in range(8)]
    store.apply("li", adds)
    later = at + timedelta(days=200)
    on_server.open().apply("li", [Signed(Add(title="new"), "li", later) for _ in range(101)])  # none can be undone
    on_server.open().apply("li", [Signed(Add(title="last"), "li", later)])
    assert on_server.open().board("li").past_cards
    counted, read = both_ways(on_server.open(), monkeypatch, NOW)
    assert report(counted) == report(read)
    assert store.checks.check("li") == []


def test_doctor_counts_anew(store, on_server):
    assert [store.checks.check(slug) for slug in ("li", "wang", "zhang")] == [[], [], []]
    wrong = "UPDATE kanban.tallies SET tally = '{\"done\":7}' WHERE package = '1.1.2'"
    store.connection.rows(f"WITH changed AS ({wrong} RETURNING 1) SELECT * FROM changed")
    (wrong,) = store.checks.check("li")
    assert str(wrong).endswith("the tally of 1.1.2 is not what the cards come to")


def test_what_needs_the_cards_reads_them(store, very_many):
    boards, unread = read_boards(store, store.boards())
    assert unread == []
    assert [len(board.all_cards) for board in boards] == [6, 6, 6]
    assert [board.cards_in(DOING) for board in boards] == [("3",)] * 3


def test_what_was_read_ahead_is_not_shown_where_a_board_changed_meanwhile(store, very_many, monkeypatch, on_server):
    from kanban.store.postgres import store as server_store

    monkeypatch.setattr(server_store, "MANY", 0)
    ahead, other = on_server.open(), on_server.open()
    ahead.prefetch(*ahead.boards())
    other.apply("li", [Signed(Move(cards=("3",), column=DONE), "li", hour(30))])
    other.create_board("zhao", "zhao")
    _, seen = RollupFeed(ahead).look()
    assert (seen.milestones[0].figures.done, seen.boards_read) == (4, 4)


def test_a_server_that_is_gone_is_told_when_boards_are_asked_for_and_not_before(store, monkeypatch, on_server):
    from kanban.store.postgres import store as server_store

    monkeypatch.setattr(server_store, "MANY", 0)
    slugs = store.boards()
    nowhere = open_store("postgresql://localhost:1/nowhere")
    nowhere.prefetch(*slugs)
    with pytest.raises(StoreError, match="nowhere"):
        nowhere.tallied(slugs)
