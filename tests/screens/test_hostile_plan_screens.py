"""Names and titles of somebody else on the screens of the plan: shown cleaned, whole rows, nothing obeyed or lost."""

import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from setting import Disk, Opener, Pilot
from test_nasty import NASTY, hostile_workspace

from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetEstimate, SetLink
from kanban.text.clean import width
from kanban.text.messages import use_language

pytestmark = pytest.mark.any_day

SIGHTS = pytest.mark.parametrize(("language", "size"), [("zh_CN", (80, 24)), ("en", (120, 40))], indirect=["language"])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    """Every nasty text in every place; beside them links, a budget, a cost and a rate, which name them."""
    disk = hostile_workspace(tmp_path_factory.mktemp("hostile") / "w")
    notes = [NASTY[name] for name in ("clipboard", "close tag", "bidi", "wide", "long")]
    disk.give_plan(
        SetLink(predecessor="bridge/2", successor="1.2.3"), SetLink(predecessor="bridge/9", successor="1.2.3"),
        SetLink(predecessor="1.2.3", successor="M1"), SetEstimate(code="1.2.3", working_days=4),
        SetCurrency(currency="CNY"), SetBudget(code="1.2.3", amount=800000), SetRate(amount=20000),
        *(BookCost(code="1.2.3", amount=100, on=date(2026, 1, 5), note=note) for note in notes),
    )  # fmt: skip
    return disk


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def is_clean(pilot: Pilot, size: tuple[int, int]) -> None:
    """No character that a terminal obeys, no row wider than the screen, no message that is none."""
    for row in pilot.rows:
        obeyed = [c for c in row if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp") and c != "\u200d"]
        assert obeyed == [], row
        assert width(row) <= size[0], row
    assert "Message(" not in pilot.text


@SIGHTS
async def test_no_screen_of_the_plan_is_upset(
    size: tuple[int, int], language: str, hostile: Disk, opened: Opener
) -> None:
    async with opened(hostile, size=size) as pilot:
        await pilot.until("n [/] q")
        await pilot.press("4")
        await pilot.until("M1 fix [/ path] bug", "1.2.3 n [/] q", "bridge/2 fix [/")
        is_clean(pilot, size)
        for _ in range(4):
            await pilot.press("j")
            is_clean(pilot, size)
        await pilot.press("tab", "left", "tab", "6")
        await pilot.until("1.2.3 n [/] q", "BAC")
        await pilot.press("G")
        is_clean(pilot, size)
        for number in (2, 3, 4):
            await pilot.press("tab")
            await pilot.until(f"{number}/4")
            is_clean(pilot, size)
        await pilot.press("3")
        await pilot.until("M1 fix [/ path] bug")
        await pilot.press("W")
        await pilot.until("1.2.3 n [/] q")
        await pilot.press("G")
        await pilot.until(lambda: pilot.screen.list_view.key == "1.2.3")  # type: ignore[attr-defined]
        await pilot.press("P")
        await pilot.until("bridge/2 fix [/ path] bug", "M1 fix [/ path] bug", "osc", "n [/] q")
        is_clean(pilot, size)
        await pilot.press("G")
        is_clean(pilot, size)
        await pilot.press(">", *"b")
        await pilot.until("bridge/")
        is_clean(pilot, size)
        await pilot.press("escape", "C")
        await pilot.until("200 CNY")
        is_clean(pilot, size)
        await pilot.press("r", "tab", *"o")
        await pilot.until("osc")
        is_clean(pilot, size)
        await pilot.press("escape", "escape", "escape", "escape")
        for _ in range(9):
            await pilot.press("tab")
            is_clean(pilot, size)
        await pilot.press("i")
        await pilot.until("li/51")
        is_clean(pilot, size)


@SIGHTS
async def test_the_proposed_order_shows_nasty_titles_and_opens_them(
    size: tuple[int, int], language: str, hostile: Disk, opened: Opener
) -> None:
    async with opened(hostile, size=size) as pilot:
        await pilot.until("n [/] q")
        await pilot.press("O")
        await pilot.until("fix [A1] card", "back\\[slash\\]", "$primary $x", "M1")
        for _ in NASTY:
            is_clean(pilot, size)
            await pilot.press("j")
        await pilot.press("g", "j", "enter")
        await pilot.until("fix [A1] card", " 3")
        is_clean(pilot, size)


async def test_a_cost_is_taken_off_by_its_amount_whatever_its_note(tmp_path: Path, opened: Opener) -> None:
    disk = hostile_workspace(tmp_path / "w")
    disk.give_plan(SetCurrency(currency="CNY"), BookCost(code="1.2.3", amount=100, on=date(2026, 1, 5), note="n [/] q"))
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("M1 fix [/ path]")
        await pilot.press("W")
        await pilot.until("1.2.3 n [/] q")
        await pilot.press("G", "P")
        await pilot.until("2026-01-05", "1 CNY  n [/] q")
        await pilot.press("G", "x")
        await pilot.until("take the cost of 1 CNY off (cost 1)?")
        await pilot.press("n")
        await pilot.until("1 CNY  n [/] q", gone=["take the cost"])
        await pilot.press("x", "y")
        await pilot.until("none yet; c books one", gone=["1 CNY  n [/] q"])
        await pilot.press("u")
        await pilot.until("undid: ", "1 CNY  n [/] q")
