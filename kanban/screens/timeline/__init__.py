"""The timeline: work packages, linked cards and milestones over time, now or as of a past moment."""

from kanban.screens.actions import LIST, Action, FooterKey, footer_keys
from kanban.screens.application import Application, Screen
from kanban.screens.plan_actions import OF_A_ROW, UNDOING
from kanban.screens.registry import Declaration, declare
from kanban.text.messages import msg, msg_in

ACTIONS = (
    Action(
        "list.open",
        ("enter",),
        msg_in("action", "open"),
        msg("the row on the roll-up; on the chart the rows as of its point"),
    ),
    Action(
        "list.back",
        ("escape",),
        msg_in("action", "back"),
        msg("out of the chart, then of the filter, then of the past"),
    ),
    *LIST[2:],
    Action(
        "timeline.scroll_left",
        ("h", "left"),
        msg_in("action", "earlier"),
        msg("earlier days, weeks or months; on the chart the point before"),
    ),
    Action(
        "timeline.scroll_right",
        ("l", "right"),
        msg_in("action", "later"),
        msg("later days, weeks or months; on the chart the next point"),
    ),
    Action("timeline.zoom_in", ("plus",), msg_in("action", "closer"), msg("closer: weeks for months, days for weeks")),
    Action("timeline.zoom_out", ("minus",), msg_in("action", "wider"), msg("wider: weeks for days, months for weeks")),
    Action(
        "timeline.next_view",
        ("tab", "shift+tab"),
        msg_in("action", "path"),
        msg("the length of the critical path week by week as a chart, or the rows again"),
    ),
    Action(
        "timeline.filter",
        ("slash", "f"),
        msg_in("action", "filter"),
        msg("show only rows with this text; esc clears it"),
    ),
    Action(
        "timeline.earlier",
        ("left_square_bracket",),
        msg_in("action", "week back"),
        msg("the timeline as of a week earlier"),
    ),
    Action(
        "timeline.later",
        ("right_square_bracket",),
        msg_in("action", "week on"),
        msg("the timeline as of a week later, up to now"),
    ),
    Action("timeline.now", ("t",), msg_in("action", "now"), msg("back to now, with everything in view")),
    Action("timeline.date", ("at",), msg_in("action", "date"), msg("the timeline as of a date that you type")),
    *OF_A_ROW,
    *UNDOING,
)


def _make(app: Application) -> Screen:
    from kanban.screens.timeline.screen import TimelineScreen

    return TimelineScreen(app.plan_session, app.shared_rollup.feed, app.shared_rollup.forecasting, app.store.place)


declare(
    Declaration(
        name="timeline",
        title=msg_in("screen", "timeline"),
        actions=ACTIONS,
        footer=footer_keys(
            "list.open",
            FooterKey(("timeline.scroll_left", "timeline.scroll_right"), msg_in("action", "scroll")),
            FooterKey(("timeline.zoom_in", "timeline.zoom_out"), msg_in("action", "zoom")),
            FooterKey(("timeline.earlier", "timeline.later"), msg_in("action", "as of")),
            "timeline.next_view",
            "plan.details",
            "timeline.now",
            "app.help",
            "timeline.filter",
            "plan.link_then",
            "app.rollup",
            "app.board",
            "app.quit",
        ),
        switch=Action(
            "app.timeline",
            ("4",),
            msg_in("action", "timeline"),
            msg("work packages and milestones over time: what is critical, what slips"),
            mode="timeline",
        ),
        make=_make,
    )
)
