"""A board under any commands, beside a model that knows nothing of events: what is done, refused, undone and past."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import msgspec
import pytest
from board_model import BoardModel, Refusal, lanes
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import START
from often import often

from kanban.commands.cards import Add, AddMany, Archive, Block, Comment, Edit, Explain, Move, Unarchive, Unblock
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, SetColumnKind, ShiftColumn
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Outcome, Signed
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.metrics.flow.columns_then import board_then
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, ColumnKindSet, assemble
from kanban.model.card import Card, as_of, refold
from kanban.model.events import REASONS, Commented, in_force
from kanban.model.fields import FIELDS, CardFields
from kanban.text.messages import Refused

number = st.integers(0, 19).map(str)
"""Stands for one of the cards that a command is for, see `meant`; 13 for a card that is not there."""
cards = st.lists(number, min_size=1, max_size=3).map(tuple)
columns = st.sampled_from((*("c1", "c2", "c3", "c4", "c5") * 3, "c6", "c7", "c9"))
leave = st.sampled_from((True, True, False))
good_titles = st.sampled_from(("Weld", "Cast", "焊接", "x" * 500))
titles = st.one_of(good_titles, good_titles, st.sampled_from((" Cast\n\x1b[2J pier ", "", " \x07", "x" * 501)))
tags = st.sampled_from(((), ("steel",), (" steel", "steel ", "\x07", "crane")))
packages = st.sampled_from((None, "1.2.3", "1.2.3", "1.2.3", "1.2"))
estimates = st.sampled_from((None, 2.5, 1e6, 1e-9, 0.0))
reasons = st.sampled_from(tuple(REASONS))
names = st.sampled_from(("Paint", "Ship", "待办", "n" * 100, "DOING", " Doing\n", "", "x" * 101))
limits = st.sampled_from((None, 1, 2, 0))
kinds = st.sampled_from(("queue", "active", "done"))
changes = st.fixed_dictionaries(
    {}, optional={"title": titles, "tags": tags, "work_package": packages, "estimate": estimates, "members": tags}
)
opened = st.fixed_dictionaries(
    {}, optional={"title": good_titles | st.just(" Weld\n"), "tags": st.just(("steel",)), "estimate": st.none()}
)
step_of_cards = st.one_of(
    st.builds(Add, title=titles, column=st.none() | columns, top=st.booleans(), over_wip=leave, tags=tags),
    st.builds(
        AddMany,
        cards=st.lists(st.builds(CardFields, title=titles, work_package=packages), max_size=3).map(tuple),
        column=columns,
        over_wip=leave,
    ),
    st.builds(Edit, cards=cards, changes=changes, opened=st.just({}) | opened),
    st.builds(Block, cards=cards, why=titles),
    st.builds(Unblock, cards=cards),
    st.builds(Comment, cards=cards, text=titles),
    st.builds(Log, cards=cards, minutes=st.sampled_from((90, 61, 1, -60, -1, 0, 60_000, -60_000, 60_001))),
    st.builds(Archive, cards=cards),
    st.builds(Unarchive, cards=cards, column=st.none() | columns, over_wip=leave),
    st.builds(Unarchive, cards=cards, over_wip=st.just(True)),
    st.builds(Explain, cards=cards, reason=reasons),
)
moves = st.one_of(
    st.builds(Move, cards=cards, column=columns, over_wip=leave, reason=st.none() | reasons, bottom=st.booleans()),
    st.builds(Move, cards=cards, column=columns, over_wip=leave, before=number),
    st.builds(Move, cards=cards, column=columns, over_wip=leave, after=number),
    st.builds(
        Move,
        cards=st.tuples(number),
        column=st.sampled_from(("c2", "c3", "c4", "c5")),
        over_wip=st.just(True),
        reason=st.none() | reasons,
    ),
)
step_of_columns = st.one_of(
    st.builds(AddColumn, name=names, kind=kinds, wip_limit=limits),
    st.builds(RenameColumn, column=columns, name=names),
    st.builds(LimitColumn, column=columns, wip_limit=limits),
    st.builds(ShiftColumn, column=columns, by=st.integers(-3, 3)),
    st.builds(SetColumnKind, column=columns, kind=kinds, anew=st.booleans()),
    st.builds(DeleteColumn, column=columns, target=st.none() | columns),
)
back = st.sampled_from((Undo(), Redo(), Undo(), Redo()))
steps = st.lists(
    st.tuples(st.one_of(step_of_cards, moves, moves, moves, step_of_columns, back, back), st.sampled_from((0, 1, 600))),
    min_size=10,
    max_size=40,
)
WHOM: dict[type, Callable[[Card], bool]] = {
    Unarchive: lambda card: card.archived,
    Explain: lambda card: card.is_on_board and bool(card.flow.backs),
}
"""Which cards a command is for, where not those on the board."""


def on_board(card: Card) -> bool:
    return card.is_on_board


def card_meant(board: Board, number: str, of: Callable[[Card], bool]) -> str:
    """The id of a card that a command is for, now and then of one that is not there."""
    ids = [card_id for card_id, card in board.cards.items() if of(card)]
    return number if number == "13" or not ids else ids[int(number) % len(ids)]


def meant(board: Board, command: AnyBoardCommand) -> AnyBoardCommand:
    """The command for cards that the board has."""
    if isinstance(command, AddMany) or not hasattr(command, "cards"):
        return command
    of = WHOM.get(type(command), on_board)
    new = {"cards": tuple(card_meant(board, number, of) for number in command.cards)}
    if isinstance(command, Move):
        there = partial(card_meant, board, of=lambda card: card.is_on_board and card.column == command.column)
        new |= {side: there(at) for side in ("before", "after") if (at := getattr(command, side)) is not None}
    return msgspec.structs.replace(command, **new)


class Both:
    """A board and its model."""

    def __init__(self) -> None:
        self.board = assemble(BoardHead(schema=SCHEMA, slug="bridge", driver="zhang", columns=DEFAULT_COLUMNS), {})
        self.model = BoardModel()
        self.clock = START
        self.past: list[tuple[datetime, BoardModel]] = []
        self.find_places()

    def find_places(self) -> None:
        self.model.places = {column.id: self.board.place(column.id) for column in self.board.head.columns}

    def give(self, command: AnyBoardCommand) -> None:
        """Give a command to both; they agree about what it comes to."""
        before, signed = self.board, Signed(command, "zhang", self.clock)
        try:
            wanted = self.model.take(command)
        except Refusal:
            with pytest.raises(Refused) as refusal:
                decide(before, signed)
            assert str(refusal.value).isprintable()
            return
        outcome = decide(before, signed)
        assert str(outcome.message).isprintable()
        self.board, old, self.model = evolve(before, outcome), self.model, wanted
        assert outcome.over_wip == wanted.is_over
        if isinstance(command, Move | Unarchive):
            self.check_moves(command, outcome)
        if not isinstance(command, Undo | Redo | SetColumnKind):
            assert (self.board is before) == wanted.says_the_same(old)
        self.find_places()
        if isinstance(command, SetColumnKind) and command.anew and self.board is not before:
            self.model.judge_anew()
        self.past.append((self.clock, self.model))

    def check_moves(self, command: Move | Unarchive, outcome: Outcome) -> None:
        """What was moved back has a reason or is asked for one; what came from elsewhere is recorded as too many."""
        for card_id, events in outcome.events.items():
            moved, wanted = events[-1], self.model.desk.cards[card_id]
            is_entering = moved.origin.column != moved.to.column
            is_back = is_entering and bool(wanted.moves) and wanted.moves[-1].is_back
            given = command.reason if isinstance(command, Move) else "parked"
            assert moved.reason == (given if is_back else None)
            assert moved.over_wip == (isinstance(command, Move) and is_entering and self.model.is_over)

    def agree(self) -> None:
        """Columns, their cards in order, what can be undone, and every card are those of the model."""
        assert lanes(self.board) == [(lane, self.model.desk.order[lane.id]) for lane in self.model.columns]
        steps = len(self.board.head.undo), len(self.board.head.redo)
        assert steps == (len(self.model.before), len(self.model.behind))
        live = {card_id for card_id, card in self.board.cards.items() if not card.void}
        assert live == self.model.desk.cards.keys()
        assert self.board.head.next_id == self.model.next_id == len(self.board.cards) + 1
        for card_id, wanted in self.model.desk.cards.items():
            agrees(self.board.cards[card_id], wanted, self.model)


def agrees(card: Card, wanted, model: BoardModel) -> None:
    """The card says what the model says of it."""
    assert {name: getattr(card, name) for name in FIELDS} == wanted.fields
    assert (card.column, card.archived) == (wanted.column, wanted.archived)
    assert (card.flow.blocked_why, card.flow.blocked_at is not None) == (wanted.why, bool(wanted.why))
    assert card.flow.logged_minutes == wanted.minutes
    assert [back.reason for back in card.flow.backs] == model.backs(wanted)
    assert sum(isinstance(event, Commented) for _, event in in_force(card.events)) == wanted.comments


def told(draws, each: Callable[[Both], None] = Both.agree) -> Both:
    """Both after some cards and all of the commands, looked at after each."""
    both = Both()
    for column in ("c2", "c3", "c4"):
        both.give(Add(title="Weld", column=column))
    for command, minutes in draws:
        both.clock += timedelta(minutes=minutes, milliseconds=37)
        both.give(meant(both.board, command))
        each(both)
    return both


def by_id(column) -> str:
    return column[0].id


@given(steps)
@settings(max_examples=often(150))
def test_the_board_does_and_refuses_what_its_rules_say(draws):
    told(draws)


@given(steps)
@settings(max_examples=often(40))
def test_every_past_moment_of_a_board_is_what_it_said_then(draws):
    both = told(draws, lambda both: None)
    for moment in {at for at, _ in both.past}:
        *_, (_, then) = [pair for pair in both.past if pair[0] <= moment]
        cards = {i: card for i in both.board.cards if (card := as_of(both.board.cards[i], moment)) is not None}
        assert cards.keys() == then.desk.cards.keys()
        for card_id, wanted in then.desk.cards.items():
            agrees(cards[card_id], wanted, then)
        told_then = lanes(board_then(both.board, moment))
        wanted_then = [(lane, then.desk.order[lane.id]) for lane in then.columns]
        assert sorted(told_then, key=by_id) == sorted(wanted_then, key=by_id)
        if not any(isinstance(event, ColumnKindSet) and event.at > moment for event in both.board.history):
            assert told_then == wanted_then
    assert not any(as_of(card, START - timedelta(seconds=1)) for card in both.board.cards.values())


@given(steps)
@settings(max_examples=often(40))
def test_undone_to_the_end_nothing_is_left_of_what_can_be_undone_and_redone_all_is_back(draws):
    both = told(draws, lambda both: None)
    last = both.model.desk
    depth = len(both.model.before)
    for command in (*[Undo()] * depth, *[Redo()] * depth):
        both.give(command)
        both.agree()
    assert both.model.desk.order == last.order
    for card_id, card in both.board.cards.items():
        assert refold(card_id, card.history) == card
