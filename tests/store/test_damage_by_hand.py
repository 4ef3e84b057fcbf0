"""Files that decode and are wrong all the same: every fault is named with its place, and nothing is written over."""

import json

import pytest
from makers import DOING, DONE, change_plan, hour

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetMilestone, SetNode
from kanban.commands.plan_schedule import SetCalendar, SetEstimate, SetLink
from kanban.store.errors import StoreError, Unreadable
from kanban.store.folder.codec import PROBLEMS_NAMED
from kanban.store.folder.store import FolderStore
from kanban.store.integrity import ids_given_twice


def give(store, *commands, at=0):
    return store.apply("bridge", [Signed(command, "zhang", hour(at)) for command in commands])


def rewritten(path, change):
    """Change a file's JSON as an editor would; what it is then."""
    content = json.loads(path.read_bytes())
    change(content)
    path.write_text(json.dumps(content, separators=(",", ":")))
    return path.read_bytes()


@pytest.fixture
def spoilt(workspace, board_file):
    give(workspace, Add(title="a"), Add(title="b"), Move(cards=("1",), column=DOING), Add(title="c"))

    def spoil(change):
        rewritten(board_file, change)
        return FolderStore(workspace.folder)

    return spoil


def columns_of(content):
    return content["board"]["1"]["columns"]


def put_under(content, key):
    content["cards"][key] = content["cards"].pop("2")


def renamed_throughout(content):
    content["cards"]["x"] = content["cards"].pop("2") | {"id": "x"}


def same_rank(content):
    content["cards"]["3"]["rank"] = content["cards"]["2"]["rank"]


def same_id(content):
    columns_of(content)[1]["id"] = columns_of(content)[0]["id"]


def no_flow(content):
    content["cards"]["2"].update(flow=None, history=[])


def voided_creation(content):
    content["cards"]["2"].update(flow=None, history=[{"kind": "unblocked", "at": "2026-03-02T08:00:00Z", "by": "li"}])


FAULTS = [
    (lambda content: content["board"]["1"].update(next_id=2), "next card would get the id 2, but there is a card 3"),
    (lambda content: put_under(content, "x"), "card x: its id is '2'"),
    (renamed_throughout, "card x: its id is 'x'"),
    (lambda content: put_under(content, "02"), "card 02: its id is '2'"),
    (lambda content: content["cards"]["2"].update(rank="a0"), "card 2: its rank 'a0' is none"),
    (lambda content: content["cards"]["2"].update(rank=""), "card 2: its rank '' is none"),
    (same_rank, "cards 2 and 3: the same rank in one column"),
    (lambda content: content["cards"]["2"].update(work_package="1.2"), "package '1.2' is no WBS code of level 3"),
    (lambda content: content["cards"]["2"].update(column="c9"), "card 2: its column 'c9' is not on the board"),
    (lambda content: columns_of(content).pop(), "its columns make no board: a board needs at least one done column"),
    (lambda content: columns_of(content)[0].update(name="Ready"), "its columns make no board: two columns are named"),
    (same_id, "two columns have the id 'c1'"),
    (lambda content: content["board"]["1"].update(slug="tunnel"), "it says it is board 'tunnel', but lies in folder"),
    (no_flow, "card 2: neither its flow nor its history can be read"),
    (voided_creation, "card 2: its history does not begin with its creation"),
    (lambda content: content["board"]["1"].update(past={"../x": 1}), "it notes a past year '../x', which is no year"),
    (lambda content: content["board"]["1"].update(past={"2025": 1}), "the past year's file is missing"),
]


@pytest.mark.parametrize(("change", "why"), FAULTS, ids=[why for _, why in FAULTS])
def test_what_no_command_would_have_left_so_is_named_with_its_file(spoilt, board_file, change, why):
    store = spoilt(change)
    before = board_file.read_bytes()
    told = [str(problem) for problem in store.checks.check("bridge")]
    assert any(why in line for line in told), told
    assert all(line.startswith(str(board_file.parent)) for line in told)
    assert store.board("bridge").cards
    assert board_file.read_bytes() == before


@pytest.mark.parametrize(("change", "why"), FAULTS[:-2], ids=[why for _, why in FAULTS[:-2]])
def test_a_board_with_a_fault_takes_no_command(spoilt, board_file, change, why):
    store = spoilt(change)
    before = board_file.read_bytes()
    _, (applied,) = give(store, Add(title="x"), at=9)
    assert why in str(applied.refusal)
    assert board_file.read_bytes() == before


def test_a_card_whose_column_is_gone_is_shown_in_one_that_is_made_for_it(spoilt):
    board = spoilt(lambda content: content["cards"]["2"].update(column="c9")).board("bridge")
    assert board.cards_in("c9") == ("2",)
    assert board.column("c9").name == "c9"


def test_a_board_without_columns_is_none(spoilt, board_file):
    store = spoilt(lambda content: content["board"]["1"].update(columns=[]))
    before = board_file.read_bytes()
    with pytest.raises(Unreadable, match="it has no columns"):
        store.board("bridge")
    with pytest.raises(Unreadable, match="it has no columns"):
        give(store, Add(title="x"), at=9)
    assert board_file.read_bytes() == before


def test_a_board_whose_cards_all_cannot_be_read_is_none_and_the_first_is_named(spoilt, board_file):
    wrong = {str(number): {"id": 5} for number in range(1, PROBLEMS_NAMED + 2)}
    store = spoilt(lambda content: content.update(cards=wrong))
    with pytest.raises(Unreadable, match=f"more than {PROBLEMS_NAMED} cards cannot be read, the first: card 1: "):
        store.board("bridge")
    del wrong["1"]
    rewritten(board_file, lambda content: content.update(cards=wrong))
    assert len(FolderStore(store.folder).board("bridge").problems) == PROBLEMS_NAMED


def test_a_state_that_is_not_what_the_history_says_is_named(spoilt):
    store = spoilt(lambda content: content["cards"]["2"].update(title="z"))
    (problem,) = store.checks.check("bridge")
    assert str(problem.reason) == "card 2: title is not what its history says"


def test_of_a_file_nested_too_deep_no_id_is_named():
    table = b'{"cards":{"1":%s,"1":{}}}'
    assert ids_given_twice(table % b"{}") == ["1"]
    assert ids_given_twice(table % (b"[" * 100_000 + b"]" * 100_000)) == []


@pytest.fixture
def plan_file(workspace):
    codes = [SetNode(code=code, name="Bridge") for code in ("1", "1.1", "1.1.1", "1.1.2")]
    work = [
        SetEstimate(code="1.1.1", working_days=3.0), SetLink(predecessor="1.1.1", successor="1.1.2"),
        SetCalendar(hours=("08:00-12:00",)),
    ]  # fmt: skip
    change_plan(workspace, [*codes, SetMilestone(id="M1", name="Deck", gates=("1",)), *work])
    return workspace.plan_path


def event_of(content, kind):
    return next(event for event in content["history"].values() if event["kind"] == kind)


def voiding(number):
    def change(content):
        last = max(content["history"], key=int)
        content["history"][last] = {"kind": "voided", "at": "2026-03-02T08:00:00Z", "by": "pm", "event": number}

    return change


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda content: event_of(content, "node_set").update(code="1.2.3.4"), "code '1.2.3.4' is no WBS code"),
        (lambda content: event_of(content, "milestone_set").update(milestone="M 1"), "'M 1' is no milestone id"),
        (lambda content: event_of(content, "milestone_set").update(gates=["1", "x"]), "gate 'x' is no WBS code"),
        (lambda content: event_of(content, "estimated").update(working_days=-1), "estimate: -1.0 is not above 0"),
        (
            lambda content: event_of(content, "linked").update(lag_working_days=1e9),
            "lag: 1000000000.0 is more than 10000",
        ),
        (lambda content: event_of(content, "linked").update(type="XX"), "Invalid enum value 'XX'"),
        (lambda content: event_of(content, "linked").update(successor="a b"), "link '1.1.1 -> a b' has an end"),
        (lambda content: event_of(content, "calendar_set").update(hours=["8"]), "calendar: hours: '8' is no span"),
        (lambda content: event_of(content, "calendar_set").update(workdays=[]), "calendar: workdays: a calendar needs"),
        (voiding(8), "history 9: it voids event 8, which is none before it"),
        (voiding(-1), "history 9: it voids event -1, which is none before it"),
    ],
)
def test_an_event_of_the_plan_that_makes_no_sense_is_named_and_left(workspace, plan_file, change, why):
    before = rewritten(plan_file, change)
    store = FolderStore(workspace.folder)
    with pytest.raises(Unreadable, match="history") as told:
        store.plan()
    assert why in str(told.value)
    assert told.value.place == str(plan_file)
    with pytest.raises(Unreadable):
        change_plan(store, [SetNode(code="2", name="Road")])
    assert plan_file.read_bytes() == before


def test_an_event_of_the_plan_may_be_voided_by_a_later_one(workspace, plan_file):
    rewritten(plan_file, voiding(1))
    assert "1" not in FolderStore(workspace.folder).plan().nodes


def test_a_gate_that_is_not_in_the_plan_and_a_time_zone_nobody_knows_are_named(workspace, plan_file):
    assert workspace.checks.check(None) == []

    def change(content):
        event_of(content, "milestone_set").update(gates=["1", "7.7"])
        event_of(content, "linked").update(successor="M7")
        event_of(content, "project_set").update(timezone="Mars/Olympus")

    rewritten(plan_file, change)
    told = [str(problem) for problem in FolderStore(workspace.folder).checks.check(None)]
    assert told == [
        f"{plan_file}: M1: its gate 7.7 is not in the plan",
        f"{plan_file}: link 1.1.1 to M7: M7 is not in the plan",
        f"{plan_file}: time zone 'Mars/Olympus': this machine does not know it, times are shown in UTC",
    ]


def test_the_board_that_was_painted_first_is_the_one_that_is_used_after_it_was_checked(spoilt):
    store = spoilt(lambda content: None)
    store.prefetch("bridge")
    painted = store.first_paint("bridge")
    assert [card.title for card in painted.cards.values()] == ["a", "b", "c"]
    assert store.first_paint("bridge") is painted
    assert store.board("bridge") is painted
    assert store.first_paint("bridge") is painted


def test_a_fault_that_is_not_seen_at_first_sight_is_told_when_the_board_is_checked(spoilt):
    store = spoilt(lambda content: content["board"]["1"].update(next_id=2))
    store.prefetch("bridge")
    assert not store.first_paint("bridge").problems
    (problem,) = store.board("bridge").problems
    assert "the next card would get the id 2" in str(problem)


@pytest.mark.parametrize("change", [same_id, lambda content: content["cards"]["2"].update(cost=5)])
def test_what_is_seen_at_first_sight_is_told_at_once(spoilt, change):
    store = spoilt(change)
    store.prefetch("bridge")
    assert store.first_paint("bridge").problems


def test_what_was_written_since_it_was_read_ahead_is_painted(spoilt):
    store = spoilt(lambda content: None)
    store.prefetch("bridge")
    give(FolderStore(store.folder), Move(cards=("2",), column=DONE), at=9)
    assert store.first_paint("bridge").cards["2"].column == DONE


def test_a_board_that_cannot_be_read_ahead_is_told_when_it_is_painted(spoilt, board_file):
    store = spoilt(lambda content: None)
    board_file.write_bytes(b"{")
    store.prefetch("bridge")
    store.prefetch("nobody")
    with pytest.raises(Unreadable, match="not a board or plan of this program"):
        store.first_paint("bridge")
    with pytest.raises(StoreError, match="there is no board 'nobody'"):
        store.first_paint("nobody")
