"""Paths that people type, and the user's folders."""

import os
import sys
from pathlib import Path

from kanban.text.messages import Refused, msg


def typed_path(text: str) -> Path:
    """The path, with `~` and `~user` put in place. Raises Refused where there is no such user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise Refused(msg("{path}: there is no such user", path=text)) from None


def settings_folder() -> Path:
    """The user's folder for settings, as platformdirs has it; on Linux without importing that."""
    if sys.platform == "linux":
        settings = os.environ.get("XDG_CONFIG_HOME", "").strip() or Path.home() / ".config"
        return Path(settings, "kanban")
    from platformdirs import user_config_dir

    return Path(user_config_dir("kanban", appauthor=False))


def state_folder() -> Path:
    """The user's folder for what is remembered from one call to the next, as platformdirs has it."""
    if sys.platform == "linux":
        state = os.environ.get("XDG_STATE_HOME", "").strip() or Path.home() / ".local" / "state"
        return Path(state, "kanban")
    from platformdirs import user_state_dir

    return Path(user_state_dir("kanban", appauthor=False))
