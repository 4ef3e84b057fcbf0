"""What cannot be read is said where it would stand; the program goes on, and shows it once it can be read."""

import json
from collections.abc import Callable, Iterator

import pytest
from full_demo import foretold, under_cursor
from setting import Disk, Opener
from stores import EmptiedDatabase

from kanban.commands import plan as pm
from kanban.commands.cards import Add, Move
from kanban.store import reading
from kanban.text.messages import use_language

TORN = "card 28: its history cannot be read"
TRUNCATED = "not a board or plan of this program: Input data was truncated"


@pytest.fixture
def torn(full: Disk) -> Disk:
    """Two finished cards of zhang have a history that no version of this program wrote."""
    file = full.folder / "boards" / "zhang" / "board.json"
    data = json.loads(file.read_bytes())
    for card in ("28", "29"):
        data["cards"][card]["history"][0] = {"kind": "nonsense"}
    file.write_text(json.dumps(data))
    return full


async def test_why_a_milestone_slips_cannot_be_said_of_a_history_that_cannot_be_read(
    torn: Disk, opened: Opener
) -> None:
    async with opened(torn, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        await pilot.press("r")
        await pilot.until("a board with cards of it cannot be read", gone=["reckoning"])
        assert "M5 Deck" in pilot.text, "the milestone's own line stays"
        await pilot.press("escape", "G", "r")
        await pilot.until("all 31 cards done", gone=["cannot be read"])


async def test_every_view_of_the_value_screen_says_what_it_cannot_read(torn: Disk, opened: Opener) -> None:
    use_language("zh_CN")
    try:
        async with opened(torn, first="value", size=(120, 40)) as pilot:
            for number in range(1, 5):
                await pilot.until(f"{number}/4", "'nonsense'", gone=["reckoning"])
                assert "{" not in pilot.text
                await pilot.press("tab")
    finally:
        use_language("en")


async def test_pictures_that_need_no_history_stand_and_the_others_say_why(torn: Disk, opened: Opener) -> None:
    async with opened(torn, first="metrics", size=(120, 40)) as pilot:
        await pilot.until("figures 1/9", "cycle time")
        for title in ("scatter 2/9", "ageing WIP 3/9", "throughput 4/9", "XmR chart 6/9", "p-chart 7/9"):
            await pilot.press("colon", *title.split()[0], "enter")
            await pilot.until(title)
        for title in ("cumulative flow", "rework by reason", "costliest cards"):
            await pilot.press("colon", *title, "enter")
            await pilot.until("a record cannot be read: ", "p-chart 7/9")  # what was there stays
            await pilot.press("f12")


async def test_changes_say_why_they_cannot_be_compared(full: Disk, opened: Opener) -> None:
    plan = full.folder / "plan" / "plan.json"
    whole = plan.read_text()
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await foretold(pilot)
        plan.write_text("{")
        await pilot.press("=")
        await pilot.until("cannot be read", lambda: f" {TRUNCATED}" in pilot.rows[2], gone=["comparing"])
        plan.write_text(whole)
        await pilot.until("live  saved")
        await pilot.press("escape", "=")
        await pilot.until("what changed between", "Turned late")


async def test_a_proposal_is_not_shown_of_a_queue_that_is_another_by_now(full: Disk, opened: Opener) -> None:
    plan = full.folder / "plan" / "plan.json"
    whole = plan.read_text()
    first, *others = full.board.cards_in("c2")
    async with opened(full, size=(120, 40)) as pilot:
        await pilot.until("Ready", "saved")
        await pilot.press("O")
        await pilot.until("2 cards change places")
        plan.write_text("{")
        full.give(Move(cards=(first,), column="c3", over_wip=True))
        await pilot.until(lambda: TRUNCATED in pilot.rows[2], gone=["cards change places", "proposed"])
        await pilot.press("T", "enter")
        await pilot.until("the cursor is on no card")
        plan.write_text(whole)
        full.give(Move(cards=(others[0],), column="c1", bottom=True))
        await pilot.until("proposed", others[1], gone=[TRUNCATED, "reckoning", f" {first} "])
        assert under_cursor(pilot) == f"card:{others[1]}"


@pytest.fixture
def away(database: EmptiedDatabase) -> Iterator[Callable[[], object]]:
    """The workspace on the server is gone from here on; it comes back after the test."""
    gone: list[bool] = []

    def rename() -> None:
        database.sql("ALTER SCHEMA kanban RENAME TO away")
        gone.append(True)

    yield rename
    if gone:
        database.sql("ALTER SCHEMA away RENAME TO kanban")


async def test_a_page_whose_cards_a_server_keeps_says_that_it_is_gone(
    database: EmptiedDatabase, away: Callable[[], object], opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MANY", 0)
    kept = Disk(database.url)
    kept.store.create(project="Bridge", timezone="UTC")
    kept.store.create_board("bridge", "zhang")
    kept.give_plan(*(pm.SetNode(code=code, name="Deck") for code in ("1", "1.1", "1.1.1")),
                   pm.SetMilestone(id="M1", name="Zinc deck", gates=("1.1",)))  # fmt: skip
    kept.give(Add(title="Weld span 17", work_package="1.1.1"), Add(title="Order paint"))
    kept.close()
    async with opened(kept, first="rollup", store=kept.opened()) as pilot:
        await pilot.until("M1 Zinc deck", "0/1")
        away()
        await pilot.press("enter")
        await pilot.until("the workspace is not there any more", "M1 Zinc deck", gone=["reading the cards"])
        await pilot.press("escape", "o")
        await pilot.until("Unplanned work", "the workspace is not there any more", gone=["reading the cards"])
