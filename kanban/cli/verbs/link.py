"""Links of the plan: what has to follow what."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.lookup import picked
from kanban.cli.output import Cell, Head, table
from kanban.cli.plan_values import plain_link
from kanban.cli.verbs.plan import apply
from kanban.commands.plan_schedule import RemoveLink, SetLink
from kanban.commands.plan_schedule_described import days_text
from kanban.model.calendar import typed_days
from kanban.model.links import LINK_TYPES, is_card_end
from kanban.model.lookup import milestone_named
from kanban.model.plan import Plan
from kanban.model.wbs import is_code
from kanban.store.errors import StoreError
from kanban.text.clean import clean_line
from kanban.text.messages import msg, msg_in

_HEADS = (
    Head(msg_in("link", "first")), Head(msg("name"), cut=True), Head(msg("type")), Head(msg("lag"), right=True),
    Head(msg_in("link", "then")), Head(msg("name"), cut=True),
)  # fmt: skip
_FIRST = arg(
    "first", metavar="FIRST", complete="end",
    help=msg("what comes first: a work package (1.2.3), a milestone (M5), a card (zhang/7)"),
)  # fmt: skip
_THEN = arg("then", metavar="THEN", complete="end", help=msg("what follows it: named in the same ways"))


@verb(
    "link list",
    msg("List the links of the plan: what has to follow what, by which ends, and with how much lag."),
    AS_OF,
    JSON,
)
def list_(context: Context, args: Any) -> None:
    """List the links."""
    plan = context.plan.as_of(context.as_of(args.as_of))
    links = list(plan.links.values())
    names = {end: _name(context, plan, end) for link in links for end in link[:2]}
    if args.json:
        rows = [
            {**plain_link(link), "predecessor_name": names[link.predecessor], "successor_name": names[link.successor]}
            for link in links
        ]
        context.plain_json({"links": rows})
        return
    if not links:
        context.say(msg("no links yet; kanban link add FIRST THEN makes one"))
    shown: list[list[str | Cell]] = [
        [
            link.predecessor,
            names[link.predecessor],
            link.type,
            days_text(link.lag_working_days) if link.lag_working_days else "",
            link.successor,
            names[link.successor],
        ]
        for link in links
    ]
    table(context, _HEADS, shown)


def _name(context: Context, plan: Plan, end: str) -> str:
    """What an end is called; nothing for a card that is not there, or may not be read."""
    if end in plan.nodes:
        return plan.nodes[end].name
    if end in plan.milestones:
        return plan.milestones[end].name
    slug, _, card_id = end.partition("/")
    try:
        board = context.store.board(slug)
    except StoreError:
        return ""
    card = board.all_cards.get(card_id)
    return clean_line(card.title) if card is not None else ""


@verb(
    "link add",
    msg("""Link two things of the plan: THEN cannot start (finish) before FIRST has finished (started).

The type says which ends are tied: FS finish to start, SS start to start, FF finish to finish, SF start to finish.
Linking the same two again changes type and lag. A link by which something would have to wait for itself is refused.

Examples:
  kanban link add 1.2.1 1.2.2
  kanban link add 1.2.2 1.2.3 --type SS --lag 3d
  kanban link add zhang/7 M5 --lag -1d"""),
    _FIRST,
    _THEN,
    arg("--type", choices=LINK_TYPES, default="FS", help=msg("which ends are tied; by default finish to start")),
    arg("--lag", metavar="TIME", default="0",
        help=msg("working time that has to pass between them: 2d, 4h; a negative one lets them overlap")),
)  # fmt: skip
def add(context: Context, args: Any) -> None:
    """Link two things."""
    lag = typed_days(args.lag, context.plan.calendar, "lag")
    ends = [_end(context, text) for text in (args.first, args.then)]
    apply(context, SetLink(predecessor=ends[0], successor=ends[1], type=args.type, lag_working_days=lag))


def _end(context: Context, text: str) -> str:
    """What was typed for an end, as the plan names it. Raises Refused."""
    name = clean_line(text)
    if is_code(name):
        return name
    if "/" in name and context.plan.known_milestone(name) is None:
        picked_card = picked(context, name, None)
        return f"{picked_card.board.slug}/{picked_card.card.id}"
    return milestone_named(context.plan, name).id


@verb(
    "link remove",
    msg("""Take a link between two things away."""),
    _FIRST,
    _THEN,
)
def remove(context: Context, args: Any) -> None:
    """Take a link away."""
    ends = [_linked_end(context, text) for text in (args.first, args.then)]
    apply(context, RemoveLink(predecessor=ends[0], successor=ends[1]))


def _linked_end(context: Context, text: str) -> str:
    """As `_end`, for a card that may be gone as well."""
    name = clean_line(text)
    return name if is_card_end(name) else _end(context, name)
