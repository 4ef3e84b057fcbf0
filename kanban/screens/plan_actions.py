"""What the keys do to the plan of a row: on the roll-up, the timeline, and the screen of that row alike."""

from kanban.screens.actions import Action
from kanban.text.messages import msg, msg_in

DETAILS = Action(
    "plan.details",
    ("P",),
    msg_in("action", "plan"),
    msg("links, estimate, budget and costs of the row, to be changed or removed"),
)
EDITING = (
    Action(
        "plan.link_then",
        ("greater_than_sign",),
        msg_in("action", "link"),
        msg("link the row to what comes after it: type FS, SS, FF or SF, and a lag"),
        True,
    ),
    Action(
        "plan.link_first",
        ("less_than_sign",),
        msg_in("action", "link before"),
        msg("link the row to what comes before it"),
        True,
    ),
    Action(
        "plan.estimate",
        ("E",),
        msg_in("action", "estimate"),
        msg("estimate how many working days the work package takes from its start"),
        True,
    ),
    Action(
        "plan.budget",
        ("b",),
        msg_in("action", "budget"),
        msg("budget of the work package, and the days over which it is planned to be earned"),
        True,
    ),
    Action("plan.cost", ("c",), msg_in("action", "cost"), msg("book a cost on the work package"), True),
)
CALENDAR = Action(
    "plan.calendar",
    ("C",),
    msg_in("action", "calendar"),
    msg("the working calendar (workdays, hours, holidays), the currency and the hourly rates"),
)
OF_A_ROW = (DETAILS, *EDITING, CALENDAR)
"""For a screen with rows of the plan."""
UNDOING = (
    Action(
        "plan.undo",
        ("u",),
        msg_in("action", "undo"),
        msg("undo the last change of the plan, also one before a restart"),
        True,
    ),
    Action("plan.redo", ("ctrl+r",), msg_in("action", "redo"), msg("redo what was undone in the plan"), True),
)
