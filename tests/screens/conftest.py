"""Fixtures of the screen tests; what they are made of is in `setting` and `sitting`."""

from setting import _plain, disk, empty, midday, opened, planned, sunday, terminal, two
from sitting import in_language, sit

__all__ = ["_plain", "disk", "empty", "in_language", "midday", "opened", "planned", "sit", "sunday", "terminal", "two"]
