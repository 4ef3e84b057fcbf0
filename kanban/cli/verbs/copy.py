"""Copying a workspace to another place: from a folder to a server, and back."""

import time
from typing import Any

from kanban.cli.context import NO_WORKSPACE, Context
from kanban.cli.declared import arg, verb
from kanban.cli.progress import Progress
from kanban.store.errors import StoreError
from kanban.store.open import open_store
from kanban.text.messages import msg, msg_n, tr

EVERY_SECONDS = 0.5


@verb(
    "copy",
    msg("""Copy a workspace to another place, whole: all boards with their histories, removed ones too, and the plan.

Each of the two is a folder or a server's address. TO is empty or not there yet. If the copy is stopped, the same
command goes on with it; until it is finished nothing else can be done in TO. Nobody should write in FROM meanwhile:
what was changed is named, the copy stops, and the same command goes on with it. Nothing is changed in FROM.

Who may read and change what is not copied: `kanban init TO --shared` says it anew.

Example:
  kanban copy /srv/bridge postgresql://db.example.org/bridge"""),
    arg("source", metavar="FROM", complete="dir", help=msg("the workspace that is copied: a folder or an address")),
    arg("target", metavar="TO", complete="dir", help=msg("where the copy is made: a folder or an address")),
)
def copy(context: Context, args: Any) -> None:
    """Copy a workspace to another place."""
    from kanban.store import copying

    source, target = open_store(args.source), open_store(args.target)
    if not source.exists():
        raise StoreError(source.place, NO_WORKSPACE)
    progress = _Seldom()
    try:
        boards = copying.copy(source, target, progress)
    except copying.Damaged as damaged:
        context.unreadable(damaged.wrong)
        raise
    finally:
        progress.close()
    context.has_changed = True
    context.say(
        msg_n("copied {n} board and the plan from {source} to {target}",
              "copied {n} boards and the plan from {source} to {target}", boards,
              source=source.place, target=target.place)
    )  # fmt: skip


class _Seldom(Progress):
    """Tells the first, the last, and now and then one between: there may be thousands."""

    def __init__(self) -> None:
        super().__init__(lambda done, total: tr("{done} of {total} boards", done=f"{done:,}", total=f"{total:,}"))
        self._told_at = 0.0

    def __call__(self, done: int, total: int) -> None:
        if done == total or time.monotonic() - self._told_at >= EVERY_SECONDS:
            self._told_at = time.monotonic()
            super().__call__(done, total)
