"""What every store does with commands once it has the freshest state for itself."""

from collections.abc import Sequence

from kanban.commands.ledger import State, decide, evolve
from kanban.commands.outcome import Signed
from kanban.store.protocol import Applied
from kanban.text.messages import Refused


def carried_out(state: State, commands: Sequence[Signed]) -> tuple[State, list[Applied]]:
    """The state after the commands, in their order, and what became of each; a refused one stops no other."""
    applied: list[Applied] = []
    for signed in commands:
        try:
            outcome = decide(state, signed)
            state = evolve(state, outcome)
        except Refused as refusal:
            applied.append(Applied(refusal=refusal))
            continue
        applied.append(Applied(outcome.message, tuple(outcome.events) or tuple(sorted(outcome.subjects))))
    return state, applied
