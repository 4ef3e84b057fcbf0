"""Why a command was not carried out."""

from kanban.text.messages import Refused

__all__ = ["OverWip", "Refused"]


class OverWip(Refused):
    """The move would exceed a WIP limit. Sent again with `over_wip=True` it is carried out and recorded."""

    def __init__(self, column: str, count: int, limit: int, entering: int = 1) -> None:
        wants = "is full" if count >= limit else f"has no room for {entering} more cards"
        super().__init__(f"{column} {wants} ({count}/{limit})")
        self.column = column
        self.count = count
        self.limit = limit
