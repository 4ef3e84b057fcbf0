"""`doctor --roles`: whether a shared workspace keeps its users apart."""

from kanban.cli.context import Shell
from kanban.cli.exits import Exit
from kanban.text.clean import clean_line, plural


def doctor_roles(shell: Shell, as_json: bool) -> int:
    """Name each fault with its file; by looking, and as root also by trying as each user. Nothing is changed."""
    trial = shell.store.roles.faults()
    found, names = [clean_line(str(fault)) for fault in trial.faults], trial.tried_as
    if as_json:
        import msgspec

        content = {"workspace": str(shell.folder), "sound": not found, "tried_as": names, "holes": found}
        shell.out_bytes(msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n")
    else:
        for one in found:
            shell.out(one)
    how = f"looked at and tried as {plural(len(names), 'user')}" if names else "looked at; only root can also try"
    verdict = plural(len(found), "hole") if found else "everyone is where they belong"
    shell.say(f"{plural(len(shell.store.boards()), 'board')} {how}: {verdict}")
    return Exit.REFUSED if found else Exit.OK
