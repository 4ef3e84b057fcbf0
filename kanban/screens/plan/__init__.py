"""The plan of one row: the links of a work package, milestone or card, and a package's estimate, budget and costs."""

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.plan_actions import CALENDAR, EDITING, UNDOING
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action("plan.edit", ("enter", "e"), msg_in("action", "edit"), msg("change what the cursor is on"), True),
    *(action for action in LIST if action.id != "list.open"),
    *EDITING,
    Action(
        "plan.remove",
        ("x",),
        msg_in("action", "remove"),
        msg("take off what the cursor is on: the estimate, the budget, a link, a cost"),
        True,
    ),
    CALENDAR,
    *UNDOING,
)

declare(
    Declaration(
        name="plan",
        title=msg_in("screen", "plan"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.back",
            "plan.edit",
            "plan.link_then",
            "plan.budget",
            "plan.cost",
            "plan.remove",
            "plan.undo",
            "app.help",
            "plan.estimate",
            "plan.link_first",
            "plan.calendar",
        ),
    )
)
