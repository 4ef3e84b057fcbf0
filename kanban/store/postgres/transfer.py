"""A workspace on a server as a whole: read to be copied elsewhere, or made as a copy of another."""

import heapq
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec

from kanban.metrics.rollup.tally import tallied_in_parts
from kanban.model.board import Board
from kanban.model.moment import Moment
from kanban.model.plan import Plan
from kanban.store.copying import apart, counted
from kanban.store.errors import LockTimeout, Unreadable
from kanban.store.finished_long_ago import too_few, year_of
from kanban.store.postgres import migrations, rows, writing
from kanban.store.postgres.connection import Connection
from kanban.store.protocol import Kept, RemovedBoard
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.messages import Refused, msg

_KEPT = """
SELECT slug, date_trunc('milliseconds', removed_at), removed_by FROM kanban.ledgers WHERE slug IS NOT NULL
ORDER BY removed_at DESC NULLS FIRST, slug
"""
"""To the millisecond, as every store has them."""
_BOARD = """
WITH wanted AS (
    SELECT id, head, history FROM kanban.ledgers
    WHERE slug = %(slug)s AND date_trunc('milliseconds', removed_at) IS NOT DISTINCT FROM %(at)s)
SELECT NULL AS card, head, history, false FROM wanted
UNION ALL SELECT card, state, c.history, year IS NOT NULL FROM kanban.cards c JOIN wanted ON c.ledger = wanted.id
"""
_TAKE_OVER = """
SELECT kanban.take_over(
    %(mark)s, %(slug)s, %(driver)s, %(head)s, %(removed_at)s, %(removed_by)s, %(client_at)s, %(cards)b::text[],
    %(states)b::text[], %(years)b::integer[], %(subjects)b::text[], %(events)b::text[], %(packages)b::text[],
    %(parts)b::bigint[], %(are_past)b::boolean[], %(tallies)b::text[])
"""
"""With arrays in binary form: each quotation mark of a text form would have to be escaped."""
_raws = msgspec.json.Decoder(list[msgspec.Raw])


class _When(msgspec.Struct):
    """What an event's place among those of other cards is told by."""

    at: Moment
    rev: int = 0


_when = msgspec.json.Decoder(_When)
_Row = tuple[tuple[int, datetime], str | None, str]


class PostgresTransfer:
    """The `Transfer` of a server: a board is one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._mark = uuid.uuid4()

    @property
    def name(self) -> str:
        """The address."""
        return self._connection.place

    def check_all_readable(self) -> None:
        """Rows that may not be read are not there for whoever asks."""
        if not self._connection.rows("SELECT kanban.reads_all()")[0][0]:
            role = clean_line(self._connection.server.role)
            raise Refused(msg("{place}: the role {role} may not read all boards", place=self.name, role=role))

    def kept(self) -> list[Kept]:
        """In use, then removed."""
        found = [(slug.decode(), at, by.decode()) for slug, at, by in self._connection.rows(_KEPT)]
        return [Kept(slug, None if at is None else RemovedBoard(slug, at, by)) for slug, at, by in found]

    def board(self, kept: Kept) -> Board:
        """Read with all its cards, in one statement."""
        place = f"{self.name} · {kept.slug}"
        found = self._connection.rows(_BOARD, {"slug": kept.slug, "at": kept.removed and kept.removed.at})
        heads = [(head, history) for card, head, history, _ in found if card is None]
        if not heads:
            raise Unreadable(self.name, msg("there is no board {slug!r}", slug=kept.slug))
        cards = [row[:3] for row in found if row[0] is not None and not row[3]]
        board = rows.board(place, kept.slug, *heads[0], cards, (), None)
        past = sorted((row[:3] for row in found if row[3]), key=rows.made)
        past_cards, wrong = rows.cards_of(past)
        if missing := too_few(len(past), sum(board.head.past.values())):
            wrong.append(missing)
        if reasons := [*(problem.reason for problem in board.problems), *wrong]:
            raise Unreadable(place, reasons[0])
        return msgspec.structs.replace(board, past_cards=past_cards)

    def begin(self, source: str) -> None:
        """In a database that has no workspace; the schema is made."""
        if source == self.name:
            raise Refused(msg("{place}: it lies in what is to be copied", place=self.name))
        server = self._connection.server
        if not migrations.number_of(self.name, server) or migrations.is_unfinished(server):
            migrations.migrate(self._connection)
        migrations.check_version(self.name, self._connection.server)
        with self._connection.transaction() as raw:
            row = raw.execute("SELECT kanban.begin_copy(%s, %s)", (source, self._mark), binary=True).fetchone()
        self._connection.look_again()
        if row is None or row[0] is None:
            return
        if begun := row[0].decode():
            begun = clean_line(begun)
            raise Refused(msg("{place}: there is an unfinished copy of {source}", place=self.name, source=begun))
        raise Refused(msg("{place}: it is not empty; a copy is made in a place of its own", place=self.name))

    def put(self, kept: Kept, board: Board) -> None:
        """As one save of all its events."""
        removed = kept.removed
        self._carry_out(_TAKE_OVER, _whole(board)._asdict() | {
            "slug": kept.slug, "driver": board.driver, "client_at": now(),
            "removed_at": removed and removed.at.astimezone(UTC), "removed_by": removed.by if removed else "",
        })  # fmt: skip

    def drop(self, kept: Kept) -> None:
        """Its rows."""
        values = {"slug": kept.slug, "at": kept.removed and kept.removed.at.astimezone(UTC)}
        self._carry_out("SELECT kanban.drop_copied(%(mark)s, %(slug)s, %(at)s)", values)

    def finish(self, plan: Plan) -> None:
        """The plan's events, as one save."""
        events = [msgspec.json.encode(event).decode() for event in plan.history]
        values = {"client_at": now(), "events": events}
        self._carry_out("SELECT kanban.end_copy(%(mark)s, %(client_at)s, %(events)b::text[])", values)
        self._connection.look_again()

    def _carry_out(self, statement: str, values: Mapping[str, object]) -> None:
        with self._connection.transaction() as raw:
            row = raw.execute(statement, {**values, "mark": self._mark}).fetchone()
        if row != (True,):
            raise LockTimeout(self.name, msg("another copy has taken this one's place there; this one has stopped"))


def _whole(board: Board) -> writing.Saving:
    """All of a board, with the events of all cards and its own in the order in which they came to be."""
    past = apart(board)
    head = msgspec.structs.replace(board.head, past=counted(past))
    saving = writing.nothing(writing.without_history(head))
    histories = [_rows_of(None, board.head.history)]
    for card_id, card in (board.cards | past).items():  # type: ignore[operator]
        saving.cards.append(card_id)
        saving.states.append(writing.without_history(card))
        saving.years.append(int(year_of(card)) if card_id in past else None)
        histories.append(_rows_of(card_id, card.history))
    for _, subject, event in heapq.merge(*histories, key=lambda row: row[0]):  # no card's own order changes
        saving.subjects.append(subject)
        saving.events.append(event)
    here = [card for card_id, card in board.cards.items() if card_id not in past]
    writing.put_tallies(saving, tallied_in_parts(here), False)
    writing.put_tallies(saving, tallied_in_parts(past.values()), True)
    return saving


def _rows_of(subject: str | None, history: msgspec.Raw) -> Iterator[_Row]:
    for event in _raws.decode(history):
        when = _when.decode(event)
        yield (when.rev, when.at), subject, bytes(event).decode()
