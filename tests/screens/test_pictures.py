"""The screens of the demo as text, at two sizes, as they were looked at: files in `expected/`.

Time stands still at a Tuesday morning of the demo. `KANBAN_PICTURES=write pytest tests/screens/test_pictures.py` writes
the files anew; look at them before they are committed.
"""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from setting import Disk, Opener, Pilot

from kanban.demo import build

pytestmark = pytest.mark.any_day

NOW = datetime(2026, 11, 24, 10, 9, tzinfo=UTC)
EXPECTED = Path(__file__).parent / "expected"
SIZES = [(80, 24), (120, 40)]
PICTURED = (
    "board",
    "card",
    "rollup",
    "milestone",
    "causes",
    "metrics",
    "help",
    "form",
    "palette",
    "columns",
    "archived",
    "timeline",
    "path",
    "whatif",
    "queue_order",
    "plan",
    "calendar",
    "link",
    "value",
    "total_curves",
    "benefit",
    "savings",
)
VIEWS = ("chances", "burnup", "burndown", "trend", "fever", "s_curves")
"""The charts of a milestone, in the order that tab goes through them, after its three lists."""
CHARTS = ("scatter", "ageing", "throughput", "cfd", "xmr", "p", "rework", "costly")
"""The views of the metrics, in the order that tab goes through them."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Disk:
    folder = tmp_path_factory.mktemp("demo") / "w"
    with time_machine.travel(NOW - timedelta(days=365)):  # what it makes first is dated by the clock
        build(folder, NOW)
    return Disk(folder, "zhang")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("screen", [*PICTURED, *CHARTS, *VIEWS])
async def test_looks_as_it_was_looked_at(screen: str, size: tuple[int, int], demo: Disk, opened: Opener) -> None:
    with time_machine.travel(NOW, tick=True):
        async with opened(demo, size=size) as pilot:
            await pilot.until(*(["ageing"] if size[0] < 100 else ["P85", "ageing"]))
            if screen in VIEWS:
                await _to_view(pilot, screen)
            else:
                await (_to_chart(pilot, screen) if screen in CHARTS else _go(pilot, screen))
            text = pilot.text + "\n"
    path = EXPECTED / f"{screen}-{size[0]}x{size[1]}.txt"
    if os.environ.get("KANBAN_PICTURES") == "write":
        path.write_text(text)
    assert text == path.read_text()


def _marked(pilot: Pilot) -> int:
    """How many milestones have a forecast on the timeline."""
    return sum(row[3:4] == "M" and "├" in row for row in pilot.rows)


ONE_KEY = {
    "columns": ("C", "· columns"),
    "archived": ("X", "archived cards"),
    "metrics": ("2", "rework time"),
    "help": ("question_mark", "Keys"),
    "form": ("e", "edit card"),
    "palette": ("colon", "an action, or"),
}
"""Screens that a key of the board leads to, and what is seen there."""


async def _go(pilot: Pilot, screen: str) -> None:
    if screen in ONE_KEY:
        key, text = ONE_KEY[screen]
        await pilot.press(key)
        await pilot.until(text)
    match screen:
        case "card":
            pilot.screen.selection.to("37")  # type: ignore[attr-defined]
            await pilot.press("enter")
            await pilot.until("History")
        case "rollup" | "milestone" | "causes" | "whatif" | "plan" | "calendar" | "link":
            await _go_from_the_rollup(pilot, screen)
        case "timeline":
            await pilot.press("4")
            await pilot.until("▓", lambda: _marked(pilot) == 4)  # forecasts and schedule follow
        case "path":
            await pilot.press("4", "tab")
            await pilot.until("shorter", "on 24 Nov 2026 · ")
            await pilot.press("left", "left")
        case "value" | "total_curves" | "benefit" | "savings":
            await _go_to_value(pilot, screen)
        case "queue_order":
            await pilot.press("O")
            await pilot.until("in columns", gone=["reckoning", "reading"])
    await pilot.press("f12")  # nothing; it is waited for


async def _go_from_the_rollup(pilot: Pilot, screen: str) -> None:
    await pilot.press("3")
    await pilot.until("P85 held")
    await pilot.dated()
    match screen:
        case "milestone":
            await pilot.press("enter")
            await pilot.until("worst first")
        case "plan" | "link" | "calendar":
            await pilot.press("W")
            await pilot.until("1.2.2 Deck")
            await pilot.press(*"jjjjjjj", {"plan": "P", "link": ">", "calendar": "C"}[screen])
            await pilot.until({"plan": "crane again", "link": "new link", "calendar": "all others"}[screen])
            if screen == "link":
                await pilot.type("grout")
                await pilot.until("tab takes 1.2.3 Grouting")
        case "causes":
            await pilot.press("r")
            await pilot.until("What brings P85 forward")
        case "whatif":
            await pilot.press("i")
            await pilot.until("paid until the last P85")
            await pilot.press("d", *"+li", "enter")
            await pilot.until("+li", "paid until the last P85", "then ")
            await pilot.until(lambda: not re.search(r"\d \w{3} +…", pilot.text))  # every date is there


async def _go_to_value(pilot: Pilot, screen: str) -> None:
    await pilot.press("6")
    await pilot.until("M5 Deck", "of AT")
    match screen:
        case "value":
            await pilot.press("l", "l", "l", "l", "j", "j")
        case "total_curves":
            await pilot.press("tab")
            await pilot.until("as of 24 Nov", "weeks behind")
        case "benefit":
            await pilot.press("tab", "tab", "e", *"2027-06-30=300000 2028-06-30=300000", "enter")
            await pilot.until("payback", "600,000 CNY")
        case "savings":
            await pilot.press("shift+tab")
            await pilot.until("not distinguishable")


async def _to_chart(pilot: Pilot, name: str) -> None:
    await _go(pilot, "metrics")
    for number in range(CHARTS.index(name) + 1):
        await pilot.press("tab")
        await pilot.until(f"{number + 2}/9")
    await pilot.press("left", "left", "f12")


async def _to_view(pilot: Pilot, name: str) -> None:
    await _go(pilot, "rollup")
    if name == "fever":  # of the milestones at hand only this one had a P50 when its baseline was set
        await pilot.press("j", "j")
        await pilot.until(lambda: pilot.screen.list_view.key == "M7")  # type: ignore[attr-defined]
    for number in range(4 + VIEWS.index(name)):
        await pilot.press("tab")
        if number > 2:
            await pilot.until(f"{number + 1}/9", "n 14 weeks" if name == "trend" and number == 6 else "")
    await pilot.until(
        {"chances": "done by its end", "fever": "of a buffer of", "s_curves": "ES 05 Nov"}.get(name, "24 Nov · ")
    )
    await pilot.press("left", "left", "f12")
