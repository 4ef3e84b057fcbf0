"""What is exported as an event log and imported again gives the same figures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from log_desk import ORDERS, LogDesk
from often import often

from kanban.commands.cards import Add, Archive, Move
from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.formats.csv_table.cells import guarded, unguarded
from kanban.formats.event_log.writing import entries, header, line
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.events import REASONS
from kanban.text.messages import Refused

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
MUCH_LATER = datetime(2027, 1, 1, tzinfo=UTC)


def written(board: Board, path: Path, moment: datetime = MUCH_LATER) -> Path:
    lines = [header(), *(line(entry, "Asia/Shanghai") for entry in entries(board, moment, with_slug=False))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def figures(board: Board) -> object:
    found = totals(existing(board.all_cards.values(), MUCH_LATER), Window(), MUCH_LATER)
    return found.cycle_time, found.lead_time, found.rework, found.finished, found.throughput


steps = st.lists(
    st.tuples(
        st.sampled_from(("add", "move", "move", "move", "back", "archive", "undo", "redo")),
        st.integers(0, 9),
        st.integers(0, 4),
        st.integers(0, 200_000_000),
    ),
    min_size=1,
    max_size=25,
)


@given(steps)
@settings(max_examples=often(100))
def test_any_board_has_the_same_figures_there_and_back(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, int, int, int]]
) -> None:
    board = worked_on(drawn)
    desk = LogDesk(tmp_path_factory.mktemp("log"))
    path = written(board, desk.path)
    if all(card.void for card in board.cards.values()):
        with pytest.raises(Refused, match="no row of it can be used"):
            desk.take(path)
        return
    desk.take(path)
    assert figures(desk.board) == figures(board)


def worked_on(drawn: list[tuple[str, int, int, int]]) -> Board:
    """A board on which somebody did all that; what cannot be done is left."""
    board = assemble(BoardHead(schema=SCHEMA, slug="b", driver="ana"), {})
    now = START
    for what, card, column, wait in drawn:
        now += timedelta(milliseconds=wait)
        ids = list(board.cards) or ["1"]
        card_id, column_id = ids[card % len(ids)], board.columns[column].id
        command: AnyBoardCommand
        match what:
            case "add":
                command = Add(title=f'=Weld, "span" {card}', column=column_id, over_wip=True)
            case "move":
                command = Move(cards=(card_id,), column=column_id, over_wip=True)
            case "back":
                reason = list(REASONS)[card % len(REASONS)]
                command = Move(cards=(card_id,), column=column_id, over_wip=True, reason=reason)
            case "archive":
                command = Archive(cards=(card_id,))
            case "undo":
                command = Undo()
            case _:
                command = Redo()
        try:
            board = evolve(board, decide(board, Signed(command, "ana", now)))
        except Refused:
            continue
    return board


def test_a_log_comes_out_as_it_went_in(tmp_path: Path) -> None:
    first, second = LogDesk(tmp_path), LogDesk(tmp_path)
    first(*ORDERS)
    second.take(written(first.board, tmp_path / "out.csv"))
    assert figures(second.board) == figures(first.board)
    assert second.columns == first.columns
    assert second.way("2") == first.way("o2")
    assert [e.by for e in second.card("2").events] == [e.by for e in first.card("o2").events]


def test_what_was_undone_or_came_later_is_left_out(tmp_path: Path) -> None:
    board = assemble(BoardHead(schema=SCHEMA, slug="b", driver="ana"), {})
    doing, done = board.columns[2].id, board.columns[4].id
    commands: list[AnyBoardCommand] = [
        Add(title="Weld"), Move(cards=("1",), column=doing), Undo(), Move(cards=("1",), column=done), Add(title="Cast"),
        Undo(),
    ]  # fmt: skip
    for number, command in enumerate(commands):
        board = evolve(board, decide(board, Signed(command, "ana", START + timedelta(hours=number))))
    rows = [(e.case, e.activity) for e in entries(board, MUCH_LATER, with_slug=True)]
    assert rows == [("b/1", "Backlog"), ("b/1", "Done")]
    as_of = START + timedelta(hours=1)
    assert [e.activity for e in entries(board, as_of, with_slug=False)] == ["Backlog", "Doing"]


def test_unknown_moments_stay_unknown(tmp_path: Path) -> None:
    first, second = LogDesk(tmp_path), LogDesk(tmp_path)
    first("o1,To Do,2026-03-02T08:00:00Z,", "o1,Doing,,", "o1,Done,2026-03-03T08:00:00Z,",
          "o2,To Do,2026-03-02T08:00:00Z,", "o2,Done,,")  # fmt: skip
    path = written(first.board, tmp_path / "out.csv")
    assert "2,Done,,,o2,kitchen,done,2," in path.read_text(encoding="utf-8")
    second.take(path)
    assert second.card("2").flow.finished_by_at is not None
    assert second.card("2").flow.finished_at is None


@given(st.text(max_size=5))
def test_a_formula_is_no_formula_and_comes_back_whole(text: str) -> None:
    for one in (text, f"={text}", f"'={text}", f"-{text}", f"@{text}"):
        assert guarded(one)[:1] not in ("=", "+", "-", "@", "\t", "\r")
        assert unguarded(guarded(one)) == one


logs = st.lists(
    st.tuples(st.sampled_from(("a", "b", "c")), st.sampled_from(("To Do", "Doing", "Done")), st.integers(0, 30)),
    min_size=1,
    max_size=20,
)


@given(logs, st.integers(0, 30))
def test_a_log_in_two_parts_gives_the_figures_of_the_whole(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[str, str, int]], until: int
) -> None:
    folder = tmp_path_factory.mktemp("log")
    whole, first = LogDesk(folder), LogDesk(folder)
    lines = [
        f"{case},{activity},2026-03-02T{minute // 2:02d}:{minute % 2 * 30:02d}Z," for case, activity, minute in events
    ]
    earlier = [line for line, (_, _, minute) in zip(lines, events, strict=True) if minute <= until]
    whole(*lines)
    if earlier:
        first(*earlier)
    first(*lines)
    assert figures(first.board) == figures(whole.board)
