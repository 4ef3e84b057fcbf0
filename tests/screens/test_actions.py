"""Every screen is declared once: what footer, help, palette, key map and switching are all made from."""

import re

import pytest
from every_screen import SCREENS, SIZES, fill, go_to, words_on
from setting import Disk, Opener
from test_pictures import CHARTS, EXPECTED, PICTURED, VIEWS

from kanban.screens.actions import key_map, shown
from kanban.screens.registry import actions_of, screen, screens

pytestmark = pytest.mark.any_day

NAMES = [declaration.name for declaration in screens()]


def test_which_screens_there_are() -> None:
    assert NAMES == [
        "board", "metrics", "rollup", "timeline", "value", "archived", "calendar", "card", "columns", "help", "plan",
        "queue_order", "whatif",
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_two_actions_share_a_key_or_an_id(name: str) -> None:
    keys = [key for action in actions_of(name) for key in action.keys]
    assert sorted(keys) == sorted(set(keys)) == sorted(key_map(actions_of(name)))
    ids = [action.id for action in actions_of(name)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_every_action_has_a_stable_id_words_and_a_key(name: str) -> None:
    for action in actions_of(name):
        prefix, _, rest = action.id.partition(".")
        assert prefix in ("app", "list", *NAMES)
        assert re.fullmatch("[a-z_]+", rest)
        assert action.keys
        assert str(action.label)
        assert str(action.help)


@pytest.mark.parametrize("name", NAMES)
def test_the_footer_names_actions_of_its_screen(name: str) -> None:
    ids = {action.id for action in actions_of(name)}
    assert {action for place in screen(name).footer for action in place.actions} <= ids


NOTHING_BEHIND = {"help": ["list.open"]}
"""Actions that a list has, and this one has nothing for."""


@pytest.mark.parametrize("name", NAMES)
async def test_every_action_is_done_by_somebody(name: str, disk: Disk, opened: Opener) -> None:
    async with opened(fill(disk)) as pilot:
        await go_to(pilot, name)
        assert name == pilot.screen.NAME
        methods = {method for controller in pilot.screen.controllers for method in dir(controller)}
    assert [a.id for a in actions_of(name) if not a.mode and a.method not in methods] == NOTHING_BEHIND.get(name, [])


@pytest.mark.parametrize("name", NAMES)
async def test_every_method_of_a_screen_is_the_one_of_an_action(name: str, disk: Disk, opened: Opener) -> None:
    async with opened(fill(disk)) as pilot:
        await go_to(pilot, name)
        methods = {m for c in pilot.screen.controllers for m in dir(c) if m.startswith("do_")}
    assert methods - {action.method for action in actions_of(name)} == set()


def test_every_switch_leads_to_a_screen_that_can_be_made() -> None:
    for declaration in screens():
        assert (declaration.switch is None) == (declaration.make is None)
        assert declaration.switch is None or declaration.switch.mode == declaration.name


def test_what_is_looked_at_in_every_language_are_all_screens_there_are() -> None:
    assert set(NAMES) <= set(SCREENS)
    assert len(SCREENS) == len(set(SCREENS))
    assert [name for name in NAMES if not words_on(name)] == []


def test_there_are_pictures_of_all_screens_at_every_size() -> None:
    assert set(NAMES) <= set(PICTURED)
    assert {path.name for path in EXPECTED.iterdir()} == {
        f"{name}-{width}x{height}.txt" for name in (*PICTURED, *CHARTS, *VIEWS) for width, height in SIZES
    }


def test_one_key_one_meaning() -> None:
    """The same id has the same keys on the board and on a card; a key common to board and roll-up writes on both."""
    by_id: dict[str, set[tuple[str, ...]]] = {}
    for name in ("board", "card"):
        for action in actions_of(name):
            by_id.setdefault(action.id, set()).add(action.keys)
    assert [i for i, keys in by_id.items() if len(keys) > 1] == []
    board, rollup = key_map(actions_of("board")), key_map(actions_of("rollup"))
    for key in ("a", "e", "u", "ctrl+r"):
        assert board[key].writes
        assert rollup[key].writes


@pytest.mark.parametrize("name", NAMES)
def test_digits_are_screens_everywhere(name: str) -> None:
    keys = key_map(actions_of(name))
    assert [(keys[digit].id, keys[digit].mode) for digit in "12346"] == [
        ("app.board", "board"), ("app.metrics", "metrics"), ("app.rollup", "rollup"), ("app.timeline", "timeline"),
        ("app.value", "value"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_no_key_that_does_not_arrive_everywhere(name: str) -> None:
    """Terminals cannot tell these from others, or keep them for themselves."""
    lost = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket", "ctrl+enter", "shift+enter", "ctrl+s"}
    assert lost & set(key_map(actions_of(name))) == set()


def test_keys_are_shown_as_they_stand_on_a_keyboard() -> None:
    assert [shown(key) for key in ("slash", "colon", "question_mark", "escape", "L", "ctrl+r")] == [
        "/", ":", "?", "esc", "L", "ctrl+r",
    ]  # fmt: skip


def test_two_actions_on_one_key_are_refused() -> None:
    board = actions_of("board")
    with pytest.raises(ValueError, match=r"'h' is claimed by board.left and board.left"):
        key_map((*board, board[0]))
