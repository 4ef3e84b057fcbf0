"""The PM's roll-up, for the shell."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import no_boards, readable_boards
from kanban.cli.output import terminal_width
from kanban.cli.restricted import restrict_environment
from kanban.cli.verbs.open import NO_MOUSE, PIPE_WIDTH, PLAIN, READONLY, no_screen, run_rollup
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.model.lookup import milestone_named
from kanban.render.card import Span
from kanban.text.clean import clean_line, pad, width, wrap
from kanban.text.dates import weekday_time
from kanban.text.messages import Refused, msg, tr

STYLES = {
    "late": "red", "blocked": "red", "at_risk": "yellow", "achieved_late": "yellow", "achieved": "green",
    "on_track": "green", "bold": "bold", "meta": "dim",
}  # fmt: skip
"""Styles by the roles of `render.milestones`."""


@verb(
    "rollup",
    msg("""Open the roll-up: the status of every milestone over all boards, with its reason.

With --json, without a terminal, with --plain or --as-of it is printed instead. With --since only what changed between
that moment and now is printed: turned late, achieved, baselines from and to and why, scope, new blocks, finished cards.
With --readonly nothing can be changed from it: for the forced command of an ssh key.

Examples:
  kanban rollup --json
  kanban rollup --since 7d
  kanban rollup --svg milestones.svg
  ssh -t host kanban -w /srv/bridge rollup --readonly"""),
    AS_OF,
    arg("--since", metavar="WHEN", help=msg("only what changed between that moment and now")),
    arg("--svg", metavar="FILE",
        help=msg("a picture of the milestones instead, as a vector graphic (SVG) into a file; - prints it")),
    PLAIN,
    READONLY,
    NO_MOUSE,
    JSON,
)  # fmt: skip
def rollup(context: Context, args: Any) -> int:
    """Open the roll-up."""
    if args.readonly:
        restrict_environment()
    _ = context.store  # refused before anything is said
    if args.svg is not None:
        _write_picture(context, args)
        return 0
    if args.since is not None:
        print_changes(context, args)
        return 0
    why = "" if args.json else no_screen(args.plain)
    if not args.json and not why and args.as_of is None:
        return run_rollup(context, args.readonly, not args.no_mouse)
    if why and not args.plain:
        context.say(msg("{why}: the plain roll-up instead of the screen", why=why))
    state, _ = current(context, args.as_of)
    if not state.plan.milestones and not state.boards_read and not state.unread:
        context.say(no_boards(context))
    if args.json:
        from kanban.metrics.reports.rollup_report import rollup_report

        context.json(rollup_report(state, context.now))
    else:
        print_rollup(context, state)
    return 0


def _write_picture(context: Context, args: Any) -> None:
    """The milestones as a picture. Raises Refused for a file that cannot be written."""
    if args.json or args.since is not None:
        raise Usage(msg("--svg draws; with it goes neither --json nor --since"))
    from kanban.cli.file_out import put_out
    from kanban.render.svg.milestones import milestone_sheet
    from kanban.render.svg.sheet import document

    state, _ = current(context, args.as_of)
    put_out(context, args.svg, document([milestone_sheet(state)]))


def current(context: Context, as_of: str | None, milestone: str | None = None) -> tuple[RollUp, str | None]:
    """The roll-up as of a typed moment, by default now, with the forecasts; and the id of a typed milestone.

    With a milestone only that one is forecast. Raises Refused.
    """
    from kanban.metrics.insight.milestone_forecasts import foretold

    moment = context.as_of(as_of)
    boards, unreadable = readable_boards(context)
    state = roll_up(context.plan, boards, moment, unreadable, live=as_of is None)
    wanted = milestone_named(state.plan, milestone).id if milestone is not None else None
    return foretold(state, wanted), wanted


def print_rollup(context: Context, state: RollUp) -> None:
    """The roll-up as text, most urgent first, each open one with why it stands as it does."""
    from kanban.render import milestones as render
    from kanban.render import rollup_table as table
    from kanban.session.kept_record import kept_record
    from kanban.text.glyphs import glyphs

    context.use_plain_signs()
    cells = terminal_width() if context.is_tty else PIPE_WIDTH
    project = clean_line(state.plan.project) or tr("no project name yet")
    title = tr("{project} · roll-up", project=project)
    as_of = tr("as of {date}", date=weekday_time(state.as_of, context.zone))
    context.out(context.paint(pad(title, max(width(title), cells - width(as_of) - 1)), "bold") + " " + as_of)
    for words in wrap(render.head(state), cells):
        context.out(words)
    context.out(context.paint(render.totals_line(state), "dim"))
    if not state.milestones:
        context.out(tr("no milestones yet: kanban milestone add NAME"))
    shape = table.table(cells, state.milestones)
    record = kept_record(context.store.place, [board.slug for board in state.boards], context.now, state.plan.timezone)
    context.out()
    _print_line(context, table.head(shape))
    for milestone in render.ordered(state.milestones, "urgency"):
        _print_line(context, table.line(milestone, shape, context.zone, state.as_of, glyphs()))
        if milestone.figures.done < milestone.figures.total or milestone.status not in ("achieved", "achieved_late"):
            for line in table.detail(milestone, context.zone, state.as_of, glyphs(), cells - 3, 4, record)[1:]:
                _print_line(context, (("   ", ""), *line))


def _print_line(context: Context, line: tuple[Span, ...]) -> None:
    context.out("".join(context.paint(text, STYLES.get(role, "")) for text, role in line).rstrip())


def print_changes(context: Context, args: Any) -> None:
    """What changed since a moment, as text or JSON. Raises Refused."""
    from kanban.metrics.reports.rollup_report import changes_report
    from kanban.metrics.rollup.changes import changes
    from kanban.render.rollup_lists import CHANGE_HEADS, change_lines

    if args.as_of is not None:
        raise Usage(msg("rollup: --since and --as-of exclude each other"))
    since = context.when(args.since, "since", end_of_day=False)
    if since > context.now:
        raise Refused(msg("{field}: {date} lies in the future", field="since", date=weekday_time(since, context.zone)))
    boards, unreadable = readable_boards(context)
    then = roll_up(context.plan, boards, since, unreadable)
    today = roll_up(context.plan, boards, context.now, unreadable, live=True)
    changed = changes(then, today)
    if args.json:
        context.json(changes_report(changed, then, today, context.now))
        return
    context.use_plain_signs()
    cells = terminal_width() if context.is_tty else PIPE_WIDTH
    context.out(tr("what changed between {date} and now", date=weekday_time(since, context.zone)))
    if not changed:
        context.out(tr("nothing changed"))
    told = ""
    for change in changed:
        if change.kind != told:
            told = change.kind
            context.out()
            context.out(context.paint(str(CHANGE_HEADS[change.kind]), "bold"))
        for line in change_lines(change, context.zone, today.as_of, cells):
            _print_line(context, line)
