"""One card: all fields, its times, and its history in words."""

from kanban.commands.cards import Block, Comment, Unblock
from kanban.commands.work_log import Log
from kanban.model.card import Card
from kanban.model.work_log import typed_work, work_text
from kanban.screens.card.desk import CardDesk
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import ListScreen
from kanban.screens.saving_words import state_span
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.messages import Refused, Words, joined, msg


class CardScreen(ListScreen):
    """The card under the board's cursor; what can be done to it is done by the board's own actions."""

    NAME = "card"

    def __init__(self, desk: CardDesk, card_id: str) -> None:
        super().__init__()
        self._desk = desk
        self._card_id = card_id

    def repaint(self) -> None:
        """Paint it."""
        board = self._desk.session.view
        card = board.cards.get(self._card_id)
        if card is None:
            return
        title = msg("{board} · card {id}", board=clean_line(board.slug), id=card.id)
        parts: list[Words] = [clean_line(board.column(card.column).name)]
        if card.flow.archived_at:
            parts.append(msg("archived"))
        where = (f"{joined(parts, ' · ')} · ", "meta")
        self.top.set(((f" {title}", "bold"),), (where, state_span(self._desk.session)))
        self.list_view.set(card_rows(card, board, self.kanban.plan, self.kanban.zone, self.size.width, now()))

    def on_board_changed(self) -> None:
        """By a key here, or by somebody else."""
        self.repaint()

    # The board's actions, on this card

    def _card_on_board(self) -> Card:
        card = self._desk.session.view.cards.get(self._card_id)
        if card is None or not card.is_on_board:
            raise Refused(msg("card {id} is not on the board any more", id=self._card_id))
        return card

    async def do_move_left(self) -> None:
        """One column to the left."""
        await self._desk.act_on_card(self._card_on_board().id, "do_move_left")

    async def do_move_right(self) -> None:
        """One column to the right."""
        await self._desk.act_on_card(self._card_on_board().id, "do_move_right")

    async def do_edit(self) -> None:
        """The form."""
        await self._desk.act_on_card(self._card_on_board().id, "do_edit")

    async def do_edit_text(self) -> None:
        """The editor."""
        await self._desk.act_on_card(self._card_on_board().id, "do_edit_text")

    async def do_comment(self) -> None:
        """A remark, kept in its history."""
        card = self._card_on_board()

        def done(text: str) -> None:
            if text.strip():
                self.say(self._desk.submit(Comment(cards=(card.id,), text=text)).message)

        await self.type_in(msg("comment:"), "", done)

    async def do_log(self) -> None:
        """Time worked, or taken back."""
        card = self._card_on_board()

        def done(text: str) -> None:
            if text.strip():
                self.say(self._desk.submit(Log(cards=(card.id,), minutes=typed_work(text))).message)

        def understood(text: str) -> Words:
            return work_text(typed_work(text)) if text.strip() else ""

        label = msg("time worked, such as 1h30m (logged: {time}):", time=work_text(card.flow.logged_minutes))
        await self.type_in(label, "", done, suggest=understood)

    async def do_block(self) -> None:
        """Unblock, or ask for the reason."""
        card = self._card_on_board()
        if card.flow.blocked_at:
            self.say(self._desk.submit(Unblock(cards=(card.id,))).message)
            return

        def done(text: str) -> None:
            self.say(self._desk.submit(Block(cards=(card.id,), why=text)).message)

        await self.type_in(msg("blocked, because:"), "", done)
