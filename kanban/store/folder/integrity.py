"""What is odd about a board that could be decoded: such a board is shown and never written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import compress, islice, pairwise
from operator import eq
from pathlib import Path

from kanban.model.board import Board, Ranked, ranked
from kanban.model.card import Card
from kanban.model.plan import is_code, level

ID_DIGITS = 18
NUMBER = re.compile(rf"[1-9][0-9]{{0,{ID_DIGITS - 1}}}", re.ASCII)
"""A card's id as this program gives it."""
_RANK = re.compile(r"[0-9A-Za-z]*[1-9A-Za-z]", re.ASCII)


def oddities(path: Path, board: Board, order: Ranked | None = None) -> Iterator[str]:
    """Sentences about cards that no command of this program would have left so; `order` where it is known."""
    yield from _places(path, board, ranked(board.cards) if order is None else order)
    yield from _packages(path, board.cards)


def _places(path: Path, board: Board, order: Ranked) -> Iterator[str]:
    """What would make a command overwrite one card with another, or find no place between two."""
    cards, next_id = board.cards, board.head.next_id
    odd = [i for i, card in cards.items() if card.id != i]
    if odd or not _ids_fit(cards, next_id):
        odd = [i for i in cards if i in odd or not NUMBER.fullmatch(i)]
        for one in odd:
            yield f"{path}: card {one[:40]}: its id is {cards[one].id[:40]!r}"
        if not odd and (last := max(map(int, cards))) >= next_id:
            yield f"{path}: the next card would get the id {next_id}, but there is a card {last}"
    for lane in order.values():
        ranks = [rank for rank, _ in lane]
        if not _ranks_fit(ranks):
            for rank, one in lane:
                if not _RANK.fullmatch(rank):
                    yield f"{path}: card {one}: its rank {rank[:20]!r} is none"
        elif any(map(eq, ranks, islice(ranks, 1, None))):
            first, second = next((a, b) for (one, a), (other, b) in pairwise(lane) if one == other)
            yield f"{path}: cards {first} and {second}: the same rank in one column"


def _ids_fit(ids: Mapping[str, object], next_id: int) -> bool:
    """Whether all are numbers below the next one; all at once, for there may be very many."""
    if not ids:
        return True
    whole, lengths, digits = "".join(ids), list(map(len, ids)), len(str(next_id))
    if not (whole.isascii() and whole.isdigit()) or "" in ids or max(lengths) > min(digits, ID_DIGITS):
        return False
    return max(compress(ids, map(digits.__eq__, lengths)), default="") < str(next_id)


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


def _packages(path: Path, cards: Mapping[str, Card]) -> Iterator[str]:
    """Sentences about work packages that are none."""
    for code in {card.work_package for card in cards.values()}:
        if code is not None and not _is_package(code):
            first = next(i for i, card in cards.items() if card.work_package == code)
            yield f"{path}: card {first}: its work package {code[:40]!r} is no WBS code of level 3"


@lru_cache(maxsize=4096)
def _is_package(code: str) -> bool:
    return is_code(code) and level(code) == 3
