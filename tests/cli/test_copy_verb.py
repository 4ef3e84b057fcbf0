"""`kanban copy`: what is said and what it exits with; what a copy holds is in tests/store/test_copying.py."""

import shutil

import pytest
from calls import Desk, process


@pytest.fixture
def at(desk, monkeypatch):
    """The command line on a workspace at a place."""
    return lambda place: Desk(desk.folder, monkeypatch, "-w", str(place))


def test_a_folder_goes_to_a_server_and_comes_back(desk, at, demo_folder, on_server, tmp_path):
    done = desk("copy", demo_folder, on_server.url)
    place = on_server.url
    assert done.out == ""
    assert done.err.splitlines()[0] == "0 of 4 boards"
    assert done.err.splitlines()[-2:] == [
        "4 of 4 boards", f"copied 4 boards and the plan from {demo_folder} to {place}",
    ]  # fmt: skip
    assert "copied 4 boards" in desk("copy", place, tmp_path / "back").err
    for words in (["list", "--board", "zhang", "--all"], ["plan", "log"], ["plan"], ["milestone"]):
        assert at(place)(*words).out == at(tmp_path / "back")(*words).out == at(demo_folder)(*words).out != ""
    assert at(place)("doctor").err.endswith("the plan: sound\n")


def test_a_place_that_is_not_empty_is_refused(desk, demo_folder, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").touch()
    refused = desk("copy", demo_folder, tmp_path / "full", code=1).err
    assert refused == f"kanban: {tmp_path / 'full'}: it is not empty; a copy is made in a place of its own\n"
    assert "it lies in what is to be copied" in desk("copy", demo_folder, demo_folder, code=1).err


def test_where_no_workspace_is_nothing_is_copied(desk, tmp_path, on_server):
    for place in (tmp_path / "none", on_server.url):
        assert "there is no workspace" in desk("copy", place, tmp_path / "to", code=3).err
    assert not (tmp_path / "to").exists()


def test_damaged_boards_are_named_one_by_one(desk, demo_folder, tmp_path):
    source = shutil.copytree(demo_folder, tmp_path / "source")
    for slug in ("li", "wang"):
        (source / "boards" / slug / "board.json").write_text("{")
    told = desk("copy", source, tmp_path / "to", code=1).err.splitlines()
    assert [f"boards/{slug}/board.json" in line for slug, line in zip(("li", "wang"), told, strict=False)] == [True] * 2
    assert told[-1] == "kanban: 2 boards cannot be read, nothing was copied (see kanban doctor)"
    assert not (tmp_path / "to").exists()


def test_a_role_without_rights_is_refused_by_name(desk, demo_folder, on_server, postgres):
    database = on_server.url.rpartition("/")[2]
    postgres.sql("DO $$ BEGIN CREATE ROLE guest LOGIN; EXCEPTION WHEN duplicate_object THEN END $$")
    refused = desk("copy", demo_folder, postgres.url(database, "guest"), code=1).err
    assert "the role guest may not do that: permission denied for database" in refused
    desk("copy", demo_folder, on_server.url)
    assert "the role guest has no rights there" in desk(
        "copy", postgres.url(database, "guest"), "to", code=1
    ).err  # fmt: skip


def test_a_folder_that_cannot_be_written_and_a_server_that_is_not_there_are_named(desk, demo_folder, tmp_path):
    (tmp_path / "file").touch()
    refused = desk("copy", demo_folder, tmp_path / "file" / "to", code=3).err
    assert "no workspace can be made there" in refused
    assert "127.0.0.1:1/x" in desk("copy", demo_folder, "postgresql://127.0.0.1:1/x", code=3).err


def test_an_unfinished_copy_says_what_it_is_to_every_verb(desk, at, demo_folder, tmp_path):
    source, target = shutil.copytree(demo_folder, tmp_path / "source"), tmp_path / "to"
    (target / "plan").mkdir(parents=True)
    (target / "boards").mkdir()
    (target / "unfinished-copy.json").write_text(f'{{"of":"{source}","by":"1"}}')
    for words in (["list"], ["add", "x"], ["doctor"], ["rollup"], ["init", target]):
        assert f"a copy of {source} is not finished there" in at(target)(*words, code=3).err
    desk("copy", source, target)
    assert at(target)("plan").out == at(source)("plan").out


def test_it_says_so_in_chinese(demo_folder, tmp_path):
    done = process("--lang", "zh", "copy", demo_folder, tmp_path / "to")
    assert done.code == 0
    assert "已将 4 个看板和计划从" in done.err
    assert "第 4 个，共 4 个看板" in done.err or "4 / 4" in done.err
