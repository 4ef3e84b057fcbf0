"""What can go wrong in a store. Each error keeps the place (a file, a server) and the reason apart."""

from kanban.text.messages import Words, tr


class StoreError(Exception):
    """The store could not do it. Exit code 3."""

    def __init__(self, place: object, reason: Words) -> None:
        super().__init__(str(place), reason)
        self.place = str(place)
        self.reason = reason

    def __str__(self) -> str:
        """Place and reason, in the language in force."""
        return tr("{place}: {reason}", place=self.place, reason=self.reason)


class LockTimeout(StoreError):
    """Somebody else holds the lock; the reason names the holder. Exit code 4."""


class SaveUnknown(StoreError):
    """It may be saved or not: what is kept now is the truth, and nobody may simply try again.

    Unless the same commands `may_be_repeated`: a store that knows them by their ids carries none out twice.
    """

    def __init__(self, place: object, reason: Words, may_be_repeated: bool = False) -> None:
        super().__init__(place, reason)
        self.may_be_repeated = may_be_repeated


class Unreadable(StoreError):
    """What is kept there is not a board (or plan) of this version; it is left as it is."""
