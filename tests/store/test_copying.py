"""A workspace copied from one store to another: every board, every history, every figure, and what cannot be copied."""

import json
import shutil
from datetime import timedelta

import pytest
from copies import NOW, content, copy, figures, sign
from memory_store import Memory, MemoryStore
from postgres_server import PostgresServer
from stores import ledgers_in

from kanban.commands.cards import Add
from kanban.commands.undo import Redo, Undo
from kanban.store import copying
from kanban.store.copying import Damaged
from kanban.store.errors import StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.store.protocol import Kept
from kanban.text.messages import Refused


@pytest.mark.parametrize("which", ["demo", "imported", "long_lived"])
def test_every_byte_and_every_figure_of_ten_past_moments_is_the_same(which, request, tmp_path, servers):
    source = request.getfixturevalue(which)
    first, second, back = servers(), servers(), tmp_path / "back"
    before = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    copy(source, first)
    copy(first, second)
    copy(second, back)
    copy(source, tmp_path / "beside")
    for place in (first, second, back, tmp_path / "beside"):
        assert content(place) == content(source)
        assert figures(place) == figures(source)
        store = open_store(str(place))
        assert [store.checks.check(ref) for ref in (None, *store.boards())] == [[]] * (1 + len(store.boards()))
        assert store.removals.removed() == FolderStore(source).removals.removed()
    copied = ledgers_in(back)
    for path, content_there in ledgers_in(source).items():  # the very files
        assert json.loads(copied[path]) == json.loads(content_there)
    assert {path: path.read_bytes() for path in source.rglob("*") if path.is_file()} == before


def test_work_goes_on_in_the_copy_undo_and_removed_boards_included(long_lived, nowhere):
    copy(long_lived, nowhere)
    original, store = FolderStore(long_lived), open_store(str(nowhere))
    shutil.copytree(long_lived, long_lived.parent / "work", dirs_exist_ok=True)
    original = FolderStore(long_lived.parent / "work")
    for commands in ([Redo()], [Undo(), Undo(), Undo()], [Redo()], [Add(title="next")]):
        signed = [sign(command, NOW + timedelta(hours=1)) for command in commands]
        (expected, words), (board, same) = original.apply("bridge", signed), store.apply("bridge", signed)
        assert [one.message for one in same] == [one.message for one in words]
        assert board.head == expected.head
        assert dict(board.cards) == dict(expected.cards)
    store.removals.remove("trial", "wu", NOW)
    store.removals.bring_back("trial")
    redone, _ = store.apply(None, [sign(Redo(), NOW, "bo")])
    assert redone.nodes["1"].name == "Bridge"
    assert store.create_board("fresh", "li").slug == "fresh"


def test_the_events_on_a_server_stand_in_the_order_in_which_they_came_to_be(long_lived, servers, postgres):
    url = servers()
    copy(long_lived, url)
    rows = postgres.sql(
        "SELECT coalesce(card, '-'), event::json->>'rev', event::json->>'at' FROM kanban.events e "
        "JOIN kanban.ledgers l ON l.id = e.ledger WHERE l.slug = 'bridge' ORDER BY e.version, e.number",
        url.rpartition("/")[2],
    )  # fmt: skip
    told = [line.split("|") for line in rows.splitlines()]
    revisions = [int(rev or 0) for _, rev, _ in told]
    assert revisions == sorted(revisions)
    assert {card for card, _, _ in told} == {"-", *map(str, range(1, 15))}
    board = FolderStore(long_lived).board("bridge")
    cards = board.all_cards.values()
    assert len(told) == len(board.history) + sum(card.event_count for card in cards)


def test_a_place_that_is_not_empty_is_left_as_it_is(demo, long_lived, nowhere, tmp_path):
    copy(demo, nowhere)
    before = content(nowhere)
    for source in (demo, long_lived):
        with pytest.raises(Refused, match="it is not empty; a copy is made in a place of its own"):
            copy(source, nowhere)
    assert content(nowhere) == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    with pytest.raises(Refused, match="it is not empty"):
        copy(demo, tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["letter.txt"]


def test_a_workspace_that_was_only_begun_is_not_empty(demo, nowhere):
    open_store(str(nowhere)).create(project="Mine", by="bo")
    with pytest.raises(Refused, match="it is not empty"):
        copy(demo, nowhere)
    assert open_store(str(nowhere)).plan().project == "Mine"


def test_an_empty_folder_is_as_good_as_none(demo, tmp_path):
    (tmp_path / "new").mkdir()
    copy(demo, tmp_path / "new")
    assert content(tmp_path / "new") == content(demo)


def test_a_workspace_is_not_copied_into_itself(demo, servers):
    for place in (demo, demo / "boards" / "copy", demo.parent / "x" / ".." / "demo"):
        with pytest.raises(Refused, match="it lies in what is to be copied"):
            copy(demo, place)
    url = servers()
    copy(demo, url)
    with pytest.raises(Refused, match="it lies in what is to be copied"):
        copy(url, url)
    assert not (demo / "boards" / "copy").exists()


def test_damaged_boards_are_named_and_nothing_is_made(demo, nowhere, tmp_path):
    source = shutil.copytree(demo, tmp_path / "source")
    (source / "boards" / "li" / "board.json").write_text("{")
    path = source / "boards" / "wang" / "board.json"
    path.write_text(path.read_text().replace('"id":"7"', '"id":"8"', 1))
    FolderStore(source).removals.remove("chen", "root", NOW)
    next((source / "removed").glob("chen@*/board.json")).unlink()
    with pytest.raises(Damaged, match="3 boards cannot be read, nothing was copied") as caught:
        copy(source, nowhere)
    places = [error.place for error in caught.value.wrong]
    assert [name in place for name, place in zip(("boards/li", "boards/wang", "removed/chen"), places, strict=True)]
    assert not open_store(str(nowhere)).exists()
    assert not (tmp_path / "copy").exists()


def test_a_plan_that_cannot_be_read_stops_it_too(demo, nowhere, tmp_path):
    source = shutil.copytree(demo, tmp_path / "source")
    (source / "plan" / "plan.json").write_text("{")
    with pytest.raises(StoreError, match=r"plan\.json"):
        copy(source, nowhere)
    assert not open_store(str(nowhere)).exists()


def test_a_card_in_two_files_after_a_kill_is_copied_once(long_lived, servers, tmp_path):
    source = shutil.copytree(long_lived, tmp_path / "source")
    board, year = source / "boards" / "bridge" / "board.json", source / "boards" / "bridge" / "past-2026.json"
    tables, past = json.loads(board.read_bytes()), json.loads(year.read_bytes())
    card_id = max(past["cards"], key=int)
    tables["cards"][card_id] = past["cards"][card_id]
    tables["board"]["1"]["past"]["2026"] -= 1
    board.write_text(json.dumps(tables))  # with spaces, too: as somebody's script would write it
    url = servers()
    copy(source, url)
    store = open_store(url)
    assert list(store.board("bridge").all_cards) == list(FolderStore(source).board("bridge").all_cards)
    assert not store.checks.check("bridge")
    assert figures(url) == figures(long_lived)


def test_a_store_that_cannot_hand_over_is_refused(demo, tmp_path):
    memory = MemoryStore(Memory(), "memory://x")
    memory.create()
    for source, target in ((memory, FolderStore(tmp_path / "new")), (FolderStore(demo), memory)):
        with pytest.raises(Refused, match="memory://x: workspaces cannot be copied to or from there"):
            copying.copy(source, target, lambda *step: None)


def test_whoever_sees_only_a_part_makes_no_copy(demo, servers, postgres, tmp_path):
    url = servers()
    copy(demo, url)
    database = url.rpartition("/")[2]
    postgres.sql(
        "DO $$ BEGIN CREATE ROLE li LOGIN; EXCEPTION WHEN duplicate_object THEN END $$;"
        "UPDATE kanban.workspace SET shared = true;"
        "GRANT USAGE ON SCHEMA kanban TO li; GRANT SELECT ON ALL TABLES IN SCHEMA kanban TO li;"
        "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA kanban TO li;",
        database,
    )
    try:
        with pytest.raises(Refused, match="the role li may not read all boards"):
            copy(postgres.url(database, "li"), tmp_path / "copy")
        assert not (tmp_path / "copy").exists()
        with pytest.raises(Refused, match="only the owner of the workspace makes a copy there"):
            copy(demo, postgres.url(database, "li"))
        postgres.sql("SELECT kanban.take_over(gen_random_uuid(), 'li', 'li', '{}', NULL, '', now(), '{}', '{}', '{}', "
                     "'{}', '{}')", database)  # fmt: skip
        assert content(url) == content(demo)
        for call in ("take_over(m, 'li', 'li', '{}', NULL, '', now(), '{}', '{}', '{}', '{}', '{}')",
                     "drop_copied(m, 'li', NULL)", "end_copy(m, now(), '{}')"):  # fmt: skip
            with pytest.raises(Exception, match="only the owner of the workspace makes a copy there"):
                postgres.sql(f"SELECT kanban.{call} FROM (SELECT gen_random_uuid() AS m) AS s", database, "li")
    finally:
        postgres.sql("DROP OWNED BY li", database)


def test_a_standby_is_copied_from_and_not_to(demo, tmp_path):
    server = PostgresServer()
    try:
        server.start()
        url = server.database()
        copy(demo, url)
        empty = server.database()
        server.stop()
        (server.data / "standby.signal").touch()
        server.start()
        copy(url, tmp_path / "copy")
        assert content(tmp_path / "copy") == content(demo)
        with pytest.raises(StoreError, match="the server is a standby: nothing can be changed there"):
            copy(demo, empty)
    finally:
        server.remove()


def test_kept_boards_of_one_name_are_told_apart(long_lived, nowhere):
    copy(long_lived, nowhere)
    store = open_store(str(nowhere))
    trials = [one for one in store.transfer.kept() if one.slug == "trial"]
    titles = [[card.title for card in store.transfer.board(one).cards.values()] for one in trials]
    assert titles == [[], ["trial 2"], ["trial 1"]]
    assert trials[0] == Kept("trial")
