"""Changing cards: edit, open, block, archive, undo and redo."""

from kanban.commands.cards import Archive, Block, Comment, Edit, Unblock
from kanban.commands.undo import Redo, Undo
from kanban.screens.board.clashing import Clashing
from kanban.screens.board.desk import BoardDesk, chosen_cards
from kanban.screens.question import Question, nothing
from kanban.text.clean import clean_line
from kanban.text.messages import Message, Refused, msg, msg_in, msg_n


class Changing:
    """What e, E, b, x, u and ctrl+r do."""

    def __init__(self, desk: BoardDesk, clashing: Clashing) -> None:
        self._desk = desk
        self._clashing = clashing

    async def do_edit(self) -> None:
        """Fields, in a form."""
        from kanban.screens.card.form import CardForm  # Textual's inputs take their time to import

        desk = self._desk
        cards = [desk.selection.board.cards[i] for i in chosen_cards(desk)]

        def done(changes: dict[str, object] | None) -> None:
            if changes:
                opened = {name: getattr(cards[0], name) for name in changes} if len(cards) == 1 else {}
                try:
                    self._clashing.edit(Edit(cards=tuple(c.id for c in cards), changes=changes, opened=opened))
                except Refused as refusal:
                    desk.say(refusal.message, "error")

        await desk.kanban.plan_session.refresh()
        desk.app.push_screen(CardForm(cards, desk.kanban.plan, desk.kanban.zone), done)

    async def do_edit_text(self) -> None:
        """The description, in the user's editor; somebody else may have changed it when that is closed."""
        from kanban.screens.card.editor import edit_text, keep  # subprocess and tempfile are needed only here

        desk = self._desk
        card = desk.selection.current
        if card is None:
            raise Refused(msg("no card here; a adds one"))
        text = edit_text(desk.app, card.description)
        if text is None or text.strip() == card.description:
            desk.say(msg("description: unchanged"))
            return
        await desk.session.refresh()
        changes, opened = {"description": text}, {"description": card.description}
        try:
            self._clashing.edit(Edit(cards=(card.id,), changes=changes, opened=opened))
        except Refused as refusal:
            raise Refused(
                msg("{reason}; what you wrote is in {file}", reason=refusal.message, file=keep(text))
            ) from None

    async def do_block(self) -> None:
        """Unblock if all are blocked, else block with a reason."""
        desk, chosen = self._desk, chosen_cards(self._desk)
        cards = [desk.selection.board.cards[i] for i in chosen]
        if all(card.flow.blocked_at for card in cards):
            desk.say(desk.submit(Unblock(cards=chosen)).message)
            return

        def done(text: str) -> None:
            desk.say(desk.submit(Block(cards=chosen, why=text)).message)

        await desk.type_in(msg("blocked, because:"), "", done)

    async def do_comment(self) -> None:
        """A remark, kept in the history of each chosen card."""
        desk, chosen = self._desk, chosen_cards(self._desk)

        def done(text: str) -> None:
            if text.strip():
                desk.say(desk.submit(Comment(cards=chosen, text=text)).message)

        await desk.type_in(msg("comment:"), "", done)

    def do_archive(self) -> None:
        """After y."""
        desk, chosen = self._desk, chosen_cards(self._desk)
        cards = [desk.selection.board.cards[i] for i in chosen]
        dropped = sum(not card.flow.is_finished for card in cards)

        def yes() -> None:
            desk.say(desk.submit(Archive(cards=chosen)).message)

        what = f'"{clean_line(cards[0].title)}"' if len(cards) == 1 else msg_n("{n} card", "{n} cards", len(cards))
        text = msg("archive {cards}?", cards=what)
        if dropped:
            text = msg_n(
                "archive {cards} ({n} unfinished: dropped)?", "archive {cards} ({n} unfinished: dropped)?", dropped,
                cards=what,
            )  # fmt: skip
        desk.ask(
            Question(
                text, {"y": (msg_in("answer", "archive"), yes), "n": (msg_in("answer", "keep"), nothing)}, insist=True
            )
        )

    def do_undo(self) -> None:
        """The last change, whoever made it in whichever session."""
        self._desk.say(self._back_and_forth(Undo()))

    def do_redo(self) -> None:
        """What was undone."""
        self._desk.say(self._back_and_forth(Redo()))

    def _back_and_forth(self, command: Undo | Redo) -> Message:
        """The cursor goes to the first card that it changed and that is on the board."""
        session = self._desk.session
        outcome = session.submit(command)
        changed = (session.view.cards[i] for i in outcome.events if i in session.view.cards)
        self._desk.take_view(next((card.id for card in changed if card.is_on_board), None))
        return outcome.message
