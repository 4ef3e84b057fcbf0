"""A plan written down as a file and applied again is the same plan, whatever plan it is applied to."""

import tomllib
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, count
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from makers import hour

from kanban.commands.ledger import decide, evolve
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode, SetProject
from kanban.commands.plan_costs import BookCost, SetBudget, SetCurrency, SetRate
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.commands.undo import Undo
from kanban.formats.plan_toml.difference import Change, difference
from kanban.formats.plan_toml.reading import EXAMPLE, read
from kanban.formats.plan_toml.writing import written
from kanban.model.calendar import DEFAULT_CALENDAR, WEEKDAYS
from kanban.model.links import LINK_TYPES
from kanban.model.plan import EMPTY_PLAN, Plan
from kanban.model.plan_events import PHASES
from kanban.text.messages import Refused

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
CODES = ("1", "1.1", "1.1.1", "1.1.2", "1.2", "1.2.10", "1.10", "2", "2.1", "2.1.9", "10")
DAYS = (date(2025, 12, 31), date(2026, 1, 5))
IDS = ("M1", "M2", "m3", "HANDOVER", "验收")

phases = st.sampled_from((None, *PHASES))
names = st.sampled_from(
    ("Bridge", "桥面 10%", "quote \" and \\ and '", "[[node]]", "# no comment", "{name}", "x" * 500)
)
moments = st.datetimes(datetime(2001, 1, 1), datetime(2100, 1, 1)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000, tzinfo=UTC)
)

lags = st.sampled_from((0.0, 1.0, -2.0, 0.5, 1 / 3, 2.0625))
calendars = st.builds(
    SetCalendar,
    workdays=st.sets(st.sampled_from(WEEKDAYS), min_size=1).map(tuple),
    hours=st.sampled_from((("09:00-17:00",), ("08:00-12:00", "13:30-24:00"))),
    holidays=st.lists(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=3).map(tuple),
    extra_workdays=st.lists(st.dates(date(2026, 7, 1), date(2026, 12, 31)), max_size=3).map(tuple),
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan made by commands, each of which could be given."""
    plan = given_to(EMPTY_PLAN, SetProject(name=draw(names), timezone=draw(st.sampled_from(("UTC", "Asia/Tokyo")))))
    for code in CODES:
        parent = code.rpartition(".")[0]
        if draw(st.booleans()) and (not parent or parent in plan.nodes):
            plan = given_to(plan, SetNode(code=code, name=draw(names), phase=draw(phases)))
    packages = [node.code for node in plan.packages]
    for code in packages:
        if draw(st.booleans()):
            plan = given_to(plan, SetEstimate(code=code, working_days=draw(lags.map(abs).filter(bool))))
    for milestone_id in draw(st.lists(st.sampled_from(IDS), unique=True)):
        gates = tuple(code for code in plan.nodes if draw(st.booleans()))
        plan = given_to(plan, SetMilestone(id=milestone_id, name=draw(names), phase=draw(phases), gates=gates))
        for due_at in draw(st.lists(moments, max_size=2)):
            plan = given_to(plan, SetBaseline(milestone=milestone_id, due_at=due_at))
    ends = [*packages, "bridge/7"]
    for first, then in combinations(ends, 2):
        if draw(st.booleans()):
            type_ = draw(st.sampled_from(LINK_TYPES))
            plan = given_to(plan, SetLink(predecessor=first, successor=then, type=type_, lag_working_days=draw(lags)))
    if draw(st.booleans()):
        plan = given_to(plan, draw(calendars))
    if draw(st.booleans()):
        plan = with_costs(plan, packages, draw)
    return plan


def with_costs(plan: Plan, packages: list[str], draw: st.DrawFn) -> Plan:
    """The plan with some money in it; the currency is always the same, for amounts cannot change theirs."""
    plan = given_to(plan, SetCurrency(currency="KWD"))
    amounts = st.integers(1, 10**12)
    days = st.dates(date(2020, 1, 1), date(2026, 2, 28))
    for code in packages:
        if draw(st.booleans()):
            start, finish = sorted((draw(days), draw(days)))
            span = draw(st.sampled_from(((start, finish), (start, None), (None, finish), (None, None))))
            plan = given_to(plan, SetBudget(code=code, amount=draw(amounts), start=span[0], finish=span[1]))
        for _ in range(draw(st.integers(0, 2))):
            amount, note = draw(amounts) * draw(st.sampled_from((1, -1))), draw(st.sampled_from(("", "grout 压浆")))
            plan = given_to(plan, BookCost(code=code, amount=amount, on=draw(st.sampled_from(DAYS)), note=note))
    for driver in draw(st.lists(st.sampled_from(("", "zhang", "李")), unique=True)):
        for since in draw(st.lists(st.sampled_from((None, *DAYS)), unique=True)):
            plan = given_to(plan, SetRate(amount=draw(amounts), driver=driver, since=since))
    return plan


def given_to(plan: Plan, *steps: object, at: float = 0) -> Plan:
    """The plan after all of the steps, made at once."""
    return evolve(plan, decide(plan, Signed(ChangePlan(steps=steps), "pm", hour(at))))  # type: ignore[arg-type]


def applied(plan: Plan, changes: list[Change]) -> Plan:
    return given_to(plan, *(change.command for change in changes), at=1)


def tables(plan: Plan) -> tuple[str, list[str]]:
    """The file of a plan: its head, and its tables."""
    head, *found = written(plan).split("\n\n")
    return f"{head}\n", [f"{table}\n" for table in found]


def said(plan: Plan) -> object:
    """What the plan says now, whatever way led there."""
    milestones = {
        m.id: (m.name, m.phase, m.gates, m.current_baseline.due_at if m.current_baseline else None)
        for m in plan.milestones.values()
    }
    costs = plan.costs
    booked = sorted((cost.code, cost.on, cost.amount, cost.note) for cost in costs.booked.values())
    rates = {(rate.driver, rate.since, rate.amount) for rate in costs.rates}
    money = costs.currency, costs.budgets, rates, booked
    return plan.project, plan.timezone, plan.nodes, milestones, plan.links, plan.calendar, money


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory):
    """Writes a file of its own; its path."""
    folder, numbers = tmp_path_factory.mktemp("plans"), count()

    def write(text: str) -> Path:
        path = folder / f"{next(numbers)}.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


@given(plans())
def test_a_plan_written_down_makes_the_same_plan_again(file, plan: Plan) -> None:
    table = read(file(written(plan)))
    again = applied(EMPTY_PLAN, difference(EMPTY_PLAN, table, AT))
    assert said(again) == said(plan)
    assert difference(again, table, AT) == difference(plan, table, AT, prune=True) == []
    assert again.rev == 1


@given(plans(), plans())
def test_with_prune_any_plan_becomes_what_the_file_says_and_one_undo_takes_it_back(file, plan: Plan, other) -> None:
    """But for a phase or a date, which a file takes off only by naming another."""
    table = read(file(written(plan)))
    changes = difference(other, table, AT, prune=True)
    after = applied(other, changes)
    assert (after.project, after.timezone) == (plan.project, plan.timezone)
    assert {c: node.name for c, node in after.nodes.items()} == {c: node.name for c, node in plan.nodes.items()}
    assert after.milestones.keys() == plan.milestones.keys()
    for wanted in plan.milestones.values():
        found = after.milestones[wanted.id]
        assert (found.name, found.gates) == (wanted.name, wanted.gates)
        if wanted.current_baseline is not None:
            assert found.current_baseline.due_at == wanted.current_baseline.due_at
    assert difference(after, table, AT, prune=True) == []
    if changes:
        undone = evolve(after, decide(after, Signed(Undo(), "pm", hour(2))))
        assert said(undone) == said(other)


@given(plans(), plans())
def test_without_prune_nothing_that_the_file_does_not_name_is_touched(file, plan: Plan, other: Plan) -> None:
    table = read(file(written(plan)))
    after = applied(other, difference(other, table, AT))
    for code in other.nodes.keys() - plan.nodes.keys():
        assert after.nodes[code] == other.nodes[code]
    for one in other.milestones.keys() - plan.milestones.keys():
        assert after.milestones[one] == other.milestones[one]
    assert plan.nodes.keys() | other.nodes.keys() == after.nodes.keys()
    assert difference(after, table, AT) == []


@given(plans(), st.data())
def test_the_order_of_the_tables_in_the_file_is_nobodys_concern(file, plan: Plan, data: st.DataObject) -> None:
    head, found = tables(plan)
    shuffled = head + "".join(data.draw(st.permutations(found)))
    again = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(shuffled)), AT))
    assert said(again) == said(plan)


@given(plans())
def test_every_change_says_what_it_does_in_one_clean_line(file, plan: Plan) -> None:
    changes = difference(EMPTY_PLAN, read(file(written(plan))), AT)
    assert all(change.words.isprintable() and change.words for change in changes)
    baselines = sum(m.current_baseline is not None for m in plan.milestones.values())
    project = 1 + (plan.timezone != "UTC")
    estimates = sum(node.estimate_working_days is not None for node in plan.nodes.values())
    schedule = estimates + len(plan.links) + (plan.calendar != DEFAULT_CALENDAR)
    costs = plan.costs
    money = bool(costs.currency) + len(costs.budgets) + len(costs.rates) + len(costs.booked)
    assert len(changes) == project + len(plan.nodes) + len(plan.milestones) + baselines + schedule + money


def test_an_id_in_other_letters_is_the_milestone_that_is_there(file) -> None:
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(EXAMPLE)), AT))
    assert list(plan.milestones) == ["M6"]
    small = read(file(EXAMPLE.replace('"M6"', '"m6"')))
    assert difference(plan, small, AT, prune=True) == []
    (change,) = difference(plan, read(file(EXAMPLE.replace('"M6"', '"m6"').replace("Grouting done", "Grouted"))), AT)
    assert change.words == "change milestone M6: name Grouted instead of Grouting done"
    assert applied(plan, [change]).milestones["M6"].name == "Grouted"


def test_a_removed_milestone_in_other_letters_comes_back(file) -> None:
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(EXAMPLE)), AT))
    head = EXAMPLE.partition("[[milestone]]")[0]
    gone = applied(plan, difference(plan, read(file(head)), AT, prune=True))
    assert list(gone.removed) == ["M6"]
    change, _ = difference(gone, read(file(EXAMPLE.replace('"M6"', '"m6"'))), AT)  # the other is the link
    assert change.words == "add milestone M6 Grouting done again"
    assert list(applied(gone, [change]).milestones) == ["M6"]


def test_two_milestones_that_differ_in_letters_alone_are_the_same_twice(file) -> None:
    text = '[[milestone]]\nid = "M1"\nname = "a"\n[[milestone]]\nid = "m1"\nname = "b"\n'
    with pytest.raises(Refused, match="milestone 2: id: 'm1' stands in the file twice"):
        difference(EMPTY_PLAN, read(file(text)), AT)


@given(st.text(max_size=200))
@example("project = 'a'\r\ntimezone = 'UTC'\r\n")
@example("\ufeffproject = 'a'\n")
@example("project = 'a\u2028b'\n")
def test_any_text_is_read_or_refused_in_one_clean_sentence(file, text: str) -> None:
    path = file("")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    words = _told(path)
    assert all(line.isprintable() and line for line in words)
    if words and words[0].startswith(str(path)):
        assert len(words) == 1
    else:
        assert set(tomllib.loads(text.removeprefix("\ufeff"))) <= {
            "project", "timezone", "currency", "node", "milestone", "link", "calendar", "rate", "cost",
        }  # fmt: skip


def _told(path: Path) -> list[str]:
    """What the changes say, or why there are none."""
    try:
        return [change.words for change in difference(EMPTY_PLAN, read(path), AT)]
    except Refused as refusal:
        return [str(refusal)]


def test_a_moment_with_an_offset_stays_when_the_zone_of_the_file_is_another(file) -> None:
    text = EXAMPLE.replace("2026-12-05T17:00:00", "2026-12-05T17:00:00+08:00")
    tokyo = text.replace("Asia/Shanghai", "Asia/Tokyo")
    plan = applied(EMPTY_PLAN, difference(EMPTY_PLAN, read(file(text)), AT))
    assert [change.words for change in difference(plan, read(file(tokyo)), AT)] == [
        "time zone: Asia/Tokyo instead of Asia/Shanghai"
    ]
    local = EXAMPLE.replace("Asia/Shanghai", "Asia/Tokyo")
    moved = difference(plan, read(file(local)), AT)
    assert moved[-1].command == SetBaseline(
        milestone="M6", due_at=datetime(2026, 12, 5, 8, tzinfo=UTC)
    )  # 17:00 in Tokyo is an hour earlier
    assert timedelta(hours=1) == datetime(2026, 12, 5, 9, tzinfo=UTC) - moved[-1].command.due_at  # type: ignore[union-attr]
