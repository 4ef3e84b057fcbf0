"""Saved views: a filter gets a name, and `list --view` asks it."""

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from calls import process

pytestmark = pytest.mark.every_store


@pytest.fixture
def at_home(desk, tmp_path, monkeypatch):
    """A user with two cards, one of them late, and no settings yet."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    desk("add", "Weld span 17", "--due", "-2d", "--member", "li")
    desk("add", "Cast pier 14", "--tag", "crane")
    return desk


@pytest.fixture
def file(tmp_path):
    return tmp_path / "settings" / "kanban" / "views.toml"


def titles(desk, *words):
    return [row[0] for row in desk("list", "--fields", "title", *words).rows if row[0]]


def test_a_view_is_saved_listed_used_replaced_and_removed(at_home):
    assert at_home("view").err == 'no views yet; `kanban view save NAME "FILTER"` keeps one\n'
    assert at_home("view", "save", "Friday", "is:late @li").err == "view 'Friday' saved\n"
    at_home("view", "save", "crane", "#crane")
    assert at_home("view", "list").out == "Friday\tis:late @li\ncrane\t#crane\n"
    assert titles(at_home, "--view", "friday") == ["Weld span 17"]
    assert titles(at_home, "--view", "ＣＲＡＮＥ") == ["Cast pier 14"]
    assert at_home("view", "save", "FRIDAY", "-is:late", code=2).out == "", "a letter behind a minus is an option"
    assert at_home("view", "save", "FRIDAY", "--", "-is:late").err == "view 'FRIDAY' replaced\n"
    assert at_home("view").out == "Friday\t-is:late\ncrane\t#crane\n"
    assert at_home("view", "remove", "friday").err == "view 'Friday' removed\n"
    assert at_home("view").out == "crane\t#crane\n"


def test_view_and_filter_both_have_to_fit(at_home):
    at_home("view", "save", "open quote", '-#crane "span')
    assert titles(at_home, "--view", "open quote", "--filter", "weld") == ["Weld span 17"]
    assert titles(at_home, "--view", "open quote", "--filter", "pier") == []
    assert titles(at_home, "--view", "open quote", "--late", "--filter", "-@wang") == ["Weld span 17"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("save", "x", "is:lat"), "filter: 'is:lat' is none of is:late"),
        (("save", "x", "due:soon"), "due:soon: 'soon' is not understood"),
        (("save", "", "weld"), "view: a name has 1 to 40 characters"),
        (("save", "x" * 41, "weld"), "view: a name has 1 to 40 characters"),
        (("save", "x", " "), "view: a filter has 1 to 500 characters"),
        (("save", "x", "w" * 501), "view: a filter has 1 to 500 characters"),
        (("remove", "x\x1b[2J"), "view 'x[2J' is not saved; there are none"),
    ],
)
def test_what_makes_no_view_is_refused(at_home, file, words, why):
    refused = at_home("view", *words, code=1)
    assert refused.err.startswith(f"kanban: {why}")
    assert refused.err.count("\n") == 1
    assert not file.exists()


def test_an_unknown_view_is_refused_with_those_there_are(at_home):
    at_home("view", "save", "friday", "is:late")
    assert "view 'monday' is not saved; there are friday" in at_home("list", "--view", "monday", code=1).err


def test_a_milestone_of_another_workspace_is_refused_when_the_view_is_used(at_home):
    at_home("view", "save", "deck", "m:deck")
    assert "milestone 'deck' is not in the plan" in at_home("list", "--view", "deck", code=1).err


def test_it_needs_no_workspace_and_makes_none(desk, tmp_path):
    assert process("view", "save", "friday", "is:late", cwd=tmp_path, XDG_CONFIG_HOME=tmp_path / "s").code == 0
    assert process("view", cwd=tmp_path, XDG_CONFIG_HOME=tmp_path / "s").out == "friday\tis:late\n"
    assert desk.is_untouched


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"[views]\nfriday = ", "views.toml: "),
        (b"[views]\nfriday = 7\n", "view 'friday' is no text"),
        (b"theme = 'dark'\n[views]\n", "it has to have one table, [views]"),
        (b"views = 3\n", "it has to have one table, [views]"),
        (b"\xff\xfe", "views.toml: "),
        (b"a=" + b"[" * 50_000, "views.toml: "),
        (b"#" * (2 << 20), "larger than 1048576 bytes"),
    ],
)
def test_a_file_that_is_not_understood_is_never_written_over(at_home, file, content, why):
    file.parent.mkdir(parents=True)
    file.write_bytes(content)
    for words in (("view",), ("view", "save", "x", "weld"), ("view", "remove", "friday"), ("list", "--view", "friday")):
        refused = at_home(*words, code=1)
        assert why in refused.err
        assert refused.err.count("\n") == 1
    assert file.read_bytes() == content
    assert titles(at_home) != [], "without a view the list does not care"


def test_a_file_written_by_hand_is_read_and_hostile_text_is_cleaned(at_home, file):
    file.parent.mkdir(parents=True)
    file.write_text('# mine\n[views]\n"周五" = "is:late"\n"a\\u001b[31mb" = "\\u202eweld"\n')
    assert titles(at_home, "--view", "周五") == ["Weld span 17"]
    assert at_home("view").out == "周五\tis:late\na[31mb\tweld\n"


def test_a_link_stays_a_link_and_the_file_is_the_users_own(at_home, file, tmp_path):
    file.parent.mkdir(parents=True)
    (tmp_path / "dotfiles").mkdir()
    target = tmp_path / "dotfiles" / "views.toml"
    file.symlink_to(target)
    at_home("view", "save", "friday", "is:late")
    assert file.is_symlink()
    assert target.read_text() == '[views]\n"friday" = "is:late"\n'
    assert target.stat().st_mode & 0o077 == 0
    assert [path.name for path in target.parent.iterdir()] == ["views.toml"]


def test_views_saved_at_once_are_all_kept(tmp_path):
    def save(number):
        return process(
            "view", "save", f"v{number}", f"span {number}", cwd=tmp_path, XDG_CONFIG_HOME=tmp_path / "s"
        ).code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(save, range(8))) == [0] * 8
    found = process("view", cwd=tmp_path, XDG_CONFIG_HOME=tmp_path / "s").rows
    assert sorted(found) == [[f"v{n}", f"span {n}"] for n in range(8)]


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(at_home, file):
    file.parent.mkdir(parents=True)
    file.parent.chmod(0o500)
    assert "kanban" in at_home("view", "save", "x", "weld", code=1).err


def test_names_of_views_are_completed(at_home):
    at_home("view", "save", "friday", "is:late @li")
    assert at_home.completed("list", "--view", "fr") == [("friday", "is:late @li")]
    assert at_home.completed("view", "remove", "") == [("friday", "is:late @li")]
