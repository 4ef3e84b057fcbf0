"""Which workspace is meant, and who asks."""

import os
import sys
from pathlib import Path

import msgspec

from kanban.cli.exits import Usage
from kanban.store.open import is_workspace
from kanban.text.clean import clean_line
from kanban.text.messages import msg


class Place(msgspec.Struct, frozen=True):
    """Where the workspace is that is meant."""

    where: str
    """A folder or a URL; it need not be there yet."""
    is_own: bool = False
    """The user's own, which nobody named."""
    is_free: bool = False
    """A folder to be, named by `-w`, that can be no other one's name mistyped."""

    @property
    def may_be_made(self) -> bool:
        """Whether a verb that writes may make it without being asked to."""
        return self.is_own or self.is_free


def workspace_place(given: str | None) -> Place:
    """`-w`, else KANBAN_WORKSPACE, else the nearest workspace upwards, else the user's own. Raises Usage."""
    if given is not None and not given.strip():  # a variable of a script that is not set
        raise Usage(msg("-w: it is empty; name a folder or a URL"))
    if given:
        return Place(given, is_free=_is_free(given))
    if named := os.environ.get("KANBAN_WORKSPACE"):  # it stands for every day: where nothing is, something is wrong
        return Place(named)
    nearest = _nearest()
    return Place(str(nearest)) if nearest else Place(str(_own()), is_own=True)


def _is_free(where: str) -> bool:
    """Whether a folder is not there, and its parent is, with no workspace in it that may have been meant."""
    if "://" in where:
        return False
    folder = Path(where)
    try:
        if os.path.lexists(folder):
            return False
        return not any(map(is_workspace, (folder.parent, *folder.parent.iterdir())))
    except (OSError, ValueError):
        return False


def _nearest() -> Path | None:
    try:
        here = Path.cwd()
    except OSError:
        return None
    for folder in (here, *here.parents):
        if is_workspace(folder):
            return folder
    return None


def _own() -> Path:
    """The user's data folder, as platformdirs has it; on Linux without importing that, which takes a while."""
    if sys.platform == "linux":
        return _xdg("XDG_DATA_HOME", ".local/share") / "workspace"
    from platformdirs import user_data_dir

    return Path(user_data_dir("kanban", appauthor=False)) / "workspace"


def _xdg(variable: str, default: str) -> Path:
    named = os.environ.get(variable, "").strip()
    return (Path(named) if named else Path.home() / default) / "kanban"


def login() -> str:
    """The user's login name, by the user id; the environment is not asked."""
    import pwd

    try:
        return clean_line(pwd.getpwuid(os.getuid()).pw_name) or str(os.getuid())
    except KeyError:
        return str(os.getuid())


def slug_of(name: str) -> str:
    """A board's slug made of a name."""
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.lower())
    return kept.strip("-._")[:40] or "board"
