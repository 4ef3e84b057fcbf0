"""A plan as a TOML file: what it says, what differs, and one clear sentence for every file that is none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from makers import hour

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, RemoveMilestone, SetBaseline
from kanban.formats.plan_toml.difference import Change, difference
from kanban.formats.plan_toml.reading import EXAMPLE, read
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.text.messages import Message, Refused

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def file(tmp_path: Path):
    """Writes a plan file; its path."""

    def write(text: str | bytes) -> Path:
        path = tmp_path / "plan.toml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


def applied(plan: Plan, changes: list[Change], at: float = 0) -> Plan:
    """The plan after all of the changes, made at once."""
    command = ChangePlan(steps=tuple(change.command for change in changes))
    return evolve(plan, decide(plan, Signed(command, "pm", hour(at))))


def refusal(path: Path, plan: Plan = EMPTY_PLAN) -> str:
    with pytest.raises(Refused) as refused:
        difference(plan, read(path), AT)
    said = str(refused.value)
    assert said.startswith(f"{path}: ")
    assert said.isprintable()
    return said.removeprefix(f"{path}: ")


def test_the_example_is_a_plan_and_says_what_it_makes(file) -> None:
    changes = difference(EMPTY_PLAN, read(file(EXAMPLE)), AT)
    assert [change.words for change in changes] == [
        'project: "Bridge 大桥"',
        "time zone: Asia/Shanghai instead of UTC",
        "add node 1 Bridge 大桥",
        "add node 1.2 Structure 结构",
        "add node 1.2.2 Deck 桥面",
        "estimate of node 1.2.2: 12d instead of none",
        "add node 1.2.3 Grouting 灌浆",
        "add milestone M6 Grouting done",
        "set the baseline of M6: Sat 05 Dec 2026 17:00 CST",
        "change the working calendar: hours, holidays",
        "link 1.2.2 to 1.2.3: FS +2d",
    ]
    assert all(isinstance(change.message, Message) for change in changes)


def test_the_same_file_again_differs_in_nothing(file) -> None:
    path = file(EXAMPLE)
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(path), AT))
    assert difference(plan, read(path), AT) == []
    assert plan.rev == 1, "all of it is one change, and one undo takes it back"


def test_what_differs_says_from_and_to(file) -> None:
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(EXAMPLE)), AT))
    other = (
        EXAMPLE.replace("Bridge 大桥", "Bridge 2")
        .replace('name = "Grouting done"\nphase = "executing"', 'name = "Grouted"\nphase = "closing"')
        .replace("2026-12-05", "2026-12-19")
    )
    assert [change.words for change in difference(plan, read(file(other)), AT)] == [
        'project: "Bridge 2" instead of "Bridge 大桥"',
        "change node 1: name Bridge 2 instead of Bridge 大桥",
        "change milestone M6: name Grouted instead of Grouting done, phase closing instead of executing",
        "move the baseline of M6: Sat 05 Dec 2026 17:00 CST -> Sat 19 Dec 2026 17:00 CST",
    ]


def test_gates_and_phases_that_are_taken_off_are_none(file) -> None:
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(EXAMPLE)), AT))
    changes = difference(plan, read(file(EXAMPLE.replace('gates = ["1.2.3"]', "gates = []"))), AT)
    assert [change.words for change in changes] == ["change milestone M6: gates none instead of 1.2.3"]


def test_pruning_removes_what_the_file_does_not_name(file) -> None:
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(EXAMPLE)), AT))
    small = read(file('[[node]]\ncode = "1"\nname = "Bridge 大桥"\n'))
    assert difference(plan, small, AT) == []
    changes = difference(plan, small, AT, prune=True)
    assert [change.words for change in changes] == [
        "unlink 1.2.2 and 1.2.3", "remove milestone M6 Grouting done", "remove node 1.2.3 Grouting 灌浆",
        "remove node 1.2.2 Deck 桥面", "remove node 1.2 Structure 结构",
    ]  # fmt: skip
    assert list(applied(plan, changes).nodes) == ["1"]


def test_a_removed_milestone_comes_back_with_the_baseline_it_had(file) -> None:
    path = file(EXAMPLE)
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(path), AT))
    plan = evolve(plan, decide(plan, Signed(RemoveMilestone(milestone="M6"), "pm", hour(1))))
    changes = difference(plan, read(path), AT)
    assert [change.words for change in changes] == ["add milestone M6 Grouting done again"]
    assert applied(plan, changes, 2).milestones["M6"].current_baseline is not None


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> theirs", "||||||| base"])
def test_a_file_that_a_merge_left_unfinished_is_refused_by_its_line(file, mark: str) -> None:
    assert EXAMPLE.splitlines()[4] == 'code = "1"'
    said = refusal(file(EXAMPLE.replace('code = "1"\n', f'code = "1"\n{mark}\n')))
    assert said == (
        f"line 6: {mark[:7]} is the mark of a merge that is not finished: choose what shall stand in the file first"
    )


@pytest.mark.parametrize(
    "text",
    ["# <<<<<<< HEAD\n", 'project = "======= x"\n', "# ========== heading\n", '''project = """\n=======\n"""\n'''],
)
def test_what_only_looks_like_a_mark_is_taken(file, text: str) -> None:
    assert read(file(text)).place


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("colour = 5\n", "'colour' is no key here; there are project, timezone, currency, node, milestone"),
        ('[[node]]\ncode = "1"\nname = "x"\ncost = 5\n', "node 1: 'cost' is no key here; there are code, name, phase"),
        ('[[milestone]]\nid = "M1"\nname = "x"\nbudget = 5\n',
         "milestone M1: 'budget' is no key here; there are id, name, phase, gates, baseline, why"),
        ("project = 5\n", "project: 5 is no text"),
        ("cost = 5\n", "cost: write each as a table under [[cost]]"),
        ("[[rate]]\namount = 5\n", "rate 1: the plan has no currency yet"),
        ('currency = "yuan"\n', "currency: 'yuan' is no code of a currency, such as CNY or EUR"),
        ('currency = "CNY"\n[[rate]]\namount = true\n', "rate 1: amount: 'True' is no amount of money"),
        ('currency = "CNY"\n[[rate]]\namount = 1.005\n', "rate 1: amount: '1.005' has more decimals than CNY has (2)"),
        ('currency = "CNY"\n[[rate]]\namount = 1\n[[rate]]\namount = 2\n',
         "rate: one for the same driver and day stands in the file twice"),
        ('currency = "CNY"\n[[cost]]\ncode = "1.2.3"\namount = 1\n', "cost 1: at is missing"),
        ('currency = "CNY"\n[[node]]\ncode = "1.2.3"\nname = "x"\nbudget = 1\nbudget_from = "soon"\n',
         "node 1.2.3: budget_from: 'soon' is no date, such as 2026-10-01"),
        ('[[node]]\ncode = "1.2.3"\nname = "x"\nbudget_from = 2026-10-01\n', "node 1.2.3: budget is missing"),
        ('node = "1"\n', "node: write each as a table under [[node]]"),
        ("node = [1]\n", "node: write each as a table under [[node]]"),
        ('[[node]]\nname = "x"\n', "node 1: code is missing"),
        ('[[node]]\ncode = "1"\n', "node 1: name is missing"),
        ('[[node]]\ncode = "1"\nname = "x"\n' * 2, "node 2: code: '1' stands in the file twice"),
        ('[[node]]\ncode = "1.2.3.4"\nname = "x"\n',
         "node 1.2.3.4: code: '1.2.3.4' is no WBS code of level 1 to 3, such as 1.2.3"),
        ('[[node]]\ncode = "1"\nname = "x"\nphase = "later"\n',
         "node 1: phase: 'later' is none of initiating, planning, executing, monitoring, closing"),
        ('[[milestone]]\nid = "M1"\nname = "x"\ngates = "1"\n',
         "milestone M1: gates: '1' is no list of WBS codes, such as [\"1.2.3\"]"),
        ('[[milestone]]\nid = "M1"\nname = "x"\nbaseline = 17:00:00\n',
         "milestone M1: baseline: 17:00:00 is a time without a date; write it like 2026-11-10T17:00:00"),
        ('[[milestone]]\nid = "M1"\nname = "x"\nbaseline = 5\n',
         "milestone M1: baseline: 5 is no date; write it like 2026-11-10T17:00:00"),
        ('[[milestone]]\nid = "M1"\nname = "x"\nbaseline = 1200-01-01T00:00:00\n',
         "milestone M1: baseline: 1200-01-01 00:00:00 lies outside the years 1900 to 9000"),
        ('[[milestone]]\nid = "M1"\nname = "x"\nbaseline = "someday"\n',
         "milestone M1: baseline: 'someday' is not understood"),
        ("project = \n", "no TOML: "),
        (b"project = '\xff'\n", "not UTF-8"),
        ("x = " + "[" * 5000, "no TOML"),
        ("project = 1" + "0" * 5000, "no TOML: "),
        (".".join("abcdefghijklmnopqrstuvwxyz") + " = 1\n", "line 1: more than 20 dots, which no key of a plan has"),
    ],
)  # fmt: skip
def test_one_sentence_names_file_place_and_value(file, text, said: str) -> None:
    assert refusal(file(text)).startswith(said)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"plan\.toml: no such file or directory"):
        read(tmp_path / "plan.toml")
    with pytest.raises(Refused, match="is a directory"):
        read(tmp_path)
    (tmp_path / "large.toml").write_bytes(b"#" * (2**20 + 1))
    with pytest.raises(Refused, match="larger than 1048576 bytes, which no plan is"):
        read(tmp_path / "large.toml")


@pytest.mark.parametrize(
    ("value", "due"),
    [
        ("2026-12-05T17:00:00", "2026-12-05T09:00:00"), ("2026-12-05T17:00:00Z", "2026-12-05T17:00:00"),
        ("2026-12-05", "2026-12-05T15:59:00"), ('"5 Dec 2026 17:00"', "2026-12-05T09:00:00"),
        ("2026-12-05T17:00:00.1239+08:00", "2026-12-05T09:00:00.123000"),
    ],
)  # fmt: skip
def test_a_date_may_be_written_in_every_way(file, value: str, due: str) -> None:
    changes = difference(EMPTY_PLAN, read(file(EXAMPLE.replace("2026-12-05T17:00:00", value))), AT)
    (baseline,) = [change.command for change in changes if isinstance(change.command, SetBaseline)]
    assert baseline.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)
