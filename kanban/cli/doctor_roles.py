"""`doctor --roles`: whether a shared workspace keeps its users apart."""

import os

from kanban.cli.context import Shell
from kanban.cli.exits import Exit
from kanban.store.folder.role_check import holes
from kanban.store.folder.role_trial import places, tried
from kanban.store.folder.roles import roles_of
from kanban.text.clean import plural
from kanban.text.messages import Refused


def doctor_roles(shell: Shell, as_json: bool) -> int:
    """Name each hole with its file; by looking, and as root also by trying as each user. Nothing is changed."""
    roles = roles_of(shell.folder)
    if roles is None:
        raise Refused(f"{shell.folder}: not a shared workspace (see kanban init --help)")
    slugs = shell.store.boards()
    found = list(holes(shell.folder, roles, slugs, lambda slug: shell.store.board(slug).driver))
    names: list[str] = []
    if os.geteuid() == 0:
        names, more = tried(places(shell.folder, roles, slugs), roles)
        found += more
    if as_json:
        import msgspec

        content = {"workspace": str(shell.folder), "sound": not found, "tried_as": names, "holes": found}
        shell.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    else:
        for one in found:
            shell.out(one)
    how = f"looked at and tried as {plural(len(names), 'user')}" if names else "looked at; only root can also try"
    verdict = plural(len(found), "hole") if found else "everyone is where they belong"
    shell.say(f"{plural(len(slugs), 'board')} {how}: {verdict}")
    return Exit.REFUSED if found else Exit.OK
