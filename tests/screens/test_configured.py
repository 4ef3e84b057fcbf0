"""What a user has set, on the screens: keys, theme, density, mouse, language, and what is said of a broken file."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from setting import DOING, TITLES, Disk, Opener, Pilot
from terminal import Terminal

from kanban.app import KanbanApp
from kanban.commands.cards import Block, Move
from kanban.formats.config_toml.settings import Settings, Theme
from kanban.screens.registry import use_keymap
from kanban.store.folder.store import FolderStore
from kanban.store.views import save_view
from kanban.text.messages import Words

pytestmark = pytest.mark.any_day

Start = Callable[..., Terminal]


@pytest.fixture(autouse=True)
def _keys_as_declared() -> Iterator[None]:
    yield
    use_keymap({})


@asynccontextmanager
async def opened_with(
    disk: Disk, settings: Settings, to_say: Words = "", size: tuple[int, int] = (80, 24), first: str = "board"
) -> AsyncIterator[Pilot]:
    app = KanbanApp(FolderStore(disk.folder), disk.slug, "zhang", first=first, settings=settings, to_say=to_say)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Pilot(app, pilot)
    assert app.finish() in (0, None)


def keys(**by_action: tuple[str, ...]) -> Settings:
    """Settings with a keymap; `board_archive` is `board.archive`."""
    return Settings(keymap={name.replace("_", ".", 1): given for name, given in by_action.items()})


# Keys


async def test_a_remapped_key_does_what_it_says_and_the_old_one_nothing(disk: Disk) -> None:
    async with opened_with(disk, keys(board_archive=("Z",))) as pilot:
        await pilot.until(TITLES[0])
        await pilot.press("x")
        assert "archive" not in pilot.rows[-1]
        await pilot.press("Z")
        await pilot.until("archive")
        await pilot.press("y")
        await pilot.until(gone=[TITLES[0]])
        await pilot.saved()
    assert disk.board.cards["1"].archived


async def test_a_saved_view_has_a_key_on_every_screen(disk: Disk) -> None:
    save_view("Friday", "is:blocked")
    disk.give(Block(cards=("2",), why="crane"))
    settings = Settings(keymap={"view.friday": ("f5",), "view.gone": ("f6",)})
    async with opened_with(disk, settings) as pilot:
        await pilot.until(TITLES[0])
        await pilot.press("f5")
        await pilot.until("/is:blocked", "1 shown", gone=[TITLES[0]])
        await pilot.press("escape", "3", "f5")
        await pilot.until("/is:blocked", "1 shown")
        await pilot.press("f6")
        await pilot.until("view 'gone' is not saved; there are Friday")
        await pilot.press("colon")
        await pilot.type("friday")
        await pilot.until("f5", "view friday", "is:blocked")
        await pilot.press("escape", "question_mark")
        await pilot.type("/saved view")
        await pilot.until("f5")


async def test_two_actions_change_places(disk: Disk) -> None:
    async with opened_with(disk, keys(board_down=("k",), board_up=("j",))) as pilot:
        await pilot.until(TITLES[0])
        await pilot.press("k", "k")
        assert pilot.current == TITLES[2]
        await pilot.press("j")
        assert pilot.current == TITLES[1]


async def test_footer_help_and_palette_show_the_keys_in_force(disk: Disk) -> None:
    async with opened_with(disk, keys(board_add=("f5", "insert"), app_help=("f1",), list_back=("b",))) as pilot:
        await pilot.until("f5 add", "f1 help")
        await pilot.press("f1")
        await pilot.until("Help · board", "b back", gone=["esc back"])
        assert any(row.split()[:3] == ["f5", "insert", "add"] for row in pilot.rows)
        await pilot.press("b")
        await pilot.until("f5 add")
        await pilot.press(":")
        await pilot.type("cards until")
        await pilot.until(lambda: any(row.split()[1:3] == ["f5", "add"] for row in pilot.rows))


async def test_an_action_without_a_key_is_still_in_palette_and_help(disk: Disk) -> None:
    async with opened_with(disk, keys(board_add=(), board_archive=())) as pilot:
        await pilot.until(TITLES[0], "u undo", gone=[" add "])
        await pilot.press("a")
        assert pilot.screen.prompt is None
        await pilot.press("?")
        await pilot.until("add cards until esc")
        await pilot.press("escape")
        await pilot.press(":")
        await pilot.type("cards until")
        await pilot.press("enter")
        await pilot.until(lambda: pilot.screen.prompt is not None)


async def test_an_empty_board_and_roll_up_name_the_keys_in_force(empty: Disk, opened: Opener) -> None:
    settings = keys(board_add=("Q",), app_help=("f1",), app_palette=(), rollup_add=("M",))
    async with opened_with(empty, settings) as pilot:
        await pilot.until("No cards yet.", "Q    adds one", "f1   explains", gone=["a   adds", ":   finds"])
        await pilot.press("3")
        await pilot.until("No milestones yet.", "M    adds a milestone", "w    adds a WBS node", "f1   explains")
    async with opened(empty) as pilot:
        await pilot.until("a   adds one", "?   explains", ":   finds")


async def test_a_key_of_another_layout_means_the_remapped_latin_one(disk: Disk) -> None:
    async with opened_with(disk, keys(board_down=("w",))) as pilot:
        await pilot.until(TITLES[0])
        await pilot.press("ц")
        assert pilot.current == TITLES[1]


async def test_the_same_action_has_its_key_on_every_screen(disk: Disk) -> None:
    async with opened_with(disk, keys(app_rollup=("V",), app_board=("Q",)), first="rollup") as pilot:
        await pilot.until("roll-up")
        await pilot.press("Q")
        await pilot.until(TITLES[0])
        await pilot.press("3")
        assert pilot.screen.NAME == "board"
        await pilot.press("V")
        await pilot.until(lambda: pilot.screen.NAME == "rollup")


async def test_the_next_program_has_its_own_keys(disk: Disk, opened: Opener) -> None:
    async with opened_with(disk, keys(board_down=("w",))) as pilot:
        await pilot.until(TITLES[0])
    async with opened(disk) as pilot:
        await pilot.until(TITLES[0])
        await pilot.press("j")
        assert pilot.current == TITLES[1]


# Density and theme


@pytest.mark.parametrize("density", [1, 2, 3])
async def test_density_is_taken_and_a_choice_on_the_board_goes_before_it(disk: Disk, density: int) -> None:
    async with opened_with(disk, Settings(density=density)) as pilot:
        await pilot.until(TITLES[0])
        assert pilot.screen.density == density
        await pilot.press("D")
        chosen = pilot.screen.density
        assert chosen == (density - 1 or 3)
    async with opened_with(disk, Settings(density=density)) as pilot:
        await pilot.until(TITLES[0])
        assert pilot.screen.density == chosen


@pytest.fixture
def rich(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal that shows every colour."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")


def colours(pilot: Pilot) -> set[str]:
    """Every colour that is painted."""
    found = set()
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            for one in (segment.style.color, segment.style.bgcolor) if segment.style else ():
                if one is not None and one.triplet is not None:
                    found.add(one.triplet.hex)
    return found


async def test_a_theme_of_the_program_and_one_of_the_users_own(disk: Disk, rich: None) -> None:
    disk.give(Move(cards=("1",), column=DOING), Block(cards=("1",), why="rain"))
    async with opened_with(disk, Settings(theme="gruvbox")) as pilot:
        await pilot.until("rain")
        assert "#282828" in colours(pilot)
    own = Theme(False, {"background": "#fefefe", "error": "#770000", "cursor": "#eeee00"})
    async with opened_with(disk, Settings(theme="mine", themes={"mine": own})) as pilot:
        await pilot.until("rain")
        assert {"#fefefe", "#770000", "#eeee00"} <= colours(pilot)


async def test_the_environment_chooses_the_theme_before_the_file(
    disk: Disk, rich: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KANBAN_THEME", "light")
    async with opened_with(disk, Settings(theme="gruvbox")) as pilot:
        await pilot.until(TITLES[0])
        assert pilot.app.theme == "textual-light"


@pytest.mark.parametrize("env", [{"NO_COLOR": "1"}, {"COLORTERM": "", "TERM": "xterm"}], ids=str)
async def test_a_terminal_without_the_colours_keeps_its_own(
    disk: Disk, rich: None, monkeypatch: pytest.MonkeyPatch, env: dict[str, str]
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    async with opened_with(disk, Settings(theme="blue-orange")) as pilot:
        await pilot.until(TITLES[0])
        assert pilot.app.theme == "ansi-dark"


# A broken file


async def test_what_is_wrong_is_said_once_and_the_next_key_takes_it_away(disk: Disk) -> None:
    async with opened_with(disk, Settings(), "config.toml, line 3: density: 4 is none of 1, 2, 3") as pilot:
        await pilot.until("line 3: density: 4", TITLES[0])
        await pilot.press("j")
        await pilot.until("a add", gone=["line 3"])
        await pilot.press("3", "1", "j")
        await pilot.until("a add", gone=["line 3"])
        assert pilot.current == TITLES[2]


# The whole way, from the file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The configuration of whoever sits before `terminal`."""
    path = tmp_path / "home" / ".config" / "kanban" / "config.toml"
    path.parent.mkdir(parents=True)
    return path


def test_the_file_is_taken_by_the_program(disk: Disk, file: Path, terminal: Start) -> None:
    file.write_text('language = "zh"\nglyphs = "ascii"\ntheme = "light"\ndensity = 1\n[keymap]\nboard.down = "w"\n')
    term = terminal(disk.where, env={"KANBAN_LANG": "en"})
    term.until(TITLES[0], " saved")
    assert bytes(term.raw).isascii(), "glyphs are taken"
    assert b"48;2;224;224;224" in term.raw, "the theme is taken"
    rows = [term.row_with(title) for title in TITLES[:3]]
    assert rows == [rows[0], rows[0] + 1, rows[0] + 2], "the density is taken"
    term.press("w", "e")
    term.until(lambda: "edit card 2" in term.text or TITLES[1] in term.text.splitlines()[-1])
    term = terminal(disk.where, env={"KANBAN_GLYPHS": "unicode"})
    term.until("已保存")


def test_with_mouse_false_the_terminal_keeps_it(disk: Disk, file: Path, terminal: Start) -> None:
    for text, is_on in (("mouse = true\n", True), ("mouse = false\n", False)):
        file.write_text(text)
        term = terminal(disk.where)
        term.until(TITLES[0], " saved")
        assert (b"\x1b[?1000h" in term.raw) is is_on


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[keymap\n", "config.toml, line 1: no TOML"),
        ('theme = "pink"\n', "line 1: theme: 'pink' is none of"),
        ('[keymap]\n"board.archive" = "a"\n', "line 2: board.archive: the key 'a' belongs to board.add"),
        ("density = 9\nmouse = 3\nglyphs = 1\n", "line 1: density: 9 is none of 1, 2, 3; and 2 faults more"),
    ],
)
@pytest.mark.parametrize("verb", ["open", "rollup"])
def test_a_broken_file_keeps_no_screen_from_opening(
    disk: Disk, file: Path, terminal: Start, text: str, said: str, verb: str
) -> None:
    file.write_text(text)
    term = terminal(disk.where, verb)
    shown = "Bridge" if verb == "rollup" else TITLES[0]
    term.until(shown, lambda: said in " ".join(" ".join(term.rows).split()))
    term.press("?")
    term.until("Help")
    term.press("esc", "q")
    assert term.wait() == 0


def test_readonly_takes_no_file_that_the_other_side_names(
    disk: Disk, file: Path, tmp_path: Path, terminal: Start
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("s3cret = 1\n")
    term = terminal(disk.where, "--readonly", env={"KANBAN_CONFIG": str(secret)})
    term.until(TITLES[0], "read-only")
    term.rest()
    assert b"s3cret" not in term.raw
