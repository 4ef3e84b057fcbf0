"""JSON of others: what is wrong with it is said by field and value, and what is not kept is counted."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats import json_file
from kanban.formats.field_fates import Fates, Told
from kanban.text.messages import Refused, msg, msg_n

pytestmark = pytest.mark.any_day

FILE = Path("board.json")
WHAT = "a board"


class Owner(msgspec.Struct):
    name: str | None = None
    since: datetime | None = None


class Sheet(msgspec.Struct):
    id: str
    size: int | float | None = None
    is_open: bool = True
    owners: list[Owner] = []
    tags: dict[str, list[str]] = {}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("7", "is not a board: expected an object, not 7"),
        ("{}", "has no 'id', so it is not a board"),
        ('{"id": 7}', "id: expected text, not 7"),
        ('{"id": null}', "id: expected text, not null"),
        ('{"id": "a", "size": "big"}', "size: expected a number, not 'big'"),
        ('{"id": "a", "is_open": 1}', "is_open: expected true or false, not 1"),
        ('{"id": "a", "owners": {}}', "owners: expected a list, not {}"),
        ('{"id": "a", "owners": [{}, {"name": [1]}]}', "owners[1].name: expected text, not [1]"),
        ('{"id": "a", "owners": [{}, {}, 3]}', "owners[2]: expected an object, not 3"),
        ('{"id": "a", "owners": [{"since": "soon"}]}', "owners[0].since: 'soon' is no date (such as 2026-11-10T17"),
        ('{"id": "a", "owners": [{"since": 5}]}', "owners[0].since: 5 is no date"),
        ('{"id": "a", "size": 1e999}', "size: 1e999: number out of range"),
        ('{"id": "a", "tags": {"x": 5}}', "tags: expected a list, not "),
        ('{"id": "a", "owners": [' + '{}, ' * 70 + '7]}', "owners[70]: expected an object, not 7"),
        ('{"id": ["' + "x" * 500 + '"]}', f'id: expected text, not ["{"x" * 57}…'),
        ('{"id": {"a\\u001b": "\x7f\u202e"}}', 'id: expected text, not {"a\\u001b": ""}'),
        ('{"id": "a"', "is not a board: it ends too early"),
        ('{"id": "a",\n "size": big}', "is not a board: line 2, byte 21, near 'big}'"),
        ("{'id': 1}", "is not a board: line 1, byte 1, near"),
        ("\n\n", "is empty, not a board"),
        ("", "is empty, not a board"),
        ("[" * 20_000, "is not a board: expected an object, not [["),
    ],
    ids=range(22),
)  # fmt: skip
def test_one_short_sentence_names_file_field_and_value(content: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        json_file.decode(FILE, content.encode(), Sheet, WHAT)
    sentence = str(refused.value)
    assert sentence.startswith(f"{FILE}: {said}")
    assert sentence.isprintable()
    assert len(sentence) < 180


def test_a_part_that_is_read_later_is_named_by_its_whole_path() -> None:
    raw = msgspec.Raw(b'{"name": "a", "since": "x"}')
    with pytest.raises(Refused, match=r"^board\.json: cards\[3\]\.owner\.since: 'x' is no date"):
        json_file.part(FILE, raw, Owner, "cards[3].owner")
    with pytest.raises(Refused, match=r"^board\.json: cards\[3\]: expected an object, not 5"):
        json_file.part(FILE, msgspec.Raw(b"5"), Owner, "cards[3]")
    with pytest.raises(Refused, match=r"^board\.json: cards\[3\]: cannot be read: "):
        json_file.part(FILE, msgspec.Raw(b'{"name": "\\ud800"}'), Owner, "cards[3]")


# Bytes


@given(st.binary(max_size=12), st.sampled_from((0, 1, 2**20 - 3, 2**20 - 1, 2**20, 2**20 + 1)))
def test_what_is_no_utf_8_is_told_by_the_place_of_its_first_byte(tmp_path_factory, tail: bytes, before: int) -> None:
    """Also around the ends of the pieces that are checked after each other."""
    content = b" " * before + tail
    path = tmp_path_factory.getbasetemp() / "bytes.json"
    path.write_bytes(content)
    try:
        content.decode()
    except UnicodeDecodeError as error:
        with pytest.raises(Refused, match=f"byte 0x{content[error.start]:02x} at offset {error.start}$"):
            json_file.read(path)
    else:
        assert json_file.read(path) == content.removeprefix(b"\xef\xbb\xbf")


def test_a_character_that_lies_across_two_pieces_is_one(tmp_path: Path) -> None:
    path = tmp_path / "long.json"
    for sign in ("é", "桥", "😀"):
        for before in range(2**20 - 4, 2**20 + 1):
            path.write_text(" " * before + sign, encoding="utf-8")
            assert json_file.read(path).decode().strip() == sign
    for rest in (b"", b"x", "桥".encode()[1:2]):
        path.write_bytes(b" " * (2**20 - 1) + "桥".encode()[:1] + rest)
        with pytest.raises(Refused, match=f"byte 0xe6 at offset {2**20 - 1}$"):
            json_file.read(path)


halves = st.sampled_from(
    (r"\ud83d", r"\ude00", r"\uD83D\uDE00", r"\\ud83d", r"\\", r"\"", "a", "桥", r"\u6865", r"\udbff")
)


@given(st.lists(halves, max_size=8).map("".join))
def test_halves_of_characters_become_the_sign_for_what_is_unknown(text: str) -> None:
    """JavaScript cuts texts between the halves of a character; whole ones, and backslashes that are text, stay."""
    known = json_file.decode(FILE, f'{{"id": "{text}"}}'.encode(), Sheet, WHAT)
    lenient = json.loads(f'"{text}"')
    assert known.id == "".join("\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in lenient)


def test_a_file_that_would_blow_up_is_refused_before_it_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_file, "OBJECT_LIMIT", 3)
    monkeypatch.setattr(json_file, "VALUE_LIMIT", 4)
    for content in (b'{"id": "a", "tags": {"x": []}}', b'{"id": "a,,,,"}'):
        assert json_file.decode(FILE, content, Sheet, WHAT).id
    for content in (
        b'{"id": "a", "tags": {"x": []}, "y": {}}',
        b'{"id": "a", "tags": {"x": []}, "y": []}',
        b'{"id": ",,,,,"}',
    ):
        with pytest.raises(Refused, match="holds more than 3 objects and lists or 4 values"):
            json_file.decode(FILE, content, Sheet, WHAT)


# Dates


@pytest.mark.parametrize("year", [1900, 9000])
def test_the_first_and_the_last_year_that_are_kept(year: int) -> None:
    moment = datetime(year, 6, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    assert json_file.moment(FILE, moment, "due") == datetime(year, 6, 1, 10, tzinfo=UTC)
    assert json_file.moment(FILE, moment.replace(tzinfo=None), "due") == datetime(year, 6, 1, 12, tzinfo=UTC)
    beyond = moment.replace(year=1899 if year == 1900 else 9001)
    with pytest.raises(
        Refused, match=f"^board.json: due: '{beyond.year}-06-01.*' lies outside the years 1900 to 9000$"
    ):
        json_file.moment(FILE, beyond, "due")


def test_a_text_that_is_no_date_is_cut_and_cleaned() -> None:
    with pytest.raises(
        Refused, match=r"^board\.json: issues\[0\]\.created: 'xx{59}' is no date \(such as 2026"
    ) as refused:
        json_file.text_moment(FILE, "\x1b" + "x" * 500, "issues[0].created")
    assert str(refused.value).isprintable()


# What becomes of fields


def fates() -> Fates:
    told = (
        Told(("votes", "voters"), lambda n: msg_n("{n} vote", "{n} votes", n)),
        Told(("owners.photo",), lambda n: msg_n("{n} photo", "{n} photos", n)),
    )
    return Fates({"": Sheet, "owners.": Owner}, {"of the server": "self links.next", "looks": "colour"}, told,
                 frozenset(("photo_size",)))  # fmt: skip


def counted(**fields: object) -> Counter[str]:
    counts: Counter[str] = Counter()
    fates().count("", {name: msgspec.Raw(json.dumps(value).encode()) for name, value in fields.items()}, counts)
    return Counter({path: n for path, n in counts.items() if n})


@pytest.mark.parametrize(
    ("path", "fate"),
    [
        ("id", "kept"), ("owners", "kept"), ("owners.name", "kept"), ("votes", "told"), ("voters", "told"),
        ("owners.photo", "told"), ("photo_size", "told"), ("self", "ignored"), ("self.href", "ignored"),
        ("links.next", "ignored"), ("links.next.href", "ignored"), ("links", "unknown"), ("links.previous", "unknown"),
        ("colour", "ignored"), ("owners.colour", "unknown"), ("name", "unknown"), ("photo", "unknown"),
    ],
)  # fmt: skip
def test_every_field_has_one_fate(path: str, fate: str) -> None:
    assert fates().fate(path) == fate


def test_values_of_fields_that_are_not_kept_are_counted() -> None:
    assert counted(votes=[1, 2], voters="ana", owners=[{"photo": "x"}, {"photo": "y", "mood": 1}, "ana"]) == {
        "votes": 2, "voters": 1, "owners.photo": 2, "owners.mood": 1,
    }  # fmt: skip
    assert counted(owners={"photo": ["a", "b", "c"]}, mood={"a": 1}) == {"owners.photo": 3, "mood": 1}
    assert counted(mood=[None, 0], owners=None, is_open=False) == {"mood": 2}


@pytest.mark.parametrize("nothing", [None, False, 0, "", [], {}])
def test_an_empty_value_is_none(nothing: object) -> None:
    assert counted(mood=nothing) == {}
    assert counted(mood=[nothing]) == {"mood": 1}


@pytest.mark.parametrize("value", [True, 1, 0.5, "0", "false", {"a": None}, "null"])
def test_a_value_that_only_looks_empty_counts(value: object) -> None:
    assert counted(mood=value) == {"mood": 1}


def test_what_is_ignored_or_says_more_of_what_is_told_is_not_counted() -> None:
    assert counted(self="http://x", colour="red", photo_size=5, id="a", size=3) == {}


def test_the_lines_name_what_is_told_and_the_most_frequent_of_what_is_unknown() -> None:
    counts = Counter({f"odd{n:02}": n for n in range(1, 13)}) + Counter(votes=2, voters=3)
    counts["bad\x1b[31m" + "x" * 99] = 50
    votes, photos, unknown = fates().told_lines(counts)
    assert (str(votes), photos.count) == ("5 votes", 0)
    names = ", ".join([f"bad[31m{'x' * 53} 50", *(f"odd{n:02} {n}" for n in range(12, 3, -1))])
    assert str(unknown) == f"{sum(range(13)) + 50} values of fields not known here: {names}"
    assert msg("") != unknown
