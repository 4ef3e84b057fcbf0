"""The columns of a board: names, kinds, limits and their order."""

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    *(action for action in LIST if action.id != "list.open"),
    Action("columns.add", ("a",), msg_in("action", "add"), msg("add a column, behind the others of its kind"), True),
    Action("columns.rename", ("e", "enter"), msg_in("action", "rename"), msg("give the column another name"), True),
    Action("columns.limit", ("w",), msg_in("action", "WIP limit"), msg("set the WIP limit; empty takes it off"), True),
    Action(
        "columns.kind",
        ("c",),
        msg_in("action", "kind"),
        msg("queue, active or done: from now on, or for the past as well"),
        True,
    ),
    Action("columns.later", ("J", "shift+down"), msg_in("action", "to the right"), msg("one place to the right"), True),
    Action("columns.earlier", ("K", "shift+up"), msg_in("action", "to the left"), msg("one place to the left"), True),
    Action(
        "columns.delete", ("x",), msg_in("action", "delete"), msg("delete the column; asks where its cards go"), True
    ),
)

declare(
    Declaration(
        name="columns",
        title=msg_in("screen", "columns"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.back",
            "columns.add",
            "columns.rename",
            "columns.limit",
            "columns.kind",
            FooterKey(("columns.later", "columns.earlier"), msg_in("action", "order")),
            "columns.delete",
            "app.help",
        ),
    )
)
