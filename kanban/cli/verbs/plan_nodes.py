"""Nodes of the work breakdown."""

from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import arg, verb
from kanban.cli.verbs.plan import PHASE, apply, phase_of
from kanban.commands import plan as pm
from kanban.commands.plan_schedule import SetEstimate
from kanban.model.calendar import typed_days
from kanban.model.fields import is_nothing
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, msg

_CODE = arg("code", metavar="CODE", complete="code", help=msg("WBS code of level 1 to 3: 1, 1.2, 1.2.3"))
_ESTIMATE = arg(
    "--estimate", metavar="DAYS",
    help=msg("how many working days a work package takes from its start: 5, 2.5d, 4h; or 'none'"),
)  # fmt: skip


@verb(
    "plan node add",
    msg("""Add a node to the work breakdown: level 1 or 2, or a work package (level 3) that cards can be put under.

Example:
  kanban plan node add 1.2.3 Grouting 灌浆 --phase executing"""),
    _CODE,
    arg("name", metavar="NAME", many=True, help=msg("its name")),
    PHASE,
    _ESTIMATE,
    makes=True,
)
def node_add(context: Context, args: Any) -> None:
    """Add a node to the work breakdown."""
    code = clean_line(args.code)
    if code in context.plan.nodes:
        name = context.plan.nodes[code].name
        raise Refused(
            msg("code: {code} is in the plan already: {name} (see kanban plan node edit)", code=code, name=name)
        )
    made = pm.SetNode(code=code, name=" ".join(args.name), phase=phase_of(args.phase))
    apply(context, made, *_estimate(context, code, args.estimate))


@verb(
    "plan node edit",
    msg("Change a node's name or phase, or what a work package is estimated to take; its code stays."),
    _CODE,
    arg("--name", metavar="NAME", help=msg("another name")),
    PHASE,
    _ESTIMATE,
)
def node_edit(context: Context, args: Any) -> None:
    """Change a node's name, phase or estimate; its code stays."""
    node = context.plan.nodes.get(clean_line(args.code))
    if node is None:
        raise Refused(msg("code: {code!r} is not in the plan", code=clean_line(args.code)))
    phase = node.phase if args.phase is None else phase_of(args.phase)
    changes: list[pm.AnyPlanStep] = list(_estimate(context, node.code, args.estimate))
    if not changes or args.name is not None or args.phase is not None:
        name = node.name if args.name is None else args.name
        changes.insert(0, pm.SetNode(code=node.code, name=name, phase=phase))
    apply(context, *changes)


def _estimate(context: Context, code: str, typed: str | None) -> tuple[SetEstimate, ...]:
    if typed is None:
        return ()
    days = None if is_nothing(typed) else typed_days(typed, context.plan.calendar, msg("estimate"))
    return (SetEstimate(code=code, working_days=days),)


@verb(
    "plan node remove",
    msg("""Remove a node that has none below it and gates no milestone. Its cards keep the code and count for none."""),
    _CODE,
)
def node_remove(context: Context, args: Any) -> None:
    """Remove a node that has none below it and gates no milestone."""
    apply(context, pm.RemoveNode(code=clean_line(args.code)))
