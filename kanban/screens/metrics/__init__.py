"""Metrics: the figures of a board, each with what it rests on and its rule."""

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    *LIST,
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
            "list.open",
            "list.back",
            "metrics.window",
            FooterKey(("metrics.earlier", "metrics.later"), msg_in("action", "earlier, later")),
            "app.board",
            "app.rollup",
            "app.help",
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
