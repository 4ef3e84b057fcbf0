"""Copies that are stopped, begun again or refused: nothing unfinished is taken for a workspace."""

import shutil

import pytest
from copies import NOW, content, copy, sign
from makers import change_plan

from kanban.commands import plan as pm
from kanban.commands.cards import Add
from kanban.store import copying
from kanban.store.errors import LockTimeout, StoreError
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.text.messages import Refused


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
