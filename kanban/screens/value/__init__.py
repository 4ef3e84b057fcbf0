"""Value: earned value of the plan, its milestones and work packages, the S-curves, benefit and savings."""

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action(
        "list.open",
        ("enter",),
        msg_in("action", "open"),
        msg("the cards of a milestone or work package; of the plan its curves, of a point of them the table of then"),
    ),
    Action(
        "list.back",
        ("escape",),
        msg_in("action", "back"),
        msg("to the table, then out of the filter, then out of the past"),
    ),
    *LIST[2:],
    Action(
        "value.left", ("h", "left"), msg_in("action", "left"), msg("the figure before this one; on a chart the point")
    ),
    Action("value.right", ("l", "right"), msg_in("action", "right"), msg("the next figure; on a chart the next point")),
    Action(
        "value.next_view",
        ("tab",),
        msg_in("action", "next view"),
        msg("earned value, the S-curves of the row under the cursor, benefit, savings"),
    ),
    Action("value.previous_view", ("shift+tab",), msg_in("action", "previous view"), msg("the view before this one")),
    Action(
        "value.edit",
        ("e",),
        msg_in("action", "set"),
        msg("type flows of money and the discount rate, or the windows that are compared; nothing is saved"),
    ),
    Action(
        "value.window",
        ("w",),
        msg_in("action", "window"),
        msg("savings: the last 4, 8 or 12 weeks against as many before them"),
    ),
    Action(
        "value.filter",
        ("slash", "f"),
        msg_in("action", "filter"),
        msg("show only rows with this text; esc clears it"),
    ),
    Action(
        "value.earlier", ("left_square_bracket",), msg_in("action", "week back"), msg("the value as of a week earlier")
    ),
    Action(
        "value.later",
        ("right_square_bracket",),
        msg_in("action", "week on"),
        msg("the value as of a week later, up to now"),
    ),
    Action("value.now", ("t",), msg_in("action", "now"), msg("back to now")),
    Action("value.date", ("at",), msg_in("action", "date"), msg("the value as of a date that you type")),
)


def _make(app: Application) -> Screen:
    from kanban.screens.value.screen import ValueScreen

    return ValueScreen(app.plan_session, app.shared_rollup.feed, app.shared_rollup.forecasting, app.store.place)


declare(
    Declaration(
        name="value",
        title=msg_in("screen", "value"),
        actions=ACTIONS,
        footer=footer_keys(
            FooterKey(("value.next_view",), msg_in("action", "view")),
            "list.open",
            FooterKey(("value.left", "value.right"), msg_in("action", "figure")),
            FooterKey(("value.earlier", "value.later"), msg_in("action", "as of")),
            "value.edit",
            "app.help",
            "app.rollup",
            "app.quit",
            "value.window",
            "value.filter",
            "app.board",
        ),
        switch=Action(
            "app.value",
            ("6",),
            msg_in("action", "value"),
            msg("earned value with its S-curves, benefit, savings"),
            mode="value",
        ),
        make=_make,
    )
)
