"""The table of all verbs: name, module, one line of help. A verb's module is imported when it is called."""

from collections.abc import Sequence
from importlib import import_module
from typing import NamedTuple

from kanban.cli.exits import Usage
from kanban.cli.spec import Verb


class Row(NamedTuple):
    """One verb."""

    module: str
    summary: str


SUBJECTS: dict[str, dict[str, Row]] = {
    "Cards": {
        "add": Row("add", "add a card; prints its id"),
        "list": Row("lists", "list cards"),
        "show": Row("lists", "show a card: fields, times, history"),
        "move": Row("move", "move cards to a column"),
        "edit": Row("edit", "change fields of cards"),
        "block": Row("change", "mark cards as blocked, with the reason"),
        "unblock": Row("change", "take the block off"),
        "comment": Row("change", "say something about cards"),
        "archive": Row("change", "take cards off the board"),
        "undo": Row("change", "undo the last change of a board"),
        "redo": Row("change", "redo what was undone"),
    },
    "Boards": {
        "board list": Row("board", "list the boards of the workspace"),
        "board show": Row("board", "print a board"),
        "board create": Row("board", "make a board"),
        "board column add": Row("columns", "make a column"),
        "board column rename": Row("columns", "give a column another name"),
        "board column limit": Row("columns", "set or lift a column's WIP limit"),
        "board column move": Row("columns", "move a column among those of its kind"),
        "board column delete": Row("columns", "delete a column; its cards go to another"),
    },
    "Plan": {
        "plan show": Row("plan", "print the work breakdown, and the milestones"),
        "plan set": Row("plan", "set the project's name or time zone"),
        "plan node add": Row("plan", "add a node to the work breakdown"),
        "plan node edit": Row("plan", "change a node's name or phase"),
        "plan node remove": Row("plan", "remove a node"),
        "plan log": Row("plan", "print every change of the plan"),
        "plan apply": Row("planning", "bring the plan to what a TOML file says"),
        "milestone list": Row("milestones", "list milestones with their status"),
        "milestone show": Row("milestones", "show a milestone: baselines, packages, sign-offs"),
        "milestone add": Row("milestone", "add a milestone; prints its id"),
        "milestone edit": Row("milestone", "change a milestone's name, phase or gates"),
        "milestone baseline": Row("milestone", "set or move a milestone's baseline date"),
        "milestone achieve": Row("milestone", "sign a milestone off, or withdraw that"),
        "milestone remove": Row("milestone", "take a milestone out of the roll-up"),
    },
    "Figures": {
        "metrics": Row("metrics", "cycle time, throughput, rework: every figure with its n and its rule"),
        "rollup": Row("rollup", "milestone status over all boards"),
        "schema": Row("about", "print the JSON Schema of an export"),
    },
    "FolderStore": {
        "init": Row("workspace", "make a workspace in a folder"),
        "import trello": Row("imports", "take over a Trello board from its JSON export"),
        "import changes": Row("imports", "apply the changes that a board was left with"),
        "demo": Row("demo", "make a throwaway workspace to look at"),
        "doctor": Row("doctor", "check that every board and the plan are sound"),
        "completion": Row("completion", "print the completion script of a shell"),
        "version": Row("about", "print the version"),
    },
}
HIDDEN = {"open": Row("screens", "open your board"), "__complete": Row("completing", "candidates for a word")}
VERBS = {name: row for rows in SUBJECTS.values() for name, row in rows.items()} | HIDDEN
DEFAULTS = {"board": "board list", "plan": "plan show", "milestone": "milestone list"}
"""What a group's name alone means."""
ALIASES = {"ls": "list", "mv": "move", "rm": "archive", "new": "add", "create": "add", "view": "show"}
"""Words that users of git and gh try; in no help."""
GROUPS = {" ".join(name.split()[:n]) for name in VERBS for n in range(1, len(name.split()))}


def find(words: Sequence[str]) -> tuple[str, list[str]]:
    """The verb (or group) that `words` begin with, and the rest. Raises Usage."""
    name, rest = "", list(words)
    while rest:
        word = ALIASES.get(rest[0], rest[0]) if name not in GROUPS or name not in DEFAULTS else rest[0]
        longer = f"{name} {word}".strip()
        if longer not in VERBS and longer not in GROUPS:
            break
        name, rest = longer, rest[1:]
    if name in VERBS:
        return name, rest
    if rest and rest[0] in ("-h", "--help"):
        return name, rest
    if name in DEFAULTS and (not rest or rest[0].startswith("-")):
        return DEFAULTS[name], rest
    if rest:
        raise Usage(_unknown(name, rest[0]))
    return name, rest


def load(name: str) -> Verb:
    """The verb, its module imported."""
    for value in vars(import_module(f"kanban.cli.{VERBS[name].module}")).values():
        if isinstance(value, Verb) and value.name == name:
            return value
    raise AssertionError(f"{VERBS[name].module} has no verb {name!r}")


def print_version() -> None:
    """The version, alone."""
    from kanban import __version__

    print(f"kanban {__version__}")


def print_help() -> None:
    """All verbs by subject."""
    print("usage: kanban [-w DIR] [--color auto|always|never] [VERB ...]\n")
    print("A Kanban board for the terminal. Without a verb it opens your board.\n")
    print("  -w, --workspace DIR  the workspace; else KANBAN_WORKSPACE, the nearest one upwards, your own")
    print("  --color WHEN         auto (the default), always, never; NO_COLOR is obeyed")
    print("  --version, --help    (kanban VERB --help tells about a verb)")
    for subject, rows in SUBJECTS.items():
        print(f"\n{subject}")
        _print_rows(rows)
    print("\nStandard output is data, standard error is words. Exit codes: 0 done, 1 refused, 2 usage,")
    print("3 workspace unreachable, 4 locked by somebody else, 130 interrupted.")


def print_group(group: str) -> None:
    """The verbs of a group."""
    default = f"; alone it means `kanban {DEFAULTS[group]}`" if group in DEFAULTS else ""
    print(f"usage: kanban {group} VERB ...{default}\n")
    _print_rows({name: row for name, row in VERBS.items() if name.startswith(group + " ")})


def words_of(group: str) -> list[str]:
    """The words that can follow a group's name, or begin a command."""
    prefix = f"{group} " if group else ""
    words = [name.removeprefix(prefix).split()[0] for name in VERBS if name.startswith(prefix) and name not in HIDDEN]
    return list(dict.fromkeys(words))


def _print_rows(rows: dict[str, Row]) -> None:
    for name, row in rows.items():
        print(f"  {name:<21} {row.summary}")


def _unknown(group: str, word: str) -> str:
    import difflib

    close = difflib.get_close_matches(word, words_of(group), 1)
    hint = f"did you mean {close[0]!r}?" if close else f"see kanban {group + ' ' if group else ''}--help"
    return f"{word!r} is no verb{' of ' + group if group else ''} ({hint})"
