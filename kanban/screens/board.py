"""The driver's board."""

import asyncio
from collections.abc import Callable

import msgspec
from textual.app import ComposeResult

from kanban.commands import board as cmd
from kanban.commands.board import AnyCommand
from kanban.commands.refusal import OverWip, Refused
from kanban.dates import now, span
from kanban.faces import Context, Span, glyphs, sparkline
from kanban.metrics.flow import Totals, Window, ageing, existing, totals
from kanban.model.board import Board, Column
from kanban.model.card import Card
from kanban.model.events import Reason
from kanban.screens.base import KeyScreen, Question
from kanban.selection import Selection
from kanban.session import Change, Session
from kanban.text import clean_line, plural
from kanban.widgets.lanes import Lanes, Scene
from kanban.widgets.line import Line

FIGURES_SECONDS = 0.4
"""Figures are computed this long after the last change, in a thread."""
TICK_SECONDS = 30.0
"""How often ages and due times are looked at again."""
WIDE = 100
"""From so many cells on, the strip names its percentiles and the project."""
LETTERS = "asdfghjklqwertyuiopzxcvbnm"
HINT = (
    "No cards yet.",
    "",
    "a   adds one",
    "?   explains the keys and the figures",
    ":   finds any action by its name",
    "",
    "`kanban demo` opens a board with three months of work on it,",
    "`kanban import trello FILE --board SLUG` brings one of yours.",
)


class BoardScreen(KeyScreen):
    """Columns and cards, the flow strip above, keys below."""

    KEYS = "board"

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.selection = Selection(session.view, haystack=self._haystack)
        self.figures: Totals | None = None
        self.context = Context(now(), "UTC", {}, frozenset(), glyphs())
        self._over_wip_asked: set[str] = set()
        self._letters: dict[str, str] = {}
        self._figures_timer: object | None = None

    def compose(self) -> ComposeResult:
        """Strip, lanes, bottom line."""
        yield Line(id="top")
        yield Lanes(self._scene())
        yield Line(id="bottom")

    @property
    def lanes(self) -> Lanes:
        """The canvas."""
        return self.query_one(Lanes)

    def on_mount(self) -> None:
        """First paint, then figures."""
        self.context = msgspec.structs.replace(
            self.context, zone=self.kanban.zone, milestones=self.kanban.milestone_words()
        )
        self.redraw()
        self.refresh_bottom()
        self.set_interval(TICK_SECONDS, self._tick)
        self._figures_later(0.25)

    # Drawing

    def _scene(self) -> Scene:
        chosen = self.selection
        return Scene(
            board=chosen.board,
            lanes=chosen.lanes,
            context=self.context,
            column=chosen.column,
            card=chosen.card,
            marked=frozenset(chosen.marked),
            letters=self._letters,
            filtered=bool(chosen.needle),
            hint=() if any(chosen.board.lanes.values()) else HINT,
        )

    def redraw(self) -> None:
        """Show what is now: only what differs is painted."""
        self.lanes.show(self._scene())
        self.query_one("#top", Line).set(*self._strip())

    def _strip(self) -> tuple[tuple[Span, ...], tuple[Span, ...]]:
        board, session = self.selection.board, self.session
        narrow = self.size.width < WIDE
        project = "" if narrow else self.kanban.project
        name = clean_line(f"{project} · {board.slug}" if project else board.slug)
        left: list[Span] = [(f" {name}  ", "bold"), *self._figure_spans(narrow)]
        status: dict[str, Span] = {
            "saved": ("saved ", "good"),
            "saving": ("saving ", "meta"),
            "not saved": (f"{len(session.unsaved)} not saved ", "error"),
        }
        right = [status[session.state]]
        if self.kanban.readonly or board.problems:
            right = [("read-only ", "error" if board.problems else "meta")]
        elif session.failure and session.state == "saved":
            right = [("cannot read the file ", "error")]
        if self.selection.needle:
            right.insert(0, (f"/{self.selection.needle} {self.selection.shown} shown  ", "here"))
        if self.selection.marked:
            right.insert(0, (f"{len(self.selection.marked)} marked  ", "here"))
        return tuple(left), tuple(right)

    def _figure_spans(self, narrow: bool) -> list[Span]:
        figures = self.figures
        if figures is None:
            return []
        cycle, rework = figures.cycle_time, figures.rework
        spans: list[Span] = []
        if cycle.count:
            p50, p85 = span(cycle.p50_seconds), span(cycle.p85_seconds) + ("?" if cycle.low_sample else "")
            words = f"CT {p50}/{p85} n{cycle.count}/{cycle.of}" if narrow else (
                f"CT P50 {p50} P85 {p85} (n {cycle.count} of {cycle.of})"
            )  # fmt: skip
            spans.append((words + "  ", ""))
            spans.append((f"rework {_percent(rework.rework_rate)} {rework.reworked}/{rework.finished}  ", ""))
        else:
            spans.append(("CT - n0  rework - 0/0  ", "meta"))
        limit = sum(c.wip_limit or 0 for c in self.selection.board.columns if c.kind == "active")
        over = bool(limit) and figures.wip > limit
        spans.append((f"WIP {figures.wip}" + (f"/{limit}" if limit else "") + "  ", "full" if over else ""))
        weeks = [week.finished for week in figures.throughput.weeks][-6 if narrow else -12 :]
        if any(weeks):
            spans.append((sparkline(weeks, self.context.glyphs) + "  ", "meta"))
        if self.context.ageing:
            spans.append((f"{len(self.context.ageing)} ageing", "ageing"))
        return spans

    def _haystack(self, card: Card) -> str:
        words = self.context.milestones.get(card.work_package or "", "") if hasattr(self, "context") else ""
        return f"{card.title} {card.work_package or ''} {words} {' '.join(card.tags)} {' '.join(card.members)}"

    # Changes

    def on_change(self, change: Change) -> None:
        """The session's news: saved, put back, or changed by somebody else."""
        self.selection.take(self.session.view)
        self.redraw()
        if change.words:
            self.say(change.words, "error" if change.failed else "")
        self._figures_later()

    def on_shown(self) -> None:
        """Plan or zone changed."""
        self.context = msgspec.structs.replace(
            self.context, now=now(), zone=self.kanban.zone, milestones=self.kanban.milestone_words()
        )
        self.redraw()

    def _tick(self) -> None:
        self.context = msgspec.structs.replace(self.context, now=now())
        self.redraw()

    def _figures_later(self, seconds: float = FIGURES_SECONDS) -> None:
        if self._figures_timer is not None:
            self._figures_timer.stop()  # type: ignore[attr-defined]
        self._figures_timer = self.set_timer(seconds, self._compute_figures)

    def _compute_figures(self) -> None:
        self._figures_timer = None
        self.run_worker(self._figures(self.session.view), group="figures", exclusive=True)

    async def _figures(self, board: Board) -> None:
        moment = now()
        self.figures, old = await asyncio.to_thread(_figures_of, board, moment)
        self.context = msgspec.structs.replace(self.context, now=moment, ageing=old)
        self.redraw()

    def submit(self, command: AnyCommand, follow: str | None = None) -> str:
        """Send a command, show its effect, keep the cursor on `follow`; the words of the outcome. Raises Refused."""
        outcome = self.session.submit(command)
        self.selection.take(self.session.view)
        if follow:
            self.selection.to(follow)
        self.redraw()
        self._figures_later()
        return outcome.words

    # Cursor

    def _go(self, step: Callable[[], object]) -> None:
        step()
        self.redraw()

    def do_left(self) -> None:
        """Column on the left."""
        self._go(lambda: self.selection.to_column(self.selection.column - 1))

    def do_right(self) -> None:
        """Column on the right."""
        self._go(lambda: self.selection.to_column(self.selection.column + 1))

    def do_up(self) -> None:
        """Card above."""
        self._go(lambda: self.selection.by(-1))

    def do_down(self) -> None:
        """Card below."""
        self._go(lambda: self.selection.by(1))

    def do_first(self) -> None:
        """First card."""
        self._go(lambda: self.selection.to_row(0))

    def do_last(self) -> None:
        """Last card."""
        self._go(lambda: self.selection.to_row(len(self.selection.lane())))

    def do_page_down(self) -> None:
        """A page down."""
        self._go(lambda: self.selection.by(self.lanes.slots_per_column))

    def do_page_up(self) -> None:
        """A page up."""
        self._go(lambda: self.selection.by(-self.lanes.slots_per_column))

    def do_next(self) -> None:
        """Next card shown."""
        self._go(lambda: self.selection.along(1))

    def do_previous(self) -> None:
        """Previous card shown."""
        self._go(lambda: self.selection.along(-1))

    def do_mark(self) -> None:
        """Mark, and on to the next one."""
        self.selection.mark()
        self._go(lambda: self.selection.by(1))

    def do_mark_range(self) -> None:
        """Mark up to here."""
        self._go(self.selection.mark_range)

    def do_escape(self) -> None:
        """Back out of a drag, of marks, of the filter."""
        if self._letters:
            self._letters = {}
        elif self.lanes.cancel_drag():
            return
        elif self.selection.marked:
            self.selection.marked.clear()
        elif self.selection.needle:
            self.selection.filter("")
        self.redraw()

    def _chosen(self) -> tuple[str, ...]:
        chosen = self.selection.chosen
        if not chosen:
            raise Refused("no card here; a adds one")
        return chosen

    # Moving

    def do_move_left(self) -> None:
        """One column to the left."""
        self._shift(-1)

    def do_move_right(self) -> None:
        """One column to the right."""
        self._shift(1)

    def _shift(self, step: int) -> None:
        chosen = self._chosen()
        board = self.selection.board
        positions = {column.id: i for i, column in enumerate(board.columns)}
        targets: dict[int, list[str]] = {}
        for card_id in chosen:
            at = positions[board.cards[card_id].column] + step
            if 0 <= at < len(board.columns):
                targets.setdefault(at, []).append(card_id)
        if not targets:
            raise Refused(f"{'left' if step < 0 else 'right'} of here is no column")
        if len(targets) > 1:
            raise Refused("the marked cards are in several columns; m moves them all to one")
        ((at, cards),) = targets.items()
        self.move(tuple(cards), board.columns[at])

    def move(self, cards: tuple[str, ...], column: Column, before: str | None = None, bottom: bool = False) -> None:
        """Move cards to a column; ask for leave once if it is full, and for the reason after a move back."""
        command = cmd.Move(cards=cards, column=column.id, before=before, bottom=bottom)
        allowed = column.id in self._over_wip_asked
        try:
            words = self._moved(replace_over(command, allowed))
        except OverWip as full:
            go = lambda: self._exceed(command, column)  # noqa: E731
            answers = dict.fromkeys(("L", "H", "shift+right", "shift+left", "y"), ("", go))
            answers["enter"] = ("move it anyway", go)
            answers["escape"] = ("leave it", lambda: None)
            self.ask(Question(f"{full}: ", answers))
            return
        if len(cards) > 1 or "over its limit" in words:
            self.say(words)

    def _exceed(self, command: cmd.Move, column: Column) -> None:
        self._over_wip_asked.add(column.id)
        self.say(self._moved(replace_over(command, True)))

    def _moved(self, command: cmd.Move) -> str:
        before = self.selection.board
        words = self.submit(command, follow=self.selection.card if self.selection.card in command.cards else None)
        to = before.place(command.column)
        back = tuple(
            card_id
            for card_id in command.cards
            if (origin := before.place(before.cards[card_id].column)).kind != "queue"
            and to.position < origin.position
            and not (origin.kind == to.kind == "done")
        )
        if back:
            self._ask_reason(back)
        return words

    def _ask_reason(self, cards: tuple[str, ...]) -> None:
        def because(reason: Reason) -> Callable[[], object]:
            return lambda: self.say(self.submit(cmd.Explain(cards=cards, reason=reason)))

        answers: dict[str, tuple[str, Callable[[], object]]] = {
            "d": ("defect", because("defect")),
            "c": ("change", because("change")),
            "p": ("parked", because("parked")),
            "m": ("mistake", because("mistake")),
            "enter": ("none", lambda: None),
        }
        what = "moved back" if len(cards) == 1 else f"{len(cards)} cards moved back"
        self.ask(Question(f"{what}, why? ", answers))

    def do_move_to(self) -> None:
        """Any column, by its letter."""
        cards = self._chosen()
        letters = column_letters(self.selection.board)
        self._letters = {f"column:{column_id}": letter for letter, column_id in letters.items()}
        self.redraw()

        def to(column_id: str) -> Callable[[], object]:
            return lambda: self._done_lettering(lambda: self.move(cards, self.selection.board.column(column_id)))

        answers: dict[str, tuple[str, Callable[[], object]]] = {
            letter: ("", to(column_id)) for letter, column_id in letters.items()
        }
        answers["escape"] = ("stays", lambda: self._done_lettering(lambda: None))
        self.ask(Question(f"move {plural(len(cards), 'card')} to the column with the letter ", answers, insist=True))

    def _done_lettering(self, then: Callable[[], object]) -> object:
        self._letters = {}
        self.redraw()
        return then()

    async def press(self, key: str) -> None:
        """A key; letters over the cards go away with it."""
        had = bool(self._letters)
        await super().press(key)
        if had and self._letters and self._question is None:
            self._letters = {}
            self.redraw()

    def do_lower(self) -> None:
        """One place lower."""
        self._reorder(1)

    def do_raise(self) -> None:
        """One place higher."""
        self._reorder(-1)

    def _reorder(self, step: int) -> None:
        card = self.selection.current
        if card is None:
            raise Refused("no card here; a adds one")
        lane = self.selection.lane()
        row = lane.index(card.id) + step
        if not 0 <= row < len(lane):
            return
        after, before = (lane[row], None) if step > 0 else (None, lane[row])
        self.submit(cmd.Move(cards=(card.id,), column=card.column, after=after, before=before), follow=card.id)

    # Cards

    async def do_add(self) -> None:
        """A title, and the card is there."""
        column = self.selection.board.columns[self.selection.column]
        await self._ask_title(column, over_wip=column.id in self._over_wip_asked)

    async def _ask_title(self, column: Column, over_wip: bool) -> None:
        def done(text: str) -> None:
            if text.strip():
                self._add(text, column, over_wip)

        await self.type_in(f"add to {clean_line(column.name)}:", "", done)

    def _add(self, title: str, column: Column, over_wip: bool) -> None:
        card_id = str(self.session.view.head.next_id)
        try:
            self.submit(cmd.Add(title=title, column=column.id, over_wip=over_wip), follow=card_id)
        except OverWip as full:
            self._over_wip_asked.add(column.id)
            raise Refused(f"{full}: enter again adds it anyway") from None

    def do_edit(self) -> None:
        """Fields, in a form."""
        from kanban.screens.edit import EditScreen

        cards = [self.selection.board.cards[i] for i in self._chosen()]

        def done(changes: dict[str, object] | None) -> None:
            if changes:
                try:
                    self.say(self.submit(cmd.Edit(cards=tuple(c.id for c in cards), changes=changes)))
                except Refused as refusal:
                    self.say(str(refusal), "error")

        self.app.push_screen(EditScreen(cards, self.kanban.plan, self.kanban.zone), done)

    def do_edit_text(self) -> None:
        """The description, in the user's editor."""
        from kanban.editor import edit_text

        card = self.selection.current
        if card is None:
            raise Refused("no card here; a adds one")
        text = edit_text(self.app, card.description)
        if text is None or text.strip() == card.description:
            self.say("description: unchanged")
        else:
            self.say(self.submit(cmd.Edit(cards=(card.id,), changes={"description": text})))

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
            self.say(self.submit(cmd.Unblock(cards=chosen)))
            return

        def done(text: str) -> None:
            self.say(self.submit(cmd.Block(cards=chosen, why=text)))

        await self.type_in("blocked, because:", "", done)

    def do_archive(self) -> None:
        """After y."""
        chosen = self._chosen()
        cards = [self.selection.board.cards[i] for i in chosen]
        dropped = sum(not card.flow.is_finished for card in cards)
        what = f'"{clean_line(cards[0].title)}"' if len(cards) == 1 else f"{len(cards)} cards"
        note = f" ({dropped} unfinished: dropped)" if dropped else ""

        def yes() -> None:
            self.say(self.submit(cmd.Archive(cards=chosen)))

        self.ask(Question(f"archive {what}{note}? ", {"y": ("archive", yes), "n": ("keep", lambda: None)}, insist=True))

    def do_undo(self) -> None:
        """The last change, whoever made it in whichever session."""
        self.say(self.submit(cmd.Undo()))

    def do_redo(self) -> None:
        """What was undone."""
        self.say(self.submit(cmd.Redo()))

    # Finding

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

    # Mouse

    def on_lanes_picked(self, message: Lanes.Picked) -> None:
        """A click goes to the card, a double click opens it."""
        if message.card:
            self.selection.to(message.card)
        else:
            self.selection.to_column(message.column)
        self.redraw()
        if message.again:
            self.do_open()

    def on_lanes_dropped(self, message: Lanes.Dropped) -> None:
        """The same command as the key."""
        marked = self.selection.chosen if message.card in self.selection.marked else (message.card,)
        try:
            if self.kanban.readonly:
                raise Refused("move: this view is read-only")
            column = self.selection.board.column(message.column)
            self.move(marked, column, before=message.before, bottom=message.before is None)
        except Refused as refusal:
            self.say(str(refusal), "error")

    def on_lanes_wheeled(self, message: Lanes.Wheeled) -> None:
        """The cursor goes with the wheel."""
        self._go(lambda: self.selection.by(message.lines))


def replace_over(command: cmd.Move, allowed: bool) -> cmd.Move:
    """The move, with or without leave to exceed a WIP limit."""

    return msgspec.structs.replace(command, over_wip=allowed)


def column_letters(board: Board) -> dict[str, str]:
    """A letter for each column: one of its name where there is one left, else the next free one."""
    out: dict[str, str] = {}
    for column in board.columns:
        name = [c for c in column.name.lower() if c.isascii() and c.isalpha()]
        letter = next((c for c in [*name, *LETTERS] if c not in out), None)
        if letter:
            out[letter] = column.id
    return out


def jump_labels(count: int) -> list[str]:
    """So many labels, none the beginning of another: one letter each, or two where one is not enough."""
    if count <= len(LETTERS):
        return list(LETTERS[:count])
    return [a + b for a in LETTERS for b in LETTERS][:count]


def _percent(rate: float | None) -> str:
    return "-" if rate is None else f"{rate * 100:.0f}%"


def _figures_of(board: Board, moment: object) -> tuple[Totals, frozenset[str]]:
    from datetime import datetime

    assert isinstance(moment, datetime)
    cards = existing(board.cards.values(), moment)
    figures = totals(cards, Window(), moment)
    return figures, frozenset(card.id for card in ageing(cards, figures.cycle_time, moment))
