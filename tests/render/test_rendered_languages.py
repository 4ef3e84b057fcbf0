"""Every sentence goes through the catalogue: with one that writes all in capitals, nothing small is left but codes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from makers import BACKLOG, DOING, DONE, READY, REVIEW, Desk, hour

from kanban.commands.cards import Archive, Block, Comment, Edit, Explain, Unblock
from kanban.commands.columns import AddColumn, DeleteColumn, LimitColumn, RenameColumn, ShiftColumn
from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import Achieve, RemoveMilestone, SetBaseline, SetMilestone, SetNode, SetProject
from kanban.commands.undo import Redo, Undo
from kanban.formats.pending_changes import read as read_changes
from kanban.formats.plan_toml.difference import difference
from kanban.formats.plan_toml.reading import EXAMPLE, read
from kanban.formats.registry import FORMATS
from kanban.metrics.figure import TERMS
from kanban.metrics.flow.figures import flow_figures
from kanban.metrics.flow.totals import Window, existing, totals
from kanban.metrics.reports.board_report import metrics_report
from kanban.metrics.reports.export import plain_values
from kanban.metrics.reports.rollup_report import rollup_report
from kanban.metrics.rollup.milestones import roll_up
from kanban.metrics.rollup.open_cards import open_cards
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.model.unreadable import Problem, UnreadableBoard
from kanban.render import milestones as words
from kanban.render import rollup_table as table
from kanban.render.board import plain_board
from kanban.render.card import RenderContext
from kanban.render.figures import lines, strip, wip_span
from kanban.render.history import board_history, history
from kanban.render.plan_log import plan_log
from kanban.text import messages
from kanban.text.glyphs import UNICODE
from kanban.text.messages import Refused

DAY = 24
DATES = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b")
DATA = Path(__file__).parent.parent / "data" / "trello"


class Capitals:
    """A catalogue whose language is English in capitals; what stands in braces is a value's name."""

    def gettext(self, text: str) -> str:
        """The sentence in capitals."""
        return re.sub(r"\{[^}]*\}|[a-z]+", lambda match: match[0] if match[0][0] == "{" else match[0].upper(), text)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """The sentence for so many."""
        return self.gettext(one if n == 1 else many)

    def pgettext(self, context: str, text: str) -> str:
        """The word, where it stands there."""
        return self.gettext(text)


@pytest.fixture(autouse=True)
def capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(messages, "_catalogue", Capitals())


def small(text: object) -> list[str]:
    """Words that nobody translated; units of one letter and dates are not words."""
    return re.findall(r"[a-z]{2,}", DATES.sub("", str(text)))


@pytest.fixture
def desk() -> Desk:
    """A board on which everything has happened; its own words are in capitals."""
    desk = Desk()
    desk.give(RenameColumn(column=BACKLOG, name="B"), 0)
    for number, column in enumerate((READY, DOING, REVIEW, DONE)):
        desk.give(RenameColumn(column=column, name=f"C{number}"), 0)
    for name in "ABCDEF":
        desk.add(name, work_package=None if name == "F" else "1.1.1")
    desk.give(Block(cards=("1",), why="W"), 1)
    desk.give(Unblock(cards=("1",)), 2)
    for at, column in enumerate((DOING, REVIEW, DOING, DONE, READY, DOING), start=3):
        desk.move("1", column, at)
    desk.give(Explain(cards=("1",), reason="parked"), 10)
    desk.give(Comment(cards=("1",), text="T"), 11)
    for field, value in {"title": "G", "description": "D", "estimate": 2.0, "tags": ("X",), "due_at": hour(5)}.items():
        desk.give(Edit(cards=("1",), changes={field: value}), 12)
    desk.give(Edit(cards=("1",), changes={"tags": (), "description": "", "checklist": (("Y", False),)}), 13)
    desk.give(Archive(cards=("2",)), 14)
    desk.give(Undo(), 15)
    desk.give(Redo(), 16)
    desk.move("3", DONE, 17)
    desk.move("4", DOING, 18)
    desk.give(Block(cards=("4",), why="W"), 19)
    desk.give(AddColumn(name="P", kind="active", wip_limit=2), 20)
    new = next(column.id for column in desk.board.columns if column.name == "P")
    desk.give(LimitColumn(column=new, wip_limit=3), 21)
    desk.give(ShiftColumn(column=READY, by=-1), 22)
    desk.give(DeleteColumn(column=new), 23)
    return desk


@pytest.fixture
def plan() -> Plan:
    """A plan to which everything was done; its own words are in capitals."""
    plan = EMPTY_PLAN
    for at, command in enumerate(
        (
            SetProject(name="P", timezone="UTC"), SetNode(code="1", name="N"), SetNode(code="1.1", name="N"),
            SetNode(code="1.1.1", name="N", phase="closing"), SetNode(code="1.1.1", name="O"),
            SetMilestone(name="M", gates=("1.1",), phase="executing"), SetBaseline(milestone="M1", due_at=hour(20)),
            SetBaseline(milestone="M1", due_at=hour(30), why="W"), SetMilestone(id="M1", name="Q"), Undo(), Redo(),
            SetMilestone(name="R", gates=("1",)), SetMilestone(name="S"), SetBaseline(milestone="M3", due_at=hour(900)),
            SetMilestone(name="T", gates=("1",)), SetBaseline(milestone="M4", due_at=hour(20)),
            Achieve(milestone="M4", achieved_at=hour(1), note="N"), Achieve(milestone="M1", achieved_at=hour(1)),
            Achieve(milestone="M1", achieved_at=None), SetMilestone(name="U"), RemoveMilestone(milestone="M5"),
        )
    ):  # fmt: skip
        plan = evolve(plan, decide(plan, Signed(command, "PM", hour(at))))
    return plan


def test_the_history_of_a_card_and_of_a_board(desk: Desk) -> None:
    for card in desk.board.cards.values():
        assert [small(line.words) for line in history(card, desk.board, "UTC") if small(line.words)] == []
    old_names = {"acklog", "eady", "oing", "eview", "one"}
    told = [str(line.message) for line in board_history(desk.board)]
    assert [words for words in told if set(small(words)) - old_names] == []


def test_the_log_of_the_plan(plan: Plan) -> None:
    assert [str(line.message) for line in plan_log(plan) if small(line.message)] == []


def test_figures_their_labels_and_their_rules(desk: Desk) -> None:
    figures = totals(existing(desk.board.cards.values(), hour(40)), Window(), hour(40))
    codes = {"finished_without_start"}
    for signs in (None, UNICODE):
        for line in lines(flow_figures(figures), signs):
            assert set(small(line.words) + small(line.label)) <= codes
    for term in TERMS.values():
        assert small(term.rule) == []
        assert small(term.label) == []
    for narrow in (True, False):
        assert small("".join(text for text, _ in (*strip(figures, UNICODE, narrow), wip_span(figures, None)))) == []


def test_a_board_as_text(desk: Desk) -> None:
    context = RenderContext(hour(6), "UTC", {"1.1.1": "M1 M2"}, frozenset("4"), UNICODE)
    assert small(plain_board(desk.board, context, 120)) == []


def shown(plan: Plan, desk: Desk) -> Iterator[str]:
    """All that the roll-up shows, at two widths."""
    hidden = [UnreadableBoard("LI", Problem("LI", "R"))]
    for unread in ([], hidden):
        rollup = roll_up(plan, [desk.board], hour(40), unread)
        yield words.head(rollup)
        yield words.totals_line(rollup)
        for name, states in words.groups(rollup.milestones):
            yield name
            for state in states:
                shape = table.table(160)
                spans = [table.head(shape), table.line(state, shape, "UTC", hour(40), UNICODE)]
                spans += map(tuple, table.detail(state, "UTC", hour(40), UNICODE, 80, 4))
                spans += [
                    table.open_card(item, "UTC", hour(40), UNICODE, 80)
                    for item in open_cards(state.figures.cards, hour(40))
                ]
                for package in state.packages:
                    spans += words.package(package, UNICODE, 120)
                    for _, figures in package.boards:
                        spans += words.board("LI", figures, UNICODE, 80)
                        for item in figures.cards:
                            spans += words.card(item, hour(40), UNICODE, 80)
                yield from ("".join(text for text, _ in line) for line in spans)


def test_the_roll_up(plan: Plan, desk: Desk) -> None:
    assert [line for line in shown(plan, desk) if set(small(line)) - {"zhang", "ridge", "bridge"}] == []
    assert [order for order in words.ORDER_WORDS.values() if small(order)] == []


def reasons(value: object) -> Iterator[str]:
    """All reasons of a report."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key.endswith("_reason") and key != "by_reason":
                yield str(item)
            yield from reasons(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from reasons(item)


def test_the_reasons_of_a_report_are_in_the_language_and_its_codes_are_not(plan: Plan, desk: Desk) -> None:
    boards = [desk.board]
    said = {
        *reasons(plain_values(rollup_report(roll_up(plan, boards, hour(40)), hour(40)))),
        *reasons(plain_values(metrics_report(plan, boards, Window(), hour(40), hour(40), with_cards=True))),
        *reasons(plain_values(metrics_report(plan, [], Window(), hour(40), hour(40)))),
    }
    codes = {"finished_without_start", "start_unknown", "dropped"}
    assert {reason for reason in said if small(reason)} <= codes
    assert "NO FINISHED CARDS" in said
    assert said & codes


@pytest.mark.parametrize("name", ["kanban_template_16cards.json", "simple_board_no_actions.json"])
def test_what_is_said_of_an_import(name: str) -> None:
    understood = FORMATS["trello"].read(DATA / name, {})
    for line in (*understood.understood, *understood.left_out):
        template = Capitals().gettext(line.template)
        assert not re.search(r"[a-z]", re.sub(r"\{[^}]*\}", "", template))
        assert str(line) != line.template, "its sentence is another one in another language"


def test_what_a_plan_file_changes(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(re.sub(r'name = "[^"]*"', 'name = "N"', EXAMPLE).replace("Bridge 大桥", "B"))
    said = [change.words for change in difference(plan, read(path), hour(0), prune=True)]
    assert [line for line in said if set(small(line)) - {"sia", "hanghai"}] == []


def test_a_refusal_keeps_values_and_translates_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "PLAN.TOML"
    path.write_text("<<<<<<< HEAD\n")
    with pytest.raises(Refused, match="LINE 1: <<<<<<< IS THE MARK OF A MERGE"):
        read(path)
    path.write_text('{"command":')
    with pytest.raises(Refused, match="LINE 1 IS NO CHANGE: "):
        read_changes(path)
    with pytest.raises(Refused, match="IS NOT A TRELLO BOARD EXPORT: IT ENDS TOO EARLY"):
        FORMATS["trello"].read(path, {})
