"""What `kanban doctor` finds by comparing: cards with their histories, and the plan with itself."""

from collections.abc import Iterator

from kanban.model.board import Board
from kanban.model.card import Card, differences, refold
from kanban.model.links import is_card_end
from kanban.model.plan import Plan
from kanban.text.dates import is_zone
from kanban.text.messages import Message, joined, msg


def history_faults(board: Board) -> Iterator[Message]:
    """Cards whose state is not what their history says."""
    for card in board.all_cards.values():
        yield from _card_faults(card)


def _card_faults(card: Card) -> Iterator[Message]:
    try:
        different = [name for name in differences(card, refold(card.id, card.history)) if name != "history"]
    except Exception as error:  # whatever is in there, the others are checked too
        yield msg("card {id}: its history cannot be read: {reason}", id=card.id, reason=error)
        return
    if different:
        yield msg("card {id}: {fields} is not what its history says", id=card.id, fields=joined(different))


def plan_faults(plan: Plan) -> Iterator[Message]:
    """What a plan names that is not in it, or not on this machine."""
    for milestone in plan.milestones.values():
        for gate in milestone.gates:
            if gate not in plan.nodes:
                yield msg("{milestone}: its gate {gate} is not in the plan", milestone=milestone.id, gate=gate)
    for link in plan.links.values():
        for end in link[:2]:
            if end not in plan.nodes and end not in plan.milestones and not is_card_end(end):
                yield msg("link {predecessor} to {successor}: {end} is not in the plan", predecessor=link.predecessor,
                          successor=link.successor, end=end)  # fmt: skip
    if not is_zone(plan.timezone):
        yield msg("time zone {zone!r}: this machine does not know it, times are shown in UTC",
                  zone=plan.timezone[:40])  # fmt: skip
