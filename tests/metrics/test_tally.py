"""A roll-up made from the tallies of boards says what one made from their cards says, now and of any past moment."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import Desk, hour
from often import often
from plan_maker import Planner
from rollup_steps import SLUGS, board_step, plan_step

from kanban.metrics.insight.milestone_forecasts import foretold
from kanban.metrics.reports.export import encode
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup import tally as tally_module
from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.rollup.on_demand import board_on_demand
from kanban.metrics.rollup.tally import Part, Tally, by_package, tallied_anew, tallied_in_parts
from kanban.model.board import Board
from kanban.text.messages import Refused

_tally = msgspec.json.Decoder(Tally)


class Kept:
    """A board, and its tallies as a store keeps them: as JSON, and after a change only those that it makes others."""

    def __init__(self, slug: str) -> None:
        self.slug, self.desk = slug, Desk()
        self.tallies: dict[Part, bytes] = {}
        self.reads = 0

    def give(self, command: object, at: int) -> None:
        before = self.desk.board
        self.desk.give(command, at)
        after = self.desk.board
        touched = [i for i, card in after.cards.items() if card is not before.cards.get(i)]
        fresh = tallied_anew(before, after, touched)
        self.tallies |= {part: msgspec.json.encode(tally) for part, tally in fresh.items()}

    @property
    def whole(self) -> Board:
        board = self.desk.board
        return msgspec.structs.replace(board, head=msgspec.structs.replace(board.head, slug=self.slug))

    @property
    def on_demand(self) -> Board:
        def load() -> Board:
            self.reads += 1
            return self.whole

        tallies = by_package((part.package, _tally.decode(content)) for part, content in self.tallies.items())
        return board_on_demand(self.whole.head, tallies, load)


@pytest.fixture(autouse=True, scope="module")
def a_few_cards_a_part():
    """So few that the cards of a board are in several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally_module, "PART_CARDS", 2)
        yield


@settings(max_examples=often(120), deadline=None)
@given(st.lists(st.one_of(board_step, board_step, board_step, plan_step), max_size=40), st.integers(0, 40))
def test_tallies_say_what_the_cards_say(steps, past) -> None:
    kept, planner = {slug: Kept(slug) for slug in SLUGS}, Planner().milestone(gates=("1",)).promise(30)
    for number, step in enumerate(steps, start=1):
        try:
            if not isinstance(step, tuple):
                planner.give(step, number)
            elif not isinstance(step[1], str):
                kept[step[0]].give(step[1], number)
        except Refused:
            continue
    whole, on_demand = [one.whole for one in kept.values()], [one.on_demand for one in kept.values()]
    for one in kept.values():
        now = tallied_in_parts(one.whole.cards.values())
        found = {part: _tally.decode(content) for part, content in one.tallies.items()}
        assert {part: tally for part, tally in found.items() if tally != Tally()} == now
    moment = hour(41) + timedelta(minutes=1)
    counted = roll_up(planner.plan, on_demand, moment, (), RollupCache(), live=True)
    assert not any(one.reads for one in kept.values()), "no card is read to count"
    assert _report(counted) == _report(roll_up(planner.plan, whole, moment, (), RollupCache(), live=True))
    then = hour(past)
    assert _report(roll_up(planner.plan, on_demand, then)) == _report(roll_up(planner.plan, whole, then))


def _report(state) -> bytes:
    for milestone in state.milestones:
        assert len(milestone.figures.cards) == milestone.figures.total
    return encode(rollup_report(foretold(state), hour(41)), "UTC")
