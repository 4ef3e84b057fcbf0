"""Metrics: the figures of a board, each with what it rests on and its rule."""

from kanban.screens.actions import LIST, Action, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in


def _make(app: Application) -> Screen:
    from kanban.screens.metrics.screen import MetricsScreen

    return MetricsScreen(app.store, app.slug)


declare(
    Declaration(
        name="metrics",
        title=msg_in("screen", "metrics"),
        actions=LIST,
        footer=footer_keys("list.back", "app.board", "app.rollup", "app.help", "app.quit"),
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
