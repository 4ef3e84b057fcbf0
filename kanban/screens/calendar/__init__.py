"""What the whole plan rests on: the working calendar, the currency, the hourly rates."""

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.plan_actions import UNDOING
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action("calendar.edit", ("enter", "e"), msg_in("action", "edit"), msg("change what the cursor is on"), True),
    *(action for action in LIST if action.id != "list.open"),
    Action(
        "calendar.days",
        ("d",),
        msg_in("action", "days"),
        msg("add holidays, extra workdays, the public holidays of a country"),
        True,
    ),
    Action("calendar.rate", ("r",), msg_in("action", "rate"), msg("what an hour costs, of a driver or of all"), True),
    Action(
        "calendar.remove",
        ("x",),
        msg_in("action", "remove"),
        msg("take off the days or the hourly rates that the cursor is on"),
        True,
    ),
    *UNDOING,
)

declare(
    Declaration(
        name="calendar",
        title=msg_in("screen", "calendar and rates"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.back",
            "calendar.edit",
            "calendar.days",
            "calendar.rate",
            "calendar.remove",
            "plan.undo",
            "app.help",
        ),
    )
)
