"""Which board `kanban` alone opens: the one named, one's own, the one opened last, the first."""

import json
import os
import sys
from pathlib import Path

import pytest

from kanban.cli.last_board import MOST, last_board, remember
from kanban.store.folder.store import FolderStore

sys.path.append(str(Path(__file__).parents[1] / "screens"))

from terminal import Terminal

pytestmark = pytest.mark.every_store


def columns_named(desk, *slugs, driver="wang"):
    """Boards of others, each with a column of its own name."""
    for slug in slugs:
        desk("board", "create", slug, "--driver", driver, "--columns", f"In {slug}:queue,B:active,C:done")


def shown(desk, *words):
    found = desk(*words)
    return found.out.split()[found.out.split().index("In") + 1], found.err


@pytest.fixture
def state(tmp_path, monkeypatch):
    """The user's state folder, in which nothing is remembered yet."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "kanban" / "last-board.json"


CHOOSE = "this is board chen; for another say --board with one of li, tower, zhao"


def test_of_four_boards_of_others_the_first_is_opened_and_it_is_said_how_to_choose(desk, state):
    columns_named(desk, "li", "chen", "zhao", "tower")
    for words in ([], ["--plain"], ["open"]):
        board, said = shown(desk, *words)
        assert board == "chen"
        assert CHOOSE in said
    assert shown(desk, "--board", "zhao")[0] == "zhao"
    assert CHOOSE not in desk("--board", "zhao").err
    assert not state.exists()


def test_ones_own_board_is_opened_whatever_was_opened_last(desk, state):
    columns_named(desk, "li", "chen")
    remember(desk.where, "li")
    assert shown(desk) == ("li", "standard input is no terminal: the plain board instead of the screen\n")
    desk("board", "create", "tower", "--columns", "In tower:queue,B:active,C:done")
    assert shown(desk)[0] == "tower"
    desk("board", "create", "tunnel", "--columns", "In tunnel:queue,B:active,C:done")
    assert shown(desk)[0] == "tower"
    assert "for another say --board with one of chen, li, tunnel" in desk().err
    remember(desk.where, "tunnel")
    assert shown(desk)[0] == "tunnel"
    remember(desk.where, "li")
    assert shown(desk)[0] == "tower"
    remember(desk.where, "gone")
    assert shown(desk)[0] == "tower"


def test_what_writes_asks_which_board_all_the_same(desk, state):
    columns_named(desk, "li", "chen")
    remember(desk.where, "li")
    for words in (["add", "x"], ["archive", "1"], ["undo"], ["board", "column", "add", "x"]):
        assert "which board? say --board with one of chen, li" in desk(*words, code=1).err


def test_a_board_that_was_opened_on_the_screen_is_the_one_that_is_opened_next(tmp_path):
    folder = tmp_path / "work"
    for slug in ("chen", "li", "zhao"):
        FolderStore(folder).create_board(slug, "wang")
    for words, slug in ((["--board", "zhao"], "zhao"), ([], "zhao"), (["--board", "li", "--readonly"], "li"),
                        ([], "zhao")):  # fmt: skip
        term = Terminal("-w", "work", *words, home=tmp_path)
        try:
            term.until(slug, "Backlog")
            term.press("q")
            assert term.wait() == 0
        finally:
            term.close()
    assert json.loads((tmp_path / "state" / "kanban" / "last-board.json").read_text()) == {str(folder): "zhao"}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"a": 1}', b"\xff", b"x" * 2**21], ids=range(6))
def test_what_is_remembered_may_be_damaged(desk, state, content):
    state.parent.mkdir(parents=True)
    state.write_bytes(content)
    columns_named(desk, "li", "chen")
    assert shown(desk)[0] == "chen"
    remember(desk.where, "li")
    assert shown(desk)[0] == "li"


def test_what_cannot_be_remembered_is_no_error(desk, state, tmp_path):
    (tmp_path / "state").write_bytes(b"a file")
    columns_named(desk, "li", "chen")
    remember(desk.where, "li")
    assert shown(desk)[0] == "chen"


def test_a_place_is_the_same_however_it_is_named_and_the_oldest_is_forgotten(desk, state, tmp_path):
    remember("work", "a")
    assert last_board(str(tmp_path / "work")) == last_board("./work") == "a"
    assert last_board("memory://work") is None
    for number in range(MOST):
        remember(f"memory://{number}", "b")
    assert last_board("work") is None
    assert last_board("memory://0") == "b"
    assert os.listdir(state.parent) == [state.name]
    assert state.stat().st_mode & 0o777 == 0o600
