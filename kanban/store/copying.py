"""Copying a workspace from one store to another, whole and with its histories."""

from collections import Counter
from collections.abc import Callable

import msgspec

from kanban.model.board import Board
from kanban.model.card import Card
from kanban.store.errors import LockTimeout, StoreError, Unreadable
from kanban.store.finished_long_ago import year_of
from kanban.store.protocol import Kept, Store, Transfer
from kanban.text.messages import Refused, joined, msg, msg_n

Progress = Callable[[int, int], None]
NAMED = 10
"""How many boards are named in one sentence."""


class Damaged(Refused):
    """Boards that cannot be read: nothing was copied."""

    def __init__(self, wrong: list[StoreError]) -> None:
        self.wrong = wrong
        super().__init__(
            msg_n("{n} board cannot be read, nothing was copied (see kanban doctor)",
                  "{n} boards cannot be read, nothing was copied (see kanban doctor)", len(wrong))
        )  # fmt: skip


def copy(source: Store, target: Store, progress: Progress) -> int:
    """Copy all boards and the plan; how many boards, removed ones too.

    Raises Refused, Damaged, StoreError before anything is made; LockTimeout where either side was changed meanwhile.
    What was begun is gone on with by the same call. What is there by then is compared, and so is what is written.
    """
    giving, taking = _transfer(source), _transfer(target)
    giving.check_all_readable()
    before, boards = source.stamps(), giving.kept()
    source.plan()
    if wrong := _damaged(giving, boards):
        raise Damaged(wrong)
    taking.begin(giving.name)
    kept = set(taking.kept())
    for wanted in kept.difference(boards):
        taking.drop(wanted)
    for done, wanted in enumerate(boards):
        progress(done, len(boards))
        board = giving.board(wanted)
        if wanted not in kept or not _has(taking, wanted, board):
            _put(taking, wanted, board, target.place)
    plan = source.plan()
    _check_unchanged(source.place, before, source.stamps(), boards, giving.kept())
    if len(kept := set(taking.kept())) != len(boards) or kept.symmetric_difference(boards):
        raise LockTimeout(target.place, msg("boards were made or removed there; the copy is not finished"))
    taking.finish(plan)
    if target.plan().history != plan.history:
        raise StoreError(target.place, msg("the plan that was written is not the one that was read"))
    progress(len(boards), len(boards))
    return len(boards)


def _transfer(store: Store) -> Transfer:
    if store.transfer is None:
        raise Refused(msg("{place}: workspaces cannot be copied to or from there", place=store.place))
    return store.transfer


def _put(taking: Transfer, one: Kept, board: Board, place: str) -> None:
    for _ in range(2):  # the second time it says so if another copy has begun meanwhile
        taking.put(one, board)
        if _has(taking, one, board):
            return
    wrong = msg("board {board}: what was written is not what was read; the copy is not finished", board=one.slug)
    raise StoreError(place, wrong)


def _damaged(giving: Transfer, boards: list[Kept]) -> list[StoreError]:
    wrong: list[StoreError] = []
    for wanted in boards:
        try:
            giving.board(wanted)
        except Unreadable as error:
            wrong.append(error)
    return wrong


def _check_unchanged(
    place: str, before: dict[str | None, object], after: dict[str | None, object], boards: list[Kept], now: list[Kept]
) -> None:
    changed = [ref for ref in before | after if before.get(ref) != after.get(ref)]
    if changed or boards != now:
        names = [msg("the plan") if ref is None else ref for ref in changed[:NAMED]] or [msg("removed boards")]
        raise LockTimeout(
            place,
            msg("changed while it was copied: {names}; the copy is not finished, the same command goes on with it",
                names=joined(names)),
        )  # fmt: skip


def _has(taking: Transfer, one: Kept, board: Board) -> bool:
    """Whether a copy has a board as it is, byte for byte; where only the spacing differs it has it too."""
    try:
        content = _content(taking.board(one))
    except Unreadable:
        return False
    wanted = _content(board)
    return content == wanted or _values(content) == _values(wanted)


def _content(board: Board) -> dict[str, bytes]:
    past = apart(board)
    head = msgspec.structs.replace(board.head, past=counted(past))
    cards = {f"card {card_id}": msgspec.json.encode(card) for card_id, card in board.cards.items()}
    old = {f"past {card_id}": msgspec.json.encode(card) for card_id, card in past.items()}
    return {"head": msgspec.json.encode(head), **cards, **old}


def _values(content: dict[str, bytes]) -> dict[str, object]:
    return {name: msgspec.json.decode(value) for name, value in content.items()}


def apart(board: Board) -> dict[str, Card]:
    """The cards that are kept apart since they were finished long ago; one that is on the board too is the board's."""
    return {card_id: card for card_id, card in board.past_cards.items() if card_id not in board.cards}


def counted(past: dict[str, Card]) -> dict[str, int]:
    """How many of them there are, by year."""
    return dict(sorted(Counter(map(year_of, past.values())).items()))
