"""The table of actions: what footer, help, palette and key map are all made from."""

import re

import pytest

from kanban.screens.actions import FOOTERS, SCREENS, key_map, shown


@pytest.mark.parametrize("screen", SCREENS)
def test_no_two_actions_share_a_key_or_an_id(screen: str) -> None:
    keys = [key for action in SCREENS[screen] for key in action.keys]
    assert sorted(keys) == sorted(set(keys)) == sorted(key_map(screen))
    ids = [action.id for action in SCREENS[screen]]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("screen", SCREENS)
def test_every_action_has_a_stable_id_words_and_a_key(screen: str) -> None:
    for action in SCREENS[screen]:
        assert re.fullmatch(r"(app|board|card|list|rollup)\.[a-z_]+", action.id)
        assert action.keys
        assert action.label
        assert action.help


@pytest.mark.parametrize("screen", SCREENS)
def test_the_footer_names_actions_of_its_screen(screen: str) -> None:
    ids = {action.id for action in SCREENS[screen]}
    assert {one for some, _ in FOOTERS[screen] for one in some.split()} <= ids


def test_one_key_one_meaning() -> None:
    """The same id has the same keys on the board and on a card; a key common to board and roll-up writes on both."""
    by_id: dict[str, set[tuple[str, ...]]] = {}
    for screen in ("board", "card"):
        for action in SCREENS[screen]:
            by_id.setdefault(action.id, set()).add(action.keys)
    assert [i for i, keys in by_id.items() if len(keys) > 1] == []
    board, rollup = key_map("board"), key_map("rollup")
    for key in "ae":
        assert board[key].writes
        assert rollup[key].writes


@pytest.mark.parametrize("screen", SCREENS)
def test_digits_are_screens_everywhere(screen: str) -> None:
    assert [key_map(screen)[digit].id for digit in "123"] == ["app.board", "app.metrics", "app.rollup"]


@pytest.mark.parametrize("screen", SCREENS)
def test_no_key_that_does_not_arrive_everywhere(screen: str) -> None:
    """Terminals cannot tell these from others, or keep them for themselves."""
    lost = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket", "ctrl+enter", "shift+enter", "ctrl+s"}
    assert lost & set(key_map(screen)) == set()


def test_keys_are_shown_as_they_stand_on_a_keyboard() -> None:
    assert [shown(key) for key in ("slash", "colon", "question_mark", "escape", "L", "ctrl+r")] == [
        "/", ":", "?", "esc", "L", "ctrl+r",
    ]  # fmt: skip


def test_two_actions_on_one_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    board = SCREENS["board"]
    monkeypatch.setitem(SCREENS, "board", (*board, board[0]))
    with pytest.raises(ValueError, match=r"'h' is claimed by board.left and board.left"):
        key_map("board")
