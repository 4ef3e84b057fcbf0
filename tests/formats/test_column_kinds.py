"""Kinds of columns from their names and places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats.column_kinds import by_name, guess, says_dropped


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("done", "Done|DONE!|Done 🎉|✅ Done (2024)|Closed|Complete|Finished|Shipped|Released|Deployed|Live"),
        ("done", "クローズ|完了|対応済|対応済み|処理済み|已完成|完成|已关闭|已上线 🚀|Terminé|Erledigt|완료|ｸﾛｰｽﾞ"),
        ("active", "Doing|In Progress|in-progress|WIP|Code Review|Testing|QA|In Dev|Ready for review|Almost done"),
        ("active", "作業中|進行中|レビュー待ち|确认中|进行中|测试|代码评审|审核|开发中|テスト中|修理中"),
        ("active", "En cours|In Arbeit|Blocked|Waiting for client|On Hold|待ち"),
        ("queue", "Backlog|To Do|TO-DO|ToDo|todo list|Next Up|Ready|Ideas 💡|Inbox|Not started|Ready for development"),
        ("queue", "やりたいこと|やること|待办|待处理|未着手|計画|计划中|未完成|待开发|À faire|Dev backlog|To be done"),
        (None, "Undone|Not doing|Not done|Incomplete|Abandoned|Alive|Design|Running|经济|経済|Stuff|Doingness|🎉||"),
        (None, "中止|Dev done|Review complete|开发完成|已测试|Definition of Done|待发布"),
    ],
)
def test_names_say_their_kind_on_word_boundaries(kind: str | None, names: str) -> None:
    assert {name: by_name(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), kind)


def test_given_up_work_is_neither_done_nor_open() -> None:
    for name in ("Cancelled", "Rejected 🚫", "Won't do", "Wontfix", "中止", "已取消", "却下"):
        assert says_dropped(name), name
    for name in ("Not cancelled yet: to do", "Done or cancelled", "Done", "Doing", "Ideas", ""):
        assert not says_dropped(name), name


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


@given(st.lists(st.text(max_size=12)))
def test_any_names_get_kinds(names: list[str]) -> None:
    assert len(guess(names, {})) == len(names)
