"""Changing cards: add, edit, open, block, archive, undo and redo."""

from kanban.commands.cards import Add, Archive, Block, Edit, Unblock
from kanban.commands.outcome import OverWip
from kanban.commands.undo import Redo, Undo
from kanban.model.board import Column
from kanban.screens.base import Question
from kanban.screens.board_view import BoardView
from kanban.text.clean import clean_line
from kanban.text.messages import Refused


class Changing(BoardView):
    """What a, e, E, enter, b, x, u and ctrl+r do."""

    async def do_add(self) -> None:
        """A title, and the card is there."""
        column = self.selection.board.columns[self.selection.column]

        def done(text: str) -> None:
            if text.strip():
                self._add(text, column)

        await self.type_in(f"add to {clean_line(column.name)}:", "", done)

    def _add(self, title: str, column: Column) -> None:
        card_id = str(self.session.view.head.next_id)
        over_wip = column.id in self._over_wip_asked
        try:
            self.submit(Add(title=title, column=column.id, over_wip=over_wip), follow=card_id)
        except OverWip as full:
            self._over_wip_asked.add(column.id)
            raise Refused(f"{full}: enter adds it anyway") from None

    def do_edit(self) -> None:
        """Fields, in a form."""
        from kanban.screens.edit import EditScreen

        cards = [self.selection.board.cards[i] for i in self._chosen()]

        def done(changes: dict[str, object] | None) -> None:
            if changes:
                try:
                    self.say(self.submit(Edit(cards=tuple(c.id for c in cards), changes=changes)))
                except Refused as refusal:
                    self.say(str(refusal), "error")

        self.kanban.load_plan()
        self.app.push_screen(EditScreen(cards, self.kanban.plan, self.kanban.zone), done)

    def do_edit_text(self) -> None:
        """The description, in the user's editor."""
        from kanban.screens.editor import edit_text, keep

        card = self.selection.current
        if card is None:
            raise Refused("no card here; a adds one")
        text = edit_text(self.app, card.description)
        if text is None or text.strip() == card.description:
            self.say("description: unchanged")
            return
        try:
            self.say(self.submit(Edit(cards=(card.id,), changes={"description": text})))
        except Refused as refusal:
            raise Refused(f"{refusal}; what you wrote is in {keep(text)}") from None

    def do_open(self) -> None:
        """The card view."""
        from kanban.screens.card import CardScreen

        if self.selection.current is not None:
            self.app.push_screen(CardScreen(self, self.selection.current.id))

    async def do_block(self) -> None:
        """Unblock if all are blocked, else block with a reason."""
        chosen = self._chosen()
        cards = [self.selection.board.cards[i] for i in chosen]
        if all(card.flow.blocked_at for card in cards):
            self.say(self.submit(Unblock(cards=chosen)))
            return

        def done(text: str) -> None:
            self.say(self.submit(Block(cards=chosen, why=text)))

        await self.type_in("blocked, because:", "", done)

    def do_archive(self) -> None:
        """After y."""
        chosen = self._chosen()
        cards = [self.selection.board.cards[i] for i in chosen]
        dropped = sum(not card.flow.is_finished for card in cards)
        what = f'"{clean_line(cards[0].title)}"' if len(cards) == 1 else f"{len(cards)} cards"
        note = f" ({dropped} unfinished: dropped)" if dropped else ""

        def yes() -> None:
            self.say(self.submit(Archive(cards=chosen)))

        self.ask(Question(f"archive {what}{note}? ", {"y": ("archive", yes), "n": ("keep", lambda: None)}, insist=True))

    def do_undo(self) -> None:
        """The last change, whoever made it in whichever session."""
        self.say(self._back_and_forth(Undo()))

    def do_redo(self) -> None:
        """What was undone."""
        self.say(self._back_and_forth(Redo()))

    def _back_and_forth(self, command: Undo | Redo) -> str:
        """The cursor goes to the first card that it changed and that is on the board."""
        outcome = self.session.submit(command)
        changed = (self.session.view.cards[i] for i in outcome.events if i in self.session.view.cards)
        self.take_view(next((card.id for card in changed if card.is_on_board), None))
        return str(outcome.message)
