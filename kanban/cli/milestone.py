"""Changing milestones."""

import argparse

import msgspec

from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.cli.plan import PHASE, apply, phase_of
from kanban.cli.spec import Arg, arg, flag, verb
from kanban.commands import plan as pm
from kanban.model.lookup import milestone_named
from kanban.text.messages import Refused

MILESTONE: Arg = arg(
    "milestone", metavar="M", complete="milestone", help="the milestone: its id, or an unambiguous part of its name"
)
_GATE = arg(
    "--gate", metavar="CODE", action="append", complete="code",
    help="a work package it waits for, or a node above some; may be given several times",
)  # fmt: skip


@verb(
    "milestone add",
    arg("name", metavar="NAME", nargs="+", help="its name"),
    arg("--id", metavar="ID", help="its id; by default the next M-number"),
    PHASE,
    _GATE,
    arg("--baseline", metavar="WHEN", help="the date it is promised for"),
)
def add(shell: Shell, args: argparse.Namespace) -> None:
    """Add a milestone and print its id.

    Example:
      kanban milestone add "Deck 桥面" --phase executing --gate 1.2.2 --baseline "2026-11-20 17:00"
    """
    if args.id is not None and args.id in shell.plan.milestones:
        raise Refused(f"id: {args.id} is in the plan already (see kanban milestone edit)")
    due = shell.when(args.baseline, "baseline") if args.baseline is not None else None
    made = pm.SetMilestone(
        id=args.id, name=" ".join(args.name), phase=phase_of(args.phase), gates=tuple(args.gate or ())
    )
    milestone_id = args.id or _next_id(shell)
    commands: list[pm.AnyPlanStep] = [made]
    if due is not None:
        commands.append(pm.SetBaseline(milestone=milestone_id, due_at=due))
    apply(shell, *commands)
    shell.out(milestone_id)


@verb(
    "milestone edit",
    MILESTONE,
    arg("--name", metavar="NAME", help="another name"),
    PHASE,
    _GATE,
    flag("--no-gates", help="take all gates off"),
)
def edit(shell: Shell, args: argparse.Namespace) -> None:
    """Change a milestone's name, phase or gates; --gate replaces all there were."""
    if args.gate and args.no_gates:
        raise Usage("milestone edit: --gate and --no-gates exclude each other")
    if args.name is None and args.phase is None and args.gate is None and not args.no_gates:
        raise Usage("milestone edit: say what to change: --name, --phase, --gate or --no-gates")
    gates = () if args.no_gates else tuple(args.gate) if args.gate else msgspec.UNSET
    phase = msgspec.UNSET if args.phase is None else phase_of(args.phase)
    milestone = milestone_named(shell.plan, args.milestone)
    apply(shell, pm.SetMilestone(id=milestone.id, name=args.name, phase=phase, gates=gates))


@verb(
    "milestone baseline",
    MILESTONE,
    arg("when", metavar="WHEN", help="the date it is promised for: 2026-11-20 17:00, 20 Nov, +2w"),
    arg("--why", metavar="TEXT", default="", help="why it moves"),
)
def baseline(shell: Shell, args: argparse.Namespace) -> None:
    """Set a milestone's baseline date, or move it: a new version of the baseline; the old ones stay readable."""
    milestone = milestone_named(shell.plan, args.milestone)
    due = shell.when(args.when, "baseline")
    apply(shell, pm.SetBaseline(milestone=milestone.id, due_at=due, why=args.why))


@verb(
    "milestone achieve",
    MILESTONE,
    arg("--at", metavar="WHEN", help="when it was achieved; by default now; a date alone is the end of that day"),
    arg("--note", metavar="TEXT", default="", help="a remark"),
    flag("--withdraw", help="take the sign-off back; both stay on record"),
)
def achieve(shell: Shell, args: argparse.Namespace) -> None:
    """Sign a milestone off as achieved, whatever its cards say; where they disagree, both are shown."""
    milestone = milestone_named(shell.plan, args.milestone)
    if args.withdraw and args.at is not None:
        raise Usage("milestone achieve: --at and --withdraw exclude each other")
    at = None if args.withdraw else shell.past(args.at, "at") if args.at is not None else shell.now
    apply(shell, pm.Achieve(milestone=milestone.id, achieved_at=at, note=args.note))


@verb("milestone remove", MILESTONE)
def remove(shell: Shell, args: argparse.Namespace) -> None:
    """Take a milestone out of the roll-up. Its record stays, and the past of the roll-up still shows it."""
    apply(shell, pm.RemoveMilestone(milestone=milestone_named(shell.plan, args.milestone).id))


def _next_id(shell: Shell) -> str:
    return shell.plan.next_milestone_id()
