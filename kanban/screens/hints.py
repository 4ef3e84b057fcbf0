"""What an empty screen says to begin with: lines that start with a key show the one in force."""

from collections.abc import Iterable

from kanban.screens.actions import shown
from kanban.screens.registry import actions_of, declared_actions
from kanban.text.clean import pad, width
from kanban.text.messages import Words

GAP = "   "
"""Between a key and what it does."""


def hint_lines(screen: str, lines: Iterable[Words]) -> tuple[str, ...]:
    """The lines of a screen; without those of an action that has no key."""
    in_force = {action.id: action.shown_key for action in actions_of(screen)}
    by_key = {shown(key): in_force[action.id] for action in declared_actions(screen) for key in action.keys[:1]}
    parts = [str(line).partition(GAP) for line in lines]
    cells = max([width(by_key[key]) for key, gap, _ in parts if gap and key in by_key], default=0)
    out = []
    for key, gap, words in parts:
        if not gap or key not in by_key:
            out.append(key + gap + words)
        elif by_key[key]:
            out.append(pad(by_key[key], cells) + gap + words)
    return tuple(out)
