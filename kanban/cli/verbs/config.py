"""The user's configuration: what holds, where it stands, what is wrong with it."""

import os
from typing import Any

from kanban.cli.configured import config_file, configuration, shown_place
from kanban.cli.context import Context
from kanban.cli.declared import verb
from kanban.cli.output import Head, table
from kanban.text.clean import clean_line
from kanban.text.messages import language, msg, tr_in

_HEADS = (Head(msg("setting")), Head(msg("value"), cut=True), Head(msg("from")))


@verb(
    "config show",
    msg("""List every setting with its value and where that comes from, then every action with its keys.

Options go first, then the environment, then the file. The ids of the actions are the keys of its table [keymap].

Examples:
  kanban config show
  kanban config show | grep board.archive"""),
)
def show(context: Context, args: Any) -> None:
    """Values in force."""
    from kanban.formats.config_toml.settings import Settings
    from kanban.screens.actions import shown
    from kanban.screens.registry import declared_actions, screens, view_action

    place, settings, faults = configuration()
    nothing = Settings()
    in_file = {
        "language": language(),
        "theme": settings.theme or "terminal",
        "glyphs": settings.glyphs or "auto",
        "density": str(settings.density or 3),
        "mouse": "false" if settings.mouse is False else "true",
    }
    default = tr_in("setting", "default")
    rows = []
    for key, value in in_file.items():
        variable = _VARIABLES.get(key, "")
        if given := os.environ.get(variable) if variable else None:
            rows.append([key, value if key == "language" else clean_line(given), variable])
        else:
            is_set = getattr(settings, key) != getattr(nothing, key)
            rows.append([key, value, "config.toml" if is_set else default])
    rows += [[f"themes.{name}", " ".join(theme.colours.values()), "config.toml"]
             for name, theme in settings.themes.items()]  # fmt: skip
    actions = {action.id: action for screen in screens() for action in declared_actions(screen.name)}
    views = [view_action(id_, keys) for id_, keys in settings.keymap.items() if id_ not in actions]
    for action in (*actions.values(), *views):
        keys = settings.keymap.get(action.id, action.keys)
        origin = "config.toml" if action.id in settings.keymap else default
        rows.append([f"keymap.{action.id}", " ".join(map(shown, keys)), origin])
    table(context, _HEADS, rows)
    for fault in faults:
        context.say(fault.in_file(place))


@verb("config path", msg("Print the path of your configuration file, whether it is there or not."))
def path(context: Context, args: Any) -> None:
    """Where it is looked for."""
    file = config_file()
    context.out(str(file))
    if not os.path.lexists(file):
        context.say(msg("there is no such file yet; every setting has its default"))


@verb(
    "config validate",
    msg("""Check your configuration file: every fault with its line; the exit code is 1 if there is any.

A fault never keeps a screen from opening: the default is used, and the rest of the file holds."""),
)
def validate(context: Context, args: Any) -> int:
    """Every fault, one a line."""
    place, _, faults = configuration()
    for fault in faults:
        context.out(str(fault.in_file(place)))
    if not faults:
        context.say(msg("{place}: no faults", place=shown_place()))
    return 1 if faults else 0


_VARIABLES = {"language": "KANBAN_LANG", "theme": "KANBAN_THEME", "glyphs": "KANBAN_GLYPHS"}
"""What goes before the file."""
