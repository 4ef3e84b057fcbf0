"""Old finished cards leave the board's file: nothing is lost, nothing is doubled, every figure stays what it was."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import DOING, DONE, UNLIMITED, Desk
from often import often

from kanban.commands import ledger
from kanban.commands.cards import Add, Archive, Comment, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.undo import Undo
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.reports.export import encode
from kanban.model.lookup import card_named
from kanban.model.plan import EMPTY_PLAN
from kanban.store import finished_long_ago
from kanban.store.folder import past_years
from kanban.store.folder.store import FolderStore
from kanban.store.folder.writing import Writer
from kanban.store.open import open_store
from kanban.store.reading import read_boards
from kanban.text.messages import Refused

LONG_AGO = datetime(2025, 12, 30, 12, tzinfo=UTC)
TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(finished_long_ago, "MORE_THAN", 5)


@pytest.fixture
def bridge(where):
    """A store with the board `bridge`, in a folder and on a server."""
    return with_bridge(where)


def with_bridge(where):
    store = open_store(where)
    store.create_board("bridge", "zhang", UNLIMITED)
    return store


def another(store):
    """A window that has read nothing yet."""
    return open_store(store.place)


def sign(command, at):
    return Signed(command, "zhang", at)


def fill(store, count=12, at=LONG_AGO):
    """So many cards, added, moved and finished a day apart, and enough commands after them to leave the undo stack."""
    todo = []
    for number in range(1, count + 1):
        begin = at + timedelta(days=number)
        todo.append(sign(Add(title=f"weld {number}", estimate=number % 3 or None), begin))
        todo.append(sign(Move(cards=(str(number),), column=DOING), begin + timedelta(hours=1)))
        todo.append(sign(Move(cards=(str(number),), column=DONE), begin + timedelta(hours=number)))
    todo.append(sign(Add(title="open"), at + timedelta(days=count + 1)))
    later = at + timedelta(days=count + 1)
    todo += [sign(Edit(cards=(str(count + 1),), changes={"title": f"open {n}"}), later) for n in range(101)]
    return store.apply("bridge", todo)[0]


def touch(store, at=TODAY, slug="bridge"):
    return store.apply(slug, [sign(Add(title=f"new {at}"), at)])[0]


def figures(board, moment=TODAY):
    report = metrics_report(EMPTY_PLAN, [board], Window(), moment, moment, with_cards=True)
    return encode(report, "UTC")


@pytest.mark.every_store
def test_old_cards_move_to_the_year_they_were_finished_in_and_every_figure_stays(bridge):
    before = fill(bridge)
    assert not before.head.past
    after = touch(bridge)
    assert len(after.cards) == 2
    assert after.head.past == {"2025": 1, "2026": 11}
    assert sorted(after.past_cards, key=int) == [str(n) for n in range(1, 13)]
    for moment in (LONG_AGO + timedelta(days=6), TODAY - timedelta(seconds=1)):
        assert figures(after, moment) == figures(before, moment)
    for window in (bridge, another(bridge)):
        assert list(window.board("bridge").all_cards) == list(after.all_cards)
        assert window.past_cards("bridge")["3"] == before.cards["3"]


def test_each_year_is_a_file(workspace, board_file):
    fill(workspace)
    assert not list(board_file.parent.glob("past-*"))
    touch(workspace)
    years = sorted(path.name for path in board_file.parent.glob("past-*.json"))
    assert years == ["past-2025.json", "past-2026.json"]


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        ("DELETE FROM kanban.cards WHERE card = '3'", "it holds 11 cards, 12 were put there"),
        ("UPDATE kanban.cards SET state = left(state, -1) WHERE card = '3'", "card 3: JSON is malformed"),
    ],
)
def test_a_past_card_spoilt_on_a_server_is_named_and_the_board_goes_on(database, spoil, why):
    store = with_bridge(database.url)
    fill(store)
    touch(store)
    database.sql(spoil)
    fresh = another(store)
    (board,), unreadable = read_boards(fresh, ["bridge"])
    (unread,) = unreadable
    assert str(unread.problem).startswith(f"{database.url} · bridge: {why}")
    assert len(board.cards) == 2
    assert len(touch(fresh).cards) == 3
    assert sum(fresh.board("bridge").head.past.values()) == 12


@pytest.mark.every_store
def test_a_small_board_and_a_young_card_never_notice(bridge):
    fill(bridge, 5)
    touch(bridge)
    fill_again = [sign(Add(title="x", column=DONE), TODAY - timedelta(days=80)) for _ in range(50)]
    bridge.apply("bridge", fill_again)
    assert not touch(bridge).head.past


@pytest.mark.every_store
def test_what_can_be_undone_is_not_moved(bridge):
    fill(bridge)
    bridge.apply("bridge", [sign(Comment(cards=("2",), text="seen"), LONG_AGO + timedelta(days=30))])
    board = touch(bridge)
    assert "2" in board.cards
    assert "2" not in board.past_cards
    board, (applied, _) = bridge.apply("bridge", [sign(Undo(), TODAY), sign(Undo(), TODAY)])
    assert applied.refusal is None


@pytest.mark.every_store
@pytest.mark.parametrize("command", [Move(cards=("3",), column=DOING), Edit(cards=("3",), changes={"title": "x"})])
def test_an_archived_card_is_shown_and_found_and_stays_as_it_is(bridge, command):
    fill(bridge)
    touch(bridge)
    board = another(bridge).board("bridge")
    _, (applied,) = bridge.apply("bridge", [sign(command, TODAY)])
    assert str(applied.refusal) == "card 3 is in the archive of 2026: what was finished then stays as it is"
    assert card_named(board, "#3").title == "weld 3"
    assert card_named(board, "weld 12").id == "12"
    with pytest.raises(Refused, match="no such id"):
        card_named(board, "nothing like it")


@pytest.mark.every_store
def test_a_second_round_joins_the_first_and_no_id_is_given_twice(bridge):
    fill(bridge)
    touch(bridge)
    begin = TODAY + timedelta(days=1)
    more = [sign(Add(title=f"later {n}", column=DONE), begin) for n in range(8)]
    done = [sign(Edit(cards=("13",), changes={"title": f"t{n}"}), begin) for n in range(101)]
    bridge.apply("bridge", more + done)
    board = touch(bridge, TODAY + timedelta(days=200))
    assert len(board.past_cards) == 20
    assert len(board.all_cards) == board.head.next_id - 1 == 23
    assert sum(board.head.past.values()) == 20


def test_a_kill_between_the_two_writes_loses_and_doubles_nothing(workspace, board_file, monkeypatch):
    before = fill(workspace)
    with monkeypatch.context() as killed:
        killed.setattr(Writer, "_write", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            touch(workspace)
    assert list(board_file.parent.glob("past-*"))
    fresh = FolderStore(workspace.folder)
    assert fresh.board("bridge").all_cards == before.all_cards
    assert figures(fresh.board("bridge")) == figures(before)
    after = touch(fresh)
    assert len(after.all_cards) == len(before.all_cards) + 1
    assert len(after.cards) == 2


def test_an_archive_that_cannot_be_written_stops_no_command(workspace, board_file):
    fill(workspace)
    past_years.path_of(board_file.parent, "2026").write_bytes(b"{oops")
    board = touch(workspace)
    assert len(board.cards) == 14
    assert past_years.path_of(board_file.parent, "2026").read_bytes() == b"{oops"


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda path: path.unlink(), "the past year's file is missing"),
        (lambda path: path.write_bytes(b"{}"), "it has no 'past' record"),
        (lambda path: path.write_bytes(path.read_bytes()[:-9]), "truncated"),
        (lambda path: path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":9')), "schema 9"),
        (lambda path: path.write_bytes(b'{"past":{"1":{"schema":1}},"cards":{}}'), "it holds 0 cards, 11"),
    ],
)
def test_a_spoilt_archive_is_named_and_the_board_goes_on(workspace, board_file, spoil, why):
    fill(workspace)
    touch(workspace)
    path = past_years.path_of(board_file.parent, "2026")
    spoil(path)
    before = path.exists() and path.read_bytes()
    fresh = FolderStore(workspace.folder)
    boards, unreadable = read_boards(fresh, ["bridge"])
    assert [why in str(unread.problem) and str(path) in str(unread.problem) for unread in unreadable] == [True]
    assert len(boards[0].cards) == 2
    touch(fresh)
    assert (path.exists() and path.read_bytes()) == before


def test_opening_a_board_reads_no_archive(workspace, board_file):
    fill(workspace)
    touch(workspace)
    for path in board_file.parent.glob("past-*"):
        path.unlink()
        os.mkfifo(path)
    board = FolderStore(workspace.folder).board("bridge")
    assert len(board.cards) == 2
    assert finished_long_ago.problems_of(board)


steps = st.lists(
    st.tuples(st.sampled_from(["add", "start", "finish", "reopen", "archive"]), st.integers(1, 12), st.integers(0, 90)),
    min_size=30,
    max_size=120,
)


def test_any_history_has_the_same_figures_with_and_without_an_archive(tmp_path_factory, monkeypatch):
    monkeypatch.setattr(ledger, "UNDO_DEPTH", 2)
    monkeypatch.setattr(finished_long_ago, "MORE_THAN", 2)
    archived = []

    @given(steps)
    def tell(story):
        archived.append(play(tmp_path_factory, story))

    tell()
    assert sum(archived) > often(100)


def play(tmp_path_factory, story):
    store = FolderStore(tmp_path_factory.mktemp("any") / "work")
    store.create_board("bridge", "zhang", UNLIMITED)
    desk, at = Desk(UNLIMITED), LONG_AGO
    for kind, number, days in story:
        at += timedelta(days=days)
        command = {
            "add": Add(title=f"card {number}"),
            "start": Move(cards=(str(number),), column=DOING),
            "finish": Move(cards=(str(number),), column=DONE),
            "reopen": Move(cards=(str(number),), column=DOING, reason="defect"),
            "archive": Archive(cards=(str(number),)),
        }[kind]
        board, (applied,) = store.apply("bridge", [sign(command, at)])
        if applied.refusal is None:
            signed = sign(command, at)
            desk.board = ledger.evolve(desk.board, ledger.decide(desk.board, signed))
    assert set(board.all_cards) == set(desk.board.cards)
    assert figures(board, at) == figures(desk.board, at)
    return len(board.past_cards)


KILLED = """
import sys
from datetime import datetime, timedelta
from pathlib import Path
from kanban.store import finished_long_ago
from kanban.store.folder import past_years
from kanban.store.folder.store import FolderStore
from kanban.store.folder.writing import Writer
finished_long_ago.MORE_THAN = 5
store, at = FolderStore(Path(sys.argv[1])), datetime.fromisoformat(sys.argv[2])
print("go", flush=True)
board, _ = store.apply("bridge", [Signed(Add(title="new"), "zhang", at)])
print(len(board.cards), flush=True)
"""


def test_kills_at_many_moments_of_archiving_lose_and_double_nothing(tmp_path):
    store = FolderStore(tmp_path / "work")
    store.create_board("bridge", "zhang", UNLIMITED)
    before = fill(store, 200)
    pristine = store.board_path("bridge").read_bytes()
    for kill in range(12):
        for path in store.board_path("bridge").parent.glob("past-*"):
            path.unlink()
        store.board_path("bridge").write_bytes(pristine)
        process = subprocess.Popen(
            [sys.executable, "-c", KILLED, store.folder, TODAY.isoformat()], stdout=subprocess.PIPE, text=True
        )
        process.stdout.readline()
        try:
            process.wait(kill * 0.006)
        except subprocess.TimeoutExpired:
            process.kill()
        out, _ = process.communicate()
        board = FolderStore(store.folder).board("bridge")
        assert not finished_long_ago.problems_of(board)
        assert {i: board.all_cards[i] for i in before.cards} == before.cards
        assert len(board.all_cards) - len(before.cards) in ((1,) if out.strip() else (0, 1))
