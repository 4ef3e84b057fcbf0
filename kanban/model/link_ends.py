"""Which work package, milestone or card is meant by what is typed for an end of a link, and which fit it so far."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from kanban.model.board import Board
from kanban.model.links import is_card_end, no_end
from kanban.model.lookup import looks_like_id, milestone_named
from kanban.model.plan import Plan
from kanban.model.wbs import is_code
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, joined, msg

SOME = 5
"""So many are named where several are meant."""


class End(NamedTuple):
    """What can be an end of a link."""

    id: str
    name: str


class LinkEnds:
    """Work packages, milestones and the open cards of some boards. What has links may be any card of these."""

    def __init__(self, plan: Plan, boards: Sequence[Board]) -> None:
        self._plan = plan
        self._boards = boards

    def _ends(self) -> Iterator[End]:
        for node in self._plan.packages:
            yield End(node.code, node.name)
        for milestone in self._plan.milestones.values():
            yield End(milestone.id, milestone.name)
        for board in self._boards:
            for column in board.columns:
                if column.kind != "done":
                    for card_id in board.cards_in(column.id):
                        yield End(f"{board.slug}/{card_id}", board.cards[card_id].title)

    @cached_property
    def _searched(self) -> list[tuple[str, End]]:
        """Each with the text that is looked through: made once, as there may be very many cards."""
        return [(folded(f"{end.id} {end.name}"), end) for end in self._ends()]

    def fitting(self, text: str) -> list[End]:
        """Some whose id begins with what is typed, then those that have all of its words."""
        typed = folded(clean_line(text)).strip()
        words = typed.split()
        begin = list(islice((end for searched, end in self._searched if searched.startswith(typed)), SOME))
        if len(begin) == SOME or not words or is_code(typed):
            return begin
        others = (
            end
            for searched, end in self._searched
            if all(word in searched for word in words) and not searched.startswith(typed)
        )
        return [*begin, *islice(others, SOME - len(begin))]

    def named(self, text: str) -> End:
        """The one that is meant: by its id, or by words that no other has. Raises Refused."""
        wanted = clean_line(text).strip()
        alike = folded(wanted)
        known = self._by_id(alike)
        if known is not None:
            return known
        if is_code(alike):
            raise Refused(msg("link: {code} is not in the plan", code=alike))
        if looks_like_id(wanted, ("M1", *self._plan.milestones)):
            milestone_named(self._plan, wanted)  # says which there are
        fitting = self.fitting(wanted) if alike else []
        same = [end for end in fitting if folded(end.name) == alike]
        if len(same or fitting) == 1:
            return (same or fitting)[0]
        if fitting:
            names = joined((clean_line(f"{end.id} {end.name}") for end in fitting), msg(" or "))
            raise Refused(msg("link: {value!r} could be {names}", value=wanted[:80], names=names))
        raise no_end(wanted)

    def _by_id(self, alike: str) -> End | None:
        if alike in self._plan.nodes:  # whether it is a work package says the command
            return End(alike, self._plan.nodes[alike].name)
        milestone = self._plan.known_milestone(alike)
        if milestone is not None and milestone.id in self._plan.milestones:
            return End(milestone.id, milestone.name)
        return self._card(alike) if is_card_end(alike) else None

    def _card(self, end: str) -> End:
        slug, _, card_id = end.partition("/")
        board = next((board for board in self._boards if board.slug == slug), None)
        card = board.all_cards.get(card_id) if board is not None else None
        if card is None or card.void:
            raise Refused(msg("link: there is no card {card} on a board that can be read", card=end))
        return End(end, card.title)

    def name(self, end: str) -> str:
        """What an end is called; empty for a card that is not there, or may not be read."""
        try:
            known = self._by_id(end)
        except Refused:
            return ""
        return known.name if known is not None else ""
