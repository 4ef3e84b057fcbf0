"""A crash: nothing of any card on the terminal; the trace goes into a file that only its user can read."""

import os
import tempfile
import traceback
from pathlib import Path

from platformdirs import user_state_dir


def write_trace() -> str:
    """Write the trace of the exception being handled; the file's path."""
    text = traceback.format_exc()
    try:
        folder = Path(user_state_dir("kanban"))
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "crash.txt"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    except OSError:
        descriptor, name = tempfile.mkstemp(prefix="kanban-crash-", suffix=".txt")
        path = Path(name)
    with open(descriptor, "w") as file:
        file.write(text)
    return str(path)
