"""Why something is refused is read as a whole at 80 columns, in both languages, where the eye is: at the field."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from setting import DOING, TITLES, Disk, Opener

from kanban.commands.cards import Edit, Move
from kanban.commands.plan import SetBaseline, SetMilestone
from kanban.text.clean import width
from kanban.text.messages import use_language
from kanban.widgets.line import MOST_ROWS, in_rows


def flat(text: str) -> str:
    """A screen without its line breaks and frames."""
    return "".join(text.replace("│", "").split())


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def refusal_of(text: str) -> str:
    from kanban.text.dates import now, parse
    from kanban.text.messages import Refused, msg

    with pytest.raises(Refused) as refused:
        parse(text, "UTC", now(), field=msg("due"))
    return str(refused.value.message)


async def test_a_date_that_is_none_in_the_form(language: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        await pilot.press("e", "tab", "tab", *"nextweek")
        await pilot.until(lambda: flat(refusal_of("nextweek")) in flat(pilot.text))
        await pilot.press("tab", "tab", *"crane", "enter")
        await pilot.until(lambda: flat(refusal_of("nextweek")) in flat(pilot.text))
        assert "nextweek" in pilot.text
        await pilot.until(
            lambda: getattr(pilot.app.focused, "value", "") == "nextweek"
        )  # the focus is where the fault is
        await pilot.press("ctrl+u", *"+2w", "enter")
        await pilot.saved()
        assert disk.board.cards["1"].due_at is not None
        assert disk.board.cards["1"].tags == ("crane",)


async def test_a_date_that_is_none_in_a_line_of_input(language: str, disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        typed = "a rather long title that says what is to be done due:nextweek"
        await pilot.press("a", *typed)
        await pilot.until(lambda: flat(refusal_of("nextweek")) in flat(pilot.text), "due:nextweek")
        await pilot.press("enter")
        await pilot.until(lambda: flat(refusal_of("nextweek")) in flat(pilot.text), "due:nextweek")
        assert pilot.app.focused is pilot.screen.prompt._input


async def test_a_baseline_that_is_none(disk: Disk, opened: Opener) -> None:
    disk.give_plan(SetMilestone(name="Deck"))
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("Deck")
        await pilot.press("B", *"nextweek", "enter")
        reason = refusal_of("nextweek").partition(": ")[2]
        await pilot.until(lambda: flat(reason) in flat(pilot.text), "nextweek")


async def test_a_long_reason_on_the_bottom_line(disk: Disk, opened: Opener) -> None:
    async with opened(disk) as pilot:
        words = "this cannot be done, " * 12 + "as somebody else is at it"
        pilot.screen.say(words, "error")
        await pilot.until(lambda: flat(words) in flat(pilot.text))
        await pilot.press("j")
        await pilot.until("H L move", lambda: pilot.screen.bottom.size.height == 1)
        assert pilot.current == TITLES[1]


async def test_a_question_about_a_long_title_shows_its_answers(disk: Disk, opened: Opener) -> None:
    title = "Weld " * 40 + "end"
    disk.give(Edit(cards=("1",), changes={"title": title}), Move(cards=("2", "3", "4"), column=DOING))
    async with opened(disk) as pilot:
        pilot.screen.selection.to("1")  # type: ignore[attr-defined]
        await pilot.press("x")
        await pilot.until("y archive", "n keep", lambda: flat(title) in flat(pilot.text))
        await pilot.press("n")
        await pilot.until("H L move")


@given(
    st.lists(st.tuples(st.text(st.sampled_from("ab 焊。，"), max_size=90), st.just("")), min_size=1, max_size=6),
    st.integers(8, 100),
)
def test_words_in_rows_are_all_there_or_cut_in_the_middle(spans: list[tuple[str, str]], total: int) -> None:
    rows = in_rows(tuple(spans), total)
    assert 1 <= len(rows) <= MOST_ROWS
    assert all(width("".join(text for text, _ in row)) <= total for row in rows)
    shown = flat("".join(text for row in rows for text, _ in row))
    if len(rows) < MOST_ROWS:
        assert shown == flat("".join(text for text, _ in spans))
    else:
        assert flat("".join(text for text, _ in spans)).endswith(flat("".join(text for text, _ in rows[-1])))


@pytest.mark.parametrize("cells", [40, 80, 120])
async def test_a_long_answer_to_a_line_of_input_is_whole_at_every_width(cells: int, disk: Disk, opened: Opener) -> None:
    """It is said while the line of input stands in the place of the bottom line."""
    disk.give_plan(
        SetMilestone(id="M1", name="Deck of the northern bridge"),
        SetBaseline(milestone="M1", due_at=datetime(2026, 12, 10, 17, tzinfo=UTC)),
    )
    async with opened(disk, first="rollup") as pilot:
        await pilot.until("Deck")
        await pilot.press("B", *"2099-12-20 17:00", "enter")
        await pilot.until("why is the baseline moved")
        await pilot.press(*"the cement comes late", "enter")
        said = "from 10 Dec 2026 17:00 to 20 Dec 2099 17:00 (version 2): the cement comes late"
        await pilot.until(lambda: flat(said) in flat(pilot.text))
        await pilot.raw.resize_terminal(cells, 24)  # type: ignore[attr-defined]
        await pilot.until(lambda: flat(said) in flat(pilot.text))
        await pilot.press("j")
        await pilot.until(lambda: pilot.screen.bottom.size.height == 1, "enter open")
