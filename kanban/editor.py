"""Long text in the user's own editor."""

import os
import shlex
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from textual.app import App

from kanban.refusal import Refused


def edit_text(app: App[Any], text: str) -> str | None:
    """The text as $VISUAL or $EDITOR left it; None if the editor failed. Raises Refused where there is no editor."""
    command = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    descriptor, name = tempfile.mkstemp(prefix="kanban-", suffix=".md")
    path = Path(name)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        try:
            with app.suspend():
                code = subprocess.run([*command, name], check=False).returncode
                _drop_typed_ahead()
        except FileNotFoundError:
            raise Refused(f"editor: {command[0]!r} is not there; set EDITOR") from None
        return path.read_text(encoding="utf-8", errors="replace") if code == 0 else None
    finally:
        path.unlink(missing_ok=True)


def _drop_typed_ahead() -> None:
    import termios

    try:
        termios.tcflush(0, termios.TCIFLUSH)
    except termios.error:
        return
