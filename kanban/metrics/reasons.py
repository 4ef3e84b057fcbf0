"""Why a value is missing: beside each null of the JSON, and in words on the screens.

A code is for programs and never translated; a sentence is in the reader's language.
"""

from collections.abc import Mapping

from msgspec import UNSET, UnsetType

from kanban.text.messages import Message, msg, msg_in

Why = Message | UnsetType
"""The reason beside a value that is null; left out where there is a value."""


class Code(Message):
    """A reason that programs may rely on: the same in every language."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(name, {})

    def __str__(self) -> str:
        """The code itself."""
        return self.template


def unless(known: object, reason: Message) -> Why:
    """The reason, where the value is not known."""
    return UNSET if known else reason


FINISHED_WITHOUT_START = Code("finished_without_start")
START_UNKNOWN = Code("start_unknown")
CREATED_UNKNOWN = Code("created_unknown")
FINISH_UNKNOWN = Code("finish_unknown")
DROPPED = Code("dropped")

NOT_STARTED = msg("not started")
NOT_FINISHED = msg("not finished")
FINISHED = msg("finished")
NO_FINISHED = msg("no finished cards")
NO_KNOWN_START = msg("no finished cards with a known start")
NO_CARDS = msg("no cards")
NO_ESTIMATE = msg("no card has an estimate")
PAST_BASELINE = msg("its baseline has passed")
NO_CARDS_IN_WINDOW = msg("no cards in the window")
NO_CYCLE_TIME = msg("no cycle time to take a share of")
NONE_BLOCKED = msg("none is blocked")
NO_FROM = msg("no --from: from the first card on")
NO_TO = msg("no --to: up to as_of_at")
NONE_DUE = msg("no baseline has passed yet")
NO_BASELINE = msg("no baseline yet")
NO_SLIP = msg("neither done nor late")
NO_PHASE = msg("not set")
ACHIEVED = msg("achieved")
NOT_ACHIEVED = msg("not achieved")
CARDS_OPEN = msg("not all cards are done")
TOO_LATE = msg("later than three years")
NO_DATES = msg("no date has come yet")
UNDATED = msg("cannot be dated at 85 %")
NO_MILESTONE = msg("no milestone waits for it")
NOT_AT_RISK = msg("not at risk")
BOARD_UNREADABLE = msg("a board with cards of it cannot be read")
DONE = msg("done")
ONE_VALUE = msg("one card has no moving range")
NO_ENTRY = msg("no finished card went through an active column")
NO_DEFECTS = msg("no defect: the sigma level has no bound")
ALL_DEFECTS = msg("as many defects as opportunities or more")
NO_WINDOW = msg("the window has no length")
NO_THROUGHPUT = msg("nothing was finished in the window")
NOTHING_IN_WORK = msg("nothing was in work in the window")

EXCLUDED_WORDS: Mapping[str, Message] = {
    "finished_without_start": msg_in("left out", "finished_without_start"),
    "start_unknown": msg_in("left out", "start_unknown"),
    "created_unknown": msg_in("left out", "created_unknown"),
    "finish_unknown": msg_in("left out", "finish_unknown"),
    "dropped": msg_in("left out", "dropped"),
}
"""Why a card counts in no figure, by the code in `excluded`."""
