"""Is everything sound?"""

from contextlib import suppress
from typing import Any

from kanban.cli.context import Context
from kanban.cli.declared import JSON, arg, flag, verb
from kanban.cli.exits import Exit, Usage
from kanban.cli.lookup import no_boards
from kanban.model.board import Board
from kanban.model.lookup import slug_named
from kanban.model.plan import Plan
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError
from kanban.store.protocol import Checks, Ref
from kanban.text.clean import clean_line
from kanban.text.messages import Refused, joined, msg, msg_n

_NAMED = 5
"""How many cards a remark names."""


@verb(
    "doctor",
    msg("""Check the plan and every board: whether they can be read, and whether they say what their history says.

The exit code is 1 if anything is wrong. Nothing is changed, except by --restore: it puts the newest good copy in
the place of a file that cannot be read, keeps every card that the broken file has a longer history of, keeps the
broken file as board.json.broken-TIME, and says what it did."""),
    flag("--roles", help=msg("whether a shared workspace keeps its users apart; as root or superuser by trying")),
    flag("--restore", help=msg("bring back the last good copy of what cannot be read, or of --board or --plan")),
    arg("--board", metavar="SLUG", complete="board", help=msg("this board alone; by default all of them")),
    flag("--plan", help=msg("the plan alone")),
    JSON,
)
def doctor(context: Context, args: Any) -> int:
    """Check the plan and every board."""
    if args.roles:
        for option, given in (("--restore", args.restore), ("--board", args.board is not None), ("--plan", args.plan)):
            if given:
                raise Usage(msg("doctor: {one} and {other} exclude each other", one="--roles", other=option))
        return _check_roles(context, args.json)
    checks, named = context.store.checks, _named(context, args)
    if args.restore:
        if checks is None:
            raise Refused(msg("--restore: {place} keeps no copies to bring back", place=context.store.place))
        return _restore(context, checks, named)
    return _check(context, checks, named, args.json)


def _named(context: Context, args: Any) -> list[Ref]:
    """The board or the plan that was named; nothing for all of them. Raises Usage, Refused."""
    if args.plan and args.board is not None:
        raise Usage(msg("doctor: {one} and {other} exclude each other", one="--board", other="--plan"))
    if args.board is None:
        return [None] if args.plan else []
    board = slug_named(context.store.boards(), args.board)
    if board is None:
        place = context.store.place
        raise Refused(msg("--board: {board!r} is not in {place}", board=args.board, place=place))
    return [board]


def _check(context: Context, checks: Checks | None, named: list[Ref], as_json: bool) -> int:
    store, plan, cards = context.store, _plan(context), 0
    refs = named or [None, *(slug for slug in store.boards() if store.access(slug).read)]
    slugs = [ref for ref in refs if ref is not None]
    problems: dict[str, list[Problem]] = {"plan": _problems(context, checks, None)} if None in refs else {}
    for slug in slugs:
        problems[slug] = _problems(context, checks, slug)
        with suppress(StoreError):
            board = store.board(slug)
            cards += len(board.all_cards)
            _notice(context, board, plan)
    wrong = sum(len(of_ledger) for of_ledger in problems.values())
    watching = checks.watching() if checks is not None else ""
    if as_json:
        context.plain_json({
            "workspace": store.place, "sound": not wrong, "boards": len(slugs), "cards": cards,
            "watching": str(watching),
            "problems": {name: [str(fault) for fault in of] for name, of in problems.items()},
        })  # fmt: skip
    else:
        for name, of_ledger in problems.items():
            for fault in of_ledger:
                context.out(f"{name}: {fault}")
    if not slugs and not named:
        context.say(no_boards(context))
    if watching:
        context.say(watching)
    if wrong and checks is not None:
        context.say(checks.way_back())
    verdict = msg_n("{n} problem", "{n} problems", wrong) if wrong else msg("sound")
    checked_cards = msg_n("{n} card", "{n} cards", cards)
    if not named:
        context.say(msg("{boards}, {cards}, the plan: {verdict}", boards=_boards(len(slugs)), cards=checked_cards,
                        verdict=verdict))  # fmt: skip
    elif slugs:
        context.say(msg("{board}, {cards}: {verdict}", board=slugs[0], cards=checked_cards, verdict=verdict))
    else:
        context.say(msg("the plan: {verdict}", verdict=verdict))
    return Exit.REFUSED if wrong else Exit.OK


def _problems(context: Context, checks: Checks | None, ref: Ref) -> list[Problem]:
    """What is wrong with a board or the plan; of a store without checks, whether it can be read."""
    if checks is not None:
        return checks.check(ref)
    try:
        _ = context.store.plan() if ref is None else context.store.board(ref)
    except StoreError as error:
        return [Problem(error.place, error.reason)]
    return []


def _restore(context: Context, checks: Checks, named: list[Ref]) -> int:
    """Restore the board or the plan that was named, or everything that cannot be read; say what was done."""
    store, wanted = context.store, named
    if not named:
        mine = [slug for slug in store.boards() if store.access(slug).write]
        wanted = [ref for ref in (None, *mine) if _is_broken(context, ref)]
    done = [line for ref in wanted for line in checks.restore(ref, context.now)]
    for line in done or [msg("{place}: everything can be read, nothing was done", place=store.place)]:
        context.out(str(line))
    return Exit.OK


def _is_broken(context: Context, ref: Ref) -> bool:
    try:
        if ref is None:
            context.store.plan()
            return False
        return bool(context.store.board(ref) and context.store.problems(ref))
    except StoreError:
        return True


def _check_roles(context: Context, as_json: bool) -> int:
    """Name each fault with its file; by looking, and as root also by trying as each user. Nothing is changed."""
    roles = context.store.roles
    if roles is None:
        raise Refused(msg("--roles: {place} keeps no users apart by itself", place=context.store.place))
    faults, tried_as, not_tried = roles.faults()
    holes_named = [clean_line(str(fault)) for fault in faults]
    if as_json:
        context.plain_json({
            "workspace": context.store.place, "sound": not holes_named, "tried_as": tried_as, "holes": holes_named,
        })  # fmt: skip
    else:
        for hole in holes_named:
            context.out(hole)
    how = (
        msg_n("looked at and tried as {n} user", "looked at and tried as {n} users", len(tried_as))
        if tried_as
        else not_tried
    )
    if tried_as and not_tried:
        context.say(not_tried)
    verdict = msg_n("{n} hole", "{n} holes", len(holes_named)) if holes_named else msg("everyone is where they belong")
    boards = _boards(len(context.store.boards()))
    context.say(msg("{boards} {how}: {verdict}", boards=boards, how=how, verdict=verdict))
    return Exit.REFUSED if holes_named else Exit.OK


def _boards(n: int) -> Any:
    return msg_n("{n} board", "{n} boards", n)


def _plan(context: Context) -> Plan | None:
    try:
        return context.store.plan()
    except StoreError:
        return None


def _notice(context: Context, board: Board, plan: Plan | None) -> None:
    """What is no fault, but may surprise: cards under work packages that the plan does not have."""
    if plan is None:
        return
    lost = [c.id for c in board.cards.values() if c.work_package and c.work_package not in plan.nodes and c.is_on_board]
    if lost:
        some = joined([*lost[:_NAMED], *(["…"] if len(lost) > _NAMED else [])])
        context.say(msg_n("{board}: {n} card under work packages that the plan does not have ({cards})",
                          "{board}: {n} cards under work packages that the plan does not have ({cards})", len(lost),
                          board=board.slug, cards=some))  # fmt: skip
