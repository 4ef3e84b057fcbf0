"""Long text in the user's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App

from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason


def edit_text(app: App[Any], text: str) -> str | None:
    """The text as $VISUAL or $EDITOR left it; None if the editor failed. Raises Refused where there is no editor."""
    wanted = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        command = shlex.split(wanted)
    except ValueError as error:
        raise Refused(msg("editor: {command!r} is no command: {error}", command=wanted, error=error)) from None
    path = keep(text)
    try:
        code: int | OSError
        with app.suspend():  # nothing may be raised in here: the screen would not come back
            try:
                code = subprocess.run([*command, str(path)], check=False).returncode
            except OSError as error:
                code = error
            _drop_typed_ahead()
        if isinstance(code, OSError):
            raise Refused(msg("editor: {command!r}: {reason}; set EDITOR", command=command[0], reason=os_reason(code)))
        return path.read_text(encoding="utf-8", errors="replace") if code == 0 else None
    finally:
        path.unlink(missing_ok=True)


def keep(text: str) -> Path:
    """What was written, in a file of its own that only its user can read: for when it is refused. Raises OSError."""
    descriptor, name = tempfile.mkstemp(prefix="kanban-", suffix=".md")
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    return Path(name)


def _drop_typed_ahead() -> None:
    import termios

    try:
        termios.tcflush(0, termios.TCIFLUSH)
    except termios.error:
        return
