"""Changing milestones."""

from datetime import datetime
from typing import Any

import msgspec

from kanban.cli.context import Context
from kanban.cli.declared import Arg, arg, flag, verb
from kanban.cli.exits import Usage
from kanban.cli.verbs.plan import PHASE, apply, phase_of
from kanban.commands import plan as pm
from kanban.model.lookup import milestone_named
from kanban.text.messages import Refused, msg

MILESTONE: Arg = arg(
    "milestone",
    metavar="M",
    complete="milestone",
    help=msg("the milestone: its id, or an unambiguous part of its name"),
)
_GATE = arg(
    "--gate", metavar="CODE", many=True, complete="code",
    help=msg("a work package it waits for, or a node above some; may be given several times"),
)  # fmt: skip


@verb(
    "milestone add",
    msg("""Add a milestone and print its id.

Example:
  kanban milestone add "Deck 桥面" --phase executing --gate 1.2.2 --baseline "2026-11-20 17:00\""""),
    arg("name", metavar="NAME", many=True, help=msg("its name")),
    arg("--id", metavar="ID", help=msg("its id; by default the next M-number")),
    PHASE,
    _GATE,
    arg("--baseline", metavar="WHEN", help=msg("the date it is promised for")),
    makes=True,
)
def add(context: Context, args: Any) -> None:
    """Add a milestone and print its id."""
    known = context.plan.known_milestone(args.id or "")
    if known is not None and known.id in context.plan.milestones:
        raise Refused(msg("id: {id} is in the plan already (see kanban milestone edit)", id=known.id))
    due = context.when(args.baseline, "baseline") if args.baseline is not None else None
    made = pm.SetMilestone(
        id=known.id if known else args.id, name=" ".join(args.name), phase=phase_of(args.phase),
        gates=tuple(args.gate or ()), new=True,
    )  # fmt: skip
    context.out(_numbered(context, made, due))


def _numbered(context: Context, made: pm.SetMilestone, due: datetime | None) -> str:
    """Add it, without an id under the next number: another one, if somebody else took that meanwhile. The id."""
    while True:
        milestone_id = made.id or context.plan.next_milestone_id()
        commands: list[pm.AnyPlanStep] = [msgspec.structs.replace(made, id=milestone_id)]
        if due is not None:
            commands.append(pm.SetBaseline(milestone=milestone_id, due_at=due))
        try:
            apply(context, *commands)
        except Refused:
            del context.plan  # to be read again
            if made.id is not None or milestone_id not in context.plan.milestones:
                raise
            continue
        return milestone_id


@verb(
    "milestone edit",
    msg("Change a milestone's name, phase or gates; --gate replaces all there were."),
    MILESTONE,
    arg("--name", metavar="NAME", help=msg("another name")),
    PHASE,
    _GATE,
    flag("--no-gates", help=msg("take all gates off")),
)
def edit(context: Context, args: Any) -> None:
    """Change a milestone's name, phase or gates; --gate replaces all there were."""
    if args.gate and args.no_gates:
        raise Usage(msg("milestone edit: --gate and --no-gates exclude each other"))
    if args.name is None and args.phase is None and args.gate is None and not args.no_gates:
        raise Usage(msg("milestone edit: say what to change: --name, --phase, --gate or --no-gates"))
    gates = () if args.no_gates else tuple(args.gate) if args.gate else msgspec.UNSET
    phase = msgspec.UNSET if args.phase is None else phase_of(args.phase)
    milestone = milestone_named(context.plan, args.milestone)
    apply(context, pm.SetMilestone(id=milestone.id, name=args.name, phase=phase, gates=gates))


@verb(
    "milestone baseline",
    msg("""Set a milestone's baseline date, or move it: a new version of the baseline; the old ones stay readable."""),
    MILESTONE,
    arg("when", metavar="WHEN", help=msg("the date it is promised for: 2026-11-20 17:00, 20 Nov, +2w")),
    arg("--why", metavar="TEXT", default="", help=msg("why it moves")),
)
def baseline(context: Context, args: Any) -> None:
    """Set a milestone's baseline date, or move it."""
    milestone = milestone_named(context.plan, args.milestone)
    due = context.when(args.when, "baseline")
    apply(context, pm.SetBaseline(milestone=milestone.id, due_at=due, why=args.why))


@verb(
    "milestone achieve",
    msg("Sign a milestone off as achieved, whatever its cards say; where they disagree, both are shown."),
    MILESTONE,
    arg("--at", metavar="WHEN", help=msg("when it was achieved; by default now; a date alone is the end of that day")),
    arg("--note", metavar="TEXT", default="", help=msg("a remark")),
    flag("--withdraw", help=msg("take the sign-off back; both stay on record")),
)
def achieve(context: Context, args: Any) -> None:
    """Sign a milestone off as achieved, whatever its cards say; where they disagree, both are shown."""
    milestone = milestone_named(context.plan, args.milestone)
    if args.withdraw and args.at is not None:
        raise Usage(msg("milestone achieve: --at and --withdraw exclude each other"))
    at = None if args.withdraw else context.past(args.at, "at") if args.at is not None else context.now
    apply(context, pm.Achieve(milestone=milestone.id, achieved_at=at, note=args.note))


@verb(
    "milestone remove",
    msg("""Take a milestone out of the roll-up. Its record stays, and the past of the roll-up still shows it."""),
    MILESTONE,
)
def remove(context: Context, args: Any) -> None:
    """Take a milestone out of the roll-up."""
    apply(context, pm.RemoveMilestone(milestone=milestone_named(context.plan, args.milestone).id))
