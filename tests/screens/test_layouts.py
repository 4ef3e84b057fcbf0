"""Keys of a Chinese, Cyrillic or Greek layout do what the Latin key does that they stand for."""

from collections.abc import Callable

import pytest
from setting import BACKLOG, READY, TITLES, Disk, Opener
from terminal import Terminal
from textual.keys import _character_to_key

from kanban.screens.layouts import LATIN, is_foreign, key_of, latin
from kanban.screens.registry import actions_of, screens

pytestmark = pytest.mark.any_day

ROWS = {
    "full width": (
        "ｑｗｅｒｔｙｕｉｏｐ［］ａｓｄｆｇｈｊｋｌｚｘｃｖｂｎｍＱＨＪＫＬＹＮ１２３：？／！",
        "qwertyuiop[]asdfghjklzxcvbnmQHJKLYN123:?/!",
    ),
    "Chinese signs": ("【】、　", "[]/ "),
    "Russian": (
        "йцукенгшщзхъфывапролджячсмитьЙЦУКЕНГШЩЗФЫВАПРОЛДЖЯЧСМИТЬ",
        "qwertyuiop[]asdfghjkl;zxcvbnmQWERTYUIOPASDFGHJKL:ZXCVBNM",
    ),
    "Ukrainian": ("іІїЇ", "sS]}"),
    "Greek": (
        "ςερτυθιοπασδφγηξκλζχψωβνμΕΡΤΥΘΙΟΠΑΣΔΦΓΗΞΚΛΖΧΨΩΒΝΜ",
        "wertyuiopasdfghjklzxcvbnmERTYUIOPASDFGHJKLZXCVBNM",
    ),
}


@pytest.mark.parametrize("layout", ROWS)
def test_a_layout_stands_key_for_key_where_the_latin_one_does(layout: str) -> None:
    typed, meant = ROWS[layout]
    assert [latin(_character_to_key(c)) for c in typed] == [_character_to_key(c) for c in meant]
    assert not any(is_foreign(_character_to_key(c)) for c in typed)


def test_the_names_of_keys_are_those_of_the_terminal() -> None:
    characters = [chr(code) for code in range(33, 127)] + [c for typed, _ in ROWS.values() for c in typed]
    assert [key_of(c) for c in characters] == [_character_to_key(c) for c in characters]


def test_a_latin_key_stays_what_it_is_and_modifiers_stay_held() -> None:
    for declaration in screens():
        for action in actions_of(declaration.name):
            assert [latin(key) for key in action.keys] == list(action.keys)
    assert not any(key.isascii() and len(key) == 1 for key in LATIN)
    assert (latin("ctrl+к"), latin("shift+о"), latin("ctrl+r")) == ("ctrl+r", "shift+j", "ctrl+r")


@pytest.mark.parametrize("down_right_add", ["ｊＬａ", "оДф", "ξΛα"])
async def test_a_card_is_moved_and_one_added(down_right_add: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        down, right, add = down_right_add
        await pilot.press(down, right)
        assert pilot.current == TITLES[1]
        await pilot.press(add)
        await pilot.until("add to Ready")
        await pilot.type("о焊接　ｊ")
        await pilot.press("enter")
        await pilot.saved()
    assert disk.titles(READY) == [TITLES[1], "о焊接 ｊ"], "in a line of input a letter is a letter"


@pytest.mark.parametrize(
    ("key", "words"), [("？", "Help"), ("：", "an action, or a card"), ("Ж", "an action, or a card")]
)
async def test_signs_of_another_layout_open_what_they_name(key: str, words: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press(key)
        await pilot.until(words)


@pytest.mark.parametrize("slash", ["／", "、"])
async def test_the_filter_too(slash: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press(slash)
        await pilot.type("ｇｒｏｕｔ")
        await pilot.until("1 shown")
        assert pilot.current == "Grout joint 9"


@pytest.mark.parametrize(("archive", "yes"), ["ｘｙ", "чн"])
async def test_a_question_is_answered_by_them(archive: str, yes: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press(archive)
        await pilot.until("archive")
        await pilot.press(yes)
        await pilot.saved()
    assert TITLES[0] not in disk.titles(BACKLOG)


@pytest.mark.parametrize("key", ["是", "あ", "ㅓ", "ש"])
async def test_a_character_that_no_key_stands_for_is_told(key: str, disk: Disk, opened: Opener) -> None:
    before = disk.content()
    async with opened(disk) as pilot:
        await pilot.press(key)
        await pilot.until(f"no action has the key {key}", "? lists them")
        await pilot.press("j")
        await pilot.until(gone=["no action has the key"])
    assert disk.content() == before


async def test_an_unbound_latin_key_says_nothing(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        before = pilot.rows[-1]
        await pilot.press("o", "щ", "ｏ", "f12")
        assert pilot.rows[-1] == before


def test_on_a_real_terminal(disk: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(disk.where)
    term.until("Weld span 17", " saved")
    term.write("ＬДΛ")
    term.until(lambda: disk.column_of(TITLES[0]) == "c4", " saved")
    term.write("й")
    assert term.wait() == 0
