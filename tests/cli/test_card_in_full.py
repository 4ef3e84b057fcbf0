"""`show`: a card in full, each line with what DOMAIN, section 3, says it is; the same numbers as in the JSON."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from makers import BACKLOG, DOING, DONE, READY, REVIEW, UNLIMITED

from kanban.cli.location import login
from kanban.commands.cards import Add, Archive, Block, Comment, Edit, Move, Unblock
from kanban.commands.outcome import Signed
from kanban.commands.undo import Redo, Undo
from kanban.commands.work_log import Log
from kanban.store.folder.store import FolderStore

pytestmark = pytest.mark.any_day

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""Nine in the morning in Shanghai."""


@pytest.fixture
def told(desk):
    """Gives commands to a board at hours from Monday nine o'clock on; `at` an hour, what `show` prints of card 1."""

    class Story:
        def __init__(self) -> None:
            self.store = FolderStore(desk.folder)
            self.store.create(project="Bridge", timezone="Asia/Shanghai")
            self.store.create_board("b", login(), UNLIMITED)

        def give(self, *steps):
            signed = [Signed(command, login(), MONDAY + timedelta(hours=hours)) for hours, command in steps]
            for applied in self.store.apply("b", signed)[1]:
                assert applied.refusal is None, applied.refusal

        def at(self, hours, *words):
            with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
                return desk(*words, "show", "1")

        def facts(self, hours):
            lines = self.at(hours).out.partition("\n\n")[0].splitlines()[1:]
            return dict(line.split(":\t", 1) for line in lines)

        def flow(self, hours):
            with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
                return desk("show", "1", "--json").json["cards"][0]["flow"]

    return Story()


def move(column, **more):
    return Move(cards=("1",), column=column, **more)


def test_a_card_that_was_only_made_says_when_and_where(told):
    told.give((0, Add(title="Weld span 17", column=BACKLOG)))
    assert told.facts(5) == {
        "board": f"b, {login()}", "column": "Backlog", "created": "Mon 02 Mar 2026 09:00 CST",
    }  # fmt: skip
    assert told.at(5).out.endswith(f"\nhistory\n02 Mar 2026 09:00  {login()}  created in Backlog\n")


def test_the_span_is_active_and_parked_and_done_gap_together(told):
    """DOMAIN 3: span = active + parked + done gap; blocked lies within; rework until it is again where it was."""
    told.give(
        (0, Add(title="Weld", column=READY)), (1, move(DOING)), (5, move(REVIEW)), (8, move(READY, reason="defect")),
        (12, move(DOING)), (12.5, Block(cards=("1",), why="rain")), (13.5, Unblock(cards=("1",))), (14, move(DONE)),
        (18, move(DOING, reason="defect")), (21, move(DONE)), (22, Log(cards=("1",), minutes=150)),
    )  # fmt: skip
    facts = told.facts(100)
    assert facts["started"] == "Mon 02 Mar 2026 10:00 CST"
    assert facts["finished"] == "Tue 03 Mar 2026 06:00 CST"
    active, parked, gap, rework = 4 + 3 + 2 + 3, 12 - 8, 18 - 14, (14 - 8) + (21 - 18)
    assert facts["cycle time"] == f"{active + parked + gap}h" == "20h"
    assert facts["of that"] == f"active {active}h, parked {parked}.0h, done gap {gap}.0h, blocked 1.0h"
    assert (facts["reopened"], facts["logged"], facts["rework"]) == ("once", "2h30m", f"2 back, {rework}.0h")
    flow = told.flow(100)
    assert [flow[f"{name}_time_seconds"] / 3600 for name in ("cycle", "active", "parked", "blocked")] == [20, 12, 4, 1]
    assert (flow["rework_moves"], flow["reopened"], flow["logged_time_seconds"]) == (2, 1, 150 * 60)
    assert "age" not in facts


def test_what_is_in_work_has_an_age_and_no_cycle_time(told):
    told.give((0, Add(title="Weld", column=READY)), (1, move(DOING)), (3, Block(cards=("1",), why="no crane")))
    facts = told.facts(49)
    assert facts["age"] == "2.0d"
    assert facts["flags"] == "blocked: no crane"
    assert not {"finished", "cycle time", "rework", "reopened"} & facts.keys()
    assert told.flow(49)["age_seconds"] == 48 * 3600


def test_a_jump_into_done_has_a_finish_and_neither_start_nor_cycle_time(told):
    told.give((0, Add(title="Weld", column=READY)), (1, move(DONE)))
    facts = told.facts(9)
    assert facts["finished"] == "Mon 02 Mar 2026 10:00 CST"
    assert not {"started", "cycle time", "of that", "age"} & facts.keys()


@pytest.mark.parametrize(("hours", "due", "late"), [(7, "17:00", False), (8, "17:00", False), (8.1, "17:00", True)])
def test_a_card_is_late_once_its_minute_has_gone_by(told, hours, due, late):
    at = MONDAY + timedelta(hours=8)
    told.give((0, Add(title="Weld", column=READY, due_at=at)))
    facts = told.facts(hours)
    assert ("late" in facts.get("flags", "")) is late
    assert facts["due"].startswith(f"Mon 02 Mar 2026 {due} CST")


def test_what_was_undone_stays_in_the_history_and_says_so_and_what_was_redone_folds(told):
    told.give((0, Add(title="Weld", column=READY)), (1, move(DOING)), (2, Undo()))
    lines = told.at(3).out.split("history\n")[1].splitlines()
    assert sum("(undone)" in line for line in lines) == 1
    told.give((4, Redo()))
    lines = told.at(5).out.split("history\n")[1].splitlines()
    assert not any("undone" in line for line in lines)
    assert [line.split("  ", 2)[2] for line in lines] == [
        "created in Ready", "moved from Ready to Doing", "undid and redid: moved from Ready to Doing"
    ]  # fmt: skip


def test_an_archived_card_is_said_to_be_dropped_or_archived(told):
    told.give((0, Add(title="Weld", column=READY)), (1, Archive(cards=("1",))))
    assert told.facts(2)["flags"] == "dropped"
    told.give((3, Undo()), (4, move(DONE)), (5, Archive(cards=("1",))))
    assert told.facts(6)["flags"] == "archived"


def test_every_field_has_its_line_and_what_is_long_stands_below(told):
    told.give((0, Add(
        title="Weld 焊接", column=READY, tags=("crane", "夜班"), members=("li", "bo"), estimate=2.5,
        work_package="1.2.3",
        description="first line\n  second\tline\x1b[31m", checklist=(("book",), ("weld", True)),
    )))  # fmt: skip
    page = told.at(1).out
    facts = told.facts(1)
    assert {"crane, 夜班", "li, bo", "2.5", "1.2.3 (not in the plan)"} <= set(facts.values())
    assert "\n\nfirst line\n  second" in page
    assert "\n\n[ ] book\n[x] weld\n" in page
    assert "\x1b" not in page
    head, *rest = page.splitlines()
    assert head == "#1 Weld 焊接"
    assert all(line.count("\t") <= 1 or line.startswith("  second") for line in rest)


def test_the_page_is_the_same_in_chinese_but_for_its_words(told):
    told.give((0, Add(title="Weld", column=READY)), (1, move(DOING)), (2, Comment(cards=("1",), text="hello")),
              (3, Edit(cards=("1",), changes={"estimate": 3})))  # fmt: skip
    english, chinese = told.at(9).out, told.at(9, "--lang", "zh").out
    assert len(english.splitlines()) == len(chinese.splitlines())
    for word in ("board", "column", "created", "started", "history", "age"):
        assert word in english
        assert word not in chinese
    assert "hello" in chinese


def test_several_cards_stand_one_below_the_other_with_a_line_between(told, desk):
    told.give((0, Add(title="Weld", column=READY)), (0, Add(title="Grout", column=READY)))
    with time_machine.travel(MONDAY, tick=False):
        page = desk("show", "2", "1").out
        alone = [desk("show", name).out for name in ("2", "1")]
    assert page == "\n".join(alone)
