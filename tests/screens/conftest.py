"""Fixtures of the screen tests; what they are made of is in `setting`, `sitting` and `full_demo`."""

from full_demo import _made, full
from setting import _plain, disk, empty, gated, midday, opened, planned, sunday, terminal, two
from sitting import in_language, sit

__all__ = [
    "_made",
    "_plain",
    "disk",
    "empty",
    "full",
    "gated",
    "in_language",
    "midday",
    "opened",
    "planned",
    "sit",
    "sunday",
    "terminal",
    "two",
]
