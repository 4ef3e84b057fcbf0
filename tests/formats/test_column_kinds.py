"""Kinds of columns from their names and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trello_desk import Importer
from trello_maker import FakeTrello

from kanban.formats.column_kinds import by_name, guess, says_dropped, says_parked


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("done", "Done|DONE!|Done 🎉|✅ Done (2024)|Closed|Complete|Finished|Shipped|Released|Deployed|Live"),
        ("done", "クローズ|完了|対応済|対応済み|処理済み|已完成|完成|已关闭|已上线 🚀|Terminé|Erledigt|완료|ｸﾛｰｽﾞ"),
        ("active", "Doing|In Progress|in-progress|WIP|Code Review|Testing|QA|In Dev|Ready for review|Almost done"),
        ("active", "作業中|進行中|レビュー待ち|确认中|进行中|测试|代码评审|审核|开发中|テスト中|修理中"),
        ("active", "En cours|In Arbeit|Blocked|Waiting for client|待ち|阻塞|等待客户"),
        ("queue", "Backlog|To Do|TO-DO|ToDo|todo list|Next Up|Ready|Ideas 💡|Inbox|Not started|Ready for development"),
        ("queue", "やりたいこと|やること|待办|待处理|未着手|計画|计划中|未完成|待开发|À faire|Dev backlog|To be done"),
        ("queue", "On Hold|In standby|Stand-by|Parking lot 🅿|Icebox|Misc|Paused|搁置|已暂缓|挂起|保留|杂项|Отложено"),
        ("done", "Merged to main|Passed|Accepted"),
        (None, "Undone|Not doing|Not done|Incomplete|Abandoned|Alive|Design|Running|经济|経済|Stuff|Doingness|🎉||"),
        (None, "中止|QA passed|Dev done|Review complete|开发完成|已测试|Definition of Done|待发布"),
    ],
)
def test_names_say_their_kind_on_word_boundaries(kind: str | None, names: str) -> None:
    assert {name: by_name(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), kind)


def test_given_up_work_is_neither_done_nor_open() -> None:
    for name in ("Cancelled", "Rejected 🚫", "Won't do", "Wontfix", "中止", "已取消", "却下"):
        assert says_dropped(name), name
    for name in ("Not cancelled yet: to do", "Done or cancelled", "Done", "Doing", "Ideas", ""):
        assert not says_dropped(name), name


def test_what_is_put_off_is_not_what_is_waited_for() -> None:
    for name in ("On hold", "Parking lot", "搁置", "Standby: client"):
        assert says_parked(name), name
    for name in ("Waiting for client", "Blocked", "To Do", "Not on hold", "Misc", ""):
        assert not says_parked(name), name


@pytest.mark.parametrize(
    ("names", "kinds"),
    [
        ("Backlog|Design|To Do|Doing|Code Review|Testing|Done 🎉", "qqqaaad"),
        ("やりたいこと|やること|作業中|クローズ", "qqad"),
        ("To Do|Cooking|Done", "qad"),
        ("Alpha|Beta|Gamma|Delta", "qaad"),
        ("Stuff", "q"),
        ("To Do|Done", "qd"),
        ("To Do|Doing", "qa"),
        ("Backlog|Doing|Blocked", "qaa"),
        ("Backlog|On hold|Doing|Ready for release|Done", "qqaad"),
        ("Dev|Dev done|Test|Test done|Done", "aaaad"),
        ("To Do|Doing|Done|Invoiced", "qadd"),
        ("To Do|Doing|Done|Notes", "qadq"),
        ("Done|Doing|To Do", "daq"),
        ("To Do|Today|Doing|Done|Released", "qqadd"),
        ("Backlog|Development|Merged to main|Ready for user testing|Shipped", "qaaad"),
        ("Merged|Testing|Shipped", "aad"),
        ("To Do|Doing|Merged|Accepted|Testing|Deployed|Live", "qaaaadd"),
        ("To Do|Doing|Merged|Testing", "qada"),
        ("To Do|Doing|Done|Invoiced|Closed", "qaddd"),
        ("To Do|Doing|Done|In standby|Parking lot|Misc|搁置", "qadqqqq"),
        ("To Do|Doing|Done|Later|Next|Limbo|En attente|Pausado|延期", "qadqqqqqq"),
        ("To Do|Doing|Ready for release", "qad"),
        ("待办|开发中|已合并完成|测试|已上线", "qaaad"),
        ("", "q"),
    ],
)
def test_place_decides_where_the_name_says_nothing(names: str, kinds: str) -> None:
    assert "".join(g.kind[0] for g in guess(names.split("|"), {})) == kinds


def test_given_kinds_are_taken_and_the_others_follow_them() -> None:
    guesses = guess(["Todo", "Kitchen", "Oven", "Table"], {1: "active", 3: "done"})
    assert [(g.kind, g.how) for g in guesses] == [
        ("queue", "by name"), ("active", "given"), ("active", "by position"), ("done", "given"),
    ]  # fmt: skip


def test_a_guess_says_what_it_rests_on() -> None:
    names = ["Backlog", "Dev", "Merged", "Testing", "Shipped", "Invoiced", "Stash"]
    guesses = guess(names, {3: "active"}, {(6, 1): 3, (1, 6): 4})
    assert [g.how for g in guesses] == [
        "by name", "by name", "passed on", "given", "by name", "by position", "by moves",
    ]  # fmt: skip
    assert (guesses[5].kind, guesses[6].kind) == ("done", "queue")


@pytest.mark.parametrize(
    ("names", "moves", "kinds"),
    [
        # Two teams on one board: what is done stays there.
        ("To Do|Doing|Done|Doing B|Done B", {(1, 2): 20, (2, 3): 1}, "qadad"),
        ("To Do|Doing|Done|Doing B|Done B", {(1, 2): 20, (2, 3): 12}, "qaaad"),
        # Too few to say more than the names do.
        ("To Do|Doing|Done|Doing B|Done B", {(1, 2): 4}, "qaaad"),
        # No other list is named done: the moves alone show that the work goes on.
        ("To Do|Doing|Merged|Testing|In the field", {(2, 3): 5, (2, 1): 1, (3, 4): 4}, "qaaad"),
        ("To Do|Doing|Merged|Testing|In the field", {(1, 2): 5, (2, 1): 5}, "qadad"),
        # A list without a sense right of done: an end, unless its cards come back.
        ("To Do|Doing|Done|Harbour", {(2, 3): 9}, "qadd"),
        ("To Do|Doing|Done|Harbour", {(1, 3): 6, (3, 1): 2}, "qadd"),
        ("To Do|Doing|Done|Harbour", {(1, 3): 6, (3, 1): 4}, "qadq"),
        ("To Do|Doing|Done|Harbour", {(3, 2): 40}, "qadd"),
    ],
)
def test_the_moves_of_the_cards_are_heard(names: str, moves: dict[tuple[int, int], int], kinds: str) -> None:
    assert "".join(g.kind[0] for g in guess(names.split("|"), {}, moves)) == kinds


@given(names=st.lists(st.text(max_size=12)), data=st.data())
def test_any_names_and_moves_get_kinds(names: list[str], data: st.DataObject) -> None:
    columns = st.integers(0, max(len(names) - 1, 0))
    moves = data.draw(st.dictionaries(st.tuples(columns, columns), st.integers(1, 50))) if names else {}
    guesses = guess(names, {}, moves)
    assert len(guesses) == len(names)
    assert all(g.how != "given" for g in guesses)


QUEUES, WORK = ("Backlog", "To Do", "待办"), ("Doing", "Code review", "Testing", "开发中", "Ready for test")
ENDS, PARKED = ("Merged", "Closed", "Accepted", "Deployed", "已完成"), ("On hold", "Parking lot", "搁置", "Standby")


@given(
    queues=st.lists(st.sampled_from(QUEUES), max_size=2),
    work=st.lists(st.sampled_from(WORK + ENDS), min_size=1, max_size=6),
    parked=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(PARKED)), max_size=2),
)
def test_work_that_only_goes_on_has_no_rework(
    tmp_path_factory: pytest.TempPathFactory, queues: list[str], work: list[str], parked: list[tuple[int, str]]
) -> None:
    """Whatever the lists in between are called: cards that go from left to right, and aside now and then, are neither
    reopened nor reworked."""
    lists = [*queues, "Doing", *work, "Shipped"]
    way, aside = [f"{name} {number}" for number, name in enumerate(lists)], []
    trello = FakeTrello()
    whole = list(way)
    for number, (place, name) in enumerate(parked):
        aside.append(f"{name} {number} aside")
        whole.insert(min(place, len(whole)), aside[-1])
    for name in whole:
        trello.add_list(name)
    for _ in range(4):
        card = trello.card(way[0])
        for index, name in enumerate(way):
            trello.wait(hours=1).move(card, name)
            if index == len(queues):
                for other in aside:
                    trello.wait(hours=1).move(card, other)
                    trello.wait(hours=1).move(card, name)
    take = Importer(tmp_path_factory.mktemp("straight"))
    board = take(trello)
    flows = [card.flow for card in board.cards.values()]
    assert [(flow.reopened, flow.rework_moves) for flow in flows] == [(0, 0)] * 4
    assert all(flow.finished_at and flow.started_at for flow in flows)
    assert {column.kind for column in board.columns if column.name in aside} <= {"queue"}


def test_where_cases_end_is_done_unless_its_name_says_otherwise() -> None:
    found = guess(["Register", "Decide", "Doing", "Pay", "Reject"], {}, ends=frozenset({2, 3, 4}))
    assert [kind for kind, _ in found] == ["queue", "queue", "active", "done", "done"]
    assert [how for _, how in found][2:] == ["by name", "by moves", "by moves"]
