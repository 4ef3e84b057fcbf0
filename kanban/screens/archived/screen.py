"""The archived cards, the last one archived first; enter opens one, x brings it back."""

from kanban.commands.cards import Unarchive
from kanban.commands.outcome import OverWip
from kanban.model.card import Card
from kanban.screens.card.desk import Submitting
from kanban.screens.card.rows import card_rows
from kanban.screens.listing import ListScreen, text_row
from kanban.screens.question import Question, nothing
from kanban.screens.saving_words import state_span
from kanban.text.clean import clean_line, cut, pad
from kanban.text.dates import day_time, now
from kanban.text.folding import folded
from kanban.text.glyphs import glyphs
from kanban.text.messages import Refused, msg, msg_in, tr
from kanban.widgets.list_view import ListRow

COLUMN_CELLS, DATE_CELLS = 12, 18


class ArchivedScreen(ListScreen):
    """Cards that left the board, finished or dropped."""

    NAME = "archived"

    def __init__(self, desk: Submitting) -> None:
        super().__init__()
        self._desk = desk
        self._open: str | None = None
        self._needle = ""

    def _cards(self) -> list[Card]:
        board = self._desk.session.view
        cards = [card for card in board.cards.values() if card.archived and not card.void]
        shown = [card for card in cards if self._needle in folded(clean_line(card.title))]
        return sorted(shown, key=lambda card: card.last_at, reverse=True)

    def repaint(self) -> None:
        """Paint them, or all there is to say about one."""
        board = self._desk.session.view
        title = msg("{board} · archived cards", board=clean_line(board.slug))
        self.top.set(((f" {title}", "bold"),), (state_span(self._desk.session),))
        card = board.cards.get(self._open) if self._open else None
        if card is not None:
            rows = card_rows(card, board, self.kanban.plan, self.kanban.zone, self.size.width, now())
            self.list_view.set(rows)
            return
        cards = self._cards()
        nothing_here = msg("no card fits") if self._needle else msg("No card is archived; x on the board archives one.")
        rows = [self._row(card) for card in cards] or [text_row((f" {nothing_here}", "meta"))]
        if self._needle:
            rows.insert(0, text_row((f" /{self._needle}", "here")))
        self.list_view.set(rows)

    def _row(self, card: Card) -> ListRow:
        board, signs = self._desk.session.view, glyphs()
        column = pad(cut(clean_line(board.column(card.column).name), COLUMN_CELLS, signs.ellipsis), COLUMN_CELLS)
        end = tr("dropped") if card.flow.is_dropped else tr("finished")
        date = day_time(card.flow.archived_at or card.last_at, self.kanban.zone, now())
        tail = f" {column} {pad(end, 9)} {pad(date, DATE_CELLS)}"
        room = max(10, self.size.width - 9 - COLUMN_CELLS - DATE_CELLS - 13)
        name = pad(cut(clean_line(card.title), room, signs.ellipsis), room)
        return ListRow((((f" {pad(card.id, 6)} ", "key"), (name, ""), (tail, "meta")),), card.id)

    def on_board_changed(self) -> None:
        """By a key here, or by somebody else."""
        self.repaint()

    # Keys

    def do_open(self) -> None:
        """All there is to say about the card."""
        if self._open is None and self.list_view.key:
            self._open = self.list_view.key
            self.list_view.start_over()
            self.repaint()

    async def do_back(self) -> None:
        """Out of the card, out of the filter, back to the board."""
        if self._open is not None:
            left, self._open = self._open, None
            self.list_view.start_over()
            self.repaint()
            self.list_view.set(self.list_view.rows, left)
        elif self._needle:
            self._needle = ""
            self.repaint()
        else:
            await super().do_back()

    async def do_filter(self) -> None:
        """Hide what does not match, letter by letter."""

        def changed(text: str) -> None:
            self._needle, self._open = folded(text).strip(), None
            self.repaint()

        await self.type_in("/", self._needle, changed, changed, lambda: changed(""))

    def do_unarchive(self) -> None:
        """Back to the column it left; a full one is asked about."""
        card_id = self._open or self.list_view.key
        if not card_id:
            raise Refused(msg("no card here"))
        try:
            self._bring_back(card_id, over_wip=False)
        except OverWip as full:
            answers = {
                "y": (msg_in("answer", "bring it back anyway"), lambda: self._bring_back(card_id, over_wip=True)),
                "n": (msg_in("answer", "leave it"), nothing),
            }
            self.ask(Question(msg("{reason}: bring it back?", reason=full.message), answers, insist=True))

    def _bring_back(self, card_id: str, over_wip: bool) -> None:
        outcome = self._desk.submit(Unarchive(cards=(card_id,), over_wip=over_wip), follow=card_id)
        self._open = None
        self.repaint()
        self.say(outcome.message)
