"""One odd record among sound ones: it is named, the others are shown, nothing is overwritten, restoring mends it."""

import json
import re

import pytest
from makers import change_plan

from kanban.cli.main import run
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetBaseline, SetMilestone, SetNode
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What a terminal would obey, or would show in another order."""


def twice(content):
    """As a merge of two sides that both made a card: JSON itself keeps only the last."""
    begin = content.index(b'"3":{')
    return content[:begin] + content[begin:].replace(b'"3":{', b'"1":{', 1).replace(b',"id":"3"', b',"id":"1"', 1)


def twice_and_spaced(content):
    """The one that is hidden was written by another program."""
    first = content.index(b'"1":{', content.index(b'"cards":'))
    hidden = content[first : content.index(b',"2":{', first)].replace(b'"flow":{"', b'"flow": {"')
    return content[:first] + hidden + b"," + content[first:]


def all_cards_twice(content):
    return content[:-1] + b',"cards":{}}'


def half_a_letter(content):
    return content.replace(b'"card 1"', b'"card \\ud83d"')


def one_byte_of_latin_1(content):
    return content.replace(b"card 1", b"caf\xe9 1")


def a_number_that_never_ends(content):
    return content.replace(b'"title":"card 1"', b'"title":"card 1","estimate":' + b"9" * 5000, 1)


def edited(change):
    def edit(content):
        tables = json.loads(content)
        change(tables["board"]["1"], tables["cards"])
        return json.dumps(tables).encode()

    return edit


def cut(table):
    def without(content):
        tables = json.loads(content)
        del tables[table]
        return json.dumps(tables).encode()

    return without


OBEYED = "\x1b]52;c;aGFja2Vk\x07\u202e\u009b2J"
EDITED = {
    "the next id is taken": (lambda head, _: head.update(next_id=1), "would get the id 1"),
    "a rank of no digits": (lambda _, cards: cards["1"].update(rank="~~ é"), "card 1: its rank '~~ é' is none"),
    "no rank": (lambda _, cards: cards["1"].update(rank=""), "card 1: its rank '' is none"),
    "one rank for two": (lambda _, cards: cards["1"].update(rank=cards["3"]["rank"]), "the same rank"),
    "no flow, no history": (lambda _, cards: cards["1"].update(flow=5, history=[]), "card 1: neither its flow"),
    "a column that is gone": (lambda _, cards: cards["1"].update(column="c77"), "its column 'c77'"),
    "columns of one id": (lambda head, _: head["columns"][1].update(id="c1"), "two columns have the id 'c1'"),
    "a date without an offset": (lambda _, cards: cards["1"].update(due_at="2026-11-10T17:00:00"), "card 1: "),
    "a touch without one": (lambda _, cards: cards["1"].update(touched_at="2026-11-10T17:00:00"), "card 1: "),
    "an id the terminal obeys": (
        lambda _, cards: cards.update({OBEYED: {**cards["1"], "id": OBEYED}}),
        "its id is",
    ),
    "an id too long to be one, below a next one as long": (
        lambda head, cards: (head.update(next_id=10**30), cards.update({"9" * 30: {**cards["1"], "id": "9" * 30}})),
        "its id is",
    ),
    "a work package it obeys": (lambda _, cards: cards["1"].update(work_package=OBEYED), "is no WBS code"),
    "a deleted column": (lambda head, _: head["columns"][0].update(deleted=True), "its column 'c1'"),
    "no columns": (lambda head, _: head.update(columns=[]), "it has no columns"),
    "a card cut out": (lambda _, cards: cards.pop("2"), "1 card is missing"),
    "all cards cut out": (lambda _, cards: cards.clear(), "4 cards are missing"),
    "a key that no card has": (lambda _, cards: cards["2"].update(cost=5), "card 2: Object contains unknown"),
}
"""What somebody changed in the head of a board or in its cards, and what is said of it."""
ODD = {
    "a card twice": (twice, "card 1: it is there more than once"),
    "a card twice, once with spaces": (twice_and_spaced, "card 1: it is there more than once"),
    "two tables of cards": (all_cards_twice, "4 cards are missing"),
    "half a letter": (half_a_letter, "JSON is malformed"),
    "a byte of Latin-1": (one_byte_of_latin_1, "card 1: "),
    "a number that never ends": (a_number_that_never_ends, "card 1: Number out of range"),
    "the table of cards cut out": (cut("cards"), "it has no table 'cards'"),
    "the table of the board cut out": (cut("board"), "it has no 'board' record"),
    **{how: (edited(change), why) for how, (change, why) in EDITED.items()},
}


@pytest.mark.parametrize("how", ODD)
def test_it_is_named_left_alone_and_restored(place, how, capsys):
    spoil, why = ODD[how]
    add = [Signed(Add(title=f"card {n}"), "zhang", now()) for n in range(1, 5)]
    for signed in [*add, Signed(Move(cards=("2",), column="c3"), "zhang", now())]:
        place.apply("bridge", [signed])
    path = place.board_path("bridge")
    good = path.read_bytes()
    path.write_bytes(broken := spoil(good))
    assert broken != good

    def kanban(*words):
        code = run(["-w", str(place.folder), *words])  # whatever is no sentence is raised
        told = capsys.readouterr()
        return code, told.out, told.err

    code, out, err = kanban("list")
    assert why in err
    assert not CONTROL.search(out + err)
    shown = why.startswith(("card", "1 card", "4 cards", "its", "the", "two", "would", "is no"))
    assert ("card 4" in out) is (shown and how not in ("two tables of cards", "all cards cut out"))
    for words in (["add", "one more"], ["move", "4", "Done"], ["undo"]):
        code, _, err = kanban(*words)
        assert code == 1, words
        assert err.count("\n") == 1
    for words in (["show", "1"], ["metrics"], ["rollup"], ["list", "--json"], ["open", "--plain"], ["doctor"]):
        assert not CONTROL.search("".join(kanban(*words)[1:])), words
    assert path.read_bytes() == broken
    assert kanban("doctor")[0] == 1
    assert kanban("doctor", "--restore")[0] == 0
    board = FolderStore(place.folder).board("bridge")
    assert not board.problems
    assert [card.title for card in board.cards.values()] == [f"card {n}" for n in range(1, 5)]


def test_a_title_that_looks_like_a_record_is_a_title(place):
    titles = ['"event_count":', "event_count", '"1":{"id":"1"', '"flow":{"created_at":"', '","rank":"']
    place.apply("bridge", [Signed(Add(title=title), "zhang", now()) for title in titles])
    board = FolderStore(place.folder).board("bridge")
    assert not board.problems
    assert [card.title for card in board.cards.values()] == titles


@pytest.mark.parametrize("year", ["../../elsewhere", "x\0", "", "99999"])
def test_an_archive_of_no_year_is_named_and_no_path_is_made_of_it(place, year, capsys):
    place.apply("bridge", [Signed(Add(title="card 1"), "zhang", now())])
    path = place.board_path("bridge")
    path.write_bytes(edited(lambda head, _: head.update(past={year: 3}))(path.read_bytes()))
    for words in ("metrics", "doctor"):
        run(["-w", str(place.folder), words])
        told = capsys.readouterr()
        assert f"a past year {year!r}, which is no year" in told.out + told.err


EDGE = {
    "the end of time": lambda _, cards: cards["1"].update(due_at="9999-12-31T23:59:59-12:00"),
    "before time": lambda _, cards: cards["1"].update(due_at="0001-01-01T00:00:00+14:00"),
    "a flow without offsets": lambda _, cards: cards["1"]["flow"].update(entered_at="2026-11-10T17:00:00"),
    "no history": lambda _, cards: cards["1"].update(history=None),
    "a number for a history": lambda _, cards: cards["1"].update(history=5),
    "an event of no kind": lambda _, cards: cards["1"]["history"].append(
        {"type": "sung", "at": "2026-11-10T17:00:00Z"}
    ),
    "events without offsets": lambda _, cards: cards["1"]["history"][0].update(at="2026-11-10T17:00:00"),
    "events out of order": lambda _, cards: cards["1"]["history"][0].update(at="2999-11-10T17:00:00Z"),
    "an undo of what is not there": lambda head, _: head["undo"][-1].update(cards=["77"]),
}


@pytest.mark.parametrize("how", EDGE)
def test_what_is_odd_in_one_card_hides_no_other_and_ends_in_no_trace(place, how, capsys):
    for n in (1, 2):
        place.apply("bridge", [Signed(Add(title=f"card {n}", description="x"), "zhang", now())])
    place.apply("bridge", [Signed(Edit(cards=("1",), changes={"description": "y"}), "zhang", now())])
    path = place.board_path("bridge")
    path.write_bytes(edited(EDGE[how])(path.read_bytes()))
    told = {}
    for words in (
        ["list"], ["list", "--json"], ["show", "1"], ["show", "1", "--json"], ["show", "2"], ["metrics", "--cards"],
        ["metrics", "--as-of", "yesterday"], ["rollup"], ["rollup", "--as-of", "yesterday"], ["open", "--plain"],
        ["doctor"], ["undo"], ["move", "2", "Done"], ["move", "1", "Done"],
    ):  # fmt: skip
        told[" ".join(words)] = run(["-w", str(place.folder), *words]), *capsys.readouterr()  # no trace is raised
    for words in ("list", "list --json", "show 2", "open --plain"):
        assert told[words][0] == 0, told[words]
        assert "card 2" in told[words][1]
    for words, (code, _, err) in told.items():
        assert code in (0, 1), words
        assert code == 0 or err or words == "doctor"


ODD_PLANS = {
    "a node that is none": (lambda t: t["history"]["2"].update(code="\x1b[2J"), "is no WBS code of level 1 to 3"),
    "a gate that is none": (lambda t: t["history"]["3"].update(gates=[OBEYED]), "gate "),
    "an id that is none": (lambda t: t["history"]["3"].update(milestone=OBEYED), "is no milestone id"),
    "a baseline at no time": (lambda t: t["history"]["4"].update(due_at="2026-11-10T17:00:00"), "history 4: "),
    "an undo of what is not there": (
        lambda t: (
            t["history"]["4"].update(kind="voided", event=9)
            or [t["history"]["4"].pop(k) for k in ("milestone", "version", "due_at")]
        ),
        "it voids event 9",
    ),
}


@pytest.mark.parametrize("how", ODD_PLANS)
def test_an_odd_plan_is_named_by_whoever_needs_it_and_left_alone(place, how, capsys):
    change, why = ODD_PLANS[how]
    baseline = SetBaseline(milestone="M1", due_at=now())
    change_plan(place, [SetNode(code="1", name="Bridge"), SetMilestone(name="Deck", gates=("1",)), baseline], "pm")
    place.apply("bridge", [Signed(Add(title="card 1"), "zhang", now())])
    tables = json.loads(place.plan_path.read_bytes())
    change(tables)
    place.plan_path.write_bytes(broken := json.dumps(tables).encode())
    for words in (["rollup"], ["plan", "show"], ["milestone", "list"], ["doctor"], ["milestone", "add", "Piers"]):
        code = run(["-w", str(place.folder), *words])
        out, err = capsys.readouterr()
        assert code == 1, words
        assert why in out + err
        assert not CONTROL.search(out + err)
    for words in (["list"], ["open", "--plain"], ["show", "1"]):
        run(["-w", str(place.folder), *words])
        assert not CONTROL.search("".join(capsys.readouterr()))
    assert place.plan_path.read_bytes() == broken
