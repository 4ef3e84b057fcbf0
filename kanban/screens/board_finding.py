"""Finding cards, and taking their words along: filter, jump, copy."""

from collections.abc import Callable

from kanban.screens.base import Question
from kanban.screens.board_moving import LETTERS
from kanban.screens.board_view import BoardView
from kanban.text.clean import clean_line


class Finding(BoardView):
    """What /, f, y and Y do."""

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""
        before = self.selection.needle

        def changed(text: str) -> None:
            self.selection.filter(text)
            self.redraw()

        await self.type_in("/", before, changed, changed, lambda: changed(""))

    def do_jump(self) -> None:
        """Letters over the cards in view."""
        ids = [slot.card.id for column in self.lanes.drawn for slot in column if slot.card]
        labels = jump_labels(len(ids))
        ids = ids[: len(labels)]  # on a very large screen there are more cards than labels
        self._letters = {f"card:{card_id}": label for card_id, label in zip(ids, labels, strict=True)}
        self.redraw()
        self._ask_label("", dict(zip(labels, ids, strict=True)))

    def _ask_label(self, typed: str, targets: dict[str, str]) -> None:
        def go(key: str) -> Callable[[], object]:
            so_far = typed + key
            if so_far in targets:
                return lambda: self._done_lettering(lambda: self._go(lambda: self.selection.to(targets[so_far])))
            return lambda: self._ask_label(so_far, targets)

        nexts = {label[len(typed)] for label in targets if label.startswith(typed)}
        answers: dict[str, tuple[str, Callable[[], object]]] = {key: ("", go(key)) for key in sorted(nexts)}
        answers["escape"] = ("back", lambda: self._done_lettering(lambda: None))
        self.ask(Question("jump to the card with the letters ", answers, insist=True))

    def do_copy_id(self) -> None:
        """Through the terminal: whether it arrives is its matter."""
        if card := self.selection.current:
            self.app.copy_to_clipboard(card.id)
            self.say(f"id {card.id} sent to the terminal")

    def do_copy_text(self) -> None:
        """The title."""
        if card := self.selection.current:
            self.app.copy_to_clipboard(clean_line(card.title))
            self.say("title sent to the terminal")


def jump_labels(count: int) -> list[str]:
    """So many labels, none the beginning of another: one letter each, or two where one is not enough."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return [a + b for a in LETTERS for b in LETTERS][:count]
