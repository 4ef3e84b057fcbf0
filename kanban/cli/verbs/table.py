"""The table of all verbs: by subject, and the module of each. A verb's module is imported when it is called."""

from importlib import import_module
from typing import TYPE_CHECKING

from kanban.text.messages import Message, msg

if TYPE_CHECKING:
    from kanban.cli.declared import Verb

_TABLE: tuple[tuple[Message, dict[str, str]], ...] = (
    (msg("Cards"), {
        "add": "add", "list": "lists", "show": "lists", "move": "move", "done": "move", "edit": "edit",
        "block": "change", "unblock": "change", "comment": "change", "log": "change", "archive": "change",
        "unarchive": "change", "undo": "change", "redo": "change",
    }),
    (msg("Boards"), {
        "board list": "board", "board show": "board", "board create": "board", "board remove": "board_removal",
        "board restore": "board_removal", "board column add": "columns", "board column rename": "columns",
        "board column limit": "columns", "board column move": "columns", "board column kind": "columns",
        "board column delete": "columns", "board log": "board_log",
    }),
    (msg("Plan"), {
        "plan show": "plan", "plan set": "plan", "plan node add": "plan_nodes", "plan node edit": "plan_nodes",
        "plan node remove": "plan_nodes", "plan log": "plan_log", "plan undo": "plan", "plan redo": "plan",
        "plan apply": "plan_apply", "milestone list": "milestone", "milestone show": "milestone",
        "milestone chart": "milestone_chart",
        "milestone add": "milestone_changes", "milestone edit": "milestone_changes",
        "milestone baseline": "milestone_changes", "milestone achieve": "milestone_changes",
        "milestone remove": "milestone_changes", "link list": "link", "link add": "link", "link remove": "link",
        "calendar show": "calendar", "calendar set": "calendar",
        "budget list": "budget", "budget set": "budget", "rate list": "rate", "rate set": "rate",
        "cost list": "cost", "cost add": "cost", "cost remove": "cost",
    }),
    (msg("Views"), {"view save": "views", "view list": "views", "view remove": "views"}),
    (msg("Figures"), {"metrics": "metrics", "quality": "quality", "rollup": "rollup", "report": "report",
        "forecast show": "forecast", "forecast why": "insight", "forecast next": "insight",
        "forecast order": "queue_order", "forecast calibration": "calibration", "simulate": "simulate",
        "schedule": "schedule", "timeline": "timeline", "evm": "evm", "savings": "savings",
        "benefit": "benefit", "schema": "about"}),
    (msg("Workspace"), {
        "config show": "config", "config path": "config", "config validate": "config",
        "init": "init", "copy": "copy",
        "import trello": "import_", "import jira": "import_jira", "import events": "import_events",
        "import dates": "import_dates", "import mspdi": "import_plan", "import changes": "import_",
        "export events": "export_events", "export ics": "export_ics", "export openmetrics": "export_openmetrics",
        "demo": "demo", "doctor": "doctor",
        "completion": "completion", "help": "about", "version": "about",
    }),
)  # fmt: skip
HIDDEN = {"open": "open"}
SUBJECTS: tuple[tuple[Message, list[str]], ...] = tuple((subject, list(names)) for subject, names in _TABLE)
"""Names of verbs by subject."""
VERBS: dict[str, str] = {name: module for _, names in _TABLE for name, module in names.items()} | HIDDEN
"""The module of each verb."""
DEFAULTS = {"": "open", "board": "list", "plan": "show", "milestone": "list", "link": "list", "calendar": "show",
            "budget": "list", "rate": "list", "cost": "list",
            "view": "list", "config": "show", "forecast": "show"}  # fmt: skip
"""What a group's name alone means."""
NAMED_AT_ONCE = {"forecast"}
"""Groups whose default takes a word that is none of their verbs: `kanban forecast M5`."""
ALIASES = {"ls": "list", "mv": "move", "rm": "archive", "new": "add", "create": "add"}
"""Words that users of git and gh try; in no help."""
GROUPS = {" ".join(name.split()[:n]) for name in VERBS for n in range(1, len(name.split()))}


def load(name: str) -> "Verb":
    """The verb, its module imported."""
    from kanban.cli.declared import Verb

    for value in vars(import_module(f"kanban.cli.verbs.{VERBS[name]}")).values():
        if isinstance(value, Verb) and value.name == name:
            return value
    raise AssertionError(f"{VERBS[name]} has no verb {name!r}")


def under(group: str) -> list[str]:
    """Names of all verbs of a group."""
    return [name for name in VERBS if name.startswith(f"{group} ")]


def words_after(group: str) -> list[str]:
    """The words that can follow a group's name, or begin a command."""
    prefix = f"{group} " if group else ""
    words = [name.removeprefix(prefix).split()[0] for name in VERBS if name.startswith(prefix) and name not in HIDDEN]
    return list(dict.fromkeys(words))
