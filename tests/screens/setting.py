"""Boards to look at: in a pilot (the application within the test) and on a real pseudo-terminal."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
import time_machine
from stores import content_of
from terminal import Terminal
from textual import events
from textual.keys import _character_to_key

from kanban.app import KanbanApp
from kanban.commands import plan as pm
from kanban.commands.cards import Add, Block, Edit, Move
from kanban.commands.ledger import AnyBoardCommand
from kanban.commands.outcome import Signed
from kanban.commands.plan import AnyPlanStep, ChangePlan
from kanban.model.board import Board
from kanban.model.events import AnyEvent
from kanban.model.plan import Plan
from kanban.screens.base import KeyScreen
from kanban.store.folder.locks import locked
from kanban.store.folder.store import FolderStore
from kanban.store.open import open_store
from kanban.store.postgres.store import PostgresStore
from kanban.store.protocol import Ref, Store
from kanban.text.clean import width
from kanban.text.dates import now

SECONDS, KEY_SECONDS = 30.0, 5.0
"""How long anything is waited for, and the effect of keys: some wait for more than a key."""
BACKLOG, READY, DOING, REVIEW, DONE = "c1", "c2", "c3", "c4", "c5"
TITLES = ("Weld span 17", "Cast pier 14", "Grout joint 9", "Align girder 7", "Inspect span 16", "Sign-off handrail")


class Disk:
    """A workspace as somebody else sees it: every look reads it anew. It need not be on a disk of this machine."""

    def __init__(self, where: Path | str, slug: str = "bridge") -> None:
        self.where = str(where)
        self.slug = slug
        self._on_server = open_store(self.where) if "://" in self.where else None
        """One connection for all looks: making one takes longer than a look."""

    @property
    def store(self) -> Store:
        """Another window on it."""
        return self._on_server or FolderStore(self.folder)

    @property
    def folder(self) -> Path:
        """For what is about files: the folder that it is in."""
        assert self._on_server is None, "this test is about files"
        return Path(self.where)

    def opened(self) -> Store:
        """A window of its own on it, as another program has it."""
        return open_store(self.where)

    @property
    def board(self) -> Board:
        """What is on disk."""
        return self.store.board(self.slug)

    def give(self, *commands: AnyBoardCommand, by: str = "zhang") -> Board:
        """Commands of another process; none is refused."""
        board, applied = self.store.apply(self.slug, [Signed(c, by, now()) for c in commands])
        assert [a.refusal for a in applied if a.refusal] == []
        return board

    def give_plan(self, *steps: AnyPlanStep, by: str = "pm") -> Plan:
        """Changes of the plan by another process, in one command; none is refused."""
        plan, applied = self.store.apply(None, [Signed(ChangePlan(steps=steps), by, now())])
        assert [a.refusal for a in applied if a.refusal] == []
        return plan

    @property
    def plan(self) -> Plan:
        """The plan on disk."""
        return self.store.plan()

    def titles(self, column: str) -> list[str]:
        """Titles in a column, from the top."""
        board = self.board
        return [board.cards[i].title for i in board.cards_in(column)]

    def column_of(self, title: str) -> str:
        """Where a card is."""
        return next(c.column for c in self.board.cards.values() if c.title == title)

    def events(self, card_id: str = "1") -> tuple[AnyEvent, ...]:
        """A card's history."""
        return self.board.cards[card_id].events

    def content(self) -> object:
        """All that is kept, to be compared: every file, byte for byte, or every row."""
        if self._on_server is not None:
            return content_of(self.where)
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in self.folder.rglob("*") if p.is_file()}

    @contextmanager
    def saving_by_another(self, ref: Ref = None) -> Iterator[None]:
        """Another program is saving a board, or the plan, all the while: whoever else wants to has to wait."""
        if self._on_server is None:
            with locked((self.folder / "boards" / ref if ref else self.folder / "plan") / ".lock"):
                yield
            return
        with psycopg.connect(self.where) as connection:
            connection.execute("SELECT FROM kanban.ledgers WHERE slug IS NOT DISTINCT FROM %s::text FOR UPDATE", (ref,))
            yield

    def close(self) -> None:
        """No more looks."""
        if isinstance(self._on_server, PostgresStore):
            self._on_server.close()


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    for name in ("NO_COLOR", "KANBAN_CONFIG", "KANBAN_THEME", "KANBAN_GLYPHS", "KANBAN_WORKSPACE", "VISUAL", "TMUX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("KANBAN_GLYPHS", "unicode")
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture
def midday() -> Iterator[None]:
    """Noon of today, so that no day ends while a test looks at dates. To be named before what it is to hold for."""
    with time_machine.travel(now().replace(hour=12), tick=True):
        yield


@pytest.fixture
def sunday() -> Iterator[None]:
    """Noon of this week's Sunday: what a plan was to have earned by then does not depend on the day of the week."""
    noon = now().replace(hour=12)
    with time_machine.travel(noon + timedelta(days=6 - noon.weekday()), tick=True):
        yield


@pytest.fixture
def empty(where: str) -> Iterator[Disk]:
    """A workspace with one board without cards."""
    disk = Disk(where)
    disk.store.create(project="Bridge", timezone="UTC")
    disk.store.create_board("bridge", "zhang")
    yield disk
    disk.close()


@pytest.fixture
def disk(empty: Disk) -> Disk:
    """Six cards in the backlog."""
    empty.give(*(Add(title=title) for title in TITLES))
    return empty


class Pilot:
    """The application within the test."""

    def __init__(self, app: KanbanApp, pilot: object) -> None:
        self.app = app
        self._pilot = pilot

    async def dated(self) -> None:
        """Until no forecast is missing any more: on a roll-up the dates follow the counts."""
        await self.until(lambda: not re.search(r"\d/\d+ +…", self.text))

    async def press(self, *keys: str) -> None:
        """Keys by Textual's names or as the characters they type, at full speed; then until they have had effect."""
        for key in keys:
            self.app.post_message(_key(key))
        await self._pilot._wait_for_screen()  # type: ignore[attr-defined]
        end = time.monotonic() + KEY_SECONDS
        while self.app.is_running and not self.app.keys.is_empty and time.monotonic() < end:
            await asyncio.sleep(0.002)
        await self._pilot.pause()  # type: ignore[attr-defined]

    async def type(self, text: str) -> None:
        """Letters into an input."""
        await self.press(*text)

    async def click(self, text: str) -> None:
        """Where a text stands."""
        y = next(y for y, row in enumerate(self.rows) if text in row)
        x = width(self.rows[y].partition(text)[0])
        await self._pilot.click(offset=(x, y))  # type: ignore[attr-defined]

    async def until(self, *conditions: str | Callable[[], bool], gone: Sequence[str] = ()) -> None:
        """Until all texts are on the screen (or hold), and those `gone` are not."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            shown = self.text
            if all(c() if callable(c) else c in shown for c in conditions) and not any(t in shown for t in gone):
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"waited for {conditions}, without {list(gone)}, in vain:\n{self.text}")

    async def saved(self) -> None:
        """Until everything is on disk."""
        await self.until(lambda: all(session.state == "saved" for session in self.app._sessions))

    @property
    def raw(self) -> object:
        """Textual's own pilot."""
        return self._pilot

    @property
    def rows(self) -> list[str]:
        """What the compositor shows, row by row."""
        screen = self.app.screen
        return [strip.text.rstrip() for strip in screen._compositor.render_strips()]

    @property
    def text(self) -> str:
        """What is shown."""
        return "\n".join(self.rows).rstrip()

    @property
    def screen(self) -> KeyScreen:
        """The screen in front."""
        assert isinstance(self.app.screen, KeyScreen)
        return self.app.screen

    @property
    def current(self) -> str:
        """Title of the card under the board's cursor."""
        card = self.screen.selection.current  # type: ignore[attr-defined]
        return card.title if card else ""


def _key(name: str) -> events.Key:
    character = " " if name == "space" else name
    return events.Key(_character_to_key(character), character) if len(character) == 1 else events.Key(name, None)


Opener = Callable[..., AbstractAsyncContextManager[Pilot]]


@pytest.fixture
def opened() -> Opener:
    """Open a workspace in a pilot."""

    @asynccontextmanager
    async def open_(
        disk: Disk,
        size: tuple[int, int] = (80, 24),
        first: str = "board",
        readonly: bool = False,
        slug: str | None = "",
        store: Store | None = None,
    ) -> AsyncIterator[Pilot]:
        slug = disk.slug if slug == "" else slug
        store = store or disk.opened()
        app = KanbanApp(store, slug, "zhang", readonly=readonly, first=first)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            yield Pilot(app, pilot)
        assert app.finish() in (0, None) or app._crash is None
        if isinstance(store, PostgresStore):
            store.close()

    return open_


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start `kanban` on a terminal, in a workspace; ended after the test."""
    open_: list[Terminal] = []

    def start(where: Path | str | None, *words: str, **options: object) -> Terminal:
        home = tmp_path / "home"
        home.mkdir(exist_ok=True)
        place = ("-w", str(where)) if where else ()
        one = Terminal(*place, *words, home=home, **options)  # type: ignore[arg-type]
        open_.append(one)
        return one

    yield start
    for one in open_:
        one.close()


@pytest.fixture
def two(disk: Disk) -> Disk:
    """Backlog: Weld, Cast, Grout, Align; Ready: Inspect, Sign-off."""
    disk.give(Move(cards=("5", "6"), column=READY))
    return disk


@pytest.fixture
def planned(disk: Disk) -> Disk:
    """M1 Deck (late, one card done of two), M2 Piers (due later), M3 Handrails (no baseline)."""
    soon = now() + timedelta(days=30)
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"), ("1.1.2", "Panels"), ("1.2", "Piers"),
             ("1.2.1", "Casting"))  # fmt: skip
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",), phase="executing"),
        pm.SetMilestone(id="M2", name="Piers", gates=("1.2.1",), phase="executing"),
        pm.SetMilestone(id="M3", name="Handrails", phase="closing"),
        pm.SetBaseline(milestone="M1", due_at=now() - timedelta(days=2)),
        pm.SetBaseline(milestone="M2", due_at=soon),
    )
    disk.give(
        Edit(cards=("1", "2"), changes={"work_package": "1.1.1"}),
        Edit(cards=("3",), changes={"work_package": "1.2.1"}),
        Move(cards=("1",), column=DOING), Move(cards=("1",), column=DONE),
        Block(cards=("2",), why="crane booked"),
    )  # fmt: skip
    return disk


@pytest.fixture
def gated(disk: Disk) -> Disk:
    """Six cards, five under a package that gates M1: two in work, one of them blocked, one done."""
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))
    disk.give_plan(
        *(pm.SetNode(code=code, name=name) for code, name in nodes),
        pm.SetMilestone(id="M1", name="Deck", gates=("1.1",)),
    )
    everything = tuple(disk.board.cards)
    disk.give(
        Edit(cards=everything[:5], changes={"work_package": "1.1.1"}),
        Move(cards=("1", "2"), column="c3"),
        Block(cards=("1",), why="crane booked"),
        Move(cards=("3",), column="c5"),
    )
    return disk
