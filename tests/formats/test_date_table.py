"""Tables of dates: a real one, and what becomes of odd rows."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.formats.date_table.reading import load
from kanban.model.board import SCHEMA, Board, BoardHead, assemble
from kanban.model.card import Card, refold
from kanban.text.messages import Refused

REAL = Path(__file__).parent.parent / "data" / "csv" / "jira_cycle_times_anonymised.csv"
LATER = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = 86_400.0
HEAD = "ID,Created,Started,Finished,Title"


class Desk:
    """A board in memory that tables are taken into."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "work.csv"
        self.board: Board = assemble(BoardHead(schema=SCHEMA, slug="b", driver="ana"), {})

    def __call__(self, *lines: str, head: str = HEAD, **more: object) -> Board:
        self.path.write_text("\n".join((head, *lines)) + "\n", encoding="utf-8")
        return self.take(self.path, **more)

    def take(self, path: Path, **more: object) -> Board:
        self.understood = load(path, {}, board=self.board, **more)  # type: ignore[arg-type]
        outcome = decide(self.board, Signed(self.understood.command, "ana", LATER))
        self.words = str(outcome.message)
        self.board = evolve(self.board, outcome)
        return self.board

    @property
    def said(self) -> str:
        return "\n".join(map(str, self.understood.understood + self.understood.left_out))

    def card(self, name: str) -> Card:
        return next(card for card in self.board.cards.values() if card.external_id == name)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_real_table_gives_the_days_that_it_states_itself(desk: Desk) -> None:
    board = desk.take(REAL)
    with REAL.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = {row["id"]: int(row["cycle_time_days"]) for row in rows}
    got = {str(card.external_id): card.flow.lead_seconds for card in board.cards.values()}
    assert got == {name: n * DAY for name, n in days.items() if n >= 0}
    before = sum(n < 0 for n in days.values())
    assert f"{before} rows that are finished or started before they begin (first in line 2: P0-T5052)" in desk.said
    assert "3 columns that are not read: project, task, cycle_time_days" in desk.said
    desk.take(REAL)
    assert desk.board == board


def test_created_started_and_finished(desk: Desk) -> None:
    desk("a,2026-03-02 08:00,2026-03-02 09:00,2026-03-03 09:00,Weld", "b,2026-03-02,,,", "c,,2026-03-02,,",
         "d,2026-03-02,,2026-03-04T00:00:00Z,", zone="Asia/Shanghai")  # fmt: skip
    a, b, c, d = (desk.card(name) for name in "abcd")
    assert (a.title, a.flow.cycle_seconds, a.flow.lead_seconds) == ("Weld", DAY, 25 * 3600)
    assert a.flow.created_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert (b.title, b.column, c.column, c.flow.is_wip) == ("b", "todo", "doing", True)
    assert [card.flow.created_unknown for card in (a, b, c, d)] == [False, False, True, False]
    assert (d.flow.started_at, d.flow.finished_at) == (None, datetime(2026, 3, 4, tzinfo=UTC))
    assert "1 piece of work finished without a start: it has a lead time, but no cycle time" in desk.said
    assert "6 dates without an offset: taken as time of Asia/Shanghai" in desk.said


def test_rows_that_cannot_be_used_are_counted_with_the_line_of_the_first(desk: Desk) -> None:
    desk("a,2026-03-02,,2026-03-03,", "a,2026-03-04,,,", ",2026-03-02,,,", "c,,,2026-03-02,", "d,03/02/2026,,,",
         "e,2026-03-02,2026-03-01,,", "f,2026-03-02,,2026-03-01,", ",,,,", "")  # fmt: skip
    assert [card.external_id for card in desk.board.cards.values()] == ["a"]
    for sentence in (
        "1 row whose id is there already (line 3: a)",
        "1 row without a usable id (line 4)",
        "1 row without a date of its beginning (line 5)",
        "1 row with a date that cannot be read (line 6: '03/02/2026')",
        "2 rows that are finished or started before they begin (first in line 7: e)",
    ):
        assert sentence in desk.said, sentence


def test_a_newer_table_adds_what_is_new_and_changes_nothing_else(desk: Desk) -> None:
    desk("a,2026-03-02,2026-03-03,,", "b,2026-03-02,,2026-03-05,", "c,2026-03-02,,,")
    desk(
        "a,2026-03-02,2026-03-03,2026-03-06,",
        "b,2026-03-02,2026-03-03,2026-03-05,",
        "c,2026-03-01,,,",
        "d,2026-03-09,,,",
    )
    assert desk.card("a").flow.cycle_seconds == 3 * DAY
    assert desk.card("b").flow.started_at is None
    assert desk.card("c").flow.created_at == datetime(2026, 3, 2, tzinfo=UTC)
    assert desk.card("d").column == "todo"
    assert "2 cards whose dates in the table were changed since the last import: left as they were" in desk.said


def test_columns_may_be_named(desk: Desk) -> None:
    desk("a;2026-03-02;2026-03-03", head="Ticket No;Von;Bis",
         heads={"id": "Ticket No", "created": "von", "finished": "bis"})  # fmt: skip
    assert desk.card("a").flow.lead_seconds == DAY


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, not a table of dates"),
        (
            b"case,activity,timestamp\n",
            "no column is named like id, created, finished; it has case, activity, timestamp",
        ),
        (b"id,created,finished\n", "no row of it can be used: there is none"),
        (
            b"id,created,finished\nx,2,3\n",
            r"no row of it can be used: 1 row with a date that cannot be read .line 2: '2'",
        ),
        (b"id,created,finished\n\xff", "is not UTF-8 text: byte 0xff in line 2"),
    ],
)
def test_one_sentence_names_file_line_and_value(desk: Desk, content: bytes, said: str) -> None:
    desk.path.write_bytes(content)
    with pytest.raises(Refused, match=f"^{desk.path}: .*{said}"):
        load(desk.path, {})


dates = st.sampled_from(["", "2026-03-02", "2026-03-03 10:00", "2026-03-04T00:00:00+02:00", "x"])


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8"), max_size=4), dates, dates, dates), max_size=6))
def test_any_table_is_taken_or_refused(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    desk = Desk(tmp_path_factory.mktemp("table"))
    with desk.path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "created", "started", "finished"), *rows])
    try:
        board = desk.take(desk.path)
    except Refused as refused:
        sentence = str(refused)
    else:
        sentence = ""
        assert all(refold(card.id, card.history) == card for card in board.cards.values())
        assert desk.take(desk.path) == board
    assert not sentence or sentence.startswith(f"{desk.path}: no row")
