"""`kanban board column kind`: from now on at once; for the past only when what changes was shown and agreed to."""

import pytest

pytestmark = pytest.mark.every_store


@pytest.fixture
def merged(desk):
    """A board whose column Merged was taken for done, and a card that went through it."""
    desk("board", "create", "wrong", "--columns", "Backlog:queue,Doing:active,Merged:done,Shipped:done")
    desk("add", "Weld", "--board", "wrong")
    for column in ("Doing", "Merged", "Doing", "Shipped"):
        desk("move", "wrong/1", column)
    desk("add", "Cast", "--board", "wrong")
    for column in ("Doing", "Merged"):
        desk("move", "wrong/2", column)
    return desk


def rate(desk):
    return desk("metrics", "--json", "--board", "wrong").json["total"]["rework"]["rework_rate"]


def kinds(desk):
    return {c["name"]: c["kind"] for c in desk("board", "show", "wrong", "--json").json["columns"]}


def test_from_now_on_no_past_figure_changes(merged):
    merged("move", "wrong/2", "Shipped")
    assert rate(merged) == 0.5
    assert (
        "column Merged is active now" in merged("board", "column", "kind", "merged", "active", "--board", "wrong").err
    )
    assert kinds(merged)["Merged"] == "active"
    assert rate(merged) == 0.5


def test_anew_what_changes_is_said_first_and_wants_a_yes(merged):
    call = ("board", "column", "kind", "Merged", "queue", "--anew", "--board", "wrong")
    refused = merged(*call, code=1)
    assert "dropped" not in refused.err  # what does not change is not said
    assert "finished: 2 of 2 -> 1 of 2" in refused.err
    assert "--anew changes past figures: say --yes to do it" in refused.err
    assert kinds(merged)["Merged"] == "done"
    done = merged(*call, "--yes")
    assert "column Merged is queue now" in done.err
    assert kinds(merged)["Merged"] == "queue"
    assert "judged anew" in merged("show", "wrong/1").out


def test_after_a_correction_from_now_on_the_past_may_still_be_judged_by_it(merged):
    call = ("board", "column", "kind", "Merged", "active", "--board", "wrong")
    merged(*call)
    assert "judged anew" not in merged("show", "wrong/1").out
    assert "column Merged is active now" in merged(*call, "--anew", "--yes").err
    assert "judged anew" in merged("show", "wrong/1").out
    assert "column Merged: nothing changed" in merged(*call, "--anew", "--yes").err


def test_in_chinese_the_kind_is_a_chinese_word(merged):
    call = ("board", "column", "kind", "merged", "active", "--board", "wrong")
    said = merged("--lang", "zh_CN", *call).err
    assert "进行中" in said
    assert "active" not in said
    lacking = merged("--lang", "zh_CN", "board", "create", "bad", "--columns", "A:queue,B:active", code=(1, 2)).err
    assert "完成" in lacking


def test_bad_kinds_are_refused_with_the_choices(merged):
    said = merged("board", "column", "kind", "Merged", "finished", "--board", "wrong", code=1).err
    assert "queue" in said
    assert "active" in said
    assert "'finished'" in said
