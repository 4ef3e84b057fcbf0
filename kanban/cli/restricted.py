"""What `--readonly` takes away before anything is shown: it may be all that an ssh key can do on this host."""

import os
import signal
import sys

KEPT = frozenset((
    "PATH", "HOME", "USER", "LOGNAME", "TERM", "COLORTERM", "LANG", "LANGUAGE", "TZ", "NO_COLOR",
    "ESCDELAY", "KANBAN_WORKSPACE", "KANBAN_THEME", "KANBAN_GLYPHS", "KANBAN_LANG", "TEXTUAL_ANIMATIONS", "TZDIR",
))  # fmt: skip
"""Variables that choose how it looks. Textual's own can name a module to import, files to write and keys to press."""


def restrict_environment() -> None:
    """Forget the environment but for what is harmless; neither a shell nor Python's prompt comes after the end."""
    inspects = "PYTHONINSPECT" in os.environ
    for name in list(os.environ):
        if name not in KEPT and not name.startswith("LC_"):
            del os.environ[name]
    signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    if inspects:  # Python noted it when it started, and would open its prompt at the end
        os.execve(sys.executable, sys.orig_argv, os.environ)
