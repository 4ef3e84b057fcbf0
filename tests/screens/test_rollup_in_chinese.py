"""The roll-up for whoever reads and types Chinese: what is on the screen can be searched, what is typed is taken."""

import pytest
from setting import Disk, Opener, Pilot

from kanban.screens.rollup.plan_editing import _codes
from kanban.text.messages import use_language

STATUSES = {"逾期": ["M5"], "有风险": ["M6"], "正常": ["M7"], "无数据": ["M9", "M8"], "已达成": ["M3", "M1", "M4"]}
"""By the word in the status column: the milestones that have it."""


@pytest.fixture
def chinese():
    use_language("zh_CN")
    yield
    use_language("en")


def shown(pilot: Pilot) -> list[str]:
    return [row.key for row in pilot.screen.list_view.rows if row.key]  # type: ignore[attr-defined]


@pytest.mark.parametrize("key", ["3", "4"], ids=["roll-up", "timeline"])
async def test_the_filter_finds_a_status_by_the_word_that_is_shown(
    key: str, full: Disk, opened: Opener, chinese: None
) -> None:
    async with opened(full, size=(120, 40)) as pilot:
        await pilot.until("Doing")
        await pilot.press(key)
        await pilot.until("M5 Deck", "M9 Handover", "实时  已保存")
        await pilot.dated()
        if key == "3":
            await pilot.until("1 有风险", "1 正常")
        for status, found in STATUSES.items():
            await pilot.press("/", *status)
            await pilot.until(f"/{status}：", lambda wanted=found: set(wanted) <= set(shown(pilot)))
            assert [key for key in shown(pilot) if key.startswith("M")] == found or key == "4"
            await pilot.press("enter", "escape")
            await pilot.until("M2 Site ready", gone=[f"/{status}"])


async def test_the_filter_finds_a_status_by_its_english_name_too(full: Disk, opened: Opener, chinese: None) -> None:
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("1 有风险", "1 正常")
        await pilot.press("/", *"at_risk")
        await pilot.until("/at_risk：显示 1/9", gone=["M5 Deck"])
        await pilot.press("ctrl+u", *"late")
        await pilot.until("/late：显示 2/9", "M5 Deck", "M2 Site ready")


@pytest.mark.parametrize(
    "typed",
    [
        "1.2.2 1.3.1",
        "1.2.2,1.3.1",
        "1.2.2, 1.3.1,",
        "1.2.2，1.3.1",
        "1.2.2、1.3.1",
        "1.2.2；1.3.1",
        " 1.2.2  ， 1.3.1 ",
    ],
)
def test_codes_are_apart_by_any_comma(typed: str) -> None:
    assert _codes(typed) == ("1.2.2", "1.3.1")


async def test_gates_are_typed_with_chinese_commas_and_offered_behind_them(
    full: Disk, opened: Opener, chinese: None
) -> None:
    async with opened(full, first="rollup", size=(120, 40)) as pilot:
        await pilot.until("1 有风险", "1 正常")
        await pilot.press("a", *"荷载试验", "enter")
        await pilot.until("关联")
        await pilot.press(*"1.2.2，")
        await pilot.until("1 Bridge 大桥 1.1 ")  # nothing of the next code is typed yet: all are offered
        await pilot.press(*"1.3.")
        await pilot.until("1.3.1 Handrails", gone=["1 Bridge 大桥 1.1 "])
        await pilot.press("1", "enter")
        await pilot.until("基线（留空：暂不设）：")
        await pilot.press("enter")
        await pilot.until("M10 荷载试验")
        await pilot.saved()
        assert full.plan.milestones["M10"].gates == ("1.2.2", "1.3.1")
