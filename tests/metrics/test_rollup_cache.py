"""What a live roll-up keeps between two looks changes no figure, whatever happens to boards and plan in between."""

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, Desk, hour

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.plan import RemoveMilestone, SetBaseline, SetMilestone, SetNode, apply
from kanban.commands.undo import Undo
from kanban.metrics.milestones import roll_up
from kanban.metrics.rollup_cache import RollupCache
from kanban.model.board import Board
from kanban.model.plan import EMPTY_PLAN
from kanban.text.messages import Refused

PACKAGES = ("1.1.1", "1.1.2", "1.2.1")
SLUGS = ("li", "wang", "zhang")

card = st.integers(1, 6).map(str)
board_step = st.tuples(
    st.sampled_from(SLUGS),
    st.one_of(
        st.builds(
            Add,
            title=st.just("x"),
            work_package=st.sampled_from((None, *PACKAGES)),
            estimate=st.sampled_from((None, 2.0)),
        ),
        st.builds(
            Move,
            cards=st.tuples(card),
            column=st.sampled_from((BACKLOG, READY, DOING, DONE)),
            over_wip=st.just(True),
        ),
        st.builds(
            Edit,
            cards=st.tuples(card),
            changes=st.fixed_dictionaries({"work_package": st.sampled_from((None, *PACKAGES))}),
        ),
        st.builds(Block, cards=st.tuples(card), why=st.sampled_from(("crane", "steel"))),
        st.builds(Archive, cards=st.tuples(card)),
        st.just(Undo()),
        st.just("gone"),
        st.just("back"),
    ),
)
plan_step = st.one_of(
    st.builds(
        SetMilestone,
        id=st.sampled_from(("M1", "M2")),
        name=st.just("Deck"),
        gates=st.sampled_from((("1",), ("1.1",), ("1.2.1",))),
    ),
    st.builds(
        SetBaseline, milestone=st.sampled_from(("M1", "M2")), due_at=st.integers(1, 60).map(hour), why=st.just("steel")
    ),
    st.builds(RemoveMilestone, milestone=st.sampled_from(("M1", "M2"))),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(board_step, board_step, board_step, plan_step), max_size=40))
def test_the_kept_roll_up_is_the_fresh_one(steps) -> None:
    desks, present, memory, plan = {slug: Desk() for slug in SLUGS}, set(SLUGS), RollupCache(), EMPTY_PLAN
    nodes = [("1", "Bridge"), ("1.1", "Deck"), ("1.2", "Piers"), *((code, code) for code in PACKAGES)]
    for code, name in nodes:
        plan, _ = apply(plan, SetNode(code=code, name=name), "pm", hour(0))
    for first in (SetMilestone(id="M1", name="Deck", gates=("1",)), SetBaseline(milestone="M1", due_at=hour(30))):
        plan, _ = apply(plan, first, "pm", hour(0))
    for number, step in enumerate(steps, start=1):
        try:
            if not isinstance(step, tuple):
                plan, _ = apply(plan, step, "pm", hour(number))
            elif isinstance(step[1], str):
                (present.discard if step[1] == "gone" else present.add)(step[0])
            else:
                desks[step[0]].give(step[1], number)
        except Refused:
            continue
        boards = [_named(slug, desks[slug].board) for slug in sorted(present)]
        moment = hour(number) + timedelta(minutes=1)
        assert roll_up(plan, boards, moment, memory=memory) == roll_up(plan, boards, moment)


_boards: dict[tuple[str, int], tuple[Board, Board]] = {}


def _named(slug: str, board: Board) -> Board:
    """The board under its own name; the same object for the same board, as a store gives it."""
    held = _boards.get((slug, id(board)))
    if held is None or held[0] is not board:
        named = msgspec.structs.replace(board, head=msgspec.structs.replace(board.head, slug=slug, driver=slug))
        held = _boards[slug, id(board)] = board, named
    return held[1]
