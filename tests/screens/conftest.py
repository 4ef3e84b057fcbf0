"""Fixtures of the screen tests; what they are made of is in `setting`."""

from setting import _plain, disk, empty, midday, opened, terminal

__all__ = ["_plain", "disk", "empty", "midday", "opened", "terminal"]
