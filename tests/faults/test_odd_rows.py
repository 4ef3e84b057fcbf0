"""One odd row on a server, put there by who has all rights: it is named, the others are shown, all is left alone."""

import json
from datetime import timedelta

import psycopg
import pytest
from makers import UNLIMITED
from stores import content_of
from test_odd_records import CONTROL, EDGE, EDITED, OBEYED, ODD_PLANS, edited

from kanban.cli.main import run
from kanban.commands.cards import Add, Edit, Move
from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetBaseline, SetMilestone, SetNode
from kanban.store.open import open_store
from kanban.text.dates import now

ROWS = {
    "no JSON": ("UPDATE kanban.cards SET state = 'oops' WHERE card = '1'", "card 1: JSON is malformed"),
    "half of it": ("UPDATE kanban.cards SET state = left(state, 40) WHERE card = '1'", "card 1: JSON is malformed"),
    "empty": ("UPDATE kanban.cards SET state = '' WHERE card = '1'", "card 1: JSON is malformed"),
    "no object": ("UPDATE kanban.cards SET state = '[]' WHERE card = '1'", "card 1: Expected `object`, got `array`"),
    "half a letter": (
        "UPDATE kanban.cards SET state = replace(state, '\"card 1\"', '\"card \\ud83d\"') WHERE card = '1'",
        "card 1: JSON is malformed",
    ),
    "a history that is none": ("UPDATE kanban.cards SET history = '}' WHERE card = '1'", "card 1: JSON is malformed"),
    "a card in the place of another": (
        "UPDATE kanban.cards SET state = (SELECT state FROM kanban.cards WHERE card = '2') WHERE card = '1'",
        "card 1: its id is '2'",
    ),
    "a row under another name": ("UPDATE kanban.cards SET card = '9' WHERE card = '1'", "card 9: its id is '1'"),
    "a name that ends the row": (
        "UPDATE kanban.cards SET card = '1\":{},\"x' WHERE card = '1'",
        "its id is",
    ),
    "a head that is none": ("UPDATE kanban.ledgers SET head = '{' WHERE slug = 'bridge'", "board bridge: "),
    "a head of another board": (
        "UPDATE kanban.ledgers SET head = replace(head, '\"bridge\"', '\"li\"') WHERE slug = 'bridge'",
        "board 'bridge' says that it is 'li'",
    ),
    "a newer schema": (
        "UPDATE kanban.ledgers SET head = replace(head, '\"schema\":1', '\"schema\":9') WHERE slug = 'bridge'",
        "schema 9",
    ),
}
"""What was done to the rows of a board, and what is said of it."""
HIDDEN = ("a head that is none", "a head of another board", "a newer schema", "no columns", "all cards cut out")
"""Those that leave no card to be shown."""


@pytest.fixture
def place(database):
    """A workspace with the board `bridge`, and four cards on it."""
    store = open_store(database.url)
    store.create_board("bridge", "zhang", UNLIMITED)
    store.apply("bridge", [Signed(Add(title=f"card {n}", description="x"), "zhang", now()) for n in range(1, 5)])
    store.apply("bridge", [Signed(Move(cards=("2",), column="c3"), "zhang", now())])
    store.close()
    return database


@pytest.fixture
def kanban(place, capsys):
    """`kanban(*words)` in this process: exit code and what was said; whatever is no sentence is raised."""

    def call(*words):
        code = run(["-w", place.url, *words])
        told = capsys.readouterr()
        assert not CONTROL.search(told.out + told.err), words
        return code, told.out, told.err

    return call


def edit_rows(database, change):
    """Change a board as `edited` changes its file."""
    ((ledger, head, history),) = database.sql("SELECT id, head, history FROM kanban.ledgers WHERE slug = 'bridge'")
    cards = {
        card: {**json.loads(state), "history": json.loads(events)}
        for card, state, events in database.sql("SELECT card, state, history FROM kanban.cards")
    }
    tables = {"board": {"1": {**json.loads(head), "history": json.loads(history)}}, "cards": cards}
    tables = json.loads(edited(change)(json.dumps(tables)))
    head = tables["board"]["1"]
    history = head.pop("history")
    database.sql("UPDATE kanban.ledgers SET head = %s, history = %s WHERE id = %s",
                 (json.dumps(head), json.dumps(history), ledger))  # fmt: skip
    database.sql("DELETE FROM kanban.cards")
    for card_id, card in tables["cards"].items():
        history = card.pop("history", None)
        database.sql("INSERT INTO kanban.cards VALUES (%s, %s, 1, NULL, %s, %s)",
                     (ledger, card_id, json.dumps(card), json.dumps(history)))  # fmt: skip


@pytest.mark.parametrize("how", [*EDITED, *ROWS])
def test_it_is_named_and_left_alone(place, kanban, how):
    if how in ROWS:
        spoil, why = ROWS[how]
        place.sql(spoil)
    else:
        change, why = EDITED[how]
        edit_rows(place, change)
    broken = content_of(place.url)
    _, out, err = kanban("list")
    assert why in err
    assert ("card 4" in out) is (how not in HIDDEN)
    for words in (["add", "one more"], ["move", "4", "Done"], ["undo"]):
        code, _, err = kanban(*words)
        assert code == 1, (words, err)
        assert err.count("\n") == 1
    for words in (["show", "1"], ["metrics"], ["rollup"], ["list", "--json"], ["open", "--plain"], ["board", "list"]):
        kanban(*words)
    code, out, said = kanban("doctor")
    assert "comes back from a backup of the server" in said
    assert code == 1
    assert why in out
    code, _, err = kanban("doctor", "--restore")
    assert code == 1
    assert "backups are the server's matter" in err
    assert content_of(place.url) == broken


@pytest.mark.parametrize("slug", ["../x", OBEYED, "", "Bridge", "a" * 41, "a\nb"], ids=ascii)
def test_no_board_gets_a_slug_that_is_none(place, slug):
    with pytest.raises(psycopg.errors.CheckViolation):
        place.sql("UPDATE kanban.ledgers SET slug = %s WHERE slug = 'bridge'", (slug,))


@pytest.mark.parametrize("how", EDGE)
def test_what_is_odd_in_one_card_hides_no_other_and_ends_in_no_trace(place, kanban, how):
    store = open_store(place.url)
    store.apply("bridge", [Signed(Edit(cards=("1",), changes={"description": "y"}), "zhang", now())])
    store.close()
    edit_rows(place, EDGE[how])
    told = {}
    for words in (
        ["list"], ["list", "--json"], ["show", "1"], ["show", "1", "--json"], ["show", "2"], ["metrics", "--cards"],
        ["metrics", "--as-of", "yesterday"], ["rollup"], ["rollup", "--as-of", "yesterday"], ["open", "--plain"],
        ["doctor"], ["undo"], ["move", "2", "Done"], ["move", "1", "Done"],
    ):  # fmt: skip
        told[" ".join(words)] = kanban(*words)
    for words in ("list", "list --json", "show 2", "open --plain"):
        assert told[words][0] == 0, told[words]
        assert "card 2" in told[words][1]
    for words, (code, _, err) in told.items():
        assert code in (0, 1), words
        assert code == 0 or err or words == "doctor"


@pytest.mark.parametrize("how", [*ODD_PLANS, "no JSON"])
def test_an_odd_plan_is_named_by_whoever_needs_it_and_left_alone(place, kanban, how):
    store = open_store(place.url)
    steps = (SetNode(code="1", name="Bridge"), SetMilestone(name="Deck", gates=("1",)),
             SetBaseline(milestone="M1", due_at=now()))  # fmt: skip
    store.apply(None, [Signed(ChangePlan(steps=steps), "pm", now())])
    store.close()
    change, why = ODD_PLANS.get(how, (None, "history 2: JSON is malformed"))
    found = place.sql(
        "SELECT e.version, e.number, e.event FROM kanban.events e JOIN kanban.ledgers l ON l.id = e.ledger"
        " WHERE slug IS NULL ORDER BY e.version, e.number"
    )
    events = {str(place_): json.loads(event) for place_, (*_, event) in enumerate(found, 1)}
    if change is not None:
        change({"history": events})
    contents = [json.dumps(event) for event in events.values()]
    if change is None:
        contents[1] = "{oops"
    for (version, number, _), content in zip(found, contents, strict=True):
        place.sql("UPDATE kanban.events e SET event = %s FROM kanban.ledgers l WHERE l.id = e.ledger AND slug IS NULL"
                  " AND e.version = %s AND e.number = %s", (content, version, number))  # fmt: skip
    broken = content_of(place.url)
    for words in (["rollup"], ["plan", "show"], ["milestone", "list"], ["doctor"], ["milestone", "add", "Piers"]):
        code, out, err = kanban(*words)
        assert code == 1, words
        assert why in out + err
    for words in (["list"], ["open", "--plain"], ["show", "1"]):
        kanban(*words)
    assert content_of(place.url) == broken


def test_a_changed_row_that_cannot_be_read_hides_no_card_that_was_read_before(place):
    store = open_store(place.url)
    assert len(store.board("bridge").cards) == 4
    other = open_store(place.url)
    other.apply("bridge", [Signed(Edit(cards=("1",), changes={"title": "another"}), "zhang", now())])
    other.close()
    place.sql("UPDATE kanban.cards SET state = 'oops' WHERE card = '1'")
    board = store.board("bridge")
    assert list(board.cards) == ["2", "3", "4"]
    assert [str(problem.reason)[:7] for problem in board.problems] == ["card 1:"]
    store.close()


OF_ALL_BOARDS = (
    ("metrics",), ("quality",), ("rollup",), ("report",), ("forecast", "show"), ("forecast", "why", "M1"),
    ("forecast", "next", "M1"), ("forecast", "order", "--board", "li"), ("forecast", "calibration"),
    ("simulate", "--rework", "10%"), ("schedule",), ("timeline",), ("evm",), ("milestone", "list"),
    ("milestone", "show", "M1"), ("savings", "--before", "2026-01-01..2026-02-01", "--after", "2026-03-01..2026-04-01"),
)  # fmt: skip


@pytest.mark.parametrize("words", OF_ALL_BOARDS, ids=" ".join)
def test_a_history_that_cannot_be_read_keeps_nobody_from_the_figures_of_other_boards(place, kanban, words):
    """What a driver can do by hand to the own board alone, and nobody can take back."""
    store = open_store(place.url)
    store.create_board("li", "li", UNLIMITED)
    then = [now() - timedelta(days=n) for n in range(60, 0, -1)]
    cards = [Signed(Add(title=f"card {n}", work_package="1.1.1"), "li", then[0]) for n in range(1, 26)]
    moves = [
        Signed(Move(cards=(str(n),), column=column), "li", then[2 * n + later])
        for n in range(1, 21) for later, column in enumerate(("c3", "c5"))
    ]  # fmt: skip
    store.apply("li", [*cards, *moves])
    store.apply("bridge", [Signed(Edit(cards=("1",), changes={"work_package": "1.1.2"}), "zhang", now())])
    steps = (
        *(SetNode(code=code, name=code) for code in ("1", "1.1", "1.1.1", "1.1.2")),
        *(SetMilestone(id=f"M{n}", name="D", gates=(f"1.1.{n}",)) for n in (1, 2)),
        *(SetBaseline(milestone=f"M{n}", due_at=now() - timedelta(days=1)) for n in (1, 2)),
    )
    store.apply(None, [Signed(ChangePlan(steps=steps), "pm", now())])
    store.close()
    place.sql("""UPDATE kanban.cards SET history = left(history, -1) || ',{"kind":"nothing"}]' WHERE card = '1'
        AND ledger = (SELECT id FROM kanban.ledgers WHERE slug = 'bridge')""")
    code, _, err = kanban(*words)
    assert code == 0, err
    if "M1" in words and words[0] == "forecast":
        code, _, err = kanban(*words[:-1], "M2")
        assert (code, "a board with cards of it cannot be read" in err) == (1, True)
