"""Saving: what was decided on the freshest state is appended in one transaction, exactly once.

A save names the state that it was decided on, and is a transaction of one statement: one way over the line and back.
Where another one came first, what changed is read and the commands are decided anew, from then on in a transaction for
which the server keeps the ledger locked. Every command has an id: where the answer was lost, the commands are sent
again, and those that were saved are recognised by it.
"""

import os
import uuid
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import msgspec
import psycopg

from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.model.plan import EMPTY_PLAN, Plan, fold
from kanban.model.plan_events import ProjectSet
from kanban.store import finished_long_ago
from kanban.store.carrying_out import carried_out
from kanban.store.errors import SaveUnknown, StoreError, Unreadable
from kanban.store.postgres import queries, rows, writing
from kanban.store.postgres.connection import Again, Connection, Impostor, Lost, Raw
from kanban.store.postgres.ledgers import Held, Ledgers
from kanban.store.postgres.notices import tell
from kanban.store.protocol import Applied, Ref
from kanban.text.dates import local_zone, now
from kanban.text.messages import msg

TRIES = 3
"""How often a save is tried at once where the connection was lost or another transaction was in the way."""
SKEW_SECONDS = 60.0
"""So far the clock of this machine may be from the server's before the times of commands are put right."""
_BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED"
"""Whatever a database has as its default: what was waited for has to be seen."""
LOOK_AGAIN = timedelta(hours=1)
"""How often one program looks for cards of a board that were finished long ago."""


class _Batch:
    """Commands that are saved together, their ids, and what was decided on each when it was sent last."""

    def __init__(self, commands: Sequence[Signed], client_at: datetime) -> None:
        self.commands = [(uuid.UUID(hex=signed.id or os.urandom(16).hex()), signed) for signed in commands]
        self.client_at = client_at
        self.known: set[uuid.UUID] = set()
        """Those that had been saved already."""
        self.in_commit = False
        """Whether a commit of them was sent that has not been answered."""
        self._asked: set[uuid.UUID] = set()
        self._decided: dict[uuid.UUID, Applied] = {}

    @property
    def ids(self) -> list[uuid.UUID]:
        """Of those that are still to be saved, without those that were refused: these are known by nobody."""
        return [id_ for id_, _ in self.commands if id_ not in self.known and self._decided[id_].refusal is None]

    @property
    def may_be_known(self) -> list[uuid.UUID]:
        """Of those that change nothing, or are refused, perhaps for they had been saved already; each is named once."""
        ids = [id_ for id_, _ in self.commands if id_ not in self.known | self._asked]
        doubtful = [id_ for id_ in ids if not self._decided[id_].subjects]
        self._asked.update(doubtful)
        return doubtful

    def decide(self, state: Any) -> Any:
        """The state after those that are still to be saved."""
        wanted = [(id_, signed) for id_, signed in self.commands if id_ not in self.known]
        after, applied = carried_out(state, [signed for _, signed in wanted])
        self._decided.update(zip([id_ for id_, _ in wanted], applied, strict=True))
        return after

    def results(self) -> list[Applied]:
        """What became of each."""
        return [self._result(id_) for id_, _ in self.commands]

    def _result(self, id_: uuid.UUID) -> Applied:
        decided = self._decided.get(id_)
        if id_ not in self.known:
            assert decided is not None  # everything has been decided by then
            return decided
        if decided is None or decided.refusal is not None:
            return Applied(msg("it had been saved before"), was_known=True)
        return msgspec.structs.replace(decided, was_known=True)

    def touched(self) -> list[str]:
        """The cards that the commands change."""
        decided = [self._decided[id_] for id_ in self.ids]
        return list(dict.fromkeys(subject for result in decided for subject in result.subjects))


class _Done(NamedTuple):
    """A ledger after a save."""

    held: Held | tuple[rows.Seen, Plan]
    is_new: bool
    """Whether anything was saved."""


class Saver:
    """Carries commands out on a server."""

    def __init__(self, connection: Connection, ledgers: Ledgers) -> None:
        self._connection, self._ledgers = connection, ledgers
        self._looked: dict[str, datetime] = {}
        self._crowded: set[Ref] = set()
        """Ledgers that somebody else had changed when something was saved last."""
        self._shared: bool | None = None

    def begin_plan(self, project: str, timezone: str | None, by: str, at: datetime | None) -> None:
        """The plan's first event, where it has none."""
        if self._connection.server.is_standby or self._ledgers.plan_held()[1].history:
            return
        first = ProjectSet(at=at or now(), by=self.signer(by), name=project or None, timezone=timezone or local_zone())
        with self._connection.transaction() as raw:
            seen, plan = self._ledgers.plan_held()
            if not plan.history:
                saving = writing.saving_of_plan(EMPTY_PLAN, fold((first,)))
                self._send(raw, seen, _Batch((), now()), saving)  # "stale": somebody else has begun it

    def forget_signer(self) -> None:
        """Whether roles are kept apart is asked anew."""
        self._shared = None

    def create_board(self, board: Board, admit: Callable[[Raw], None] | None = None) -> bool:
        """Make a board, and admit its driver; whether its slug was free. Raises Refused for whoever may make none."""
        values = (board.slug, board.driver, board.driver, msgspec.json.encode(board.head).decode())
        with self._connection.transaction() as raw:
            row = raw.execute("SELECT kanban.create_board(%s, %s, %s, %s)", values).fetchone()
            is_new = row is not None and row[0] is not None
            if is_new and admit is not None:
                admit(raw)
        tell(self._connection, board.slug)
        return is_new

    def apply_to_board(self, slug: str, commands: Sequence[Signed]) -> tuple[Board, list[Applied]]:
        """Carry commands out on a board. Raises StoreError."""
        batch, done = self._signed_and_saved(slug, commands)
        assert isinstance(done.held, Held)  # of a board
        return done.held.board, batch.results()

    def apply_to_plan(self, commands: Sequence[Signed]) -> tuple[Plan, list[Applied]]:
        """Carry commands out on the plan. Raises StoreError."""
        batch, done = self._signed_and_saved(None, commands)
        return done.held[1], batch.results()  # type: ignore[return-value]

    def _signed_and_saved(self, ref: Ref, commands: Sequence[Signed]) -> tuple[_Batch, _Done]:
        batch = self._signed(commands)
        try:
            return batch, self._exactly_once(ref, batch)
        except Impostor:
            if self._shared:
                raise
        self.forget_signer()  # roles are kept apart since it was asked
        batch = self._signed(commands)
        return batch, self._exactly_once(ref, batch)

    def _signed(self, commands: Sequence[Signed]) -> _Batch:
        """With the times of a clock that is far off put right, and signed by the role that has logged in."""
        client_at, skew = now(), self._connection.server.skew
        late = timedelta(seconds=skew if abs(skew) > SKEW_SECONDS else 0)
        signed = [msgspec.structs.replace(one, by=self.signer(one.by), at=one.at + late) for one in commands]
        return _Batch(signed, client_at)

    def signer(self, user: str) -> str:
        """Whoever has logged in, where roles are kept apart; else whoever says so."""
        if self._shared is None:
            self._shared = bool(self._connection.rows("SELECT shared FROM kanban.workspace")[0][0])
        return self._connection.server.role if self._shared else user

    def _exactly_once(self, ref: Ref, batch: _Batch) -> _Done:
        unsure = False
        for attempt in range(1, TRIES + 1):
            batch.in_commit = False
            try:
                with self._connection.use() as raw:
                    done = self._committed(raw, ref, batch)
                    self._keep(ref, done)
                    if done.is_new:
                        tell(self._connection, ref)
                    return done
            except StoreError as error:
                unsure = unsure or (batch.in_commit and isinstance(error, Lost))
                if attempt < TRIES and isinstance(error, Again | Lost):
                    continue
                if not unsure:
                    raise
                reason = msg("the line was cut while it was being saved: {reason}", reason=error.reason)
                raise SaveUnknown(error.place, reason, may_be_repeated=True) from error
        raise AssertionError("the last attempt returns or raises")

    def _committed(self, raw: Raw, ref: Ref, batch: _Batch) -> _Done:
        """Saved for good. In a transaction from the start where somebody else mostly comes first, or a pooler is
        between: there the isolation that this session has set may be that of another."""
        if ref in self._crowded or self._connection.server.is_pooled:
            raw.execute(_BEGIN)
        try:
            done = self._save(raw, ref, batch)
        except BaseException:
            if self._connection.in_transaction:
                with suppress(psycopg.Error):
                    raw.execute("ROLLBACK")
            raise
        if self._connection.in_transaction:
            batch.in_commit = done.is_new
            self._connection.commit(raw, "COMMIT")
        return done

    def _save(self, raw: Raw, ref: Ref, batch: _Batch) -> _Done:
        """Decide on what is held, and anew on what is fresh where that was not the last word."""
        held, is_fresh = self._held(ref), False
        if held is None:
            held, is_fresh = self._fresh(ref), True
        self._crowded.discard(ref)
        while True:
            seen, before = held
            after = batch.decide(before)
            if (doubtful := batch.may_be_known) and self._know(raw, seen, batch, doubtful):
                after = batch.decide(before)
            if after is before:
                if is_fresh:
                    return _Done(held, False)
            else:
                after, saving = self._saving(ref, seen, before, after, batch)
                answer, at = self._send(raw, seen, batch, saving)
                if answer == "saved":
                    return _Done(Held(at, after) if ref is not None else (at, after), True)
                if answer == "missing":
                    raise Unreadable(self._connection.place, msg("there is no board {slug!r}", slug=ref or ""))
                if answer == "known":
                    self._know(raw, seen, batch, batch.ids)
                else:
                    self._crowded.add(ref)
            if not self._connection.in_transaction:
                raw.execute(_BEGIN)
            held, is_fresh = self._fresh(ref), True  # after a second answer nobody else changes it: it is locked

    def _know(self, raw: Raw, seen: rows.Seen, batch: _Batch, ids: list[uuid.UUID]) -> bool:
        """Whether any of these had been saved already."""
        asked = {"ledger": seen.ledger, "commands": ids}
        known = {command for (command,) in raw.execute(queries.KNOWN, asked).fetchall()}
        batch.known |= known
        return bool(known)

    def _held(self, ref: Ref) -> Any:
        return self._ledgers.held(ref) if ref is not None else self._ledgers.held_plan

    def _fresh(self, ref: Ref) -> Any:
        if ref is None:
            return self._ledgers.plan_held()
        found = self._ledgers.read([ref]).get(ref)
        if isinstance(found, StoreError):
            raise found
        if found is None:
            raise Unreadable(self._connection.place, msg("there is no board {slug!r}", slug=ref))
        return found

    def _keep(self, ref: Ref, done: _Done) -> None:
        if isinstance(done.held, Held) and ref is not None:
            self._ledgers.keep(ref, done.held)
        elif isinstance(done.held[1], Plan):
            self._ledgers.keep_plan(done.held[0], done.held[1])

    def _saving(self, ref: Ref, seen: rows.Seen, before: Any, after: Any, batch: _Batch) -> tuple[Any, writing.Saving]:
        if ref is None:
            return after, writing.saving_of_plan(before, after)
        touched = batch.touched()
        leaving = self._leaving(after, max(signed.at for _, signed in batch.commands), touched)
        if leaving:
            noted = dict(after.head.past)
            for year in leaving.values():
                noted[year] = noted.get(year, 0) + 1
            whole, after = (
                after,
                finished_long_ago.without(after, leaving, noted, self._ledgers.past_of(ref, seen, noted)),
            )
            return after, writing.saving_of_board(
                before, after, touched, {i: (whole.cards[i], y) for i, y in leaving.items()}
            )
        return after, writing.saving_of_board(before, after, touched, {})

    def _leaving(self, board: Board, at: datetime, touched: Sequence[str]) -> dict[str, str]:
        """Cards that were finished long ago, with the year; looked for now and then, for all cards are looked at."""
        looked = self._looked.get(board.slug)
        if looked and abs(at - looked) < LOOK_AGAIN:
            return {}
        self._looked[board.slug] = at
        return finished_long_ago.due_to_leave(board, at, touched)

    def _send(self, raw: Raw, seen: rows.Seen, batch: _Batch, saving: writing.Saving) -> tuple[str, rows.Seen]:
        values = saving._asdict() | {
            "ledger": seen.ledger, "mark": seen.mark, "commands": batch.ids, "client_at": batch.client_at,
        }  # fmt: skip
        if self._connection.in_transaction:
            row = raw.execute(queries.SAVE, values, binary=True).fetchone()
        else:
            batch.in_commit = True
            row = self._connection.commit(raw, queries.SAVE, values).fetchone()
            batch.in_commit = False
        assert row is not None  # the function always answers
        return row[0].decode(), rows.Seen(seen.ledger, row[1], row[2])
