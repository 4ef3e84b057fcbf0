"""Which workspace is meant, and who asks: the option, the environment, the folders upwards, the user's own."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from calls import environment, process
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.location import login, slug_of, workspace_place
from kanban.store.folder.store import FolderStore


@pytest.fixture
def places(desk, tmp_path):
    """Four workspaces with a board each, named as what leads to them."""
    folders = {"option": tmp_path / "o", "environment": tmp_path / "e", "upwards": tmp_path / "up", "own": desk.folder}
    for name, folder in folders.items():
        FolderStore(folder).create_board(name, "zhang")
    (folders["upwards"] / "deep" / "er").mkdir(parents=True)
    return folders


def chosen(desk, *words, **env):
    return [row[0] for row in desk(*words, "board", "list", **env).rows]


def test_the_option_goes_before_the_environment_before_the_nearest_before_the_own(desk, places, monkeypatch):
    env = {"KANBAN_WORKSPACE": str(places["environment"])}
    assert chosen(desk) == ["own"]
    assert workspace_place(None).is_own
    monkeypatch.chdir(places["upwards"] / "deep" / "er")
    assert chosen(desk) == ["upwards"]
    assert not workspace_place(None).is_own
    assert chosen(desk, **env) == ["environment"]
    assert chosen(desk, "-w", places["option"], **env) == ["option"]
    assert chosen(desk, KANBAN_WORKSPACE="") == ["upwards"]
    monkeypatch.chdir(places["upwards"] / "boards")
    assert chosen(desk) == ["upwards"]


def test_a_folder_that_has_only_half_of_a_workspace_is_none(desk, places, monkeypatch, tmp_path):
    for half in ("plan", "boards"):
        (tmp_path / f"only-{half}" / half).mkdir(parents=True)
        monkeypatch.chdir(tmp_path / f"only-{half}")
        assert chosen(desk) == ["own"]


def test_a_relative_option_is_meant_from_here(desk, places, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert chosen(desk, "-w", "o") == chosen(desk, "-w", "./e/../o") == ["option"]
    monkeypatch.chdir(places["upwards"] / "deep")
    assert chosen(desk, "-w", "..") == ["upwards"]


def test_a_folder_that_was_deleted_under_the_shell_is_no_reason_to_fail(places, tmp_path):
    here = tmp_path / "gone"
    here.mkdir()
    command = f'cd "{here}" && rmdir "{here}" && exec "{sys.executable}" -m kanban board list'
    env = environment(XDG_DATA_HOME=str(tmp_path / "data"))
    env["PYTHONPATH"] = str(Path(__file__).parents[2])
    done = subprocess.run(["sh", "-c", command], capture_output=True, env=env, timeout=60, check=False)
    assert (done.returncode, done.stdout.split(b"\t")[0]) == (0, b"own")


@pytest.mark.parametrize("data", ["", " ", None])
def test_without_a_data_folder_it_is_the_one_that_every_program_uses(tmp_path, data):
    env = {"HOME": str(tmp_path)} if data is None else {"HOME": str(tmp_path), "XDG_DATA_HOME": data}
    assert process("add", "Weld", cwd=tmp_path, **env).out == "1\n"
    assert [path.name for path in (tmp_path / ".local/share/kanban/workspace/boards").iterdir()] == [slug_of(login())]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".local"]


def test_who_asks_is_who_the_system_says_not_who_the_environment_says(tmp_path):
    env = dict.fromkeys(("USER", "LOGNAME", "USERNAME", "LNAME"), "somebody")
    process("init", tmp_path / "w", **env)
    process("-w", tmp_path / "w", "board", "create", "b", **env)
    assert process("-w", tmp_path / "w", "board", "list", **env).rows[0][1] == login()


@given(st.text(max_size=60))
def test_any_name_makes_a_slug_that_a_store_takes(tmp_path_factory, name):
    slug = slug_of(name)
    folder = tmp_path_factory.mktemp("slugs")
    assert FolderStore(folder).create_board(slug, "zhang").slug == slug
    assert slug_of(slug) == slug
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("zhang", "zhang"), ("Zhang San", "zhang-san"), ("DOM\\zhang", "dom-zhang"), ("a.b_c-d", "a.b_c-d"),
        ("张三", "board"), ("", "board"), ("..", "board"), ("-x-", "x"), ("x" * 60, "x" * 40), ("İ", "i"),
    ],
)  # fmt: skip
def test_slugs_of_some_names(name, slug):
    assert slug_of(name) == slug


WRITING = (["add", "x"], ["board", "create", "b"], ["plan", "node", "add", "1", "Bridge"])


@pytest.mark.parametrize("words", WRITING)
def test_a_new_folder_is_made_a_workspace_by_the_first_thing_written_there(words, tmp_path):
    place = tmp_path / "new"
    done = process("-w", place, *words, HOME=str(tmp_path))
    assert done.code == 0
    assert str(place) in done.err
    assert process("-w", place, "list", "--board", "b", HOME=str(tmp_path)).code in (0, 1)


@pytest.mark.parametrize("words", WRITING)
def test_what_may_be_another_workspaces_name_mistyped_is_not_made(words, places, tmp_path):
    (tmp_path / "something else").mkdir()
    here = sorted(tmp_path.rglob("*"))
    for place in (tmp_path / "oo", tmp_path / "o" / "boarsd", tmp_path / "no" / "where", tmp_path / "something else"):
        done = process("-w", place, *words, HOME=str(tmp_path))
        assert (done.code, done.err) == (3, f"kanban: {place}: there is no workspace; `kanban init WHERE` makes one\n")
    assert sorted(tmp_path.rglob("*")) == here


@pytest.mark.parametrize("words", [["add", "x"], ["list"], []])
def test_where_the_environment_names_nothing_nothing_is_made(words, tmp_path):
    done = process(*words, HOME=str(tmp_path), KANBAN_WORKSPACE=str(tmp_path / "not mounted"))
    assert done.code == 3
    assert not (tmp_path / "not mounted").exists()
