"""Which store a place opens."""

import pytest
from memory_store import Memory, MemoryStore

from kanban.store.folder.store import FolderStore
from kanban.store.open import OPENERS, open_store
from kanban.text.messages import Refused


def test_a_path_opens_a_folder_that_need_not_be_there(tmp_path):
    store = open_store(str(tmp_path / "work"))
    assert isinstance(store, FolderStore)
    assert not store.exists()
    assert store.place == str(tmp_path / "work")


@pytest.mark.parametrize("name", ["postgresql/bridge", "postgres", "host", "user=li", "dbname"])
def test_a_folder_may_be_called_nearly_as_a_server_is(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if "=" in name:
        name = f"./{name}"
    assert isinstance(open_store(name), FolderStore)


def test_a_tilde_is_the_users_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert open_store("~/work").place == str(tmp_path / "work")


def test_a_user_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="~nouser-at-all/x: there is no such user"):
        open_store("~nouser-at-all/x")


def test_a_place_of_another_kind_is_refused_without_what_stands_behind_the_scheme():
    with pytest.raises(Refused) as refusal:
        open_store("postgresql://pm:secret@host/db")
    assert "postgresql" in str(refusal.value)
    assert "secret" not in str(refusal.value)


def test_another_kind_of_store_is_opened_by_its_scheme(monkeypatch):
    memory = Memory()
    monkeypatch.setitem(OPENERS, "memory", lambda where: MemoryStore(memory, where))
    open_store("memory://x").create_board("bridge", "zhang")
    assert open_store("memory://x").boards() == ["bridge"]
