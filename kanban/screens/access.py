"""What may be changed from the screens: nothing in a read-only view, else what the store lets its user write."""

from kanban.store.errors import StoreError
from kanban.store.protocol import Ref, Store
from kanban.text.messages import Refused, Words, msg

READONLY = msg("this view is read-only")


class WriteAccess:
    """Asks the store once for each ledger, and again where the answer was one for now."""

    def __init__(self, store: Store, readonly: bool) -> None:
        self.readonly = readonly
        """Nothing at all may be changed."""
        self._store = store
        self._reasons: dict[Ref, Words] = {}

    def why_not(self, ref: Ref) -> Words:
        """Why a board or the plan cannot be changed; empty where it can."""
        if self.readonly:
            return READONLY
        if ref not in self._reasons:
            try:
                access = self._store.access(ref)
            except (StoreError, Refused):  # a save will say what is wrong
                return ""
            why_not = "" if access.write else access.why_not
            if access.for_now:
                return why_not
            self._reasons[ref] = why_not
        return self._reasons[ref]
