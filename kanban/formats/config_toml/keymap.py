"""The keymap: which keys an action has instead of its own, and whether all screens can still be used with it."""

from collections.abc import Iterator, Mapping, Sequence
from string import ascii_letters
from typing import Any

import msgspec

from kanban.formats.config_toml.key_names import NoKey, key_named
from kanban.formats.config_toml.reading import Document, shown
from kanban.formats.config_toml.settings import VIEW, Fault, Keys
from kanban.text.clean import clean_line
from kanban.text.messages import Words, joined, msg

NEEDED = ("app.help", "app.quit", "list.back")
"""Actions that have to have a key: without it there is no way on, or out."""
_ON_KEYBOARD = {"question_mark": "?", "colon": ":", "slash": "/", "escape": "esc"}

Keymap = dict[str, tuple[str, ...]]


def checked_keymap(document: Document, screens: Mapping[str, Keys]) -> tuple[Keymap, list[Fault]]:
    """Keys by action, and what cannot be taken; then there are none."""
    entry = document.values.get("keymap", {})
    if not isinstance(entry, dict):
        return {}, [Fault(document.line("keymap"), msg("keymap: write it as a table, [keymap]"))]
    paths = [".".join(path) for path, _ in _entries(entry)]
    screens = _with_views(screens, [path for path in paths if path.startswith(VIEW)])
    own = {action.id: action.keys for keys in screens.values() for action in keys.actions}
    keymap: Keymap = {}
    lines: dict[str, int] = {}
    faults: list[Fault] = []
    for path, value in _entries(entry):
        action, line = ".".join(path), document.line("keymap", *path)
        if action not in own:
            faults.append(Fault(line, _no_action(action, [*own])))
            continue
        try:
            keymap[action], lines[action] = _keys_of(action, value), line
        except NoKey as wrong:
            faults.append(Fault(line, wrong.reason))
    faults += [
        Fault(lines[action], msg("{action} has to have a key, such as {key!r}", action=action, key=_first(own[action])))
        for action in NEEDED
        if action in keymap and not keymap[action]
    ]
    faults += _clashes(keymap, lines, screens)
    return ({} if faults else keymap), sorted(faults, key=lambda fault: fault.line)


class _View(msgspec.Struct, frozen=True):
    """The action of a saved view; whether it is saved shows when the key is pressed, as views come and go."""

    id: str
    keys: tuple[str, ...] = ()


def _with_views(screens: Mapping[str, Keys], views: Sequence[str]) -> Mapping[str, Keys]:
    return {name: Keys(keys.title, (*keys.actions, *map(_View, views))) for name, keys in screens.items()}


def _entries(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], object]]:
    """`board.archive` without quotes is a table in a table: the same is meant."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _entries(value, (*path, key))
        else:
            yield (*path, key), value


def _keys_of(action: str, value: object) -> tuple[str, ...]:
    written = [value] if isinstance(value, str) else value
    if not isinstance(written, list) or not all(isinstance(key, str) for key in written):
        raise NoKey(msg("{action}: {value} is neither a key nor a list of keys; write it like {example}",
                        action=action, value=shown(value), example='["x", "ctrl+x"]'))  # fmt: skip
    try:
        return tuple(dict.fromkeys(map(key_named, written)))
    except NoKey as wrong:
        raise NoKey(msg("{action}: {reason}", action=action, reason=wrong.reason)) from None


def _no_action(action: str, known: list[str]) -> Words:
    import difflib

    name = clean_line(action)[:60]
    close = difflib.get_close_matches(name, known, 1) or [id_ for id_ in known if id_.endswith(f".{name}")][:1]
    if close:
        return msg("there is no action {action!r} (did you mean {close!r}?)", action=name, close=close[0])
    return msg("there is no action {action!r}; `kanban config show` lists them", action=name)


def _clashes(keymap: Keymap, lines: Mapping[str, int], screens: Mapping[str, Keys]) -> list[Fault]:
    """Each key that two actions of a screen have, said once, on the line of the one that was given it last."""
    out: dict[tuple[str, ...], Fault] = {}
    for screen in screens.values():
        by_key: dict[str, list[str]] = {}
        for action in screen.actions:
            for key in keymap.get(action.id, action.keys):
                by_key.setdefault(key, []).append(action.id)
        for key, actions in by_key.items():
            if len(actions) > 1:
                given = max(filter(keymap.__contains__, actions), key=lambda action: lines[action])
                others = [action for action in actions if action != given]
                reason = msg(
                    "{action}: the key {key!r} belongs to {others} on the screen {screen}; take another, such as "
                    "{free!r}, or give {others} another key",
                    action=given, key=_shown_key(key), others=joined(others), screen=screen.title,
                    free=_free(given, keymap, screens),
                )  # fmt: skip
                out.setdefault((key, given, *others), Fault(lines[given], reason))
    return [*out.values()]


def _free(action: str, keymap: Keymap, screens: Mapping[str, Keys]) -> str:
    """A letter that nothing has on any screen with this action; the first that the action's name has, if it can be."""
    used = {
        key
        for screen in screens.values()
        if any(action_.id == action for action_ in screen.actions)
        for action_ in screen.actions
        for key in keymap.get(action_.id, action_.keys)
    }
    name = action.partition(".")[2]
    letters = [*filter(str.isalpha, name), *filter(str.isalpha, name.upper()), *ascii_letters]
    return next((letter for letter in letters if letter not in used), "f5")


def _first(keys: tuple[str, ...]) -> str:
    return _shown_key(keys[0])


def _shown_key(key: str) -> str:
    return _ON_KEYBOARD.get(key, key)
