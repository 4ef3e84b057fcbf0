"""What a program has read of boards and of the plan: the next reading brings what has changed since."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from kanban.model.board import Board
from kanban.model.card import Card
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.model.unreadable import Problem
from kanban.store.errors import StoreError, Unreadable
from kanban.store.finished_long_ago import CardsApart, too_few
from kanban.store.postgres import queries, rows
from kanban.store.postgres.connection import Connection
from kanban.text.messages import msg

AT_ONCE = 100
"""So many boards are asked for in one question."""
_NOTHING = (-1, -1, None)


class Held(NamedTuple):
    """A board as it was in one state."""

    seen: rows.Seen
    board: Board


class PastCards(CardsApart):
    """A board's cards that were finished long ago, read at first use."""

    def __init__(self, connection: Connection, place: str, seen: rows.Seen, noted: int) -> None:
        """`noted`: how many the board says there are."""
        self._connection, self._place, self._seen, self._noted = connection, place, seen, noted
        self._loaded: tuple[dict[str, Card], tuple[Problem, ...]] | None = None

    def _load(self) -> tuple[dict[str, Card], tuple[Problem, ...]]:
        if self._loaded is None:
            try:
                found = self._connection.rows(queries.PAST, {"ledger": self._seen.ledger})
            except StoreError as error:  # they are asked for again with the next state of the board
                return {}, (Problem(error.place, error.reason),)
            cards, wrong = rows.cards_of(found)
            if missing := too_few(len(found), self._noted):
                wrong.append(missing)
            self._loaded = cards, tuple(Problem(self._place, reason) for reason in wrong)
        return self._loaded


class Ledgers:
    """Boards and the plan in the states that were read last; any thread may ask."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._boards: dict[str, Held] = {}
        self._plan: tuple[rows.Seen | None, Plan] = None, EMPTY_PLAN

    def held(self, slug: str) -> Held | None:
        """A board as it was read last."""
        return self._boards.get(slug)

    @property
    def held_plan(self) -> tuple[rows.Seen, Plan] | None:
        """The plan as it was read last."""
        seen, plan = self._plan
        return None if seen is None else (seen, plan)

    def keep(self, slug: str, held: Held) -> None:
        """A board was just saved in this state."""
        with self._connection.lock:
            self._boards[slug] = held

    def keep_plan(self, seen: rows.Seen, plan: Plan) -> None:
        """The plan was just saved in this state."""
        with self._connection.lock:
            self._plan = seen, plan

    def place_of(self, slug: str) -> str:
        """A board on this server, to be shown."""
        return f"{self._connection.place} · {slug}"

    def past_of(self, slug: str, seen: rows.Seen, noted: Mapping[str, int]) -> PastCards:
        """A board's cards of past years."""
        return PastCards(self._connection, self.place_of(slug), seen, sum(noted.values()))

    def read(self, slugs: Sequence[str]) -> dict[str, Held | StoreError]:
        """Boards as they are now; those that are not there, or may not be read, are not in it. Raises StoreError.

        Of many some at once: a save gets in between, and their rows are not all in memory at the same time.
        """
        found: dict[str, Held | StoreError] = {}
        for begin in range(0, len(slugs), AT_ONCE):
            found |= self._read(slugs[begin : begin + AT_ONCE])
        return found

    def _read(self, slugs: Sequence[str]) -> dict[str, Held | StoreError]:
        with self._connection.lock:
            held = [self._boards.get(slug) for slug in slugs]
            seen = [one.seen if one and not one.board.problems else _NOTHING for one in held]
            asked = {
                "slugs": list(slugs),
                "ledgers": [one[0] for one in seen],
                "versions": [one[1] for one in seen],
                "marks": [one[2] for one in seen],
            }
            heads: dict[int, tuple[Any, ...]] = {}
            cards: defaultdict[int, list[rows.CardRow]] = defaultdict(list)
            gone: defaultdict[int, set[str]] = defaultdict(set)
            for row in self._connection.rows(queries.BOARDS, asked):
                ledger, card, state, history, is_past = row[:5]
                if card is None:
                    heads[ledger] = row
                elif is_past:
                    gone[ledger].add(card.decode())
                else:
                    cards[ledger].append((card, state, history))
            found: dict[str, Held | StoreError] = {}
            for ledger, (_, _, head, history, _, slug_, version, mark, since) in heads.items():
                slug, at = slug_.decode(), rows.Seen(ledger, version, mark)
                try:
                    found[slug] = self._put(
                        slug, head, history, at, cards[ledger], gone[ledger], is_known=since is not None
                    )
                except StoreError as error:
                    found[slug] = error
            for slug in set(slugs) - found.keys():
                self._boards.pop(slug, None)
            return found

    def _put(
        self,
        slug: str,
        head: bytes,
        history: bytes,
        seen: rows.Seen,
        cards: list[rows.CardRow],
        gone: set[str],
        is_known: bool,
    ) -> Held:
        held = self._boards.get(slug)
        if held is not None and held.seen == seen and not held.board.problems:
            return held
        before = held if is_known else None
        board = rows.board(self.place_of(slug), slug, head, history, cards, gone, before.board if before else None)
        if board.head.past:
            board = msgspec.structs.replace(board, past_cards=self.past_of(slug, seen, board.head.past))
        held = self._boards[slug] = Held(seen, board)
        return held

    def plan(self) -> Plan:
        """The plan as it is now. Raises StoreError."""
        return self.plan_held()[1]

    def plan_held(self) -> tuple[rows.Seen, Plan]:
        """The plan as it is now, and its state. Raises StoreError."""
        with self._connection.lock:
            seen, plan = self._plan
            ledger, version, mark = seen or _NOTHING
            found = self._connection.rows(queries.PLAN, {"ledger": ledger, "version": version, "mark": mark})
            if not found:
                raise Unreadable(self._connection.place, msg("the plan is not there, or may not be read"))
            at = rows.Seen(*found[0][:3])
            if at != seen:
                fresh = [event for *_, event in found if event is not None]
                plan = rows.plan(self._connection.place, fresh, plan if found[0][3] is not None else EMPTY_PLAN)
                self._plan = at, plan
            return at, plan
