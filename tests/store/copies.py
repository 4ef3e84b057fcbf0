"""Workspaces to copy, places to copy them to, and what a copy is compared by."""

from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from makers import DOING, DONE, UNLIMITED, change_plan
from stores import OnServer

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.columns import RenameColumn
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.demo import build
from kanban.formats import registry
from kanban.formats.plan_toml.writing import written
from kanban.metrics.flow.totals import Window
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.reports.export import encode
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.store import copying, finished_long_ago
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store

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
