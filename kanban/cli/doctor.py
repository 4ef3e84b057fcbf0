"""Is everything sound?"""

import argparse
from contextlib import suppress

from kanban.cli.context import Shell
from kanban.cli.exits import Exit
from kanban.cli.lookup import nothing_here
from kanban.cli.spec import BOARD, JSON, flag, verb
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.store.errors import StoreError
from kanban.text.clean import plural

ROLES = flag("--roles", help="whether a shared workspace keeps its users apart; as root also by trying")

RESTORE = flag("--restore", help="bring back the last good copy of what cannot be read, or of --board or --plan")
PLAN = flag("--plan", help="with --restore: the plan")


@verb("doctor", ROLES, RESTORE, BOARD, PLAN, JSON)
def doctor(shell: Shell, args: argparse.Namespace) -> int:
    """Check the plan and every board: whether they can be read, and whether they say what their history says.

    The exit code is 1 if anything is wrong. Nothing is changed, except by --restore: it puts the newest good copy in
    the place of a file that cannot be read, keeps every card that the broken file has a longer history of, keeps the
    broken file as board.json.broken-TIME, and says what it did.
    """
    if args.restore:
        from kanban.cli.doctor_restore import doctor_restore

        doctor_restore(shell, args)
        return Exit.OK
    if args.roles:
        from kanban.cli.doctor_roles import doctor_roles

        return doctor_roles(shell, args.json)
    problems: dict[str, list[str]] = {"plan": [str(one) for one in shell.store.checks.check(None)]}
    cards = 0
    plan = _plan(shell)
    slugs = [slug for slug in shell.store.boards() if shell.store.access(slug).read]
    for slug in slugs:
        problems[slug] = [str(one) for one in shell.store.checks.check(slug)]
        with suppress(StoreError):
            board = shell.store.board(slug)
            cards += len(board.all_cards)
            _notice(shell, board, plan)
    wrong = sum(len(found) for found in problems.values())
    if args.json:
        import msgspec

        content = {"workspace": str(shell.folder), "sound": not wrong, "boards": len(slugs), "cards": cards}
        content["watching"] = str(shell.store.checks.watching())
        shell.out_bytes(msgspec.json.format(msgspec.json.encode({**content, "problems": problems}), indent=2) + b"\n")
    else:
        for place, found in problems.items():
            for one in found:
                shell.out(f"{place}: {one}")
    if not slugs:
        shell.say(nothing_here(shell))
    verdict = f"{plural(wrong, 'problem')}" if wrong else "sound"
    shell.say(str(shell.store.checks.watching()))
    if any("/" in one for found in problems.values() for one in found):
        shell.say("`kanban doctor --restore` brings back the last good copy of a file that cannot be read")
    shell.say(f"{plural(len(slugs), 'board')}, {plural(cards, 'card')}, the plan: {verdict}")
    return Exit.REFUSED if wrong else Exit.OK


def _plan(shell: Shell) -> Plan | None:
    try:
        return shell.store.plan()
    except StoreError:
        return None


def _notice(shell: Shell, board: Board, plan: Plan | None) -> None:
    """What is no fault, but may surprise: cards under work packages that the plan does not have."""
    if plan is None:
        return
    lost = [c.id for c in board.cards.values() if c.work_package and c.work_package not in plan.nodes and c.is_on_board]
    if lost:
        some = ", ".join(lost[:5]) + ("…" if len(lost) > 5 else "")
        shell.say(f"{board.slug}: {plural(len(lost), 'card')} under work packages that the plan does not have ({some})")
