"""`board remove` and `board restore`: nobody removes a board unasked, and nobody believes one lost."""

import pytest
from calls import process
from test_terminal import on_terminal

pytestmark = pytest.mark.every_store


@pytest.fixture
def site(desk):
    """Two boards, one with cards."""
    desk("board", "create", "trial", "--driver", "li")
    desk("board", "create", "bridge")
    for title in ("Weld", "Cast", "Grout"):
        desk("add", title, "--board", "trial")
    desk("archive", "trial/3")
    return desk


def test_a_removed_board_is_in_no_list_and_comes_back_whole(site):
    before = site.content()
    assert site("board", "list", "--removed").err == "no board was removed\n"
    said = site("board", "remove", "trial", "--yes").err
    assert said == ("removed board trial of li with 3 cards; `kanban board restore trial` brings it back\n")
    assert [row[0] for row in site("board").rows] == ["bridge"]
    assert site("metrics", "--json").json["total"]["cards"] == 0
    assert site("rollup", "--json").json["boards_read"] == 1
    assert site("board", "restore", "trial").err == "brought back board trial of li with 3 cards\n"
    assert site.content() == before
    assert [row[0] for row in site("board").rows] == ["bridge", "trial"]
    assert site("doctor").code == 0


def test_where_a_removed_board_went_is_said_wherever_it_is_missed(site):
    site("board", "remove", "trial", "-y")
    assert "1 board was removed (kanban board list --removed)" in site("board", "list").err
    (row,) = site("board", "list", "--removed").rows
    assert row[0] == "trial"
    assert row[2]
    (removed,) = site("board", "list", "--json").json["boards_removed"]
    assert removed == {"board": "trial", "removed_at": row[1], "removed_by": row[2]}
    for words in (["list"], ["add", "x"], ["metrics"], []):
        refused = site(*words, "--board", "trial", code=1).err
        assert "board trial was removed on " in refused
        assert "`kanban board restore trial` brings it back" in refused
    assert "was removed on" in site("board", "remove", "trial", "--yes", code=1).err
    assert site.completed("board", "restore", "") == [("trial", row[2])]


def test_a_new_board_may_take_the_name_and_the_old_one_waits(site):
    site("board", "remove", "trial", "--yes")
    site("board", "create", "trial")
    assert "board: 'trial' exists already" in site("board", "restore", "trial", code=1).err
    site("board", "remove", "trial", "--yes")
    site("board", "restore", "trial")
    assert site("list", "--board", "trial", "--all").out == ""
    site("board", "remove", "trial", "--yes")
    assert len(site("board", "list", "--removed").rows) == 2


def test_nothing_is_removed_unasked(site):
    before = site.content()
    refused = site("board", "remove", "trial", code=2, stdin=b"y\n").err
    assert "board trial of li with 3 cards; nothing was removed; say --yes" in refused
    for slug in ("tria", "nope", "../trial", "3", ""):
        assert site("board", "remove", slug, "--yes", code=1).err.startswith("kanban: --board: ")
    assert "board: 'nope' was not removed; removed boards: none" in site("board", "restore", "nope", code=1).err
    assert site.content() == before


@pytest.mark.usefixtures("on_files")
def test_a_board_that_cannot_be_read_can_be_removed(site):
    (site.folder / "boards" / "trial" / "board.json").write_bytes(b"{")
    assert "removed board trial, which cannot be read" in site("board", "remove", "trial", "--yes").err
    assert "brought back board trial, which cannot be read" in site("board", "restore", "trial").err


@pytest.mark.parametrize(("typed", "code", "left"), [(b"y\n", 0, 0), (b"n\n", 1, 1), (b"\n", 1, 1)])
def test_on_a_terminal_it_asks_with_the_number_of_cards(tmp_path, typed, code, left):
    there = tmp_path / "w"
    process("init", there)
    process("-w", there, "board", "create", "trial")
    process("-w", there, "add", "Weld")
    out, ended = on_terminal("-w", there, "board", "remove", "trial", typed=typed)
    assert "with 1 card; remove it? [y/N]" in out
    assert ended == code
    assert len(process("-w", there, "board", "list").rows) == left
