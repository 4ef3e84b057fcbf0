"""Paths that people type."""

from pathlib import Path

from kanban.text.messages import Refused, msg


def typed_path(text: str) -> Path:
    """The path, with `~` and `~user` put in place. Raises Refused where there is no such user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise Refused(msg("{path}: there is no such user", path=text)) from None
