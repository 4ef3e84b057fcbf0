"""A question on the terminal, answered by y or n; nothing is asked where there is none."""

import sys

from kanban.text.folding import folded
from kanban.text.messages import Words


def can_ask() -> bool:
    """Whether somebody sits there."""
    return sys.stdin is not None and sys.stdin.isatty()


def agrees(question: Words) -> bool:
    """Whether whoever sits there says yes; no where nobody does."""
    if not can_ask():
        return False
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return folded(sys.stdin.readline()).strip() in ("y", "yes")
