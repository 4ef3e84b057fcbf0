"""Metrics: the figures of a board and the pictures of its flow, each with what it rests on and its rule."""

from msgspec.structs import replace

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

_WITHOUT_ARROWS = {"list.open": ("enter",), "list.back": ("escape",)}
"""Left and right go from point to point where there is a chart."""
ACTIONS = (
    *(replace(action, keys=_WITHOUT_ARROWS.get(action.id, action.keys)) for action in LIST),
    Action("metrics.left", ("left", "h"), msg_in("action", "left"), msg("the point before; in a list back")),
    Action("metrics.right", ("right", "l"), msg_in("action", "right"), msg("the next point; in a list open")),
    Action("metrics.next_view", ("tab",), msg_in("action", "next view"), msg("figures, then the charts one by one")),
    Action("metrics.previous_view", ("shift+tab",), msg_in("action", "previous view"), msg("the view before this one")),
    Action("metrics.window", ("w",), msg_in("action", "window"), msg("all history, the last 4 weeks, the last 12")),
    Action("metrics.earlier", ("left_square_bracket",), msg_in("action", "earlier"), msg("the window before this one")),
    Action("metrics.later", ("right_square_bracket",), msg_in("action", "later"), msg("the window after this one")),
)


def _make(app: Application) -> Screen:
    from kanban.screens.metrics.screen import MetricsScreen

    return MetricsScreen(app.store, app.slug)


declare(
    Declaration(
        name="metrics",
        title=msg_in("screen", "metrics"),
        actions=ACTIONS,
        footer=footer_keys(
            FooterKey(("metrics.next_view",), msg_in("action", "view")),
            "list.open",
            "list.back",
            "metrics.window",
            FooterKey(("metrics.earlier", "metrics.later"), msg_in("action", "earlier, later")),
            "app.help",
            "app.board",
            "app.rollup",
            FooterKey(("metrics.left", "metrics.right"), msg_in("action", "point")),
            "app.quit",
        ),
        switch=Action(
            "app.metrics",
            ("2",),
            msg_in("action", "metrics"),
            msg("figures of this board, with their rules"),
            mode="metrics",
        ),
        make=_make,
        without_board=msg("metrics are a board's, and none of yours is in this workspace; kanban metrics prints all"),
    )
)
