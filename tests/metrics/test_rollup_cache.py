"""What a live roll-up keeps between two looks changes no figure, whatever happens to boards and plan in between."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, Desk, hour
from plan_maker import Planner, named

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.plan import RemoveMilestone, SetBaseline, SetMilestone
from kanban.commands.undo import Redo, Undo
from kanban.metrics.milestones import roll_up
from kanban.metrics.rollup_cache import RollupCache
from kanban.model.board import Board
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
    st.just(Undo()),
    st.just(Redo()),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(board_step, board_step, board_step, plan_step), max_size=40))
def test_the_kept_roll_up_is_the_fresh_one(steps) -> None:
    desks, present, cache = {slug: Desk() for slug in SLUGS}, set(SLUGS), RollupCache()
    planner = Planner().milestone(gates=("1",)).promise(30)
    for number, step in enumerate(steps, start=1):
        try:
            if not isinstance(step, tuple):
                planner.give(step, number)
            elif isinstance(step[1], str):
                (present.discard if step[1] == "gone" else present.add)(step[0])
            else:
                desks[step[0]].give(step[1], number)
        except Refused:
            continue
        boards = [_named(slug, desks[slug].board) for slug in sorted(present)]
        moment = hour(number) + timedelta(minutes=1)
        assert roll_up(planner.plan, boards, moment, cache=cache) == roll_up(planner.plan, boards, moment)


_boards: dict[tuple[str, int], tuple[Board, Board]] = {}


def _named(slug: str, board: Board) -> Board:
    """The board under its own name; the same object for the same board, as a store gives it."""
    known = _boards.get((slug, id(board)))
    if known is None or known[0] is not board:
        known = _boards[slug, id(board)] = board, named(board, slug)
    return known[1]
