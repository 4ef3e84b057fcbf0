"""A store that now and then saves, fails, or does not know: what is kept in the end, of whatever was done meanwhile."""

from dataclasses import dataclass, field

import pytest
from desk import Desk
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import READY
from memory_store import Memory, MemoryStore
from often import often
from test_two_windows import cards
from test_two_windows import commands as ordinary_commands

from kanban.commands.cards import Add, Unblock
from kanban.commands.columns import RenameColumn
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Command, Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.model.board import Board
from kanban.session import ledger
from kanban.session.board import BoardSession
from kanban.session.plan import PlanSession
from kanban.store.errors import SaveUnknown, StoreError
from kanban.text.dates import now
from kanban.text.messages import Refused

FINE, FULL, WRITTEN, LOST = "fine", "full", "written, but it is not known", "lost, but it is not known"


class Weather(MemoryStore):
    """A store in memory that saves as the weather is."""

    weather = FINE
    tries = 0

    def apply(self, ref, commands):
        """Carry out, or fail before it, or behind it."""
        self.tries += 1
        if self.weather == FULL:
            raise StoreError(self.place, "disk full")
        if self.weather == LOST:
            raise SaveUnknown(self.place, "the line was cut")
        done = super().apply(ref, commands)
        if self.weather == WRITTEN:
            raise SaveUnknown(self.place, "the line was cut")
        return done


def carried_out(board: Board, command: Command, by: str = "zhang") -> Board:
    """The board after it. Raises Refused."""
    return evolve(board, decide(board, Signed(command, by, now())))


def shown(board: Board) -> object:
    """What a driver sees of a board."""
    return [
        (column.name, [(c.id, c.title, c.flow.blocked_why) for c in map(board.cards.get, board.cards_in(column.id))])
        for column in board.columns
    ]


@dataclass
class Wanted:
    """What is kept and what is waiting, told without threads."""

    kept: Board
    seen: Board
    """What the session knows to be kept: while something waits to be saved it does not read."""
    waiting: list[tuple[Command, frozenset[str]]] = field(default_factory=list)
    refused: list[Command] = field(default_factory=list)

    def save(self, weather: str) -> None:
        """What the store does with all that is waiting."""
        if weather == FULL:
            return
        for command, _ in self.waiting if weather != LOST else ():
            try:
                self.kept = carried_out(self.kept, command)
            except Refused:
                self.refused += [command] if weather == FINE else []
        self.waiting, self.seen = [], self.kept

    def submit(self, command: Command, weather: str) -> None:
        """A command of the driver's. Raises Refused."""
        outcome = decide(self.seen, Signed(command, "zhang", now()))
        if not outcome.changes_anything:
            return
        cards = frozenset(outcome.events) & self.seen.cards.keys()
        self.waiting = [pair for pair in self.waiting if not pair[1] & cards]
        self.waiting.append((command, cards))
        self.save(weather)

    def other(self, command: Command) -> None:
        """Somebody else's, saved at once."""
        self.kept = carried_out(self.kept, command, "li")
        if not self.waiting:
            self.seen = self.kept


@pytest.fixture
def quick(monkeypatch):
    """Sessions that hardly wait."""
    for name, seconds in (("RETRY_SECONDS", 0.005), ("POLL_SECONDS", 0.005), ("GATHER_SECONDS", 0.001)):
        monkeypatch.setattr(ledger, name, seconds)


def sat_down(memory: Memory) -> tuple[Weather, Desk]:
    """Before the board bridge of a store in memory."""
    store = Weather(memory)
    desk = Desk(lambda post: BoardSession.opened(store, "bridge", "zhang", post))
    return store, desk


commands = st.one_of(
    ordinary_commands,
    st.builds(lambda card: Unblock(cards=(card,)), cards),
    st.builds(lambda name: RenameColumn(column=READY, name=name), st.sampled_from(("Next", "Doing"))),
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("mine"), commands),
        st.tuples(st.just("mine"), commands),
        st.tuples(st.just("theirs"), commands),
        st.tuples(st.just("weather"), st.sampled_from((FINE, FULL, FULL, WRITTEN, LOST))),
    ),
    min_size=3,
    max_size=14,
)


@given(steps)
@settings(max_examples=often(60))
def test_whatever_the_store_does_what_is_kept_is_what_the_rules_say_and_no_command_twice(quick, steps):
    memory = Memory()
    board = MemoryStore(memory).create_board("bridge", "zhang")
    board, _ = MemoryStore(memory).apply("bridge", [Signed(Add(title=t), "zhang", now()) for t in ("Weld", "Cast")])
    store, desk = sat_down(memory)
    wanted = Wanted(board, board)

    def settled() -> bool:
        session = desk.session
        state = "not saved" if wanted.waiting else "saved"
        return session.state == state and shown(session.view) == shown(wanted.seen)

    try:
        for kind, step in (*steps, ("weather", FINE)):
            try:
                if kind == "weather":
                    store.weather = step
                    wanted.save(step)
                elif kind == "theirs":
                    wanted.other(step)
                    MemoryStore(memory).apply("bridge", [Signed(step, "li", now())])
                else:
                    wanted.submit(step, store.weather)
                    desk.session.submit(step)
            except Refused:
                if kind == "mine":
                    with pytest.raises(Refused):
                        desk.session.submit(step)
            desk.until(settled)
            assert [signed.command for signed in desk.session.unsaved] == [command for command, _ in wanted.waiting]
        assert shown(MemoryStore(memory).board("bridge")) == shown(wanted.kept) == shown(desk.session.view)
        assert [command for change in desk.news for command in change.refused] == wanted.refused
    finally:
        store.weather = FINE
        assert desk.session.close()
    assert desk.session.left_over() == []


@pytest.fixture
def planned(quick, no_saver_left):
    """A plan session on a store in memory, and its store."""
    store = Weather(Memory())
    store.apply(None, [Signed(SetNode(code="1", name="Bridge"), "pm", now())])
    desk = Desk(lambda post: PlanSession(store, store.plan(), "pm", post))
    yield store, desk
    store.weather = FINE
    assert desk.session.close()


def test_the_next_number_is_none_of_a_milestone_that_waits_to_be_saved(planned):
    store, desk = planned
    store.weather = FULL
    for number in ("M1", "M2", "M3"):
        assert desk.session.next_milestone_id() == number
        desk.session.submit(ChangePlan(steps=(SetMilestone(id=number, name=f"Deck {number}"),)))
        desk.until_state("not saved")
    store.weather = FINE
    desk.until_state("saved")
    assert list(store.plan().milestones) == ["M1", "M2", "M3"]
    assert desk.session.next_milestone_id() == "M4"


def test_a_date_set_anew_takes_the_place_of_the_one_that_waits_and_no_other_milestones(planned):
    store, desk = planned
    for number in ("M1", "M2"):
        desk.session.submit(SetMilestone(id=number, name=f"Deck {number}"))
    desk.until_state("saved")
    store.weather = FULL
    first, second = now(), now()
    for milestone, due in (("M1", first), ("M2", first), ("M1", second)):
        desk.session.submit(SetBaseline(milestone=milestone, due_at=due))
        desk.until_state("not saved")
    assert [signed.command.milestone for signed in desk.session.unsaved] == ["M2", "M1"]
    store.weather = FINE
    desk.until_state("saved")
    dates = {m.id: [b.due_at for b in m.baselines] for m in store.plan().milestones.values()}
    assert dates == {"M1": [second], "M2": [first]}


def test_a_session_says_each_failure_once_and_when_it_is_saved_again(planned):
    store, desk = planned
    store.weather = FULL
    desk.session.submit(SetMilestone(id="M1", name="Deck"))
    desk.until_state("not saved")
    tries = store.tries
    desk.until(lambda: store.tries > tries + 3)
    assert str(desk.session.failure) == "disk full"
    assert [str(news.message) for news in desk.news if news.failed] == ["put back, will be tried again: disk full"]
    store.weather = FINE
    desk.until_state("saved")
    assert [str(news.message) for news in desk.news if news.message][-1] == "saved again"
    assert desk.session.failure == ""


def test_where_nobody_knows_it_is_perhaps_saved_until_it_was_read_again(planned):
    store, desk = planned
    store.weather = LOST
    desk.session.submit(SetMilestone(id="M1", name="Deck"))
    states = set()
    desk.until(lambda: states.add(desk.session.state) or desk.session.state == "saved")
    assert states == {"saving", "perhaps saved", "saved"}
    assert [str(news.message) for news in desk.news if news.failed] == ["the line was cut"]
    assert not desk.session.view.milestones


def test_who_listens_no_more_is_told_nothing(planned):
    store, desk = planned
    desk.session.ignore(desk.news.append)
    store.weather = FULL
    desk.session.submit(SetMilestone(id="M1", name="Deck"))
    desk.until_state("not saved")
    assert desk.news == []
