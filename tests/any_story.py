"""Any story of a board's cards, for Hypothesis: one command an hour."""

from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk

from kanban.commands.cards import Archive, Block, Move, Unblock
from kanban.commands.undo import Redo, Undo
from kanban.model.board import Board
from kanban.text.messages import Refused

CARDS = 4
END = 60
card = st.integers(1, CARDS).map(str)
reason = st.sampled_from((None, "defect", "change", "parked", "mistake"))
step = st.one_of(
    st.builds(
        Move, cards=st.tuples(card), column=st.sampled_from((BACKLOG, READY, DOING, REVIEW, DONE)), reason=reason
    ),
    st.builds(
        Move, cards=st.tuples(card), column=st.sampled_from((BACKLOG, READY, DOING, REVIEW, DONE)), reason=reason
    ),
    st.builds(Block, cards=st.tuples(card), why=st.just("crane")),
    st.builds(Unblock, cards=st.tuples(card)),
    st.builds(Archive, cards=st.tuples(card)),
    st.just(Undo()),
    st.just(Redo()),
)
stories = st.lists(step, max_size=40)


def played(story: list) -> Board:
    """A board with some cards, on which one command an hour is given; what is refused is left out."""
    desk = Desk()
    for _ in range(CARDS):
        desk.add()
    for at, command in enumerate(story, start=1):
        try:
            desk.give(command, at)
        except Refused:
            continue
    return desk.board
