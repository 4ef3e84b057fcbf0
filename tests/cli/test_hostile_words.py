"""Words that want out of the workspace, or that want the terminal: from the command line, and from a file."""

import re

import pytest
from calls import process

pytestmark = [pytest.mark.any_day, pytest.mark.every_store]

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey, or would show in another order."""
NASTY = "a\x1b]52;c;aGFja2Vk\x07\x1b]0;owned\x07\x9b2J\x9d8;;x\x9c\u202eb\u2066c\x7fd\re"
OUTSIDE = ["../b", "..", ".", "a/../a", "a/", "/etc", "a b", "a\n", "a\x00b", "a\x1b[2J", "", "a" * 41]
SHOWING = [
    ["list"], ["show", "1"], ["board", "show", "a"], ["board", "list"], ["open", "--plain"], ["metrics"], ["rollup"],
    ["plan", "show"], ["plan", "log"], ["milestone", "list"], ["doctor"], ["list", "--search", NASTY],
    ["list", "--json"], ["show", "1", "--json"], ["rollup", "--json"], ["metrics", "--json"],
]  # fmt: skip


def clean(*texts):
    for text in texts:
        found = CONTROL.search(text)
        assert found is None, text[max(0, found.start() - 40) : found.end() + 40]


@pytest.mark.parametrize("name", ["A", "ａ"], ids=ascii)
@pytest.mark.usefixtures("on_files")
def test_another_form_of_a_slug_names_that_board_and_makes_no_other(desk, name):
    desk("board", "create", "a")
    desk("board", "create", "b")
    desk("board", "create", "--", name, code=1)
    desk("add", "x", f"--board={name}")
    assert desk("show", "1", f"--board={name}", "--fields", "board,id").out == "a\t1\n"
    assert "nothing was done" in desk("doctor", f"--board={name}", "--restore").out
    assert sorted(path.name for path in (desk.folder / "boards").iterdir()) == ["a", "b"]


@pytest.mark.parametrize("slug", OUTSIDE, ids=ascii)
@pytest.mark.usefixtures("on_files")
def test_no_slug_leads_out_of_the_workspace(desk, slug):
    desk("add", "x", "--board", "a", code=1)
    desk("board", "create", "a")
    desk("board", "create", "b")
    beside = desk.folder.parent / "b"
    beside.mkdir()
    (beside / "board.json").write_bytes((desk.folder / "boards" / "b" / "board.json").read_bytes())
    before, around = desk.content(), sorted(desk.folder.parent.iterdir())
    for words in (
        ["list"],
        ["show", "1"],
        ["add", "x"],
        ["undo"],
        ["metrics"],
        ["open", "--plain"],
        ["doctor", "--restore"],
    ):
        refused = desk(*words, f"--board={slug}", code=(1, 2))
        assert refused.out == ""
        clean(refused.err)
    for words in (["board", "create", "--", slug], ["board", "show", "--", slug]):
        clean(desk(*words, code=(1, 2)).err)
    assert (desk.content(), sorted(desk.folder.parent.iterdir())) == (before, around)


@pytest.mark.usefixtures("on_files")
def test_a_link_in_the_place_of_a_board_is_not_followed(desk):
    desk("board", "create", "a")
    desk("board", "create", "b")
    desk("add", "secret", "--board", "b")
    outside = desk.folder.parent / "outside"
    (desk.folder / "boards" / "b").rename(outside)
    (desk.folder / "boards" / "b").symlink_to(outside)
    before = (outside / "board.json").read_bytes()
    for words in (["list"], ["add", "x"], ["metrics"], ["doctor", "--restore"]):
        assert "'b' is not in" in desk(*words, "--board", "b", code=1).err
    assert "secret" not in desk("list", "--all-boards").out
    assert (outside / "board.json").read_bytes() == before


def test_nothing_that_is_typed_reaches_the_terminal_as_control(desk):
    desk("plan", "set", "--project", NASTY)
    desk("plan", "node", "add", "1", NASTY)
    desk("milestone", "add", NASTY, "--gate", "1", "--baseline", "2030-01-01", "--why", NASTY, code=(0, 2))
    desk("board", "create", "a")
    desk("add", NASTY, "--tag", NASTY, "--member", NASTY, "--description", NASTY)
    desk("block", "1", NASTY)
    desk("comment", "1", NASTY)
    desk("board", "column", "add", NASTY, "--kind", "active", code=(0, 2))
    for words in SHOWING:
        told = desk(*words)
        clean(told.out, told.err)
    for words in (["show", ""], ["move", "1", ""], ["list", "--column", ""], ["milestone", "show", ""]):
        for line in desk.completed(*words):
            clean(*line)


@pytest.mark.parametrize("name", ["-w", "KANBAN_WORKSPACE", "TZ", "USER", "LOGNAME", "KANBAN_THEME", "LANG", "TERM"])
def test_nothing_of_the_environment_does_either(tmp_path, name):
    folder = tmp_path / "w"
    env = {} if name == "-w" else {name: NASTY}
    place = ["-w", tmp_path / NASTY] if name == "-w" else ["-w", folder] if name != "KANBAN_WORKSPACE" else []
    for words in (["list"], ["add", "x"], ["list"], ["rollup"], ["doctor"], ["show", "1", "--json"]):
        told = process(*place, *words, cwd=tmp_path, **env)
        clean(told.out, told.err)
        assert "Traceback" not in told.err
