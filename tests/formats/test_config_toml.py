"""The configuration file: what is taken of it, and every kind of fault with its line."""

import re
from string import ascii_letters

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from kanban.formats.config_toml.checking import checked
from kanban.formats.config_toml.key_names import NoKey, key_named, of_character
from kanban.formats.config_toml.keymap import NEEDED
from kanban.formats.config_toml.reading import LARGEST_BYTES
from kanban.formats.config_toml.settings import Keys, Settings, Theme
from kanban.formats.config_toml.values import ALL_KEYS
from kanban.screens.actions import shown
from kanban.screens.registry import declared_actions, screens
from kanban.widgets.themes import THEMES

pytestmark = pytest.mark.any_day

SCREENS = {one.name: Keys(one.title, declared_actions(one.name)) for one in screens()}
ACTIONS = sorted({action.id for keys in SCREENS.values() for action in keys.actions})


def check(text: str | bytes) -> tuple[Settings, list[tuple[int, str]]]:
    """What holds, and the faults as line and reason."""
    content = text.encode() if isinstance(text, str) else text
    settings, faults = checked(content, [*THEMES], SCREENS)
    return settings, [(fault.line, str(fault.reason)) for fault in faults]


def test_there_are_at_most_twenty_keys() -> None:
    assert len(ALL_KEYS) <= 20


def test_an_empty_file_sets_nothing() -> None:
    for text in ("", "\n", "# nothing yet\n", "[keymap]\n"):
        assert check(text) == (Settings(), [])


WHOLE = """\
language = "zh-CN"
theme = "mine"
glyphs = "ascii"
density = 2
mouse = false

[keymap]
"board.archive" = "Z"
board.down = ["j", "down", "ctrl+n"]
"board.copy_text" = []
"app.help" = "f1"

[themes.mine]
dark = false
background = "#FFFFFF"
error = "#aa0000"
"""


def test_a_whole_file_is_taken() -> None:
    settings, faults = check(WHOLE)
    assert faults == []
    assert settings == Settings(
        language="zh_CN",
        theme="mine",
        glyphs="ascii",
        density=2,
        mouse=False,
        keymap={
            "board.archive": ("Z",),
            "board.down": ("j", "down", "ctrl+n"),
            "board.copy_text": (),
            "app.help": ("f1",),
        },
        themes={"mine": Theme(False, {"background": "#ffffff", "error": "#aa0000"})},
    )


@pytest.mark.parametrize("text", [WHOLE.replace("\n", "\r\n"), "\ufeff" + WHOLE])
def test_the_way_other_systems_write_lines_does_not_matter(text: str) -> None:
    assert check(text) == check(WHOLE)


FAULTS = {
    "an unknown key": ('theme = "dark"\nlangauge = "zh"\n', 2, "no key 'langauge' (did you mean 'language'?)"),
    "a key like none": ("zzz = 1\n", 1, "'zzz' is no key here; there are language, theme, glyphs"),
    "a language": ('language = "fr"\n', 1, "language: 'fr' is none of en, zh_CN"),
    "a language that is no text": ("language = 7\n", 1, "language: 7 is none of en, zh_CN"),
    "a theme": ('\n\ntheme = "drak"\n', 3, "theme: 'drak' is none of terminal, dark, light"),
    "a theme nearly": ('theme = "drakula"\n', 1, "(did you mean 'dracula'?)"),
    "glyphs": ('glyphs = "emoji"\n', 1, "glyphs: 'emoji' is none of auto, unicode, ascii"),
    "a density": ("density = 4\n", 1, "density: 4 is none of 1, 2, 3"),
    "a density as text": ('density = "2"\n', 1, "density: '2' is none of 1, 2, 3"),
    "a density that is true": ("density = true\n", 1, "density: true is none of 1, 2, 3"),
    "a density with a point": ("density = 2.0\n", 1, "density: 2.0 is none of 1, 2, 3"),
    "a mouse": ('mouse = "no"\n', 1, "mouse: 'no' is neither true nor false"),
    "a keymap that is no table": ('keymap = "vim"\n', 1, "write it as a table, [keymap]"),
    "an unknown action": (
        '[keymap]\n# mine\n"board.archve" = "Z"\n', 3,
        "there is no action 'board.archve' (did you mean 'board.archive'?)",
    ),
    "an action without its screen": ('[keymap]\narchive = "Z"\n', 2, "did you mean 'board.archive'?"),
    "an action like none": ('[keymap]\n"qqqq" = "Z"\n', 2, "no action 'qqqq'; `kanban config show` lists them"),
    "an unknown name of a key": ('[keymap]\n"board.archive" = "zoom"\n', 2, "board.archive: key 'zoom' is not known"),
    "a key that is another": ('[keymap]\n"board.archive" = "ctrl+i"\n', 2, "a terminal sends the same for tab"),
    "a key with alt": ('[keymap]\n"board.archive" = "alt+x"\n', 2, "alt is sent as esc and a second key"),
    "a capital": ('[keymap]\n"board.archive" = "shift+z"\n', 2, "key 'shift+z': write it as 'Z'"),
    "a key of the terminal": ('[keymap]\n"board.archive" = "ctrl+s"\n', 2, "does not reach a program in every"),
    "a key of another layout": ('[keymap]\n"board.archive" = "ж"\n', 2, "key 'ж' is none of a Latin keyboard"),
    "no key": ('[keymap]\n"board.archive" = 3\n', 2, "board.archive: 3 is neither a key nor a list of keys"),
    "a list of no keys": ('[keymap]\n"board.archive" = ["x", 3]\n', 2, "['x', 3] is neither a key nor a list"),
    "a clash with a default": (
        '[keymap]\n"board.archive" = "a"\n', 2,
        "board.archive: the key 'a' belongs to board.add on the screen board; take another, such as 'r'",
    ),
    "a clash of two in the file": (
        '[keymap]\n"board.archive" = "Z"\n"board.mark" = ["space", "Z"]\n', 3,
        "board.mark: the key 'Z' belongs to board.archive on the screen board",
    ),
    "a clash on another screen": (
        '[keymap]\n"app.zone" = "S"\n', 2, "app.zone: the key 'S' belongs to rollup.group on the screen roll-up",
    ),
    "help without a key": ('[keymap]\n"app.help" = []\n', 2, "app.help has to have a key, such as '?'"),
    "quit without a key": ('[keymap]\n"app.quit" = []\n', 2, "app.quit has to have a key, such as 'q'"),
    "no way back": ('[keymap]\n"list.back" = []\n', 2, "list.back has to have a key, such as 'esc'"),
    "quit given away": ('[keymap]\n"board.add" = ["a", "q"]\n', 2, "the key 'q' belongs to app.quit"),
    "themes that are no table": ('themes = "mine"\n', 1, "write each as a table [themes.NAME]"),
    "a theme that is no table": ('[themes]\nmine = "dark"\n', 2, "write each as a table [themes.NAME]"),
    "a theme of the program": ("[themes.dark]\ndark = true\n", 1, "'dark' is a theme of the program"),
    "a name that is too long": (f"[themes.{'x' * 41}]\n", 1, "a name has 1 to 40 characters"),
    "a name that a terminal obeys": ('[themes."a\\u001b[31m"]\n', 1, "a name has 1 to 40 characters"),
    "an unknown colour": ('[themes.mine]\nerorr = "#ff0000"\n', 2, "no key 'erorr' (did you mean 'error'?)"),
    "no colour": ('[themes.mine]\nerror = "red"\n', 2, "themes.mine.error: 'red' is no colour; write it like #6cb6ff"),
    "a colour of three digits": ('[themes.mine]\nerror = "#f00"\n', 2, "'#f00' is no colour"),
    "dark neither way": ("[themes.mine]\ndark = 1\n", 2, "themes.mine.dark: 1 is neither true nor false"),
    "no TOML": ('density = 2\ntheme = dark\nmouse = true\n', 2, "no TOML: Invalid value, in theme = dark"),
    "TOML that ends too soon": ('density = 2\ntheme = "dark', 2, "no TOML: "),
    "a key twice": ("density = 2\ndensity = 3\n", 2, "no TOML: Cannot overwrite a value, in density = 3"),
    "a number too long": (f"density = {'9' * 5000}\n", 0, "no TOML: "),
    "nested too deep": ("a = " + "[" * 50_000, 0, "nested too deep"),
    "a key of many parts": ("[" + ".".join("a" * 30_000) + "]", 1, "more than 20 dots, which no key has"),
}  # fmt: skip


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_of_fault_is_said_with_its_line(kind: str) -> None:
    text, line, words = FAULTS[kind]
    _, faults = check(text)
    assert [number for number, _ in faults] == [line], faults
    assert words in faults[0][1]


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_is_one_short_clean_sentence(kind: str) -> None:
    ((_, reason),) = check(FAULTS[kind][0])[1]
    assert reason.isprintable()
    assert len(reason) < 260


@pytest.mark.parametrize("kind", [kind for kind, fault in FAULTS.items() if fault[0].startswith("[keymap]")])
def test_of_a_faulty_keymap_nothing_holds_and_of_the_rest_everything(kind: str) -> None:
    settings, faults = check("density = 1\n" + FAULTS[kind][0] + '"board.redo" = "R"\n')
    assert settings == Settings(density=1)
    assert [line for line, _ in faults] == [FAULTS[kind][1] + 1]


def test_all_faults_are_said_in_the_order_of_the_lines() -> None:
    text = 'mouse = 1\n[themes.a]\nerror = 2\n[keymap]\n"board.add" = "q"\n"board.x" = "y"\n"app.quit" = []\n'
    assert [line for line, _ in check(text)[1]] == [1, 3, 6, 7]  # without its keys `app.quit` clashes with nothing


def test_what_is_wrong_with_the_bytes() -> None:
    assert check(b"density = 1\n\xff\n")[1] == [(2, "not UTF-8")]
    assert check(b"#" * (LARGEST_BYTES + 1))[1] == [(0, "larger than 65536 bytes, which no configuration is")]


@pytest.mark.parametrize("line", ['"view.is late" = "f5"', 'view."is late" = ["f5"]'])
def test_a_saved_view_gets_a_key(line: str) -> None:
    settings, faults = check(f"[keymap]\n{line}\n")
    assert (dict(settings.keymap), faults) == ({"view.is late": ("f5",)}, [])


def test_a_saved_view_takes_no_key_that_something_else_has() -> None:
    _, faults = check('[keymap]\n"view.friday" = "x"\n')
    assert faults
    assert all(line == 2 and reason.startswith("view.friday: the key 'x' belongs to") for line, reason in faults)
    _, faults = check('[keymap]\n"view.friday" = "f5"\n"view.monday" = "f5"\n')
    assert [line for line, _ in faults] == [3]


def test_two_actions_may_change_places() -> None:
    settings, faults = check('[keymap]\n"board.archive" = "a"\n"board.add" = "x"\n')
    assert (dict(settings.keymap), faults) == ({"board.archive": ("a",), "board.add": ("x",)}, [])


def test_a_key_may_mean_other_things_on_screens_that_do_not_meet() -> None:
    assert check('[keymap]\n"board.columns" = "s"\n')[1] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('keymap = {"board.add" = "q"}\n', 1),
        ('\nkeymap."board.add" = "q"\n', 2),
        ("[ keymap ]\n  board . 'add' = 'q'\n", 2),
        ('[keymap]\n"board.add" = [\n  "q",\n]\n', 2),
        ('# [keymap]\ntheme = "dark" # "board.add" = 1\n[keymap] # here\nboard.add = "q"\n', 4),
        ('["keymap"]\n"board\\u002eadd" = "q"\n', 2),
        ('[keymap.board]\nadd = "q"\n', 2),
    ],
)
def test_the_line_is_found_however_a_key_is_written(text: str, line: int) -> None:
    assert [(number, "app.quit" in reason) for number, reason in check(text)[1]] == [(line, True)]


# Keys


@pytest.mark.parametrize("character", [chr(code) for code in range(33, 127)])
def test_a_key_is_named_as_textual_names_it(character: str) -> None:
    assert of_character(character) == key_named(character) == _character_to_key(character)


@pytest.mark.parametrize("key", sorted({key for one in SCREENS.values() for a in one.actions for key in a.keys}))
def test_every_key_there_is_can_be_written_as_it_is_shown_or_named(key: str) -> None:
    if key == "ctrl+z":  # has one meaning in every program
        return
    assert key_named(key) == key_named(shown(key)) == key


@pytest.mark.parametrize(
    ("written", "name"),
    [("Esc", "escape"), ("PgUp", "pageup"), ("return", "enter"), ("Ctrl+R", "ctrl+r"), (" ", "space"), ("F5", "f5"),
     ("shift+Tab", "shift+tab"), ("ctrl+shift+up", "ctrl+shift+up"), ("question_mark", "question_mark")],
)  # fmt: skip
def test_a_key_may_be_written_in_several_ways(written: str, name: str) -> None:
    assert key_named(written) == name


@pytest.mark.parametrize("written", ["", "xx", "ctrl+", "ctrl+1", "+", "ctrl++", "super+x", "f13", "shift+f1", "\x1b"])
def test_what_is_no_key(written: str) -> None:
    if written == "+":
        assert key_named(written) == "plus"
        return
    with pytest.raises(NoKey):
        key_named(written)


@given(st.text(max_size=12))
def test_whatever_is_written_is_a_key_or_refused(written: str) -> None:
    try:
        name = key_named(written)
    except NoKey:
        return
    assert re.fullmatch(r"[a-zA-Z0-9_+]+", name)


# Properties of the whole

KEYS = st.sampled_from([*ascii_letters, "tab", "f5", "ctrl+x", "?", "/", "esc", "left", "shift+up", "1", "ctrl+i"])


@given(st.dictionaries(st.sampled_from(ACTIONS), KEYS | st.lists(KEYS, max_size=3), max_size=6))
def test_a_keymap_that_is_taken_leaves_every_screen_usable(wanted: dict[str, str | list[str]]) -> None:
    text = "[keymap]\n" + "".join(f'"{action}" = {keys!r}\n' for action, keys in wanted.items())
    settings, faults = check(text)
    assert all(2 <= line <= len(wanted) + 1 for line, _ in faults)
    for screen in SCREENS.values():
        keys = [key for action in screen.actions for key in settings.keymap.get(action.id, action.keys)]
        assert len(keys) == len(set(keys))
    assert all(settings.keymap.get(action, ("x",)) for action in NEEDED)
    assert bool(settings.keymap) == bool(wanted and not faults)


@given(st.sampled_from(ACTIONS), KEYS)
def test_the_key_that_a_refusal_suggests_is_free(action: str, key: str) -> None:
    for _, reason in check(f'[keymap]\n"{action}" = {key!r}\n')[1]:
        if suggested := re.search("such as '(.)', or give", reason):
            assert check(f'[keymap]\n"{action}" = {suggested[1]!r}\n')[1] == []


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_no_content_makes_it_stumble(content: str | bytes) -> None:
    settings, faults = check(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    assert settings == Settings() or not faults or isinstance(settings, Settings)


PIECES = st.sampled_from(("[keymap]", "[themes.a]", "density", *"='\"\n2.[]{}# "))


@given(st.lists(PIECES, max_size=40).map("".join))
def test_no_nearly_sound_file_makes_it_stumble(text: str) -> None:
    lines = text.count("\n") + 1
    assert all(0 <= line <= lines for line, _ in check(text)[1])


def test_a_file_of_the_largest_size_is_read_to_its_end() -> None:
    for text in ("a.b = 1\n", '"a" = 1\n', "[a.b]\n", '"""\n', "a=[[[\n"):
        assert check((text * (LARGEST_BYTES // len(text)))[:LARGEST_BYTES])[1]
