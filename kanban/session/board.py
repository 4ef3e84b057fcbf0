"""A board in use: the screen is answered at once, saving happens in a thread, and what is not saved is known.

`view` is what is on disk with everything not saved yet applied on top, by the same `decide` and `evolve` that the
store uses. What the store refuses is put back, with the reason. What cannot be written (disk full, no permission) is
put back as well, kept, and tried again until it is saved or the card is changed anew. Where nobody can know whether
it was written (`SaveUnknown`), the file is read again and shown, and nothing is tried twice.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress

import msgspec

from kanban.commands.ledger import AnyBoardCommand, decide, evolve
from kanban.commands.outcome import Outcome, Signed
from kanban.model.board import Board
from kanban.store.errors import SaveUnknown, StoreError
from kanban.store.protocol import Applied, Store
from kanban.text.dates import now
from kanban.text.messages import Refused

POLL_SECONDS = 0.5
"""How often the file is looked at for changes by others."""
GATHER_SECONDS = 0.015
"""How long a save waits for more to save: the screen is painted first, and a held-down key costs one write, not ten."""
RETRY_SECONDS = 2.0
"""How often what could not be saved is tried again."""


class Change(msgspec.Struct, frozen=True):
    """What the screen is told: `board` changed under it, or something went wrong (`words`)."""

    words: str = ""
    failed: bool = False


class Session:
    """One board, one user. All methods but the saving thread's own run on the caller's (UI) thread.

    `post` hands a function to the UI thread; `notify` is called there with every change that did not come from
    `submit` itself.
    """

    def __init__(
        self,
        store: Store,
        board: Board,
        user: str,
        post: Callable[[Callable[[], None]], None],
        notify: Callable[[Change], None],
    ) -> None:
        self.store = store
        self.user = user
        self.saved = board
        self.view = board
        self.failure = ""
        """Why something is not saved; empty if nothing failed."""
        self._pending: list[Signed] = []
        self._unsaved: list[Signed] = []
        self._post = post
        self._notify = notify
        self._wake = threading.Condition()
        self._queue: list[Signed] = []
        self._busy: list[Signed] = []
        self._retry: list[Signed] = []
        self._broken = False
        self._doubted = False
        self._reason = ""
        self._closing = False
        self._stamp: object = None  # what is shown first was only glanced at
        self._thread = self._saver()

    def _saver(self) -> threading.Thread:
        return threading.Thread(target=self._run, name="kanban-saver", daemon=True)

    def start(self) -> None:
        """Begin saving and watching; go on with it where `close` could not save everything and the user stays."""
        if self._closing:
            self._closing = False
            self._thread = self._saver()
        self._thread.start()

    @property
    def state(self) -> str:
        """`saved`, `saving`, `not saved`, or `perhaps saved` where the file has to be read again to know."""
        if self._unsaved:
            return "not saved"
        return "saving" if self._pending else "perhaps saved" if self._doubted else "saved"

    @property
    def unsaved(self) -> tuple[Signed, ...]:
        """Commands that are on no disk."""
        return (*self._unsaved, *self._pending)

    def submit(self, command: AnyBoardCommand) -> Outcome:
        """Apply to the view at once and save in the background. Raises Refused, and then nothing changed."""
        signed = Signed(command, self.user, now())
        outcome = decide(self.view, signed)
        if not outcome.changes_anything:
            return outcome
        self.view = evolve(self.view, outcome)
        self._supersede(set(outcome.events))
        self._pending.append(signed)
        with self._wake:
            self._queue.append(signed)
            self._wake.notify()
        if self._closing and not self._thread.is_alive():
            self.start()
        return outcome

    def close(self, seconds: float = 12.0) -> bool:
        """Save what is left and stop. False if something could not be saved in that time."""
        with self._wake:
            self._closing = True
            self._wake.notify()
        if self._thread.is_alive():
            self._thread.join(seconds)
        if self.left_over() or self._thread.is_alive():
            self.failure = self._reason or self.failure or "it takes too long"
            return False
        return True

    def left_over(self) -> list[Signed]:
        """After `close`: what is on no disk, or not yet known to be, in the order it was given."""
        with self._wake:
            return [*self._retry, *self._busy, *self._queue]

    def _supersede(self, cards: set[str]) -> None:
        """A card changed anew: what could not be saved of it before is no longer wanted."""
        if not self._unsaved:
            return
        dropped = {id(s) for s in self._unsaved if cards & set(getattr(s.command, "cards", ()))}
        self._unsaved = [s for s in self._unsaved if id(s) not in dropped]
        with self._wake:
            self._retry = [s for s in self._retry if id(s) not in dropped]
            self._busy = [s for s in self._busy if id(s) not in dropped]

    def _rebase(self) -> None:
        view = self.saved
        for signed in self._pending:
            try:
                view = evolve(view, decide(view, signed))
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
                batch, self._queue = self._queue, []
                retry, self._retry = self._retry, []
                self._busy = [*retry, *batch]
                closing = self._closing
            if retry or batch:
                pause = self._save(batch, [*retry, *batch])
            elif not closing:
                self._look()
            with self._wake:
                if closing and not (self._queue and pause == POLL_SECONDS):
                    return

    def _save(self, batch: list[Signed], commands: list[Signed]) -> float:
        slug = self.saved.slug
        try:
            board, applied = self.store.apply(slug, commands)
        except SaveUnknown as error:
            self._keep_for_later(False)
            self._stamp = None
            reason = str(error)
            self._tell(lambda: self._on_unknown(commands, reason))
            return POLL_SECONDS
        except Exception as error:  # whatever it is, it may not end the thread: nothing would ever be saved again
            self._keep_for_later(True)
            self._reason = reason = str(error) if isinstance(error, StoreError) else f"not saved: {error!r}"
            self._tell(lambda: self._on_failed(batch, reason))
            return RETRY_SECONDS
        self._keep_for_later(False)
        self._broken, self._reason = False, ""
        try:
            self._stamp = self.store.stamp(slug)
        except StoreError:  # it is saved all the same; the next look says what is wrong
            self._stamp = None
        self._tell(lambda: self._on_saved(board, commands, applied))
        return POLL_SECONDS

    def _keep_for_later(self, keep: bool) -> None:
        with self._wake:
            if keep:
                self._retry = [*self._busy, *self._retry]
            self._busy = []

    def _look(self) -> None:
        try:
            stamp = self.store.stamp(self.saved.slug)
            if stamp == self._stamp and not self._broken:
                return
            board = self.store.board(self.saved.slug)
        except Exception as error:
            reason = str(error) if isinstance(error, StoreError) else f"cannot be read: {error!r}"
            if not self._broken or reason != self.failure:
                self._broken = True
                self._tell(lambda: self._on_unreadable(reason))
            return
        mended, self._broken = self._broken, False
        self._stamp = stamp
        self._tell(lambda: self._on_reloaded(board, mended))

    def _tell(self, news: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the screen is gone already; `left_over` says what it would have said
            self._post(news)

    # And this again on the UI thread.

    def _on_saved(self, board: Board, commands: Sequence[Signed], applied: Sequence[Applied]) -> None:
        done = {id(signed) for signed in commands}
        self._pending = [s for s in self._pending if id(s) not in done]
        self._unsaved = [s for s in self._unsaved if id(s) not in done]
        recovered = bool(self.failure)
        self.failure, self._doubted = "", False
        self.saved = board
        self._rebase()
        refusals = [str(result.refusal) for result in applied if result.refusal]
        if refusals:
            self._notify(Change(f"put back: {refusals[0]}", failed=True))
        else:
            self._notify(Change("saved again" if recovered else ""))

    def _on_failed(self, batch: Sequence[Signed], reason: str) -> None:
        failed = {id(signed) for signed in batch}
        self._pending = [s for s in self._pending if id(s) not in failed]
        self._unsaved += batch
        news = reason != self.failure or bool(batch)
        self.failure = reason
        self._rebase()
        if news:
            self._notify(Change(f"put back, will be tried again: {reason}", failed=True))

    def _on_unreadable(self, reason: str) -> None:
        self.failure = reason
        self._notify(Change(reason, failed=True))

    def _on_unknown(self, commands: Sequence[Signed], reason: str) -> None:
        done = {id(signed) for signed in commands}
        self._pending = [s for s in self._pending if id(s) not in done]
        self._unsaved = [s for s in self._unsaved if id(s) not in done]
        self.failure, self._doubted = reason, True
        self._rebase()
        self._notify(Change(reason, failed=True))

    def _on_reloaded(self, board: Board, mended: bool = False) -> None:
        if board is self.saved and not mended and not self._doubted:
            return
        self._doubted = False
        self.failure = "" if not self._unsaved else self.failure
        self.saved = board
        self._rebase()
        self._notify(Change())
