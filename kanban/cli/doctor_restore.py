"""`doctor --restore`: the last good copy of a broken file, with what can still be read in the broken one."""

import argparse
from collections.abc import Callable
from functools import partial

from kanban.cli.exits import Usage
from kanban.cli.shell import Shell
from kanban.commands.refusal import Refused
from kanban.store.protocol import StoreError


def doctor_restore(shell: Shell, args: argparse.Namespace) -> None:
    """Restore the board or the plan that was named, or everything that cannot be read; say what was done."""
    from kanban.store.restore import restore_board, restore_plan

    if args.plan and args.board is not None:
        raise Usage("doctor: --board and --plan exclude each other")
    store, done = shell.store, []
    if args.plan or (args.board is None and _is_broken(partial(_read_plan, shell))):
        done += restore_plan(store.plan_path, shell.now)
    if not args.plan:
        slugs = [args.board] if args.board is not None else store.boards()
        if args.board is not None and args.board not in store.boards():
            raise Refused(f"--board: {args.board!r} is not in {shell.folder}")
        for slug in slugs:
            if args.board is not None or _is_broken(partial(_read_board, shell, slug)):
                done += restore_board(store.board_path(slug), slug, shell.now)
    for line in done or [f"{shell.folder}: everything can be read, nothing was done"]:
        shell.out(line)


def _read_board(shell: Shell, slug: str) -> bool:
    return not shell.store.board(slug).problems


def _read_plan(shell: Shell) -> bool:
    shell.store.plan()
    return True


def _is_broken(look: Callable[[], bool]) -> bool:
    try:
        return not look()
    except StoreError:
        return True
