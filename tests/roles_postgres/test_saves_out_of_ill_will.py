"""A driver who calls kanban.save by hand on the own board: what is refused, and what `kanban doctor` then finds."""

import json

import psycopg
import pytest
from shared_server import kanban, moment

from kanban.commands.cards import Add, Move
from kanban.commands.outcome import Signed
from kanban.store.errors import StoreError
from kanban.store.open import open_store
from kanban.store.reading import Reader
from kanban.text.clean import clean_line, simple_clusters
from kanban.text.dates import now

SIGNED = "signed by somebody else"
FORGED = {
    "another role": {"by": "qian"},
    "nobody": {"event": '{{"kind":"commented","text":"words","at":"{at}","rev":{rev}}}'},
    "twice": {"event": '{{"kind":"commented","text":"words","by":"qian","at":"{at}","rev":{rev},"by":"zhao"}}'},
    "twice, escaped": {
        "event": '{{"kind":"commented","text":"x","by":"zhao","at":"{at}","rev":{rev},"\\u0062y":"bo"}}'
    },
    "as if imported": {"event": '{{"kind":"commented","text":"x","at":"{at}","by":"bo","rev":{rev},"source":"x"}}'},
    "in other letters": {"event": '{{"kind":"commented","text":"x","at":"{at}","by":"ｂＯ","rev":{rev},"source":"x"}}'},
    "invisibly": {"event": '{{"kind":"commented","text":"x","at":"{at}","by":"b\u200bo ","rev":{rev},"source":"x"}}'},
}


@pytest.mark.parametrize("how", list(FORGED))
def test_nobody_signs_as_another_role(shared, how):
    said = shared.refused("zhao", shared.save("zhao", **FORGED[how]))
    assert SIGNED in said or "an event that is none" in said
    assert shared.sql("SELECT count(*) FROM kanban.saves WHERE role = 'zhao'") == "1"


def test_no_letter_that_is_not_seen_makes_another_name(shared):
    """Of whatever is dropped, or has no width, where a name is shown."""
    letters = (chr(n) for n in range(1, 0xF0000) if not 0xD800 <= n < 0xE000)
    unseen = [c for c in letters if not clean_line(c).strip() or simple_clusters(f"b{c}o") in ("bo", "b o")]
    assert len(unseen) > 300
    with psycopg.connect(shared.url) as raw:
        seen = raw.execute(
            "SELECT to_hex(ascii(c)) FROM unnest(%s::text[]) c WHERE kanban.plain_name('B' || c || 'o') <> 'bo'",
            (unseen,),
        )
        assert seen.fetchall() == []


def test_the_owner_signs_as_itself_too(shared):
    assert SIGNED in shared.refused("postgres", shared.save("zhao"))
    assert shared.sql(shared.save("zhao", by="postgres")) == "saved"


def test_who_did_what_was_imported_keeps_the_name_from_elsewhere(shared):
    event = (
        '{{"kind":"commented","text":"x","at":"2020-01-02T03:04:05Z","by":"Ann Lee","rev":{rev},"source":"trello:1"}}'
    )
    assert shared.sql(shared.save("zhao", event=event), "zhao") == "saved"


def _head(shared, **changed):
    head = json.loads(shared.sql("SELECT head FROM kanban.ledgers WHERE slug = 'zhao'"))
    return json.dumps(head | {"rev": head["rev"] + 1} | changed)


def _state(shared, **changed):
    return json.dumps(
        json.loads(shared.sql(f"SELECT state FROM kanban.cards WHERE ledger = {shared.ledger('zhao')}")) | changed
    )


LARGE = '{{"kind":"commented","text":"' + "x" * 5_000_000 + '","at":"{at}","by":"zhao","rev":{rev}}}'
MISLEADING = {
    "another slug": lambda s: {"head": _head(s, slug="qian")},
    "another driver": lambda s: {"head": _head(s, driver="qian")},
    "no head": lambda s: {"head": "{}"},
    "a head with a history": lambda s: {"head": _head(s, history=[])},
    "cards that were never there": lambda s: {"head": _head(s, next_id=9)},
    "cards that are said to be lost": lambda s: {"head": _head(s, lost=1)},
    "a board of the future": lambda s: {"head": _head(s, last_at=moment(60 * 24 * 365))},
    "an event of the future": lambda s: {"at": moment(10)},
    "an event at infinity": lambda s: {"at": "infinity"},
    "an event at no time": lambda s: {"event": '{{"kind":"commented","text":"x","by":"{by}","rev":{rev}}}'},
    "an event in the time zone of whoever reads": lambda s: {"at": "2026-01-01T00:00:00"},
    "an event of an earlier revision": lambda s: {"rev": 1},
    "an event of a later revision": lambda s: {"rev": 99, "head": _head(s)},
    "a revision that was left out": lambda s: {"head": _head(s, rev=99)},
    "the same revision again": lambda s: {"head": _head(s, rev=1)},
    "a card that is none": lambda s: {"card": 'x":{},"2', "state": _state(s, id='x":{},"2')},
    "a card of another number": lambda s: {"state": _state(s, id="2")},
    "a card with a history of its own": lambda s: {"state": _state(s, history=[])},
    "a state that is none": lambda s: {"state": "[]"},
    "a state that goes on": lambda s: {"state": _state(s) + " "},
    "an event that is none": lambda s: {"event": "17"},
    "two events in one": lambda s: {"event": '{"by":"zhao"},{"by":"bo"}'},
    "an event of another card": lambda s: {"subject": "7"},
    "a state larger than any": lambda s: {"state": _state(s, title="x" * 5_000_000)},
    "an event larger than any": lambda s: {"event": LARGE},
}  # fmt: skip


@pytest.mark.parametrize("what", list(MISLEADING))
def test_what_no_program_writes_is_refused(shared, what):
    before = shared.sql("SELECT * FROM kanban.ledgers ORDER BY id")
    said = shared.refused("zhao", shared.save("zhao", **MISLEADING[what](shared)))
    assert "kanban: " in said or "invalid input syntax" in said
    assert shared.sql("SELECT * FROM kanban.ledgers ORDER BY id") == before
    assert shared.store("bo").board("zhao").problems == ()


def test_a_call_with_nothing_in_it_does_nothing(shared):
    arguments = ", ".join(["NULL"] * 8)
    assert shared.sql(f"SELECT count(*) FROM kanban.save({shared.ledger('zhao')}, NULL, {arguments})", "zhao") == "0"


HIDDEN = {
    "a card is said to be finished": lambda s: {"state": _state(s, column="c5")},
    "a card has another title": lambda s: {"state": _state(s, title="another")},
    "a card is put away unfinished": lambda s: {"year": 2020, "head": _head(s, past={"2020": 1})},
    "an event is of no kind": lambda s: {"event": '{{"kind":"nothing","at":"{at}","by":"zhao","rev":{rev}}}'},
}


@pytest.mark.parametrize("what", list(HIDDEN))
def test_what_cannot_be_refused_the_pm_finds(shared, what):
    """A snapshot is written by the program of the driver: whether it is what the history says, `doctor` compares."""
    assert shared.sql(shared.save("zhao", **HIDDEN[what](shared)), "zhao") == "saved"
    checks = open_store(shared.server.url(shared.name, "bo"))
    found = checks.checks.check("zhao")
    assert any("card 1" in str(problem) for problem in found), found
    assert checks.checks.check("qian") == checks.checks.check(None) == []
    checks.close()


def test_what_cannot_be_read_of_one_board_hides_no_other(shared):
    shared.sql(shared.save("zhao", state=_state(shared, estimate="much")), "zhao")
    read = shared.store("bo").read(["zhao", "qian"])
    assert [str(problem) for problem in read["zhao"].problems]
    assert read["qian"].cards["1"].title == "work of qian"


ODD = {
    "a head with what nobody knows": lambda s: {"head": _head(s, zz=1)},
    "a head of a newer program": lambda s: {"head": _head(s, schema=99)},
    "a head without columns": lambda s: {"head": _head(s, columns=[])},
    "a flow with what nobody knows": lambda s: {"state": _state(s, flow={"x": 1})},
    "a day that is not in every zone": lambda s: {"state": _state(s, due_at="9999-12-31T23:59:59-14:00")},
}
FOR_ALL = ("board list", "report", "metrics", "export events", "export ics", "rollup --json", "evm --json")


@pytest.mark.parametrize("what", list(ODD))
def test_one_odd_board_takes_nothing_of_the_others_from_the_pm(shared, what):
    assert shared.sql(shared.save("zhao", **ODD[what](shared)), "zhao") == "saved"
    where = shared.server.url(shared.name, "bo")
    for verb in FOR_ALL:
        done = kanban("-w", where, *verb.split())
        assert "Traceback" not in done.err, (verb, done.err)
        assert done.out, (verb, done)
    _, boards, _ = Reader(shared.store("bo")).read()
    assert "qian" in [board.slug for board in boards]


def _comments(shared, n):
    """A save of so many comments of 4 MB, made on the server: what repeats itself takes little room on its disk."""
    rev = json.loads(_head(shared))["rev"]
    begin = f'{{"kind":"commented","by":"zhao","at":"{moment(0)}","rev":{rev},"text":"'
    event = f"""'{begin}' || repeat('x', 4000000) || '"}}'"""
    save = shared.save("zhao").rpartition(", ARRAY[")[0].rpartition(", ARRAY[")[0]  # but for its subjects and events
    subject, many = "'1'::text", f"(SELECT array_agg({{}}) FROM generate_series(1, {n}))"
    return f"{save}, {many.format(subject)}, {many.format(event)})"


def test_no_save_and_no_card_is_larger_than_a_reader_has_room_for(shared):
    assert "more events than one save may have" in shared.refused("zhao", _comments(shared, 17))
    assert shared.sql(_comments(shared, 9), "zhao") == "saved"
    assert "a card with more events than one may have" in shared.refused("zhao", _comments(shared, 9))


def test_the_program_itself_is_refused_nothing(shared):
    """Everything that commands write passes the same checks."""
    store = shared.store("zhao")
    at = now()
    for command in (Add(title="two"), Add(title="three")):
        store.apply("zhao", [Signed(command, "zhao", at)])
    _, applied = store.apply(
        "zhao", [Signed(Move(cards=("1", "2"), column="c5"), "", at), Signed(Move(cards=("1",), column="c1"), "", at)]
    )
    assert [one.refusal for one in applied] == [None, None]
    assert shared.store("bo").checks.check("zhao") == []


def _tally(shared, package, tally):
    """A save of zhao's with a tally of these."""
    save = shared.save("zhao").removesuffix(")")
    return f"{save}, ARRAY['{package}'], ARRAY[0], ARRAY[false], ARRAY[{tally}])"


@pytest.mark.parametrize("package", ["x", "1.1", "1.1.1.1", "1.1.1 ", "9999999.1.1"])
def test_a_tally_of_what_is_no_package_is_refused(shared, package):
    assert "a tally that is none" in shared.refused("zhao", _tally(shared, package, "'{}'"))


def test_a_tally_larger_than_any_is_refused(shared):
    assert "a tally that is none" in shared.refused("zhao", _tally(shared, "1.1.1", "repeat('x', 70000000)"))


@pytest.mark.parametrize(
    "tally", ["]", '{}],["1.1.1",17', "oops", "\\u0000", "", '{"x":' + "[" * 9999 + "]" * 9999 + "}"]
)
def test_a_tally_that_cannot_be_read_hides_no_other_board(shared, tally):
    assert shared.sql(_tally(shared, "1.1.1", "'" + tally + "'"), "zhao") == "saved"
    read = shared.store("bo").tallied(["zhao", "qian"])
    assert isinstance(read["zhao"], StoreError)
    assert read["qian"].slug == "qian"
    assert [problem for problem in shared.store("bo").checks.check("zhao") if "tall" in str(problem)]


def test_tallies_too_large_to_be_sent_hide_no_other_board(shared):
    """Put there by who has all rights: each is as large as is let in, and there are many."""
    shared.sql(
        f"INSERT INTO kanban.tallies SELECT {shared.ledger('zhao')}, '1.1.' || n, 0, false, repeat('x', 64000000)"
        " FROM generate_series(1, 17) n"
    )
    read = shared.store("bo").tallied(["zhao", "qian", "nobody"])
    assert isinstance(read["zhao"], StoreError)
    assert read["qian"].slug == "qian"
