"""Rows that are not used, counted by the reason."""

from dataclasses import dataclass

from kanban.text.clean import clean_line

_VALUE_LENGTH = 60


@dataclass
class Rejected:
    """Rows that are not used for one reason: how many, the line of the first and the value that was wrong in it."""

    first_line: int
    value: str
    count: int = 0


class Rejections(dict[str, Rejected]):
    """By reason, in the order in which they were met."""

    def add(self, reason: str, line: int, value: str = "") -> None:
        """Count a row."""
        if reason not in self:
            self[reason] = Rejected(line, clean_line(value)[:_VALUE_LENGTH])
        self[reason].count += 1
