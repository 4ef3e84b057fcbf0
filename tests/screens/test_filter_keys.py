"""`/` on the board: the filter's grammar, typed letter by letter."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from setting import BACKLOG, DOING, Disk, Opener, Pilot
from terminal import Terminal

from kanban.commands.cards import Add, Block
from kanban.commands.plan import SetMilestone, SetNode
from kanban.text.dates import now

pytestmark = pytest.mark.every_store


@pytest.fixture
def work(empty: Disk) -> Disk:
    """Five cards: late, due tomorrow, blocked, of nobody, and with an accent."""
    empty.give_plan(
        SetNode(code="1", name="Bridge"),
        SetNode(code="1.2", name="Deck"),
        SetNode(code="1.2.3", name="Spans"),
        SetMilestone(id="M5", name="Deck open", gates=("1.2",)),
    )
    empty.give(
        Add(title="Weld span 17", tags=("crane",), members=("li",), due_at=now() - timedelta(days=2)),
        Add(title="Cast pier 14", work_package="1.2.3", due_at=now() + timedelta(days=1)),
        Add(title="Grout joint 9", column=DOING, tags=("craning",)),
        Add(title="Align girder 7"),
        Add(title="Pave the Café yard", members=("wang",)),
        Block(cards=("3",), why="crane booked"),
    )
    return empty


def shown(pilot: Pilot) -> str:
    """Ids of the cards shown, in their order."""
    selection = pilot.screen.selection  # type: ignore[attr-defined]
    return "".join(card_id for column in selection.board.columns for card_id in selection.shown.get(column.id, ()))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("span", "1"),
        ("-span", "2453"),
        ('"pier 14"', "2"),
        ("#crane", "1"),
        ("@wang", "5"),
        ("m5", "2"),
        ("wp:1.2", "2"),
        ("is:late", "1"),
        ("is:due", "2"),
        ("is:blocked", "3"),
        ("is:mine", "243"),
        ("due:<3d", "12"),
        ("due:none -is:blocked", "45"),
        ("cafe\u0301", "5"),
        ("＃ＣＲＡＮＥ　＠ＬＩ", "1"),
    ],
)
async def test_it_shows_what_fits(text: str, ids: str, work: Disk, opened: Opener) -> None:
    async with opened(work) as pilot:
        await pilot.press("slash")
        await pilot.type(text)
        await pilot.press("enter")
        await pilot.until(f"{len(ids)} shown")
        assert shown(pilot) == ids
        assert pilot.screen.prompt is None


async def test_it_narrows_as_it_is_typed_and_esc_shows_all(work: Disk, opened: Opener) -> None:
    async with opened(work) as pilot:
        await pilot.press("slash")
        seen = []
        for key in "#crane":
            await pilot.press(key)
            seen.append(shown(pilot))
        assert seen == ["12453", "13", "13", "13", "13", "1"]
        await pilot.press("escape")
        assert shown(pilot) == "12453"


async def test_a_bad_term_is_refused_by_name_and_what_was_shown_stays(work: Disk, opened: Opener) -> None:
    async with opened(work, size=(120, 24)) as pilot:
        await pilot.press("slash")
        await pilot.type("is:late is:lat")
        assert shown(pilot) == "1"
        await pilot.press("enter")
        await pilot.until("filter: 'is:lat' is none of is:late")
        assert pilot.screen.prompt is not None
        await pilot.press("space")
        await pilot.until("filter: 'is:lat' is none of is:late")
        assert shown(pilot) == "1"
        await pilot.press("backspace", "e", "enter")
        await pilot.until("1 shown", gone=["is none of"])
        assert pilot.screen.prompt is None


async def test_what_may_stand_behind_is_is_told(work: Disk, opened: Opener) -> None:
    async with opened(work, size=(100, 24)) as pilot:
        await pilot.press("slash")
        await pilot.type("is:")
        await pilot.until("late due ageing blocked reworked mine")


async def test_a_card_that_no_longer_fits_leaves(work: Disk, opened: Opener) -> None:
    async with opened(work) as pilot:
        await pilot.press("slash")
        await pilot.type("is:blocked")
        await pilot.press("enter")
        assert shown(pilot) == "3"
        await pilot.press("b")
        await pilot.until("0 shown")
        await pilot.press("escape")
        assert shown(pilot) == "12453"
        await pilot.saved()
    assert not work.board.cards["3"].is_blocked


async def test_a_milestone_that_is_taken_out_does_not_end_the_program(work: Disk, opened: Opener) -> None:
    from kanban.commands.plan import RemoveMilestone

    async with opened(work) as pilot:
        await pilot.press("slash")
        await pilot.type("m:deck")
        await pilot.press("enter")
        assert shown(pilot) == "2"
        work.give_plan(RemoveMilestone(milestone="M5"))
        await pilot.until(lambda: not pilot.app.plan.milestones)
        assert shown(pilot) == "2"


async def test_a_card_that_is_added_is_filtered_too(work: Disk, opened: Opener) -> None:
    async with opened(work) as pilot:
        await pilot.press("slash")
        await pilot.type("span")
        await pilot.press("enter")
        work.give(Add(title="Weld span 18"), Add(title="Cast pier 15"))
        await pilot.until("2 shown")
        assert shown(pilot) == "16"


def test_on_a_real_terminal_it_is_typed_at_full_speed(work: Disk, terminal: Callable[..., Terminal]) -> None:
    term = terminal(work.where)
    term.until("Weld span 17", " saved")
    term.write("/is:late #crane @li\rL")
    term.until(lambda: work.column_of("Weld span 17") != BACKLOG, "1 shown")
    term.press("esc", "q")
    assert term.wait() == 0
