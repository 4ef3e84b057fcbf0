"""`kanban config`, and what of the configuration holds for a call: real processes, real files."""

import os
import subprocess
import sys

import pytest
from calls import environment, process

from kanban.screens.registry import declared_actions, screens

pytestmark = pytest.mark.any_day


@pytest.fixture
def home(tmp_path):
    """A folder for settings with nothing in it."""
    (tmp_path / "settings" / "kanban").mkdir(parents=True)
    return tmp_path


@pytest.fixture
def file(home):
    """Where the configuration is looked for."""
    return home / "settings" / "kanban" / "config.toml"


@pytest.fixture
def run(home):
    """Call it as a user with that folder."""

    def call(*words, **env):
        given = {"KANBAN_CONFIG": "", "XDG_CONFIG_HOME": str(home / "settings"), "XDG_DATA_HOME": str(home / "data")}
        return process(*words, cwd=home, **{**given, **env})

    return call


def setting(done, key):
    """Value and origin of a line of `config show`."""
    return next(row[1:] for row in done.rows if row[0] == key)


# Where it is


def test_path_is_the_same_whether_the_file_is_there_or_not(run, file):
    before = run("config", "path")
    assert (before.code, before.out) == (0, f"{file}\n")
    assert before.err == "there is no such file yet; every setting has its default\n"
    file.write_text("density = 2\n")
    after = run("config", "path")
    assert (after.out, after.err) == (f"{file}\n", "")


def test_another_file_may_be_named(run, file, home):
    file.write_text('language = "zh"\n')
    other = home / "other.toml"
    other.write_text("density = 1\n")
    assert run("config", "path", KANBAN_CONFIG=str(other)).out == f"{other}\n"
    assert setting(run("config", "show", KANBAN_CONFIG=str(other)), "density") == ["1", "config.toml"]
    assert run("view", KANBAN_CONFIG=str(other)).err.startswith("no views yet")


def test_without_a_folder_for_settings_it_lies_in_the_home(home):
    done = process("config", "path", cwd=home, HOME=str(home), KANBAN_CONFIG="")
    assert done.out == f"{home}/.config/kanban/config.toml\n"


# Validate


def test_a_sound_file_and_none_at_all_are_valid(run, file):
    assert run("config", "validate").code == 0
    file.write_text('theme = "blue-orange"\n[keymap]\n"board.archive" = "Z"\n')
    done = run("config", "validate")
    assert (done.code, done.out, done.err) == (0, "", f"{file}: no faults\n")


def test_all_faults_are_listed_with_file_and_line(run, file):
    file.write_text('language = "fr"\ndensity = 9\n[keymap]\n"board.archive" = "a"\n"board.zzz" = "b"\n')
    done = run("config", "validate")
    assert done.code == 1
    starts = ["line 1: language: 'fr' is none of", "line 2: density: 9 is none", "line 4: board.archive: the key 'a'",
              "line 5: there is no action 'board.zzz'"]  # fmt: skip
    lines = done.out.splitlines()
    assert len(lines) == 4
    assert all(line.startswith(f"{file}, {start}") for line, start in zip(lines, starts, strict=True))


def test_the_home_is_written_shortly(home):
    file = home / ".config" / "kanban" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text("mouse = 1\n")
    done = process("config", "validate", cwd=home, HOME=str(home), KANBAN_CONFIG="")
    assert done.out.startswith("~/.config/kanban/config.toml, line 1: mouse: 1 is neither")


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda path: None, "no such file or directory"),
        (lambda path: path.mkdir(), "is a directory"),
        (os.mkfifo, "invalid argument"),
        (lambda path: path.symlink_to("nowhere"), "no such file or directory"),
        (lambda path: path.write_bytes(b"a=" + b"[" * 60_000), "nested too deep"),
        (lambda path: path.write_bytes(b"#" * 70_000), "larger than 65536 bytes"),
    ],
)
def test_a_file_that_was_named_and_cannot_be_read_is_a_fault(run, home, make, why):
    place = home / "named.toml"
    make(place)
    done = run("config", "validate", KANBAN_CONFIG=str(place))
    assert (done.code, done.out.count("\n")) == (1, 1)
    assert why in done.out
    assert run("init", home / "w", KANBAN_CONFIG=str(place)).code == 0


def test_a_link_to_nowhere_at_the_usual_place_is_a_fault(run, file):
    file.symlink_to("nowhere")
    assert "no such file" in run("config", "validate").out


@pytest.mark.parametrize("text", ["\x1b[31mred", "\u202eback", "\x9bC1", "a" * 3000])
def test_a_hostile_value_is_cleaned_and_cut(run, file, text):
    escaped = "".join(f"\\u{ord(char):04x}" for char in text[:1]) + text[1:]
    file.write_text(f'theme = "{escaped}"\n"{escaped}" = 1\n[themes."{escaped}"]\n[keymap]\n"{escaped}" = "x"\n')
    done = run("config", "validate")
    assert done.code == 1
    assert all(char.isprintable() or char == "\n" for char in done.out)
    assert max(map(len, done.out.splitlines())) < 400 + len(str(file))
    assert run("config", "show").code == 0


# Show


def test_show_lists_every_setting_and_every_action(run, file):
    file.write_text('density = 1\nmouse = false\n[keymap]\n"board.archive" = ["Z", "f5"]\n"board.copy_id" = []\n')
    done = run("config", "show")
    assert (done.code, done.err) == (0, "")
    assert [row[0] for row in done.rows[:5]] == ["language", "theme", "glyphs", "density", "mouse"]
    ids = {action.id for one in screens() for action in declared_actions(one.name)}
    assert sorted(row[0] for row in done.rows[5:]) == sorted(f"keymap.{one}" for one in ids)
    assert setting(done, "density") == ["1", "config.toml"]
    assert setting(done, "mouse") == ["false", "config.toml"]
    assert setting(done, "theme") == ["terminal", "default"]
    assert setting(done, "keymap.board.archive") == ["Z f5", "config.toml"]
    assert setting(done, "keymap.board.copy_id") == ["", "config.toml"]
    assert setting(done, "keymap.app.help") == ["?", "default"]
    assert run("config").out == done.out


def test_show_says_what_is_wrong_and_shows_what_holds(run, file):
    file.write_text('density = 1\nmouse = 3\n[themes.mine]\nerror = "#ff0000"\n')
    done = run("config", "show")
    assert done.code == 0
    assert setting(done, "density") == ["1", "config.toml"]
    assert setting(done, "themes.mine") == ["#ff0000", "config.toml"]
    assert done.err == f"{file}, line 2: mouse: 3 is neither true nor false\n"


def test_the_environment_goes_before_the_file_and_is_named(run, file):
    file.write_text('language = "zh"\ntheme = "light"\nglyphs = "ascii"\n')
    done = run("config", "show", KANBAN_LANG="en", KANBAN_THEME="dark", KANBAN_GLYPHS="unicode")
    assert done.rows[:3] == [
        ["language", "en", "KANBAN_LANG"], ["theme", "dark", "KANBAN_THEME"], ["glyphs", "unicode", "KANBAN_GLYPHS"],
    ]  # fmt: skip
    assert [row[1] for row in run("config", "show").rows[:3]] == ["zh_CN", "light", "ascii"]


# What of it holds


CHINESE, ENGLISH = "看板", "A Kanban board"


@pytest.mark.parametrize(
    ("words", "env", "is_chinese"),
    [
        ([], {}, True),
        ([], {"LC_ALL": "en_US.UTF-8"}, True),
        ([], {"KANBAN_LANG": "en"}, False),
        (["--lang", "en"], {}, False),
        (["--lang", "en"], {"KANBAN_LANG": "zh"}, False),
        (["--lang", "zh"], {"KANBAN_LANG": "en"}, True),
    ],
)
def test_language_by_option_environment_file_locale(run, file, words, env, is_chinese):
    file.write_text('language = "zh"\n')
    out = run(*words, "--help", **{"LANG": "en_US.UTF-8", **env}).out
    assert (CHINESE in out, ENGLISH in out) == (is_chinese, not is_chinese)


def test_a_file_with_a_fault_holds_but_for_that(run, file):
    file.write_text('theme = "pink"\nlanguage = "zh"\n')
    assert CHINESE in run("--help").out
    file.write_text('language = "zh"\nthis is no TOML\n')
    done = run("--help")
    assert (done.code, done.err) == (0, "")
    assert ENGLISH in done.out


def test_a_broken_file_stops_no_verb_and_is_not_said_by_each(run, file, home):
    file.write_text("[")
    assert run("init", "w").code == 0
    assert run("-w", "w", "board", "create", "bridge").code == 0
    done = run("-w", "w", "add", "Weld span 17", "--board", "bridge")
    assert done.code == 0
    assert "config" not in done.err


@pytest.mark.parametrize(("content", "is_imported"), [(None, False), (b"density = 2\n", True)])
def test_who_has_no_file_pays_nothing_for_it(home, file, content, is_imported):
    if content is not None:
        file.write_bytes(content)
    code = (
        "import sys; from kanban.cli.main import run; code = run(sys.argv[1:]); "
        "print('tomllib' in sys.modules or 'kanban.formats.config_toml.reading' in sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "add", "Weld span 17"], capture_output=True, cwd=home, timeout=60, check=True,
        env=environment(KANBAN_CONFIG="", XDG_CONFIG_HOME=str(home / "settings"), XDG_DATA_HOME=str(home / "data")),
    )  # fmt: skip
    assert done.stderr.decode().splitlines()[-1] == str(is_imported)
    assert b"Weld span 17" in done.stdout + done.stderr


@pytest.mark.parametrize("words", [["config", "show"], ["config", "validate"], ["config", "path"]], ids=" ".join)
def test_the_verbs_do_not_import_textual(home, file, words):
    file.write_text('[keymap]\n"board.add" = "q"\n')
    code = (
        "import sys; from kanban.cli.main import run; run(sys.argv[1:]); "
        "sys.exit(7 if {'textual', 'tinydb'} & set(sys.modules) else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, timeout=60, check=False,
        env=environment(KANBAN_CONFIG=str(file)),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_views_lie_beside_it_and_neither_touches_the_other(run, file):
    file.write_text("# mine\ndensity = 2\n")
    assert run("view", "save", "friday", "is:late").code == 0
    assert file.read_text() == "# mine\ndensity = 2\n"
    assert sorted(path.name for path in file.parent.iterdir()) == ["config.toml", "views.toml"]
    assert run("config", "validate").code == 0
