"""`doctor --restore`: the last good copy of a broken file, with what can still be read in the broken one."""

import argparse
import os
from collections.abc import Callable
from functools import partial

from kanban.cli.context import Shell
from kanban.cli.exits import Usage
from kanban.store.errors import StoreError
from kanban.store.folder.past_years import problems_of
from kanban.store.folder.roles import roles_of
from kanban.text.messages import Refused


def doctor_restore(shell: Shell, args: argparse.Namespace) -> None:
    """Restore the board or the plan that was named, or everything that cannot be read; say what was done."""
    from kanban.store.folder.restore import restore_board, restore_plan

    if args.plan and args.board is not None:
        raise Usage("doctor: --board and --plan exclude each other")
    store, done = shell.store, []
    if args.plan or (args.board is None and _is_broken(partial(_read_plan, shell))):
        done += restore_plan(store.plan_path, shell.now)
    if not args.plan:
        slugs = [args.board] if args.board is not None else _own(shell, store.boards())
        if args.board is not None and args.board not in store.boards():
            raise Refused(f"--board: {args.board!r} is not in {shell.folder}")
        for slug in slugs:
            if args.board is not None or _is_broken(partial(_read_board, shell, slug)):
                done += restore_board(store.board_path(slug), slug, shell.now)
    for line in done or [f"{shell.folder}: everything can be read, nothing was done"]:
        shell.out(str(line))


def _read_board(shell: Shell, slug: str) -> bool:
    board = shell.store.board(slug)
    return not board.problems and not problems_of(board)


def _own(shell: Shell, slugs: list[str]) -> list[str]:
    """Those that may be restored: in a shared workspace, of a driver their own."""
    if roles_of(shell.folder) is None:
        return slugs
    return [slug for slug in slugs if os.access(shell.store.board_path(slug).parent, os.W_OK)]


def _read_plan(shell: Shell) -> bool:
    shell.store.plan()
    return True


def _is_broken(look: Callable[[], bool]) -> bool:
    try:
        return not look()
    except StoreError:
        return True
