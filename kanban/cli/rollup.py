"""The PM's roll-up, for the shell."""

import argparse

from kanban.cli.context import Shell
from kanban.cli.lookup import nothing_here, readable_boards
from kanban.cli.metrics import AS_OF
from kanban.cli.output import terminal_width
from kanban.cli.restricted import shut
from kanban.cli.screens import NO_MOUSE, PIPE_WIDTH, PLAIN, READONLY, no_screen, run_rollup
from kanban.cli.spec import JSON, verb
from kanban.metrics.milestones import RollUp, roll_up
from kanban.model.unreadable import UnreadableBoard
from kanban.text.clean import clean_line, pad, width
from kanban.text.dates import weekday_time

STYLES = {
    "late": "red", "blocked": "red", "at_risk": "yellow", "achieved_late": "yellow", "achieved": "green",
    "on_track": "green", "bold": "bold", "meta": "dim",
}  # fmt: skip
"""Styles by the roles of `rollup_faces`."""


@verb("rollup", AS_OF, PLAIN, READONLY, NO_MOUSE, JSON)
def rollup(shell: Shell, args: argparse.Namespace) -> int:
    """Open the roll-up: the status of every milestone over all boards, with its reason.

    With --json, without a terminal, with --plain or --as-of it is printed instead. With --readonly nothing can be
    changed from it: for the forced command of an ssh key.

    Examples:
      kanban rollup --json
      ssh -t host kanban -w /srv/bridge rollup --readonly
    """
    if args.readonly:
        shut()
    why = "" if args.json else no_screen(args.plain)
    if not args.json and not why and args.as_of is None:
        return run_rollup(shell, args.readonly, not args.no_mouse)
    if why and not args.plain:
        shell.say(f"{why}: the plain roll-up instead of the screen")
    state, unreadable = current(shell, args.as_of)
    if not state.plan.milestones and not state.boards_read and not unreadable:
        shell.say(nothing_here(shell))
    if args.json:
        from kanban.metrics.report import rollup_report

        shell.json(rollup_report(state, shell.now))
    else:
        print_rollup(shell, state)
    return 0


def current(shell: Shell, as_of: str | None) -> tuple[RollUp, list[UnreadableBoard]]:
    """The roll-up as of a typed moment, by default now, and what could not be read for it. Raises Refused."""
    moment = shell.as_of(as_of)
    boards, unreadable = readable_boards(shell)
    return roll_up(shell.plan, boards, moment, unreadable, live=as_of is None), unreadable


def print_rollup(shell: Shell, state: RollUp) -> None:
    """The roll-up as text, most urgent first, grouped by phase."""
    from kanban.render import milestones as faces
    from kanban.render.card import ASCII, glyphs
    from kanban.text.charset import PLAIN

    shell.signs = PLAIN if shell.is_tty and glyphs() is ASCII else {}
    cells = terminal_width() if shell.is_tty else PIPE_WIDTH
    title = f"{clean_line(state.plan.project) or 'no project name yet'} · roll-up"
    as_of = f"as of {weekday_time(state.as_of, shell.zone)}"
    shell.out(shell.paint(pad(title, max(width(title), cells - width(as_of) - 1)), "bold") + " " + as_of)
    shell.out(faces.head(state))
    shell.out(shell.paint(faces.totals_line(state), "dim"))
    if not state.milestones:
        shell.out("no milestones yet: kanban milestone add NAME")
    for name, states in faces.groups(state.milestones):
        shell.out()
        shell.out(shell.paint(f"  {name}", "dim"))
        for one in states:
            for line in faces.milestone(one, shell.zone, state.as_of, glyphs(), cells):
                shell.out("".join(shell.paint(text, STYLES.get(role, "")) for text, role in line).rstrip())
