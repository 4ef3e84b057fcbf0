"""Finding cards, and taking their words along: filter, jump, copy."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from kanban.model.filter import STATES, understood
from kanban.screens.board.desk import LETTERS, BoardDesk
from kanban.screens.clipboard import copy
from kanban.screens.question import Answer, Question, nothing
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, joined, msg, msg_in


class Finding:
    """What /, f, y and Y do."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk

    async def do_filter(self) -> None:
        """Hide what does not fit, letter by letter; on enter a term that means nothing is refused."""
        selection, before = self._desk.selection, self._desk.selection.needle

        def show(text: str, is_typing: bool = False) -> None:
            selection.filter(text, is_typing)
            self._desk.redraw()

        def changed(text: str) -> None:
            with suppress(Refused):  # `said` says it; what was shown stays
                show(text, is_typing=True)

        def said(text: str) -> Words:
            understood(text, selection.around(), is_typing=True)
            is_asked = folded(text).endswith("is:")
            return joined(STATES, " ") if is_asked else ""

        await self._desk.type_in("/", before, show, changed, lambda: show(""), said)
        self._desk.app.run_worker(asyncio.to_thread(selection.prepare), group="filter", exclusive=True)

    async def filter_by(self, text: str) -> None:
        """Show only what fits; without a text, ask for it. Raises Refused for a bad term."""
        if not text:
            await self.do_filter()
            return
        self._desk.selection.filter(text)
        self._desk.redraw()

    def do_jump(self) -> None:
        """Letters over the cards in view."""
        ids = [box.card.id for column in self._desk.canvas.drawn for box in column if box.card]
        labels = jump_labels(len(ids))
        ids = ids[: len(labels)]  # on a very large screen there are more cards than labels
        self._ask_label("", dict(zip(labels, ids, strict=True)))

    def _ask_label(self, typed: str, targets: dict[str, str]) -> None:
        self._desk.show_letters({f"card:{card_id}": label for label, card_id in targets.items()})

        def go(key: str) -> Callable[[], object]:
            so_far = typed + key
            if so_far in targets:
                return lambda: self._go_to(targets[so_far])
            return lambda: self._ask_label(so_far, targets)

        next_letters = {label[len(typed)] for label in targets if label.startswith(typed)}
        answers: dict[str, Answer] = {key: ("", go(key)) for key in sorted(next_letters)}
        answers["escape"] = (msg_in("answer", "back"), nothing)
        self._desk.ask(Question(msg("jump to the card with the letters"), answers, insist=True))

    def _go_to(self, card_id: str) -> None:
        self._desk.selection.to(card_id)
        self._desk.redraw()

    async def do_copy_id(self) -> None:
        """Whether it arrives in the clipboard is the terminal's matter."""
        if card := self._desk.selection.current:
            where = await copy(self._desk.app, card.id)
            self._desk.say(msg("id {id}: {where}", id=card.id, where=where))

    async def do_copy_text(self) -> None:
        """The title."""
        if card := self._desk.selection.current:
            where = await copy(self._desk.app, clean_line(card.title))
            self._desk.say(msg("title: {where}", where=where))


def jump_labels(count: int) -> list[str]:
    """So many labels, none the beginning of another: one letter each, or two where one is not enough.

    None begins with the key that leads to them, and none has a letter twice: a held-down key goes nowhere.
    """
    letters = LETTERS.replace("f", "")
    if count <= len(letters):
        return list(letters[:count])
    return [a + b for a in letters for b in LETTERS if a != b][:count]
