"""The screens there are. Each is declared once, by its package; app, footer, help and palette read it here.

A declaration imports nothing heavy: the screen itself is imported when it is opened. A new screen is a new package
beside this file whose `__init__.py` calls `declare`.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

import msgspec

from kanban.formats.config_toml.settings import VIEW
from kanban.screens.actions import Action, FooterKey
from kanban.screens.application import Application, Screen
from kanban.screens.general import FIRST_ACTIONS, LAST_ACTIONS
from kanban.text.messages import Message, msg


class Declaration(msgspec.Struct, frozen=True):
    """One screen."""

    name: str
    title: Message
    actions: tuple[Action, ...]
    """Its own; those of all screens come behind them."""
    footer: tuple[FooterKey, ...]
    switch: Action | None = None
    """What leads to it from every screen; None for one that is opened from another."""
    make: Callable[[Application], Screen] | None = None
    """Makes a screen that `switch` leads to. Raises StoreError."""
    without_board: Message | None = None
    """What is said where it needs a board and there is none; None if it needs none."""


_declared: dict[str, Declaration] = {}


def declare(declaration: Declaration) -> None:
    """Called by a screen's package, once."""
    _declared[declaration.name] = declaration


@cache
def _all() -> dict[str, Declaration]:
    folder = Path(__file__).parent
    for file in sorted(folder.glob("*/__init__.py")):
        import_module(f"{__package__}.{file.parent.name}")
    return {declaration.name: declaration for declaration in sorted(_declared.values(), key=_place)}


def _place(declaration: Declaration) -> tuple[bool, tuple[str, ...], str]:
    """Screens with a key of their own first, in the order of these keys."""
    switch = declaration.switch
    return switch is None, switch.keys if switch else (), declaration.name


def screens() -> tuple[Declaration, ...]:
    """All screens: first those with a key of their own, in the order of these keys."""
    return tuple(_all().values())


def screen(name: str) -> Declaration:
    """A screen by its name."""
    return _all()[name]


_keymap: Mapping[str, tuple[str, ...]] = {}


def use_keymap(keymap: Mapping[str, tuple[str, ...]]) -> None:
    """Put other keys into force than those declared, for the actions named; an empty one for none.

    It has been checked: no two actions of a screen have the same key.
    """
    global _keymap
    _keymap = keymap
    actions_of.cache_clear()


@cache
def actions_of(name: str) -> tuple[Action, ...]:
    """All that can be done on a screen, with the keys in force: its own actions, then those of every screen."""
    views = tuple(view_action(id_, keys) for id_, keys in _keymap.items() if id_.startswith(VIEW))
    declared = (
        msgspec.structs.replace(action, keys=_keymap[action.id]) if action.id in _keymap else action
        for action in declared_actions(name)
    )
    return (*declared, *views)


def view_action(id_: str, keys: tuple[str, ...]) -> Action:
    """What shows a saved view, where the keymap gives it a key."""
    name = id_.removeprefix(VIEW)
    label, help_ = msg("view {name}", name=name), msg("the board's cards of the saved view {name}", name=name)
    return Action(id_, keys, label, help_, view=name)


def declared_actions(name: str) -> tuple[Action, ...]:
    """The same with the keys that they are declared with."""
    switches = [declaration.switch for declaration in screens() if declaration.switch is not None]
    return (*screen(name).actions, *FIRST_ACTIONS, *switches, *LAST_ACTIONS)
