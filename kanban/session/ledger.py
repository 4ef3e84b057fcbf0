"""A ledger in use: the screen is answered at once, saving happens in a thread, and what is not saved is known.

`view` is what is kept in the store with everything not saved yet applied on top, by the same `decide` and `evolve` that
the store uses. What the store refuses is put back, with the reason. What cannot be written (disk full, no permission)
is put back as well, kept, and tried again until it is saved or the same card or milestone is changed anew. Where nobody
can know whether it was written (`SaveUnknown`), it is read again and shown, and nothing is tried twice.
"""

import asyncio
import os
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Generic, Literal

import msgspec

from kanban.commands.ledger import State, decide, evolve
from kanban.commands.outcome import Command, Outcome, Signed
from kanban.store.errors import SaveUnknown, StoreError
from kanban.store.protocol import Applied, Ref, Store
from kanban.text.dates import now
from kanban.text.messages import Refused, Words, msg

POLL_SECONDS = 0.5
"""How often it is looked for changes by others."""
GATHER_SECONDS = 0.015
"""How long a save waits for more to save: the screen is painted first, and a held-down key costs one write, not ten."""
RETRY_SECONDS = 2.0
"""How often what could not be saved is tried again."""
KEPT = 1000
"""So many of the user's last changes can be offered again where they were lost after they had been saved."""
CLOSE_SECONDS = 12.0
"""How long the end of the program waits for the last save."""

_UNKNOWN = object()
"""No stamp is that: it has to be read to know. None is the stamp of what is missing."""
SaveState = Literal["saved", "saving", "not saved", "perhaps saved"]
"""`perhaps saved`: it has to be read again to know."""
Post = Callable[[Callable[[], None]], None]
"""Hands a function to the UI thread."""


class Change(msgspec.Struct, frozen=True):
    """What the screens are told: the view changed under them, or something went wrong (`message`)."""

    message: Words = ""
    failed: bool = False
    refused: tuple[Command, ...] = ()
    """What the store refused, though the view had taken it: somebody else came first."""
    lost: tuple[Signed, ...] = ()
    """The user's own changes that were saved and are gone: an older copy was put in the place of the ledger."""


class _Waiting(msgspec.Struct, frozen=True, eq=False):
    """A command that is not saved yet, with the cards, milestones and nodes that it changes (not those it makes)."""

    signed: Signed
    subjects: frozenset[str]


class LedgerSession(ABC, Generic[State]):
    """One board or the plan, one user. All methods but the saving thread's own run on the caller's (UI) thread.

    Who has called `listen` is told of every change that did not come from `submit` itself.
    """

    ref: Ref

    def __init__(self, store: Store, state: State, user: str, post: Post) -> None:
        self.store = store
        self.user = user
        self.saved: State = state
        self.view: State = state
        self.failure: Words = ""
        """Why something is not saved or cannot be read; empty if nothing failed."""
        self._listeners: list[Callable[[Change], None]] = []
        self._pending: list[_Waiting] = []
        self._unsaved: list[_Waiting] = []
        self._post = post
        self._kept: deque[tuple[int, Signed]] = deque(maxlen=KEPT)
        """What was saved here, by the revision it came with."""
        self._wake = threading.Condition()
        self._queue: list[_Waiting] = []
        self._busy: list[_Waiting] = []
        self._retry: list[_Waiting] = []
        self._broken = False
        self._doubted = False
        self._reason: Words = ""
        self._closing = False
        self._stamp: object = _UNKNOWN  # what is shown first may be unchecked: it is read once more
        self._thread: threading.Thread | None = None

    @abstractmethod
    def _read(self) -> State:
        """The ledger as the store has it. Raises StoreError."""

    @abstractmethod
    def _apply(self, commands: Sequence[Signed]) -> tuple[State, list[Applied]]:
        """Carry commands out in the store. Raises StoreError."""

    @abstractmethod
    def _knows(self, subject: str) -> bool:
        """Whether the view has this card, milestone or node."""

    def listen(self, listener: Callable[[Change], None]) -> None:
        """Tell somebody of changes, on the UI thread."""
        self._listeners.append(listener)

    def ignore(self, listener: Callable[[Change], None]) -> None:
        """Tell them no more."""
        self._listeners.remove(listener)

    def start(self) -> None:
        """Begin saving and watching; go on with it where `close` could not save everything and the user stays."""
        if self._thread is not None and self._thread.is_alive() and not self._closing:
            return
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="kanban-saver", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SaveState:
        """Whether all is saved."""
        if self._unsaved:
            return "not saved"
        return "saving" if self._pending else "perhaps saved" if self._doubted else "saved"

    @property
    def unsaved(self) -> tuple[Signed, ...]:
        """Commands that are not kept anywhere yet."""
        return tuple(waiting.signed for waiting in (*self._unsaved, *self._pending))

    def submit(self, command: Command) -> Outcome:
        """Apply to the view at once and save in the background. Raises Refused, and then nothing changed."""
        signed = Signed(command, self.user, now(), os.urandom(16).hex())
        outcome = decide(self.view, signed)
        if not outcome.changes_anything:
            return outcome
        subjects = frozenset(filter(self._knows, outcome.subjects))
        self.view = evolve(self.view, outcome)
        self._supersede(subjects)
        waiting = _Waiting(signed, subjects)
        self._pending.append(waiting)
        with self._wake:
            self._queue.append(waiting)
            self._wake.notify()
        if self._closing and self._thread is not None and not self._thread.is_alive():
            self.start()
        return outcome

    async def refresh(self) -> None:
        """Read what others may have changed just now: where the next thing to be asked depends on it."""
        with suppress(StoreError):  # the saving thread says why
            state = await asyncio.to_thread(self._read)
            if state is not self.saved:
                self.saved = state
                self._rebase()

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Save what is left and stop. False if something could not be saved in that time."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)
        if self.left_over() or (self._thread is not None and self._thread.is_alive()):
            self.failure = self._reason or self.failure or msg("it takes too long")
            return False
        return True

    def left_over(self) -> list[Signed]:
        """After `close`: what is not kept anywhere, or not yet known to be, in the order it was given."""
        with self._wake:
            return [waiting.signed for waiting in (*self._retry, *self._busy, *self._queue)]

    def _supersede(self, subjects: frozenset[str]) -> None:
        """A card or milestone changed anew: what could not be saved of it before is no longer wanted."""
        dropped = {id(waiting) for waiting in self._unsaved if subjects & waiting.subjects}
        if not dropped:
            return
        self._unsaved = [waiting for waiting in self._unsaved if id(waiting) not in dropped]
        with self._wake:
            self._retry = [waiting for waiting in self._retry if id(waiting) not in dropped]
            self._busy = [waiting for waiting in self._busy if id(waiting) not in dropped]

    def _rebase(self) -> None:
        view = self.saved
        for waiting in self._pending:
            try:
                view = evolve(view, decide(view, waiting.signed))
            except Refused:
                continue
        self.view = view

    # What follows runs in the saving thread; it touches only what `_wake` guards, and posts the rest.

    def _run(self) -> None:
        pause = POLL_SECONDS
        while True:
            with self._wake:
                if not self._queue and not self._closing:
                    self._wake.wait(pause)
                if self._queue and not self._closing:
                    self._wake.wait(GATHER_SECONDS)
                batch: list[_Waiting] = self._queue
                commands: list[_Waiting] = [*self._retry, *batch]
                self._queue, self._retry, self._busy = [], [], list(commands)
                closing = self._closing
            if commands:
                pause = self._save(batch, commands)
            elif not closing:
                self._look()
            with self._wake:
                if closing and not (self._queue and pause == POLL_SECONDS):
                    return

    def _save(self, batch: list[_Waiting], commands: list[_Waiting]) -> float:
        try:
            state, applied = self._apply([waiting.signed for waiting in commands])
        except Exception as error:  # whatever it is, it may not end the thread: nothing would ever be saved again
            if isinstance(error, SaveUnknown) and not error.may_be_repeated:
                self._keep_for_later(False)
                self._stamp = _UNKNOWN
                reason = error.reason
                self._tell(lambda: self._on_unknown(commands, reason))
                return POLL_SECONDS
            self._keep_for_later(True)
            self._reason = reason = _reason_of(error, msg("not saved: {error}", error=repr(error)))
            self._tell(lambda: self._on_failed(batch, reason))
            return RETRY_SECONDS
        self._keep_for_later(False)
        self._broken, self._reason = False, ""
        self._stamp = _UNKNOWN  # somebody else may have saved since: a stamp asked for now could be of that
        self._tell(lambda: self._on_saved(state, commands, applied))
        return POLL_SECONDS

    def _keep_for_later(self, keep: bool) -> None:
        with self._wake:
            if keep:
                self._retry = [*self._busy, *self._retry]
            self._busy = []

    def _look(self) -> None:
        try:
            stamp = self.store.stamp(self.ref)
            if stamp == self._stamp and not self._broken:
                return
            state = self._read()
        except Exception as error:
            reason = _reason_of(error, msg("cannot be read: {error}", error=repr(error)))
            if not self._broken or reason != self.failure:
                self._broken = True
                self._tell(lambda: self._on_unreadable(reason))
            return
        mended, self._broken = self._broken, False
        self._stamp = stamp
        self._tell(lambda: self._on_reloaded(state, mended))

    def _tell(self, news: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the screen is gone already; `left_over` says what it would have said
            self._post(news)

    # And this again on the UI thread.

    def _notify(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)

    def _done_with(self, commands: Sequence[_Waiting]) -> None:
        done = set(map(id, commands))
        self._pending = [waiting for waiting in self._pending if id(waiting) not in done]
        self._unsaved = [waiting for waiting in self._unsaved if id(waiting) not in done]

    def _on_saved(self, state: State, commands: Sequence[_Waiting], applied: Sequence[Applied]) -> None:
        self._done_with(commands)
        recovered = bool(self.failure)
        self.failure, self._doubted = "", False
        changing = [
            w.signed for w, done in zip(commands, applied, strict=True) if done.refusal is None and not done.was_known
        ]
        lost = self._lost_since(state.rev - len(changing)) if changing else None
        self._kept.extend((state.rev, signed) for signed in changing)
        self.saved = state
        self._rebase()
        if lost is not None:
            self._notify(lost)
        refusals = [result.refusal.message for result in applied if result.refusal]
        if refusals:
            refused = tuple(w.signed.command for w, r in zip(commands, applied, strict=True) if r.refusal)
            self._notify(Change(msg("put back: {reason}", reason=refusals[0]), failed=True, refused=refused))
        else:
            self._notify(Change(msg("saved again") if recovered else ""))

    def _on_failed(self, batch: Sequence[_Waiting], reason: Words) -> None:
        failed = set(map(id, batch))
        self._pending = [waiting for waiting in self._pending if id(waiting) not in failed]
        self._unsaved += batch
        news = reason != self.failure or bool(batch)
        self.failure = reason
        self._rebase()
        if news:
            self._notify(Change(msg("put back, will be tried again: {reason}", reason=reason), failed=True))

    def _on_unreadable(self, reason: Words) -> None:
        self.failure = reason
        self._notify(Change(reason, failed=True))

    def _on_unknown(self, commands: Sequence[_Waiting], reason: Words) -> None:
        self._done_with(commands)
        self.failure, self._doubted = reason, True
        self._rebase()
        self._notify(Change(reason, failed=True))

    def _on_reloaded(self, state: State, mended: bool = False) -> None:
        if state is self.saved and not mended and not self._doubted:
            return
        self._doubted = False
        self.failure = "" if not self._unsaved else self.failure
        lost = self._lost_since(state.rev)
        self.saved = state
        self._rebase()
        self._notify(lost or Change())

    def _lost_since(self, rev: int) -> Change | None:
        """What is to be told where the ledger is back at an earlier revision than the one shown; else None."""
        if rev >= self.saved.rev:
            return None
        lost = tuple(signed for at, signed in self._kept if at > rev)
        self._kept = deque((kept for kept in self._kept if kept[0] <= rev), maxlen=KEPT)
        words = msg(
            "an older copy was put in its place: from revision {old} back to {new}, {n} of your changes are lost by it",
            old=self.saved.rev, new=rev, n=len(lost),
        )  # fmt: skip
        return Change(words, failed=True, lost=lost)


def _reason_of(error: Exception, otherwise: Words) -> Words:
    if isinstance(error, StoreError):
        return error.reason
    return error.message if isinstance(error, Refused) else otherwise
