"""What is wrong with a board that could be decoded: such a board is shown and never written."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, pairwise
from operator import eq
from typing import Any

import msgspec

from kanban.model.board import Board, BoardHead, Column, Ranked, assemble, check_columns, ranked
from kanban.model.card import Card
from kanban.model.unreadable import Problem
from kanban.model.wbs import is_package
from kanban.store.errors import Unreadable
from kanban.text.messages import Message, Refused, Words, msg, msg_n

ID_DIGITS = 18
NUMBER = re.compile(rf"[1-9][0-9]{{0,{ID_DIGITS - 1}}}", re.ASCII)
"""A card's id as this program gives it."""
_RANK = re.compile(r"[0-9A-Za-z]*[1-9A-Za-z]", re.ASCII)


def inspected(place: str, head: BoardHead, cards: dict[str, Card], problems: list[Words]) -> Board:
    """A board of parts of which not all could be read; `problems` are those known by now. It shows what there is.

    Raises Unreadable where no board can be made of them.
    """
    if not any(not column.deleted for column in head.columns):
        raise Unreadable(place, msg("it has no columns"))
    if wrong := check_columns(head.columns, str.casefold):  # names may be older than `folded`
        problems.append(msg("its columns make no board: {reason}", reason=wrong))
    problems += [msg("two columns have the id {id!r}", id=i) for i in given_twice(column.id for column in head.columns)]
    for card_id, unreadable in [(i, why) for i, card in cards.items() if (why := _unreadable_flow(card))]:
        problems.append(unreadable)
        del cards[card_id]
    result = assemble(head, cards)
    known = {column.id for column in head.columns if not column.deleted}
    lost = [i for column, card_ids in result.order.items() if column not in known for i in card_ids]
    problems += [msg("card {id}: its column {column!r} is not on the board", id=i, column=cards[i].column)
                 for i in lost]  # fmt: skip
    problems += faults(result, counted=not problems)
    return _shown_whole(result, tuple(Problem(place, reason) for reason in problems)) if problems else result


def given_twice(names: Iterable[str]) -> list[str]:
    """Those that are there more than once."""
    return [name for name, count in Counter(names).items() if count > 1]


def _shown_whole(board: Board, problems: tuple[Problem, ...]) -> Board:
    """With a column for every card, so that each is shown; a board with problems is never written."""
    columns, used = board.head.columns, set(board.order)
    known = {column.id for column in columns}
    strange = dict.fromkeys(card.column for card in board.cards.values() if card.column not in known)
    shown = [msgspec.structs.replace(c, deleted=c.deleted and c.id not in used) for c in columns]
    shown += [Column(column, column, "queue", deleted=column not in used) for column in strange]
    head = msgspec.structs.replace(board.head, columns=tuple(shown))
    return msgspec.structs.replace(board, head=head, problems=problems)


def _unreadable_flow(card: Card) -> Words:
    """Why its flow can neither be read nor be folded from its history: nothing could show such a card."""
    try:
        assert card.flow
    except Refused as refusal:
        return refusal.message
    return ""


def faults(board: Board, by_rank: Ranked | None = None, counted: bool = True) -> Iterator[Message]:
    """What no command of this program would have left so; `by_rank` where it is known.

    Without `counted` nothing is said of missing cards: some are known to be unreadable.
    """
    if counted:
        yield from _missing(board)
    yield from _places(board, ranked(board.cards) if by_rank is None else by_rank)
    yield from _packages(board.cards)


def ids_given_twice(content: bytes) -> list[str]:
    """Ids of cards that stand in a board's file more than once: JSON keeps only the last of each.

    The content is JSON; one that is nested too deep names none.
    """
    import json  # hardly ever needed

    try:
        tables: list[tuple[str, Any]] = json.loads(content, object_pairs_hook=list)
    except (ValueError, RecursionError):
        return []
    keys = [key for name, table in tables if name == "cards" and isinstance(table, list) for key, _ in table]
    return given_twice(keys)


def missing_cards(head: BoardHead, count: int) -> int:
    """How many cards are neither among the `count` of the board's file, nor in past years, nor known to be lost."""
    return head.next_id - 1 - count - sum(head.past.values()) - head.lost


def _missing(board: Board) -> Iterator[Message]:
    """Ids are given without a gap, and no card is ever taken out but to a past year's file."""
    given = board.head.next_id - 1
    if (missing := missing_cards(board.head, len(board.cards))) > 0:
        yield msg_n(
            "{n} card is missing: {given} were made", "{n} cards are missing: {given} were made", missing, given=given
        )


def _places(board: Board, by_rank: Ranked) -> Iterator[Message]:
    """What would make a command overwrite one card with another, or find no place between two."""
    cards, next_id = board.cards, board.head.next_id
    wrong = [i for i, card in cards.items() if card.id != i]
    if wrong or not _ids_fit(cards, next_id):
        wrong = [i for i in cards if i in wrong or not NUMBER.fullmatch(i)]
        for key in wrong:
            yield msg("card {key}: its id is {id!r}", key=key[:40], id=cards[key].id[:40])
        if not wrong and (last := max(map(int, cards))) >= next_id:
            yield msg("the next card would get the id {next}, but there is a card {last}", next=next_id, last=last)
    for column in by_rank.values():
        ranks = [rank for rank, _ in column]
        if not _ranks_fit(ranks):
            for rank, card_id in column:
                if not _RANK.fullmatch(rank):
                    yield msg("card {id}: its rank {rank!r} is none", id=card_id, rank=rank[:20])
        elif any(map(eq, ranks, islice(ranks, 1, None))):
            first, second = next((a, b) for (rank, a), (other, b) in pairwise(column) if rank == other)
            yield msg("cards {first} and {second}: the same rank in one column", first=first, second=second)


def _ids_fit(ids: Mapping[str, object], next_id: int) -> bool:
    """Whether all are numbers below the next one; all at once, for there may be very many."""
    if not ids:
        return True
    whole = "".join(ids)
    if not (whole.isascii() and whole.isdigit()) or "" in ids or max(map(len, ids)) > ID_DIGITS:
        return False
    return max(map(int, ids)) < next_id


def _ranks_fit(ranks: Iterable[str]) -> bool:
    """Whether all are ranks; all at once."""
    whole = " ".join([*ranks, ""])
    return (
        whole.isascii()
        and whole.replace(" ", "0").isalnum()
        and "0 " not in whole
        and "  " not in whole
        and not whole.startswith(" ")
    )


def _packages(cards: Mapping[str, Card]) -> Iterator[Message]:
    """Work packages that are none."""
    for code in {card.work_package for card in cards.values()}:
        if code is not None and not _is_package(code):
            first = next(i for i, card in cards.items() if card.work_package == code)
            yield msg("card {id}: its work package {code!r} is no WBS code of level 3", id=first, code=code[:40])


@lru_cache(maxsize=4096)
def _is_package(code: str) -> bool:
    return is_package(code)
