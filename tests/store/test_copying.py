"""A workspace copied from one store to another: every board, every history, every figure, and what cannot be copied."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from makers import DOING, DONE, UNLIMITED, change_plan
from memory_store import Memory, MemoryStore
from postgres_server import PostgresServer
from stores import OnServer

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.columns import RenameColumn
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.demo import build
from kanban.formats import registry
from kanban.formats.plan_toml.writing import written
from kanban.metrics.export import encode
from kanban.metrics.flow import Window
from kanban.metrics.milestones import roll_up
from kanban.metrics.report import metrics_report
from kanban.metrics.rollup_report import rollup_report
from kanban.store import copying, finished_long_ago
from kanban.store.copying import Damaged
from kanban.store.errors import LockTimeout, StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.store.protocol import Kept
from kanban.text.messages import Refused

NOW = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)


def copy(source, target):
    """Each from the outside: nothing that either has read before counts."""
    told = []
    copying.copy(open_store(str(source)), open_store(str(target)), lambda *step: told.append(step))
    return told


def sign(command, at, by="zhang"):
    return Signed(command, by, at)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo: four boards, a plan with nine milestones."""
    folder = tmp_path_factory.mktemp("copied") / "demo"
    build(folder, NOW)
    return folder


@pytest.fixture(scope="module")
def imported(tmp_path_factory, request):
    """A board of Trello, its moves as they were there."""
    folder = tmp_path_factory.mktemp("copied") / "imported"
    store = FolderStore(folder)
    store.create(project="招聘", timezone="Asia/Shanghai", by="li")
    for name in ("ja_recruit_67cards_71moves", "project100"):
        file = request.config.rootpath / "tests" / "data" / "trello" / f"{name}.json"
        found = registry.FORMATS["trello"].read(file, {}, lambda done, total: None, None)
        slug = name[:10].replace("_", "-")
        store.create_board(slug, "li")
        _, (applied,) = store.apply(slug, [sign(found.command, NOW, "li")])
        assert applied.refusal is None
    return folder


@pytest.fixture(scope="module")
def long_lived(tmp_path_factory):
    """Cards of past years, steps to undo and to redo, renamed columns, and boards of one name that were removed."""
    folder = tmp_path_factory.mktemp("copied") / "long"
    store = FolderStore(folder)
    store.create(project="Bridge", timezone="Asia/Shanghai", by="bo", at=NOW - timedelta(days=500))
    for number in (1, 2):
        store.create_board("trial", "wu", UNLIMITED)
        store.apply("trial", [sign(Add(title=f"trial {number}"), NOW - timedelta(days=400), "wu")])
        store.removals.remove("trial", "root", NOW - timedelta(days=390 - number))
    store.create_board("trial", "wu", UNLIMITED)
    store.create_board("empty.board", "nobody", UNLIMITED)
    store.create_board("bridge", "zhang", UNLIMITED)
    begin, todo = datetime(2025, 12, 25, 12, tzinfo=UTC), []
    for number in range(1, 13):
        at = begin + timedelta(days=number)
        todo.append(sign(Add(title=f"焊接 {number} \U0001f3d7 \\ \" '", estimate=number % 3 or None), at))
        todo.append(sign(Move(cards=(str(number),), column=DOING), at + timedelta(hours=1)))
        todo.append(sign(Move(cards=(str(number),), column=DONE), at + timedelta(hours=number)))
    later = begin + timedelta(days=13)
    todo.append(sign(Add(title="open"), later))
    todo += [sign(Edit(cards=("13",), changes={"title": f"open {n}"}), later) for n in range(101)]
    todo.append(sign(RenameColumn(column=DOING, name="Welding"), later))
    todo += [sign(Undo(), NOW), sign(Undo(), NOW), sign(Redo(), NOW)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finished_long_ago, "MORE_THAN", 5)
        for one in (todo, [sign(Add(title="new"), NOW)], [sign(Undo(), NOW)]):
            _, applied = FolderStore(folder).apply("bridge", one)
            assert not [result for result in applied if result.refusal]
    change_plan(store, [pm.SetNode(code="1", name="Bridge")], at=NOW - timedelta(days=3))
    store.apply(None, [sign(Undo(), NOW, "bo")])
    board = store.board("bridge")
    assert set(board.head.past) == {"2025", "2026"}
    assert board.head.undo
    assert board.head.redo
    return folder


@pytest.fixture
def servers(postgres):
    """Makes empty databases."""
    made = []

    def one_more():
        made.append(OnServer(postgres.database()))
        return made[-1].url

    yield one_more
    for place in made:
        place.close()
        postgres.drop(place.url)


@pytest.fixture(params=["folder", "server"])
def nowhere(request, tmp_path, servers):
    """A place where nothing is."""
    return tmp_path / "copy" if request.param == "folder" else servers()


def content(place):
    """Every byte of the plan and of all boards, those that were removed as well."""
    store = open_store(str(place))
    found = {"plan": [msgspec.json.encode(event) for event in store.plan().history]}
    for one in store.transfer.kept():
        board = store.transfer.board(one)
        found[one] = (
            msgspec.json.encode(board.head),
            {card_id: msgspec.json.encode(card) for card_id, card in board.cards.items()},
            {card_id: msgspec.json.encode(card) for card_id, card in board.past_cards.items()},
        )
    return found


def figures(place):
    """Every figure as of ten past moments."""
    store = open_store(str(place))
    plan, boards = store.plan(), [store.board(slug) for slug in store.boards()]
    found = []
    for number in range(10):
        moment = NOW - timedelta(days=number * 9, hours=number * 5)
        then = plan.as_of(moment)
        cards = metrics_report(then, boards, Window(), moment, moment, with_cards=True)
        milestones = rollup_report(roll_up(plan, boards, moment), moment)
        found += [encode(cards, "UTC"), encode(milestones, plan.timezone), written(then)]
    return found


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
    for path in source.glob("*/*/*.json"):  # the very files
        assert json.loads((back / path.relative_to(source)).read_bytes()) == json.loads(path.read_bytes())
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


class Stopped(Exception):
    """The copy was stopped here."""


def begun(source, target, boards=2):
    """A copy that was stopped after so many boards."""

    def stop(done, total):
        if done == boards:
            raise Stopped

    with pytest.raises(Stopped):
        copying.copy(open_store(str(source)), open_store(str(target)), stop)


def test_an_unfinished_copy_is_no_workspace_until_the_same_copy_is_finished(demo, long_lived, nowhere):
    begun(demo, nowhere)
    store = open_store(str(nowhere))
    for use in (
        store.exists,
        store.create,
        lambda: store.create_board("mine", "li"),
        lambda: change_plan(store, [pm.SetProject(name="x")]),
        lambda: copy(nowhere, "/nonexistent/there") if store.exists() else None,
    ):
        with pytest.raises(StoreError, match="is not finished there; `kanban copy` goes on with it"):
            use()
    with pytest.raises(Refused, match="there is an unfinished copy of "):
        copy(long_lived, nowhere)
    assert copy(demo, nowhere)[-1] == (4, 4)
    assert content(nowhere) == content(demo)
    assert open_store(str(nowhere)).exists()


def test_what_changed_at_the_source_between_two_tries_is_copied_anew(demo, nowhere, tmp_path):
    source = shutil.copytree(demo, tmp_path / "source")
    begun(source, nowhere, 3)
    store = FolderStore(source)
    store.apply("chen", [sign(Add(title="meanwhile"), NOW, "chen")])
    store.removals.remove("li", "root", NOW)
    copy(source, nowhere)
    assert content(nowhere) == content(source)
    assert open_store(str(nowhere)).boards() == ["chen", "wang", "zhang"]


@pytest.mark.parametrize("change", ["board", "plan", "new board", "removed"])
def test_what_changes_meanwhile_stops_the_copy_and_is_named(demo, nowhere, tmp_path, change):
    source = shutil.copytree(demo, tmp_path / "source")
    other = FolderStore(source)

    def meanwhile(done, total):
        if done != 3:
            return
        match change:
            case "board":
                other.apply("chen", [sign(Add(title="meanwhile"), NOW, "chen")])
            case "plan":
                change_plan(other, [pm.SetProject(name="Other")])
            case "new board":
                other.create_board("wu", "wu")
            case _:
                other.removals.remove("chen", "root", NOW)

    named = {"board": "chen", "plan": "the plan", "new board": "wu", "removed": "chen"}[change]
    with pytest.raises(LockTimeout, match=f"changed while it was copied: {named}; the copy is not finished"):
        copying.copy(FolderStore(source), open_store(str(nowhere)), meanwhile)
    with pytest.raises(StoreError, match="is not finished there"):
        open_store(str(nowhere)).exists()
    copy(source, nowhere)
    assert content(nowhere) == content(source)


def test_a_copy_that_was_begun_later_takes_the_place_of_the_first(demo, nowhere):
    def other(done, total):
        if done == 2:
            copy(demo, nowhere)

    with pytest.raises(LockTimeout, match="another copy has taken this one's place there; this one has stopped"):
        copying.copy(FolderStore(demo), open_store(str(nowhere)), other)
    assert content(nowhere) == content(demo)


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
