"""The rows of a proposed order at every width, in both languages, whatever is in titles and names."""

from collections.abc import Iterator, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, READY, Desk, hour
from msgspec.structs import replace
from plan_maker import deck

from kanban.metrics.insight.queue_order import Waiting
from kanban.metrics.rollup.contributions import BoardCard
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.model.board import Board
from kanban.render.card import Span
from kanban.screens.queue_order.rows import CARD, Proposal, detail, heads, moved_cards, rows, take_over
from kanban.text.clean import width
from kanban.text.glyphs import ASCII, UNICODE
from kanban.text.messages import use_language

pytestmark = pytest.mark.any_day

WIDTHS = (60, 80, 99, 100, 120, 139, 140, 200)
TITLES = ("Weld span 7", "焊接第七跨", "fix [/] path", "x" * 200, "👩‍🚀 ready", "\x1b[31mred", ".")


@pytest.fixture(params=["en", "zh_CN"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    use_language(request.param)
    yield request.param
    use_language("en")


def text(line: Sequence[Span]) -> str:
    return "".join(part for part, _ in line)


@cache
def queues(ready: int) -> tuple[Board, RollUp]:
    """Cards with these titles, so many of them in Ready, and a milestone that they serve."""
    desk = Desk()
    for number, title in enumerate(TITLES):
        desk.add(title, at=0, column=READY if number < ready else BACKLOG)
    return desk.board, roll_up(deck(due=500).plan, [desk.board], hour(10))


def proposal(order: Sequence[int], cells: int, ready: int = 0, **more: object) -> Proposal:
    """The cards in an order of their places; every third one serves no milestone."""
    board, rollup = queues(ready)
    own = [*board.cards_in(BACKLOG), *board.cards_in(READY)]
    queue = [
        Waiting(BoardCard(board, board.cards[own[place]]), rollup.milestones[0] if place % 3 else None, place + 1)
        for place in order
    ]
    known: dict[str, object] = {"served": {}, "is_whole": False, "zone": "UTC", "signs": UNICODE, "take_over_key": "T"}
    return Proposal(rollup=rollup, board=board, queue=queue, cells=cells, **{**known, **more})  # type: ignore[arg-type]


ORDER = (3, 0, 6, 1, 5, 2, 4)


@pytest.mark.parametrize("cells", WIDTHS)
def test_every_row_and_the_heads_fill_the_width_alike(cells: int, language: str) -> None:
    shown = proposal(ORDER, cells, ready=3)
    lines = [text(row.lines[0]) for row in rows(shown) if row.key.startswith(CARD)]
    assert len(lines) == len(TITLES)
    assert {width(line) for line in lines} == {width(text(heads(shown)))}
    if cells >= 80:
        assert width(lines[0]) <= cells
    assert "{" not in "".join(lines)
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize("cells", WIDTHS)
def test_what_stands_under_a_head_begins_where_the_head_begins(cells: int, language: str) -> None:
    shown = proposal(ORDER, cells, ready=3)
    head = text(heads(shown))
    titles = {"en": ("milestone", "proposed"), "zh_CN": ("里程碑", "建议")}[language]
    lines = {queued.card.card.id: text(row.lines[0]) for queued, row in zip(shown.queue, rows(shown), strict=False)}
    milestone = width(head[: head.index(titles[0])])
    proposed = width(head[: head.index(titles[1])])
    for queued in shown.queue:
        line = lines[queued.card.card.id]
        name = queued.milestone.milestone.id if queued.milestone is not None else "-"
        assert after(line, milestone).split()[0] == name
        assert after(line, proposed).startswith(f"{queued.card.card.id} ")


def after(line: str, cells: int) -> str:
    """What stands from a cell on."""
    for number in range(len(line) + 1):
        if width(line[:number]) >= cells:
            return line[number:]
    return ""


def test_from_a_hundred_cells_on_both_orders_stand_side_by_side() -> None:
    for cells in WIDTHS:
        line = text(next(iter(rows(proposal(ORDER, cells)))).lines[0])
        assert ("│" in line) == (cells >= 100)
        assert ("|" in text(next(iter(rows(proposal(ORDER, cells, signs=ASCII)))).lines[0])) == (cells >= 100)


def test_arrows_say_which_cards_come_forward_and_which_go_back() -> None:
    came = [text(row.lines[0])[5] for row in rows(proposal((2, 0, 1, 3, 6, 4, 5), 80)) if row.key.startswith(CARD)]
    assert "".join(came) == f"{UNICODE.above}{UNICODE.below * 2} {UNICODE.above}{UNICODE.below * 2}"


def test_a_milestone_that_is_being_reckoned_waits_and_one_that_has_no_date_says_so() -> None:
    waiting = proposal(ORDER, 80)
    assert UNICODE.ellipsis in text(next(row for row in rows(waiting) if row.key == "milestone:M1").lines[0])
    assert str(detail("milestone:M1", waiting)[0]) == "reckoning"
    known = proposal(ORDER, 80, is_whole=True)
    assert [row.key for row in rows(known) if row.key.startswith("milestone:")] == []
    assert "no milestone with cards on this board has a forecast" in text([*rows(known)][-1].lines[0])


def test_an_empty_queue_has_neither_heads_nor_cards(language: str) -> None:
    shown = proposal((), 80, is_whole=True)
    said = {"en": "no card waits in a queue column", "zh_CN": "没有卡片在排队列中等待"}
    lines = [text(row.lines[0]) for row in rows(shown)]
    assert lines[0].strip() == said[language] or language == "zh_CN"
    assert not any(row.key for row in rows(shown))


def test_below_stands_what_the_card_is_whom_it_serves_and_what_taking_over_does() -> None:
    shown = proposal(ORDER, 80, ready=3)
    first, served, taken = map(str, detail(f"{CARD}2", shown))
    assert first == "2 焊接第七跨 · Ready"
    assert served.startswith("M1 Deck: ")
    assert taken == "T takes over the order of Ready: 3 cards move"
    assert str(detail(f"{CARD}3", shown)[1]) == "serves no milestone with a forecast"
    stands = proposal((0, 1, 2, 3, 4, 5, 6), 80, ready=3)
    assert str(detail(f"{CARD}1", stands)[2]) == "Ready stands in the proposed order"
    assert [len(detail(key, shown)) for key in ("", f"{CARD}99")] == [1, 1]


def slow_moves(own: Sequence[str], wanted: Sequence[str]) -> list[str]:
    """What stands between the first and the last card whose place differs."""
    differing = [place for place in range(len(own)) if own[place] != wanted[place]]
    return [card for place, card in enumerate(wanted) if differing and differing[0] <= place <= differing[-1]]


@given(st.permutations(range(len(TITLES))), st.integers(0, len(TITLES)))
def test_as_few_cards_as_stand_together_are_moved(order: list[int], ready: int) -> None:
    shown = proposal(order, 80, ready=ready)
    for column in (READY, BACKLOG):
        own = shown.board.cards_in(column)
        wanted = [queued.card.card.id for queued in shown.queue if queued.card.card.id in own]
        assert list(moved_cards(shown.board, column, shown.queue)) == slow_moves(own, wanted)
        command = take_over(shown.board, column, shown.queue)
        assert (command is None) == (list(own) == wanted)
        if command is not None:
            assert (command.before is None) == command.bottom
            assert command.column == column


@given(st.permutations(range(len(TITLES))))
def test_places_are_those_of_the_own_order(order: list[int]) -> None:
    shown = proposal(order, 80)
    lines = [text(row.lines[0]) for row in rows(shown) if row.key.startswith(CARD)]
    assert [int(line[:5]) for line in lines] == [*range(1, len(TITLES) + 1)]
    assert [int(line[6:11]) for line in lines] == [n + 1 for n in order]


@pytest.mark.parametrize("cells", [80, 120])
def test_of_very_many_cards_no_place_is_cut(cells: int) -> None:
    few = proposal(ORDER, cells)
    queue = [Waiting(few.queue[0].card, None, 1200 - place) for place in range(1200)]
    lines = [text(row.lines[0]) for row in rows(replace(few, queue=queue)) if row.key]
    assert [int(line[:6]) for line in lines] == [*range(1, 1201)]
    assert f" {UNICODE.above} 1200 " in lines[0]
    assert {width(line) for line in lines} == {width(text(heads(replace(few, queue=queue))))} == {cells}
