"""The PM's roll-up: milestones, most urgent first, down to the cards; and the plan, where one may write it."""

from msgspec.structs import replace

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.plan_actions import OF_A_ROW
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

_WITHOUT_ARROWS = {"list.open": ("enter",), "list.back": ("escape",)}
"""Left and right go from point to point where there is a chart."""
ACTIONS = (
    *(replace(action, keys=_WITHOUT_ARROWS.get(action.id, action.keys)) for action in LIST),
    Action("rollup.left", ("left", "h"), msg_in("action", "left"), msg("the point before; in a list back")),
    Action("rollup.right", ("right", "l"), msg_in("action", "right"), msg("the next point; in a list open")),
    Action(
        "rollup.next_view",
        ("tab",),
        msg_in("action", "next view"),
        msg("of a milestone: its cards, its packages, why, then its charts one by one"),
    ),
    Action("rollup.previous_view", ("shift+tab",), msg_in("action", "previous view"), msg("the view before this one")),
    Action(
        "rollup.packages",
        ("p",),
        msg_in("action", "packages"),
        msg("the work packages of the milestone instead of its open cards, and back"),
    ),
    Action(
        "rollup.causes",
        ("r",),
        msg_in("action", "why"),
        msg("why the milestone slips, and what brings it forward; again: its cards"),
    ),
    Action(
        "rollup.what_if",
        ("i",),
        msg_in("action", "what if"),
        msg("try a driver more, another pace, scope or order: dates and cost, nothing is saved"),
    ),
    Action(
        "rollup.drivers", ("d",), msg_in("action", "drivers"), msg("every driver in one line, who needs help first")
    ),
    Action("rollup.unplanned", ("o",), msg_in("action", "unplanned"), msg("cards under no work package")),
    Action("rollup.wbs", ("W",), msg_in("action", "WBS"), msg("the plan's work breakdown structure")),
    Action(
        "rollup.sort",
        ("s",),
        msg_in("action", "sort"),
        msg("by urgency, by date, by P85, by slip, by WBS, by completion"),
    ),
    Action("rollup.group", ("S",), msg_in("action", "group"), msg("group the milestones by phase, or not")),
    Action(
        "rollup.filter",
        ("slash", "f"),
        msg_in("action", "filter"),
        msg("show only milestones with this text; esc clears it"),
    ),
    Action(
        "rollup.earlier",
        ("left_square_bracket",),
        msg_in("action", "week back"),
        msg("the roll-up as of a week earlier"),
    ),
    Action(
        "rollup.later",
        ("right_square_bracket",),
        msg_in("action", "week on"),
        msg("the roll-up as of a week later, up to now"),
    ),
    Action("rollup.now", ("t",), msg_in("action", "now"), msg("back to now")),
    Action("rollup.date", ("at",), msg_in("action", "date"), msg("the roll-up as of a date that you type")),
    Action(
        "rollup.changes",
        ("equals_sign",),
        msg_in("action", "changes"),
        msg("only what changed between the moment shown and now; at now, in the last week"),
    ),
    Action("rollup.add", ("a",), msg_in("action", "add"), msg("add a milestone"), True),
    Action(
        "rollup.node", ("w",), msg_in("action", "add WBS node"), msg("add or rename a WBS node of level 1 to 3"), True
    ),
    Action("rollup.edit", ("e",), msg_in("action", "edit"), msg("edit name, phase and gates of the milestone"), True),
    Action(
        "rollup.baseline",
        ("B",),
        msg_in("action", "baseline"),
        msg("set the baseline date: a new version, the old one is kept"),
        True,
    ),
    Action(
        "rollup.achieve",
        ("A",),
        msg_in("action", "sign off"),
        msg("sign the milestone off as achieved, or withdraw that"),
        True,
    ),
    *OF_A_ROW,
    Action(
        "rollup.undo",
        ("u",),
        msg_in("action", "undo"),
        msg("undo the last change of the plan, also one before a restart"),
        True,
    ),
    Action("rollup.redo", ("ctrl+r",), msg_in("action", "redo"), msg("redo what was undone in the plan"), True),
)


def _make(app: Application) -> Screen:
    from kanban.screens.rollup.screen import RollupScreen

    return RollupScreen(app.plan_session, app.shared_rollup.feed, app.shared_rollup.forecasting, app.store.place)


declare(
    Declaration(
        name="rollup",
        title=msg_in("screen", "roll-up"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.open",
            "list.back",
            FooterKey(("rollup.next_view",), msg_in("action", "view")),
            FooterKey(("rollup.earlier", "rollup.later"), msg_in("action", "as of")),
            "rollup.causes",
            "rollup.filter",
            "app.help",
            "app.quit",
            "rollup.changes",
            "app.board",
            "rollup.add",
            "rollup.baseline",
            "rollup.achieve",
            "rollup.undo",
            "app.value",
            "rollup.what_if",
            "rollup.sort",
            "plan.details",
        ),
        switch=Action(
            "app.rollup",
            ("3",),
            msg_in("action", "roll-up"),
            msg("milestones: what is late, why, who can help"),
            mode="rollup",
        ),
        make=_make,
    )
)
