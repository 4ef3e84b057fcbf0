"""Adding cards: a line each, one after the other until esc, or a pasted list of them at once."""

import msgspec

from kanban.commands.cards import Add, AddMany
from kanban.commands.outcome import OverWip
from kanban.model.board import Column
from kanban.model.fields import FIELDS, CardFields, Typing, checked
from kanban.model.typed_card import typed_card, without_marks
from kanban.screens.board.desk import BoardDesk
from kanban.screens.question import Answer, HeldKey, Question
from kanban.text.clean import clean_line
from kanban.text.dates import now
from kanban.text.messages import Message, Refused, Words, joined, msg, msg_in, msg_n


class Adding:
    """What a does."""

    def __init__(self, desk: BoardDesk) -> None:
        self._desk = desk
        self._full = ""
        """What was typed for a column that is full, until it is typed again."""
        self._held = HeldKey("")

    async def do_add(self) -> None:
        """Lines, each with a title and perhaps due:fri #tag @member m5."""
        desk, self._full = self._desk, ""
        await self._type_in(desk.selection.board.columns[desk.selection.column], "")

    async def add_typed(self, text: str) -> None:
        """A card of the line; without a line, ask for it. Raises Refused."""
        if not text:
            await self.do_add()
            return
        self._desk.say(self._add(text, self._desk.selection.board.columns[self._desk.selection.column]))

    async def _type_in(self, column: Column, said: Words) -> None:
        def done(text: str) -> Words:
            return self._add(text, column) if text.strip() else msg("esc ends it")

        async def pasted(lines: list[str]) -> None:
            await self._ask(lines, column)

        label = msg("add to {column}:", column=clean_line(column.name))
        await self._desk.type_in(label, "", done, suggest=self._understood, pasted=pasted, again=True)
        if said:
            self._desk.prompt.tell(said)

    def _fields(self, text: str) -> CardFields:
        kanban = self._desk.kanban
        return CardFields(**typed_card(text, Typing(kanban.zone, now()), kanban.plan))

    def _understood(self, text: str) -> Words:
        """What of a line is more than its title."""
        if not text.strip():
            return ""
        card, kanban = self._fields(text), self._desk.kanban
        parts: list[Words] = []
        if card.due_at:
            due = FIELDS["due_at"]
            parts.append(msg("{field} {value}", field=due.label, value=due.shown(card.due_at, kanban.zone)))
        parts += [f"#{tag}" for tag in card.tags] + [f"@{member}" for member in card.members]
        if card.work_package:
            parts.append(f"{card.work_package} {kanban.plan.nodes[card.work_package].name}")
        return joined(parts, " · ")

    def _add(self, text: str, column: Column) -> Message:
        """One card. Raises Refused; for a full column once, and again while the enter that led there is held down."""
        desk, fields = self._desk, self._fields(text)
        allowed = column.id in desk.over_wip_columns or (text == self._full and not self._held.is_it("enter"))
        command = Add(**msgspec.structs.asdict(fields), column=column.id, over_wip=allowed)
        try:
            outcome = desk.submit(command, follow=str(desk.session.view.head.next_id))
        except OverWip as full:
            if text != self._full:
                self._full, self._held = text, HeldKey("enter")
            raise Refused(msg("{reason}: enter adds it anyway", reason=full.message)) from None
        self._full = ""
        if outcome.over_wip:
            desk.over_wip_columns.add(column.id)
        return outcome.message

    async def _ask(self, lines: list[str], column: Column) -> None:
        """Whether pasted lines are so many cards, or one."""
        await self._desk.close_prompt()

        async def one() -> None:
            await self._type_in(column, "")
            self._desk.prompt.put(" ".join(lines))

        lines = without_marks(lines)
        count = len(lines)
        answers: dict[str, Answer] = {
            "enter": (msg_n("{n} card", "{n} cards", count), lambda: self._add_many(lines, column)),
            "o": (msg_in("answer", "one card"), one),
            "escape": (msg_in("answer", "none"), lambda: self._type_in(column, "")),
        }
        text = msg_n("{n} line pasted, a card each?", "{n} lines pasted, a card each?", count)
        self._desk.ask(Question(text, answers, stays=True))

    async def _add_many(self, lines: list[str], column: Column, leave: bool = False) -> None:
        """A card a line, all or none; then on with typing, with what was done. A bad line is asked for again."""
        desk, cards = self._desk, []
        for number, line in enumerate(lines):
            try:
                cards.append(self._card(line))
            except Refused:
                await self._correct(lines, number, column)
                return
        try:
            command = AddMany(
                cards=tuple(cards), column=column.id, over_wip=leave or column.id in desk.over_wip_columns
            )
            outcome = desk.submit(command, follow=str(desk.session.view.head.next_id + len(cards) - 1))
        except OverWip as full:
            answers: dict[str, Answer] = {
                "y": (msg_in("answer", "add them anyway"), lambda: self._add_many(lines, column, leave=True)),
                "escape": (msg_in("answer", "none"), lambda: self._type_in(column, "")),
            }
            desk.ask(Question(msg("{reason}:", reason=full.message), answers, stays=True))
        except Refused as refusal:
            await self._type_in(column, "")
            desk.say(refusal.message, "error")
        else:
            if leave:
                desk.over_wip_columns.add(column.id)
            await self._type_in(column, outcome.message)

    async def _correct(self, lines: list[str], number: int, column: Column) -> None:
        """Ask for one of the pasted lines again, as it is; the others are kept, and with it all are added."""

        def said(text: str) -> Words:
            try:
                if text.strip():
                    self._card(text)
            except Refused as refusal:
                reason = msg("line {n}: {reason}", n=number + 1, reason=refusal.message)
                raise Refused(msg("{reason} · an empty line is left out, esc adds none", reason=reason)) from None
            return msg("enter adds all lines") if text.strip() else msg("enter leaves the line out")

        def done(text: str) -> None:
            said(text)
            kept = [*lines[:number], *([text] if text.strip() else []), *lines[number + 1 :]]
            if kept:
                later(self._add_many, kept, column)
            else:
                none()

        def none() -> None:
            later(self._type_in, column, "")

        later = self._desk.app.call_later  # this prompt is done with first
        label = msg("line {n} of {of}:", n=number + 1, of=len(lines))
        await self._desk.type_in(label, lines[number], done, cancelled=none, suggest=said)

    def _card(self, line: str) -> CardFields:
        """What a line says, checked. Raises Refused."""
        fields = self._fields(line)
        for name, value in msgspec.structs.asdict(fields).items():
            if name == "title" or value not in (None, "", ()):
                checked(name, value)
        return fields
