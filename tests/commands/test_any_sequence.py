"""Whatever a driver does, in whatever order, and whatever the clock does: what must hold afterwards."""

from datetime import timedelta

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import START, hour
from often import often

from kanban.commands.cards import Add, AddMany, Archive, Block, Comment, Edit, Explain, Move, Unblock
from kanban.commands.columns import AddColumn, DeleteColumn, RenameColumn, ShiftColumn
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.model.board import DEFAULT_COLUMNS, SCHEMA, Board, BoardHead, assemble
from kanban.model.card import Card, as_of, refold
from kanban.model.events import REASONS
from kanban.model.fields import CardFields, Item
from kanban.text.messages import Refused

NOTHING = msgspec.Raw(b"[]")
numbers = st.integers(0, 40)


class Steps:
    """Turns drawn numbers into commands that mean something on the board as it is."""

    def __init__(self, board: Board, draws: tuple[int, ...]) -> None:
        self.board = board
        self.draws = list(draws)

    def number(self, below: int) -> int:
        return self.draws.pop() % below

    def cards(self) -> tuple[str, ...]:
        ids = list(self.board.cards) or ["1"]
        return tuple(ids[self.number(len(ids))] for _ in range(1 + self.number(3)))

    def column(self) -> str:
        return self.board.columns[self.number(len(self.board.columns))].id

    def add(self):
        return Add(title=f"Weld {self.number(9)}", column=self.column(), top=bool(self.number(2)), over_wip=True)

    def add_many(self):
        cards = tuple(CardFields(title=f"Cast {n}") for n in range(1 + self.number(3)))
        return AddMany(cards=cards, column=self.column(), over_wip=True)

    def move(self):
        column, cards = self.column(), self.cards()
        lane = self.board.cards_in(column)
        neighbour = lane[self.number(len(lane))] if lane else None
        place = [{}, {"bottom": True}, {"before": neighbour}, {"after": neighbour}][self.number(4)]
        reason = [None, *REASONS][self.number(len(REASONS) + 1)]
        return Move(cards=cards, column=column, reason=reason, over_wip=True, **place)

    def move_on(self):
        card = self.cards()[0]
        here = [i for i, c in enumerate(self.board.columns) if card in self.board.cards_in(c.id)]
        column = self.board.columns[min(len(self.board.columns) - 1, here[0] + 1)].id if here else self.column()
        return Move(cards=(card,), column=column, over_wip=True)

    def explain(self):
        return Explain(cards=self.cards()[:1], reason=list(REASONS)[self.number(len(REASONS))])

    def edit(self):
        changes = [
            {"title": f"Cast {self.number(9)}", "tags": ("steel",)},
            {"estimate": float(1 + self.number(5)), "due_at": hour(self.number(40))},
            {"checklist": (Item("bolt", bool(self.number(2))),), "description": "one\ntwo"},
            {"work_package": "1.2.3", "members": ("li", "wang"), "estimate": None},
        ][self.number(4)]
        return Edit(cards=self.cards(), changes=changes)

    def block(self):
        return Block(cards=self.cards(), why=f"crane {self.number(3)}")

    def unblock(self):
        return Unblock(cards=self.cards())

    def comment(self):
        return Comment(cards=self.cards(), text="looked at it")

    def log(self):
        return Log(cards=self.cards(), minutes=90)

    def archive(self):
        return Archive(cards=self.cards()[:1])

    def undo(self):
        return Undo()

    def redo(self):
        return Redo()

    def add_column(self):
        return AddColumn(name=f"New {self.number(20)}", kind=("queue", "active", "done")[self.number(3)])

    def rename_column(self):
        return RenameColumn(column=self.column(), name=f"Named {self.number(20)}")

    def shift_column(self):
        return ShiftColumn(column=self.column(), by=self.number(5) - 2)

    def delete_column(self):
        return DeleteColumn(column=self.column(), target=self.column())


OFTEN = ["add", "move", "move", "move_on", "move_on", "undo", "redo", "explain", "edit", "block", "unblock"]
SELDOM = ["add_many", "comment", "log", "archive", "add_column", "rename_column", "shift_column", "delete_column"]
step = st.tuples(st.sampled_from(OFTEN + SELDOM), st.tuples(*[numbers] * 12), st.sampled_from([0, 1, 7, 7, 600, -5]))


class Story:
    """A board under a sequence of commands, with what it was after each."""

    def __init__(self) -> None:
        self.board = assemble(BoardHead(schema=SCHEMA, slug="b", driver="d", columns=DEFAULT_COLUMNS), {})
        self.clock = START
        self.past: dict[str, list[Card]] = {}

    def give(self, command: AnyBoardCommand) -> bool:
        before = self.board
        try:
            outcome = decide(before, Signed(command, "zhang", self.clock))
        except Refused:
            return False
        self.board = evolve(before, outcome)
        for card_id in outcome.events:
            self.past.setdefault(card_id, []).append(self.board.cards[card_id])
        return True


def told(draws) -> "Story":
    story = Story()
    for name, values, minutes in draws:
        story.clock += timedelta(minutes=minutes, milliseconds=137)
        story.give(getattr(Steps(story.board, values), name)())
    return story


def view(board: Board) -> dict[str, list[Card]]:
    """What a driver sees: the order in the columns and the cards there, not how it came about."""
    return {column: [seen(board.cards[i]) for i in lane] for column, lane in board.order.items() if lane}


def seen(card: Card) -> Card:
    return msgspec.structs.replace(card, history=NOTHING, touched_at=None, event_count=0)


def without_flow(shown: dict[str, list[Card]]) -> object:
    return {
        column: [(c.id, c.title, c.rank, c.tags, c.estimate, c.due_at) for c in cards]
        for column, cards in shown.items()
    }


sequences = st.lists(step, max_size=40).map(tuple)


def each_step(draws):
    """The story and the board before, after every command that was carried out."""
    story = Story()
    for name, values, minutes in draws:
        story.clock += timedelta(minutes=minutes, milliseconds=137)
        command, before = getattr(Steps(story.board, values), name)(), story.board
        if story.give(command) and story.board is not before:
            yield story, before, command


@given(sequences)
def test_every_card_is_what_its_history_says(draws):
    for story, before, _ in each_step(draws):
        for card_id, card in story.board.cards.items():
            if card is not before.cards.get(card_id):
                assert refold(card_id, card.history) == card


@given(sequences)
def test_every_card_on_the_board_stands_in_one_column_in_the_order_of_distinct_ranks(draws):
    for story, _, _ in each_step(draws):
        board = story.board
        rebuilt = assemble(board.head, board.cards)
        live = {column.id for column in board.columns}
        assert {k: v for k, v in board.order.items() if v} == rebuilt.order
        assert set(rebuilt.order) <= live
        for lane in rebuilt.order.values():
            assert len({board.cards[i].rank for i in lane}) == len(lane)
        shown = [i for lane in rebuilt.order.values() for i in lane]
        assert sorted(shown) == sorted(i for i, card in board.cards.items() if card.is_on_board)


@given(sequences)
def test_histories_are_only_appended_to_and_their_times_never_fall(draws):
    for story, before, _ in each_step(draws):
        for card_id, card in story.board.cards.items():
            old = before.cards.get(card_id)
            if card is old:
                continue
            assert old is None or bytes(card.history).startswith(bytes(old.history)[:-1])
            times = [event.at for event in card.events]
            assert times == sorted(times)
            assert (card.last_at, card.event_count) == (times[-1], len(times))
        assert before.head.last_at is None or story.board.head.last_at >= before.head.last_at
        assert set(before.cards) <= set(story.board.cards)


@given(sequences)
def test_undo_gives_back_what_was_and_redo_what_came(draws):
    for story, before, command in each_step(draws):
        if not story.board.head.undo or story.board.head.undo[-1].rev != story.board.head.rev:
            continue
        if isinstance(command, Undo | Redo):
            continue
        undone = evolve(story.board, decide(story.board, Signed(Undo(), "zhang", story.clock)))
        assert view(undone) == view(before)
        redone = evolve(undone, decide(undone, Signed(Redo(), "zhang", story.clock)))
        assert view(redone) == view(story.board)


@given(sequences)
def test_undone_to_the_end_and_redone_to_the_end_the_board_is_as_it_was(draws):
    story = told(draws)
    versions = [view(story.board)]
    while story.give(Undo()):
        versions.append(view(story.board))
    assert not story.board.head.undo
    for earlier in reversed(versions[:-1]):
        assert story.give(Redo())
        assert without_flow(view(story.board)) == without_flow(earlier)


@given(sequences)
def test_the_parts_of_a_cycle_time_add_up(draws):
    story = told(draws)
    for card in story.board.cards.values():
        flow, last = card.flow, card.last_at
        if flow.started_at is None:
            assert (flow.active_seconds, flow.parked_seconds, flow.done_gap_seconds) == (0, 0, 0)
        elif flow.finished_at is not None:
            parts = flow.active_seconds + flow.parked_seconds + flow.done_gap_seconds
            assert abs(flow.cycle_seconds - parts) < 0.001
        else:
            for later in (last, last + timedelta(days=3)):
                end = flow.archived_at or later
                until = flow.until(later)
                parts = until.active_seconds + until.parked_seconds + until.done_gap_seconds
                assert abs((end - flow.started_at).total_seconds() - parts) < 0.001


@given(sequences)
def test_rework_and_blocked_time_are_no_longer_than_the_card_lived(draws):
    for card in told(draws).board.cards.values():
        later = card.last_at + timedelta(hours=1)
        lived = (later - card.flow.created_at).total_seconds()
        assert 0 <= card.flow.until(later).blocked_seconds <= lived
        assert 0 <= card.flow.rework_seconds(later) <= lived * len(card.flow.backs)
        assert card.flow.rework_moves <= len(card.flow.backs)


@given(sequences, st.integers(0, 5000))
def test_the_past_of_a_card_is_the_card_as_it_was_then(draws, minutes):
    story = told(draws)
    moment = START + timedelta(minutes=minutes)
    for card_id, versions in story.past.items():
        by_then = [card for card in versions if card.last_at <= moment]
        expected = by_then[-1] if by_then and not by_then[-1].void else None
        assert as_of(story.board.cards[card_id], moment) == expected


@given(sequences)
@settings(max_examples=often(40))
def test_a_board_stored_and_read_back_is_the_same(draws):
    board = told(draws).board
    cards = {i: msgspec.json.decode(msgspec.json.encode(c), type=Card) for i, c in board.cards.items()}
    head = msgspec.json.decode(msgspec.json.encode(board.head), type=BoardHead)
    assert cards == dict(board.cards)
    assert head == board.head
