"""Is everything sound?"""

import argparse
from collections.abc import Iterator

from kanban.cli.context import Shell
from kanban.cli.exits import Exit
from kanban.cli.lookup import nothing_here
from kanban.cli.spec import BOARD, JSON, flag, verb
from kanban.model.board import Board, check_columns
from kanban.model.card import Card, differences, refold
from kanban.model.plan import Plan
from kanban.store.folder.integrity import NUMBER
from kanban.store.folder.past_years import problems_of
from kanban.store.folder.roles import closed_boards
from kanban.store.folder.watch import described
from kanban.store.protocol import StoreError
from kanban.text import dates
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
    problems: dict[str, list[str]] = {}
    cards = 0
    plan = _plan(shell, problems)
    slugs = shell.store.boards()
    closed = closed_boards(shell.folder, slugs)
    slugs = [slug for slug in slugs if slug not in closed]
    for slug in slugs:
        try:
            board = shell.store.board(slug)
        except StoreError as error:
            problems[slug] = [str(error)]
            continue
        cards += len(board.all_cards)
        problems[slug] = [*board.problems, *problems_of(board), *faults(board)]
        _notice(shell, board, plan)
    wrong = sum(len(found) for found in problems.values())
    if args.json:
        import msgspec

        content = {"workspace": str(shell.folder), "sound": not wrong, "boards": len(slugs), "cards": cards}
        content["watching"] = described(shell.folder)
        shell.out_bytes(msgspec.json.format(msgspec.json.encode({**content, "problems": problems}), indent=2) + b"\n")
    else:
        for place, found in problems.items():
            for one in found:
                shell.out(f"{place}: {one}")
    if not slugs:
        shell.say(nothing_here(shell))
    verdict = f"{plural(wrong, 'problem')}" if wrong else "sound"
    shell.say(described(shell.folder))
    if any("/" in one for found in problems.values() for one in found):
        shell.say("`kanban doctor --restore` brings back the last good copy of a file that cannot be read")
    shell.say(f"{plural(len(slugs), 'board')}, {plural(cards, 'card')}, the plan: {verdict}")
    return Exit.REFUSED if wrong else Exit.OK


def faults(board: Board) -> Iterator[str]:
    """What is wrong with a board that could be read: a sentence for each fault."""
    if wrong := check_columns(board.columns):
        yield f"columns: {wrong}"
    for card in board.all_cards.values():
        yield from _card_faults(card)
    for column in board.columns:
        seen: dict[str, str] = {}
        for card_id in board.lane(column.id):
            rank = board.cards[card_id].rank
            if rank in seen:
                yield f"cards {seen[rank]} and {card_id}: the same rank in {column.name}"
            seen[rank] = card_id
    numbers = [int(card_id) for card_id in board.all_cards if NUMBER.fullmatch(card_id)]
    if numbers and max(numbers) >= board.head.next_id:
        yield f"next card id {board.head.next_id}: card {max(numbers)} exists already"


def _card_faults(card: Card) -> Iterator[str]:
    try:
        told = refold(card.id, card.history)
    except Exception as error:  # whatever is in there, the others are checked too
        yield f"card {card.id}: its history cannot be read: {error}"
        return
    different = [name for name in differences(card, told) if name != "history"]
    if different:
        yield f"card {card.id}: {', '.join(different)} is not what its history says"


def _plan(shell: Shell, problems: dict[str, list[str]]) -> Plan | None:
    try:
        plan = shell.store.plan()
    except StoreError as error:
        problems["plan"] = [str(error)]
        return None
    unknown = [
        f"{m.id}: its gate {gate} is not in the plan"
        for m in plan.milestones.values() if m.removed_at is None for gate in m.gates if gate not in plan.nodes
    ]  # fmt: skip
    if not dates.is_zone(plan.timezone):
        unknown.append(f"time zone {plan.timezone[:40]!r}: this machine does not know it, times are shown in UTC")
    problems["plan"] = unknown
    return plan


def _notice(shell: Shell, board: Board, plan: Plan | None) -> None:
    """What is no fault, but may surprise: cards under work packages that the plan does not have."""
    if plan is None:
        return
    lost = [c.id for c in board.cards.values() if c.work_package and c.work_package not in plan.nodes and c.is_on_board]
    if lost:
        some = ", ".join(lost[:5]) + ("…" if len(lost) > 5 else "")
        shell.say(f"{board.slug}: {plural(len(lost), 'card')} under work packages that the plan does not have ({some})")
