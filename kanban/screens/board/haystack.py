"""What the filter looks into: the searched fields of a card and the milestones it counts for."""

from collections.abc import Mapping

from kanban.model.card import Card
from kanban.model.fields import FIELDS
from kanban.model.plan import Plan
from kanban.text.folding import folded


def package_milestones(plan: Plan) -> dict[str, str]:
    """By work package: the milestones it counts for, else its own code."""
    return {node.code: " ".join(m.id for m in plan.gated_by(node.code)) or node.code for node in plan.packages}


class Haystack:
    """The text of each card, made once: cards never change."""

    def __init__(self) -> None:
        self.milestones: Mapping[str, str] = {}
        """By work package."""
        self._texts: dict[str, tuple[Card, str]] = {}
        self._fields = [field for field in FIELDS.values() if field.searched]

    def set_milestones(self, milestones: Mapping[str, str]) -> None:
        """Other milestones: the texts are made anew where they differ."""
        if milestones != self.milestones:
            self.milestones = milestones
            self._texts.clear()

    def __call__(self, card: Card) -> str:
        """Folded."""
        kept = self._texts.get(card.id)
        if kept is not None and kept[0] is card:
            return kept[1]
        parts = [field.shown(getattr(card, field.name), "UTC") for field in self._fields]
        text = folded(" ".join([*parts, self.milestones.get(card.work_package or "", "")]))
        self._texts[card.id] = card, text
        return text
