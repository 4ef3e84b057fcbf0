"""The screens on a store that is no folder: what they show is kept there, and nowhere else."""

import pytest
from memory_store import Memory, MemoryStore
from setting import BACKLOG, READY, TITLES, Disk, Opener

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Edit
from kanban.commands.outcome import Signed
from kanban.model.board import Board
from kanban.model.plan import Plan
from kanban.text.dates import now


class InMemory(Disk):
    """A workspace in memory as somebody else sees it."""

    def __init__(self) -> None:
        self.slug = "bridge"
        self._memory = Memory()
        self.store.create(project="Bridge", timezone="UTC")
        self.store.create_board(self.slug, "zhang")
        self.store.apply(self.slug, [Signed(Add(title=title), "zhang", now()) for title in TITLES])

    @property
    def store(self) -> MemoryStore:
        """Another window on it."""
        return MemoryStore(self._memory)

    @property
    def board(self) -> Board:
        """What is kept."""
        return self.store.board(self.slug)

    @property
    def plan(self) -> Plan:
        """The plan that is kept."""
        return self.store.plan()


@pytest.fixture
def kept() -> InMemory:
    """Six cards in the backlog, one of them of a package that gates M1."""
    kept = InMemory()
    nodes = (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))
    steps = (*(pm.SetNode(code=c, name=n) for c, n in nodes), pm.SetMilestone(id="M1", name="Deck", gates=("1.1",)))
    kept.store.apply(None, [Signed(pm.ChangePlan(steps=steps), "pm", now())])
    kept.store.apply(kept.slug, [Signed(Edit(cards=("1",), changes={"work_package": "1.1.1"}), "zhang", now())])
    return kept


async def test_a_card_is_moved_and_put_back(kept: InMemory, opened: Opener) -> None:
    async with opened(kept, store=kept.store) as pilot:
        await pilot.until(*TITLES[:3])
        await pilot.press("L")
        await pilot.saved()
        assert kept.column_of(TITLES[0]) == READY
        await pilot.press("u")
        await pilot.until('undid: moved "Weld span 17" to Ready')
        await pilot.saved()
        assert kept.column_of(TITLES[0]) == BACKLOG
        await pilot.press("ctrl+r")
        await pilot.until('redid: moved "Weld span 17" to Ready')
        await pilot.saved()
        assert kept.column_of(TITLES[0]) == READY


async def test_a_card_is_made_and_the_next_window_has_it(kept: InMemory, opened: Opener) -> None:
    async with opened(kept, store=kept.store) as pilot:
        await pilot.press("a", *"Paint rail", "enter")
        await pilot.saved()
    async with opened(kept, store=kept.store) as pilot:
        await pilot.until("Paint rail")


async def test_what_another_window_does_is_seen(kept: InMemory, opened: Opener) -> None:
    async with opened(kept, store=kept.store) as pilot:
        kept.store.apply(kept.slug, [Signed(Add(title="Lay cable"), "li", now())])
        await pilot.until("Lay cable")


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("enter", ("Weld span 17", "1.1.1", "created in Backlog")),
        ("2", ("bridge · metrics", "cycle time", "rework rate")),
    ],
    ids=["the card", "the metrics"],
)
async def test_the_other_screens_open_and_close(
    kept: InMemory, opened: Opener, key: str, shown: tuple[str, ...]
) -> None:
    async with opened(kept, store=kept.store, size=(100, 40)) as pilot:
        await pilot.until(TITLES[1])
        await pilot.press(key)
        await pilot.until(*shown, gone=[TITLES[1]])
        await pilot.press("escape")
        await pilot.until(TITLES[1])


async def test_a_baseline_is_set_in_the_roll_up_and_taken_back(kept: InMemory, opened: Opener) -> None:
    async with opened(kept, store=kept.store, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("M1", "Deck", "0/1")
        await pilot.press("B", *"2099-12-24 12:00", "enter")
        await pilot.until("set the baseline of M1", "24 Dec 2099")
        await pilot.saved()
        assert len(kept.plan.milestones["M1"].baselines) == 1
        await pilot.press("u")
        await pilot.until("undid: set the baseline of M1 Deck", gone=["24 Dec 2099  "])
        await pilot.saved()
        assert kept.plan.milestones["M1"].baselines == ()
