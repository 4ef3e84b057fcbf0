"""What the terminal's character set is taken for, signs for one without UTF-8, and paths as people type them."""

import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.charset import PLAIN, as_ascii, is_utf8, prefer_glyphs
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE, Glyphs, glyphs
from kanban.text.messages import Refused, language_named, prefer_language, wanted_language
from kanban.text.os_errors import os_reason
from kanban.text.paths import settings_folder, state_folder, typed_path

pytestmark = pytest.mark.any_day


@pytest.fixture
def surroundings(monkeypatch):
    """Sets the variables of the environment that count, and no others of them."""

    def put(**variables: str) -> None:
        for name in ("KANBAN_GLYPHS", "KANBAN_LANG", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LANG"):
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        is_utf8.cache_clear()

    yield put
    prefer_glyphs("")
    prefer_language("")
    is_utf8.cache_clear()


@pytest.mark.parametrize(
    ("variables", "utf8"),
    [
        ({"LANG": "zh_CN.UTF-8"}, True), ({"LANG": "zh_CN.utf8@pinyin"}, True), ({"LANG": "de_DE.ISO-8859-1"}, False),
        ({"LANG": "zh_CN.GB18030"}, False), ({"LANG": "C"}, False), ({"LANG": "POSIX"}, False),
        ({"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, False), ({"LC_ALL": "C.UTF-8", "LANG": "C"}, True),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, False), ({"LC_CTYPE": "C.UTF-8", "LANG": "zh_CN.GBK"}, False),
        ({"LC_CTYPE": "C.UTF-8"}, True), ({"LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"}, False),
        ({"LANG": "C", "KANBAN_GLYPHS": "unicode"}, True), ({"LANG": "de_DE.UTF-8", "KANBAN_GLYPHS": "any"}, True),
    ],
)  # fmt: skip
def test_the_character_set_that_was_asked_for_counts(variables, utf8, surroundings):
    surroundings(**variables)
    assert is_utf8() is utf8
    if "KANBAN_GLYPHS" not in variables:
        assert glyphs() is (UNICODE if utf8 else ASCII)


def test_signs_are_those_of_the_environment_then_those_of_the_file_then_those_of_the_terminal(surroundings):
    surroundings(LANG="C")
    assert glyphs() is ASCII
    prefer_glyphs("unicode")
    assert glyphs() is UNICODE
    surroundings(LANG="C", KANBAN_GLYPHS="ascii")
    assert glyphs() is ASCII
    assert glyphs("unicode") is UNICODE


def test_a_language_that_the_terminal_cannot_show_is_not_spoken(surroundings):
    surroundings(LANG="zh_CN.UTF-8")
    assert wanted_language() == "zh_CN"
    surroundings(LANG="zh_CN.GB18030")
    assert wanted_language() == "en"
    surroundings(LANG="C", KANBAN_LANG="zh")
    assert wanted_language() == "en"
    surroundings(LANG="de_DE.UTF-8")
    prefer_language("zh_CN")
    assert wanted_language() == "zh_CN"
    surroundings(LANG="de_DE.UTF-8", KANBAN_LANG="en")
    assert wanted_language() == "en"


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US.UTF-8"}, "zh_CN"), ({"LC_MESSAGES": "zh_SG.UTF-8"}, "zh_CN"),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "en"), ({"LANG": "zh_TW.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_FR.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"), ({}, "en"),
    ],
)  # fmt: skip
def test_the_locale_decides_where_nobody_names_a_language(variables, language, surroundings):
    surroundings(**variables)
    assert wanted_language() == language


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("zh", "zh_CN"), ("ZH-hans-HK", "zh_CN"), ("zh_Hant", None), ("zh-MO", None), ("zh_HK.UTF-8", None),
        ("POSIX", "en"), ("C.UTF-8", "en"), (" en-GB ", "en"), ("english", None), ("", None), ("zh_CN@x", "zh_CN"),
    ],
)  # fmt: skip
def test_names_and_locales_that_mean_a_language(name, language):
    assert language_named(name) == language


@given(st.text(st.sampled_from("".join(map(chr, PLAIN)) + "aZ 焊接é한👍€—") | st.characters(exclude_categories=["Cs"])))
def test_without_utf8_a_text_is_ascii_and_as_wide_as_before(text):
    shown = as_ascii(text)
    assert shown.isascii()
    assert width(shown) == width(text)


def test_our_own_signs_have_likenesses_and_others_a_question_mark_for_each_cell():
    assert as_ascii("‹ M1 · 焊接… ↺2 ›") == "< M1 - ????~ r2 >"
    assert as_ascii("plain [x]") == "plain [x]"


@pytest.mark.parametrize("name", [name for name in Glyphs.__struct_fields__ if name not in ("status", "timeline")])
def test_every_sign_takes_one_cell_and_the_plain_set_has_ascii_alone(name):
    plain, rich = getattr(ASCII, name), getattr(UNICODE, name)
    assert plain.isascii()
    assert [width(sign) for sign in rich] == [1] * len(rich)
    assert len(plain) == len(rich)


@pytest.mark.parametrize("name", ["status", "timeline"])
def test_tables_of_signs_have_the_same_names_in_both_sets(name):
    plain, rich = getattr(ASCII, name), getattr(UNICODE, name)
    assert plain.keys() == rich.keys()
    assert all(len(sign) == 1 and sign.isascii() for sign in plain.values())
    assert all(width(sign) == 1 for sign in rich.values())


@pytest.mark.parametrize("signs", [ASCII, UNICODE], ids=["ascii", "unicode"])
def test_what_lies_on_one_line_of_a_timeline_is_told_apart_by_its_sign(signs):
    chart = signs.timeline
    names = ("done", "left", "critical", "unknown", "baseline", "original", "achieved", "p50", "p85")
    assert len({chart[name] for name in names}) == len(names)
    statuses = {name: sign for name, sign in signs.status.items() if name != "achieved_late"}
    assert len(set(statuses.values())) == len(statuses)


def test_a_typed_path_begins_at_home_and_names_a_user_there_is_not(monkeypatch):
    monkeypatch.setenv("HOME", "/home/zhang")
    assert typed_path("~/plan.toml") == Path("/home/zhang/plan.toml")
    assert typed_path("桥/~x") == Path("桥/~x")
    with pytest.raises(Refused, match="~nobody-of-that-name/x: there is no such user"):
        typed_path("~nobody-of-that-name/x")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="the folders of Linux")
@pytest.mark.parametrize(
    ("folder", "variable", "usual"),
    [(settings_folder, "XDG_CONFIG_HOME", ".config"), (state_folder, "XDG_STATE_HOME", ".local/state")],
)
def test_the_users_folders_are_those_of_the_xdg_specification(folder, variable, usual, monkeypatch):
    """XDG Base Directory Specification 0.8: an unset or empty variable means the usual folder in the user's home."""
    monkeypatch.setenv("HOME", "/home/zhang")
    for empty in ("", "  "):
        monkeypatch.setenv(variable, empty)
        assert folder() == Path("/home/zhang", usual, "kanban")
    monkeypatch.delenv(variable)
    assert folder() == Path("/home/zhang", usual, "kanban")
    monkeypatch.setenv(variable, "/srv/settings")
    assert folder() == Path("/srv/settings/kanban")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EDQUOT, errno.ESTALE])
def test_reasons_of_the_system_are_said_in_both_languages_without_numbers_and_paths(number, in_chinese):
    error = OSError(number, os.strerror(number), "/srv/boards/zhang.json")
    words = str(os_reason(error))
    assert not any(sign.isdigit() or sign == "/" or "a" <= sign <= "z" for sign in words)


def test_a_reason_without_words_of_ours_is_the_systems():
    assert str(os_reason(OSError(errno.ENOTEMPTY, "Directory not empty", "/x"))) == "directory not empty"
    assert str(os_reason(OSError("Broken by hand"))) == "broken by hand"
