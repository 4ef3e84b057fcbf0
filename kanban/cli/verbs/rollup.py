"""The PM's roll-up, for the shell."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declaring import JSON, verb
from kanban.cli.lookup import no_boards, readable_boards
from kanban.cli.output import terminal_width
from kanban.cli.restricted import restrict_environment
from kanban.cli.verbs.open import NO_MOUSE, PIPE_WIDTH, PLAIN, READONLY, no_screen, run_rollup
from kanban.metrics.milestones import RollUp, roll_up
from kanban.model.unreadable import UnreadableBoard
from kanban.text.clean import clean_line, pad, width
from kanban.text.dates import weekday_time
from kanban.text.messages import msg, tr

STYLES = {
    "late": "red", "blocked": "red", "at_risk": "yellow", "achieved_late": "yellow", "achieved": "green",
    "on_track": "green", "bold": "bold", "meta": "dim",
}  # fmt: skip
"""Styles by the roles of `render.milestones`."""


@verb(
    "rollup",
    msg("""Open the roll-up: the status of every milestone over all boards, with its reason.

With --json, without a terminal, with --plain or --as-of it is printed instead. With --readonly nothing can be
changed from it: for the forced command of an ssh key.

Examples:
  kanban rollup --json
  ssh -t host kanban -w /srv/bridge rollup --readonly"""),
    AS_OF,
    PLAIN,
    READONLY,
    NO_MOUSE,
    JSON,
)
def rollup(context: Context, args: Any) -> int:
    """Open the roll-up."""
    if args.readonly:
        restrict_environment()
    _ = context.store  # refused before anything is said
    why = "" if args.json else no_screen(args.plain)
    if not args.json and not why and args.as_of is None:
        return run_rollup(context, args.readonly, not args.no_mouse)
    if why and not args.plain:
        context.say(msg("{why}: the plain roll-up instead of the screen", why=why))
    state, unreadable = current(context, args.as_of)
    if not state.plan.milestones and not state.boards_read and not unreadable:
        context.say(no_boards(context))
    if args.json:
        from kanban.metrics.report import rollup_report

        context.json(rollup_report(state, context.now))
    else:
        print_rollup(context, state)
    return 0


def current(context: Context, as_of: str | None) -> tuple[RollUp, list[UnreadableBoard]]:
    """The roll-up as of a typed moment, by default now, and what could not be read for it. Raises Refused."""
    moment = context.as_of(as_of)
    boards, unreadable = readable_boards(context)
    return roll_up(context.plan, boards, moment, unreadable, live=as_of is None), unreadable


def print_rollup(context: Context, state: RollUp) -> None:
    """The roll-up as text, most urgent first, grouped by phase."""
    from kanban.render import milestones as render
    from kanban.text.glyphs import glyphs

    context.use_plain_signs()
    cells = terminal_width() if context.is_tty else PIPE_WIDTH
    project = clean_line(state.plan.project) or tr("no project name yet")
    title = tr("{project} · roll-up", project=project)
    as_of = tr("as of {date}", date=weekday_time(state.as_of, context.zone))
    context.out(context.paint(pad(title, max(width(title), cells - width(as_of) - 1)), "bold") + " " + as_of)
    context.out(render.head(state))
    context.out(context.paint(render.totals_line(state), "dim"))
    if not state.milestones:
        context.out(tr("no milestones yet: kanban milestone add NAME"))
    for name, states in render.groups(state.milestones):
        context.out()
        context.out(context.paint(f"  {name}", "dim"))
        for one in states:
            for line in render.milestone(one, context.zone, state.as_of, glyphs(), cells):
                context.out("".join(context.paint(text, STYLES.get(role, "")) for text, role in line).rstrip())
