"""Whether the tallies that a store keeps are what the cards come to."""

from collections.abc import Iterator, Mapping

from kanban.metrics.rollup.tally import Part, Tally, tallied_in_parts
from kanban.model.board import Board
from kanban.text.messages import Message, msg

KeptPart = tuple[Part, bool]
"""Cards that are counted together; whether they are those that were finished long ago."""


def faults(kept: Mapping[KeptPart, Tally | None], board: Board) -> Iterator[Message]:
    """Packages whose tallies are not what the cards come to; None stands for a tally that cannot be read."""
    found: dict[KeptPart, Tally] = {
        (part, is_past): tally
        for is_past, cards in ((False, board.cards.values()), (True, board.past_cards.values()))
        for part, tally in tallied_in_parts(cards).items()
    }
    both = kept.keys() | found.keys()
    wrong = {key[0].package for key in both if kept.get(key, Tally()) != found.get(key, Tally())}
    for package in sorted(wrong, key=lambda package: package or ""):
        yield msg("the tally of {package} is not what the cards come to", package=package or "-")
