"""What may be done to boards and a plan, for the properties of the roll-up."""

from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, READY, hour

from kanban.commands.cards import Add, Archive, Block, Edit, Move
from kanban.commands.plan import RemoveMilestone, SetBaseline, SetMilestone
from kanban.commands.undo import Redo, Undo

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
