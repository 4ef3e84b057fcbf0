"""What the filter's words look into, kept for each card: a filter is asked of all of them with every letter typed."""

from collections.abc import Mapping

import msgspec

from kanban.model.card import Card
from kanban.model.filter import searched_text


class _Texts(msgspec.Struct, frozen=True):
    milestones: Mapping[str, str]
    by_id: dict[str, tuple[Card, str]]


class Haystack:
    """The text of each card, made once: cards never change. A thread may make them ready."""

    def __init__(self) -> None:
        self._texts = _Texts({}, {})

    def set_milestones(self, milestones: Mapping[str, str]) -> None:
        """By work package; the texts are made anew where they differ."""
        if milestones != self._texts.milestones:
            self._texts = _Texts(milestones, {})

    def __call__(self, card: Card) -> str:
        """Folded."""
        texts = self._texts
        kept = texts.by_id.get(card.id)
        if kept is not None and kept[0] is card:
            return kept[1]
        text = searched_text(card, texts.milestones)
        texts.by_id[card.id] = card, text
        return text
