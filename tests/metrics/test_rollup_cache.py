"""What a live roll-up keeps between two looks changes no figure, whatever happens to boards and plan in between."""

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import Desk, hour
from often import often
from plan_maker import Planner, named
from rollup_steps import SLUGS, board_step, plan_step

from kanban.metrics.rollup.cache import RollupCache
from kanban.metrics.rollup.milestones import roll_up
from kanban.model.board import Board
from kanban.text.messages import Refused


@settings(max_examples=often(200), deadline=None)
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


def test_a_board_that_comes_before_the_others_stands_before_them() -> None:
    desk, planner, cache = Desk(), Planner().milestone(gates=("1",)).promise(30), RollupCache()
    desk.add(work_package="1.1.1")
    last, first, middle = (named(desk.board, slug) for slug in ("zhang", "li", "wang"))
    for boards in ([last], [first, last], [first, middle, last]):
        assert roll_up(planner.plan, boards, hour(9), cache=cache) == roll_up(planner.plan, boards, hour(9))
    (state,) = roll_up(planner.plan, [first, middle, last], hour(9), cache=cache).milestones
    assert [slug for slug, _ in state.packages[0].boards] == ["li", "wang", "zhang"]


def test_the_same_boards_again_are_not_counted_again() -> None:
    desk, planner, cache = Desk(), Planner().milestone(gates=("1",)).promise(30), RollupCache()
    desk.add(work_package="1.1.1")
    once, again = (roll_up(planner.plan, [desk.board], hour(at), cache=cache) for at in (9, 10))
    assert once.milestones[0].figures is again.milestones[0].figures
    assert len(cache) == 1


def test_a_board_that_cannot_be_counted_is_gone_until_it_can() -> None:
    desk, planner, cache = Desk(), Planner().milestone(gates=("1",)).promise(30), RollupCache()
    desk.add(work_package="1.1.1")
    card = msgspec.structs.replace(desk.card(), kept_flow=msgspec.Raw(b"1"), history=msgspec.Raw(b"[{}]"))
    broken = msgspec.structs.replace(desk.board, cards={"1": card})
    for _ in range(2):
        rollup = roll_up(planner.plan, [broken], hour(9), cache=cache)
        assert [unread.slug for unread in rollup.unread] == ["bridge"]
        assert (rollup.boards_read, rollup.milestones[0].unread) == (0, ("bridge",))
    mended = roll_up(planner.plan, [desk.board], hour(9), cache=cache)
    assert (mended.boards_read, mended.unread, mended.milestones[0].figures.total) == (1, (), 1)
    assert roll_up(planner.plan, [broken], hour(9), cache=cache).milestones[0].figures.total == 0


_boards: dict[tuple[str, int], tuple[Board, Board]] = {}


def _named(slug: str, board: Board) -> Board:
    """The board under its own name; the same object for the same board, as a store gives it."""
    known = _boards.get((slug, id(board)))
    if known is None or known[0] is not board:
        known = _boards[slug, id(board)] = board, named(board, slug)
    return known[1]
