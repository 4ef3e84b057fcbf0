"""One odd record among sound ones: it is named, the others are shown, nothing is overwritten, restoring mends it."""

import json

import pytest

from kanban.cli.entry import run
from kanban.commands import board as cmd
from kanban.dates import now
from kanban.store.workspace import Workspace


def twice(content):
    """As a merge of two sides that both made a card: JSON itself keeps only the last."""
    return content.replace(b'"3":{"id":"3"', b'"1":{"id":"1"', 1)


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


ODD = {
    "a card twice": (twice, "card 1: it is there more than once"),
    "two tables of cards": (all_cards_twice, "more cards than ids"),
    "half a letter": (half_a_letter, "JSON is malformed"),
    "a byte of Latin-1": (one_byte_of_latin_1, "can't decode byte 0xe9"),
    "a number that never ends": (a_number_that_never_ends, "card 1: Number out of range"),
    "the next id is taken": (edited(lambda head, _: head.update(next_id=1)), "would get the id 1"),
    "a rank of no digits": (edited(lambda _, cards: cards["1"].update(rank="~~ é")), "card 1: its rank '~~ é' is none"),
    "no rank": (edited(lambda _, cards: cards["1"].update(rank="")), "card 1: its rank '' is none"),
    "one rank for two": (edited(lambda _, cards: cards["1"].update(rank=cards["3"]["rank"])), "the same rank"),
    "no flow, no history": (edited(lambda _, cards: cards["1"].update(flow=5, history=[])), "card 1: neither its flow"),
    "a column that is gone": (edited(lambda _, cards: cards["1"].update(column="c77")), "its column 'c77'"),
    "columns of one id": (edited(lambda head, _: head["columns"][1].update(id="c1")), "two columns have the id 'c1'"),
    "no columns": (edited(lambda head, _: head.update(columns=[])), "it has no columns"),
}


@pytest.mark.parametrize("how", ODD)
def test_it_is_named_left_alone_and_restored(place, how, capsys):
    spoil, why = ODD[how]
    add = [cmd.Signed(cmd.Add(title=f"card {n}"), "zhang", now()) for n in range(1, 5)]
    for signed in [*add, cmd.Signed(cmd.Move(cards=("2",), column="c3"), "zhang", now())]:
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
    assert ("card 4" in out) is why.startswith(("card", "its", "the", "two", "would"))
    for words in (["add", "one more"], ["move", "4", "Done"], ["undo"]):
        code, _, err = kanban(*words)
        assert code == 1, words
        assert err.count("\n") == 1
    for words in (["show", "1"], ["metrics"], ["rollup"]):
        kanban(*words)
    assert path.read_bytes() == broken
    assert kanban("doctor")[0] == 1
    assert kanban("doctor", "--restore")[0] == 0
    board = Workspace(place.folder).board("bridge")
    assert not board.problems
    assert [card.title for card in board.cards.values()] == [f"card {n}" for n in range(1, 5)]


def test_a_title_that_looks_like_a_record_is_a_title(place):
    titles = ['"event_count":', "event_count", '"1":{"id":"1"', '"flow":{"created_at":"', '","rank":"']
    place.apply("bridge", [cmd.Signed(cmd.Add(title=title), "zhang", now()) for title in titles])
    board = Workspace(place.folder).board("bridge")
    assert not board.problems
    assert [card.title for card in board.cards.values()] == titles


@pytest.mark.parametrize("year", ["../../elsewhere", "x\0", "", "99999"])
def test_an_archive_of_no_year_is_named_and_no_path_is_made_of_it(place, year, capsys):
    place.apply("bridge", [cmd.Signed(cmd.Add(title="card 1"), "zhang", now())])
    path = place.board_path("bridge")
    path.write_bytes(edited(lambda head, _: head.update(archive={year: 3}))(path.read_bytes()))
    for words in ("metrics", "doctor"):
        run(["-w", str(place.folder), words])
        told = capsys.readouterr()
        assert f"an archive of {year!r}, which is no year" in told.out + told.err
