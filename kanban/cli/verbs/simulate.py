"""What if: the milestones' dates with some things changed."""

from typing import Any

from kanban.cli.as_of import AS_OF
from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, verb
from kanban.cli.exits import Usage
from kanban.cli.lookup import picked, slug_named
from kanban.cli.output import Cell, Head, day_or_moment, table
from kanban.cli.verbs.rollup import STYLES, current
from kanban.metrics.forecast.values import DAY_SECONDS
from kanban.metrics.insight_report import simulation_report
from kanban.metrics.milestone_forecasts import Compared, Forecaster
from kanban.metrics.milestones import RollUp
from kanban.metrics.simulation import AnyChange, Driver, Drop, First, Give, Pace, Rework, Scope, simulate
from kanban.model.lookup import milestone_named
from kanban.render.forecast import chance
from kanban.render.insight import days
from kanban.text.messages import Message, Refused, joined, msg

_HEADS = (
    Head(msg("id")), Head(msg("name"), cut=True), Head(msg("P50")), Head(msg("P85")), Head(msg("P85 then")),
    Head(msg("days"), right=True), Head(msg("chance"), right=True), Head(msg("then"), right=True),
)  # fmt: skip
_MOST, _LEAST = 4.0, 0.25


@verb(
    "simulate",
    msg("""Print each milestone's dates with some things changed, beside today's. Nothing is saved.

Every option may be given several times; the changes are made in the order: drop, first, give, driver, pace, rework,
scope. A driver more works as the one named and takes an equal share of each queue; of a driver less the others take
the open cards in turn. It is the same forecast with the input changed.

Examples:
  kanban simulate --drop zhang/57 --first li/51
  kanban simulate --driver +li --pace chen=+20%
  kanban simulate --rework 50% --json"""),
    arg("--drop", metavar="CARD", many=True, complete="card", help=msg("without this card")),
    arg("--first", metavar="CARD", many=True, complete="card", help=msg("with this card at the head of its queue")),
    arg("--give", metavar="CARD=BOARD", many=True, help=msg("with this card on another board")),
    arg("--driver", metavar="+BOARD", many=True,
        help=msg("with one more driver who works as that of the board; -BOARD: without that driver")),
    arg("--pace", metavar="BOARD=PERCENT", many=True, help=msg("with a board that finishes more, or less: +20%, -10%")),
    arg("--rework", metavar="PERCENT", help=msg("with only this share of the rework time left")),
    arg("--scope", metavar="M=N", many=True, help=msg("with so many new cards under a milestone")),
    AS_OF,
    JSON,
)  # fmt: skip
def simulation(context: Context, args: Any) -> None:
    """Print each milestone's dates with some things changed."""
    rollup, _ = current(context, args.as_of)
    changes = list(_changes(context, args, rollup))
    if not changes:
        raise Usage(msg("simulate: say what to change, such as --rework 50% (see kanban simulate --help)"))
    found = list(simulate(rollup, [change for change, _ in changes], Forecaster()))
    if args.json:
        context.json(simulation_report(found, [words for _, words in changes], rollup, context.now))
        return
    table(context, _HEADS, [_row(context, one) for one in found])


def _row(context: Context, found: Compared) -> list[str | Cell]:
    gain = found.gain_seconds
    style = "" if not gain else STYLES["on_track" if gain > 0 else "late"]
    return [
        found.state.milestone.id,
        found.state.milestone.name,
        day_or_moment(context, found.today.p50_at),
        day_or_moment(context, found.today.p85_at),
        day_or_moment(context, found.changed.p85_at),
        Cell(days(-gain / DAY_SECONDS if gain is not None else None), style),
        chance(found.today.chance_of_baseline),
        chance(found.changed.chance_of_baseline),
    ]


def _changes(context: Context, args: Any, rollup: RollUp) -> list[tuple[AnyChange, str]]:
    """The changes that were typed, each with how it was. Raises Refused."""
    found: list[tuple[AnyChange, str]] = []
    found += [(Drop(_card(context, text, rollup)), f"drop {text}") for text in args.drop or ()]
    found += [(First(_card(context, text, rollup)), f"first {text}") for text in args.first or ()]
    for text in args.give or ():
        card, board = _pair(text, "--give", msg("CARD=BOARD"))
        found.append((Give(_card(context, card, rollup), _board(board, rollup, "--give")), f"give {text}"))
    for text in args.driver or ():
        if text[:1] not in ("+", "-"):
            raise Refused(msg("{field}: {value!r} is neither +BOARD nor -BOARD", field="--driver", value=text))
        found.append((Driver(_board(text[1:], rollup, "--driver"), text[0] == "+"), f"driver {text}"))
    for text in args.pace or ():
        board, value = _pair(text, "--pace", msg("BOARD=PERCENT"))
        found.append((Pace(_board(board, rollup, "--pace"), _factor(value)), f"pace {text}"))
    if args.rework is not None:
        share = _percent(args.rework, "--rework")
        if not 0 <= share <= 1:
            raise Refused(msg("{field}: {value!r} is not from 0% to 100%", field="--rework", value=args.rework))
        found.append((Rework(share), f"rework {args.rework}"))
    for text in args.scope or ():
        milestone, count = _pair(text, "--scope", msg("M=N"))
        if not count.isdecimal() or not 0 < int(count) <= 1000:
            raise Refused(msg("{field}: {value!r} is not a number from 1 to 1000", field="--scope", value=count))
        found.append((Scope(milestone_named(rollup.plan, milestone).id, int(count)), f"scope {text}"))
    return found


def _card(context: Context, text: str, rollup: RollUp) -> tuple[str, str]:
    found = picked(context, text, None)
    if found.card.flow.is_finished:
        raise Refused(msg("card {card} is finished", card=f"{found.board.slug}/{found.card.id}"))
    return found.board.slug, found.card.id


def _board(name: str, rollup: RollUp, field: str) -> str:
    slugs = [board.slug for board in rollup.boards]
    slug = slug_named(slugs, name)
    if slug is None:
        raise Refused(
            msg("{field}: no board {name!r}; there are: {boards}", field=field, name=name, boards=joined(slugs))
        )
    return slug


def _pair(text: str, field: str, shape: Message) -> tuple[str, str]:
    left, sign, right = text.rpartition("=")
    if not sign or not left or not right:
        raise Refused(msg("{field}: {value!r} is not {shape}", field=field, value=text, shape=shape))
    return left, right


def _factor(text: str) -> float:
    factor = 1 + _percent(text, "--pace")
    if not _LEAST <= factor <= _MOST:
        raise Refused(msg("{field}: {value!r} is not from -75% to +300%", field="--pace", value=text))
    return factor


def _percent(text: str, field: str) -> float:
    try:
        return float(text.removesuffix("%")) / 100
    except ValueError:
        raise Refused(msg("{field}: {value!r} is not a percentage, such as 20%", field=field, value=text)) from None
