"""Tables that spreadsheets wrote: lines, delimiters, names of columns, cells that look like formulas."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.formats.csv_table.cells import guarded, unguarded
from kanban.formats.csv_table.names import columns_of, fit, listed, short
from kanban.formats.csv_table.rejected import Rejections
from kanban.formats.csv_table.rows import Lines, Rows
from kanban.formats.foreign_file import opened
from kanban.text.messages import Refused

pytestmark = pytest.mark.any_day

KNOWN = {"id": ("id", "key"), "day": ("created at", "created"), "title": ("title",)}
NEEDED = ("id", "day")


def taken(path: Path) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    """The delimiter of a table, its first row, and the others with their lines."""
    with opened(path) as file:
        rows = Rows(path, Lines(path, file), lambda cells: fit(cells, KNOWN, {}, NEEDED), "a table")
        return rows.delimiter, rows.first, list(rows)


@pytest.fixture
def table(tmp_path: Path):
    """Writes a table and takes it."""

    def write(content: str | bytes) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
        path = tmp_path / "work.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return taken(path)

    return write


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("aaa,bbb,ccc\r\n", ["aaa", "bbb", "ccc"]), ("aaa,bbb,ccc", ["aaa", "bbb", "ccc"]),
        ('"aaa","bbb","ccc"\r\n', ["aaa", "bbb", "ccc"]), ('"aaa","b\r\nbb","ccc"\r\n', ["aaa", "b\r\nbb", "ccc"]),
        ('"aaa","b""bb","ccc"', ["aaa", 'b"bb', "ccc"]), (",,\r\n", ["", "", ""]), (" a, b ,c", [" a", " b ", "c"]),
    ],
)  # fmt: skip
def test_the_examples_of_rfc_4180(table, text: str, row: list[str]) -> None:
    """RFC 4180, 2: records, quotes, line breaks within them, quotes within quotes; spaces belong to a field."""
    assert table(f"id,created,title\r\n{text}") == (",", ["id", "created", "title"], [(2, row)])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_the_one_by_which_the_first_row_fits_best(table, delimiter: str) -> None:
    others = "".join(sign for sign in ",;|" if sign != delimiter)
    head = delimiter.join(("key", f'"a{others}b"', "Created At"))
    assert table(f"{head}\n1{delimiter}x{delimiter}2026-03-02\n") == (
        delimiter, ["key", f"a{others}b", "Created At"], [(2, ["1", "x", "2026-03-02"])],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("head", "delimiter", "line"),
    [("sep=;\r\n", ";", 3), ("SEP=|\n", "|", 3), ("sep=,\n", ",", 3), ("sep=\t\n", "\t", 3),
     ("\ufeffsep=;\r\n", ";", 3), ("\n \n\t\n", ",", 5), ("\ufeff", ",", 2)],
)  # fmt: skip
def test_what_excel_writes_before_the_names(table, head: str, delimiter: str, line: int) -> None:
    text = f"{head}id{delimiter}created\n1{delimiter}2026-03-02\n"
    assert table(text) == (delimiter, ["id", "created"], [(line, ["1", "2026-03-02"])])


def test_a_column_may_be_called_like_that_line(table) -> None:
    assert table("sep=k,id\n1,2\n") == (",", ["sep=k", "id"], [(2, ["1", "2"])])


def test_the_delimiter_that_excel_states_goes_before_the_one_that_fits(table) -> None:
    assert table("sep=\t\nid,key\tcreated\n")[:2] == ("\t", ["id,key", "created"])
    assert table("id,key\tcreated\n")[0] == ","


def test_a_row_is_told_by_the_line_that_it_begins_in(table) -> None:
    rows = table('id,created\n"a\n\nb",1\nc,2\n\n"d\r\ne",3\nf,4')[2]
    assert [(line, row[0]) for line, row in rows if row] == [(2, "a\n\nb"), (5, "c"), (7, "d\r\ne"), (9, "f")]


cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=6)


@given(st.lists(st.lists(cells, min_size=2, max_size=4), max_size=5), st.sampled_from(",;\t|"), st.booleans())
def test_any_table_comes_back_as_it_was_written(tmp_path_factory, rows, delimiter, has_mark) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([("id", "created"), *rows])
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes(("\ufeff" * has_mark + text.getvalue()).encode())
    known, first, found = taken(path)
    assert (known, first, [row for _, row in found]) == (delimiter, ["id", "created"], rows)
    lines = [number for number, _ in found]
    assert lines == sorted(set(lines))
    assert all(1 < number <= path.read_bytes().count(b"\n") for number in lines)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty, not a table"), (b"\xef\xbb\xbf", "is empty, not a table"), (b" \n\t\n", "is empty"),
        (b"sep=;\n", "is empty, not a table"), (b"sep=;\n \n", "is empty, not a table"),
        (b"id,created\n1,2\n\xe9,3\n", "is not UTF-8 text: byte 0xe9 in line 3; save it as CSV in UTF-8"),
        ("id,created\n".encode("utf-16"), "is not UTF-8 text: byte 0xff in line 1"),
        (b'id,created\n1,2\n"a"b,3\n', "line 3 is no row of a table: "),
        (b'id,created\n1,2\n"a\n\n', "line 3 is no row of a table: unexpected end of data"),
        (b"id,created\n1," + b"x" * 200_000 + b"\n", "line 2 is no row of a table: field larger than field limit"),
        (b"id,created\n1,2\n" + b"x" * (2**20 + 1), "line 3 is longer than 1 MB"),
        (b"id,created\n1," + b"x\r" + b"\n2,y\n", None),
    ],
    ids=range(12),
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_line(table, tmp_path: Path, content: bytes, said: str | None) -> None:
    if said is None:
        assert len(table(content)[2]) == 2
        return
    with pytest.raises(Refused) as refused:
        table(content)
    assert str(refused.value).startswith(f"{tmp_path / 'work.csv'}: {said}")
    assert len(str(refused.value)) < len(str(tmp_path)) + 120


# Names of columns

FILE = Path("work.csv")


def places(*names: str, **given: str) -> dict[str, int]:
    return columns_of(FILE, names, KNOWN, given)


def test_names_are_compared_folded_and_the_preferred_one_goes_first() -> None:
    assert places("KEY", "Created", "created_AT", "Ｔｉｔｌｅ") == {"id": 0, "day": 2, "title": 3}
    assert places("id", "key") == places(" ID ", "key") == {"id": 0}
    assert places("created-at", "created") == places("\u202ecreated  at", "x") == {"day": 0}
    assert places("identity", "keys", "recreated", "") == {}
    assert places("title", "title") == {"title": 0}, "of two of the same name the first"


def test_a_column_that_is_named_is_nothing_else_but_that_a_title_may_be_any() -> None:
    assert places("id", "created", day="ID") == {"day": 0}
    assert places("id", "created", title="id") == {"id": 0, "day": 1, "title": 0}
    assert places("id", "Key Day", "created", day="key day") == {"id": 0, "day": 1}
    with pytest.raises(Refused, match=r"^work\.csv: --day 'Due\.' is none of its columns; it has id, created$"):
        places("id", "", "created", day="Due\u202e.")


def test_how_much_a_row_looks_like_the_first_of_a_table() -> None:
    def much(*names: str, **given: str) -> tuple[int, int]:
        return fit(names, KNOWN, given, NEEDED)

    assert much("id;created") == (0, 1)
    assert much("id", "title", "x") == (1, 3)
    assert much("key", "Created At") == (2, 2)
    assert much("Nr", "created", id="nr") == (2, 2)
    assert much("Nr", "created", id="No") == (1, 2)


def test_names_are_short_in_a_sentence_and_not_all_of_very_many_stand_in_it() -> None:
    assert (short("x" * 60), short("x" * 61)) == ("x" * 60, "x" * 59 + "…")
    assert str(listed(("", ""))) == "none with a name"
    assert str(listed(("a", "", "b"))) == "a, b"
    assert str(listed([str(n) for n in range(30)])) == ", ".join(map(str, range(30)))
    assert str(listed([str(n) for n in range(31)])) == ", ".join([*map(str, range(30)), "…"])


def test_rows_that_are_not_used_keep_the_first_line_of_each_reason() -> None:
    rejections = Rejections()
    for reason, line, value in (("date", 3, "x\x1b" * 100), ("date", 4, "y"), ("id", 9, "")):
        rejections.add(reason, line, value)
    assert {reason: (rows.first_line, rows.count) for reason, rows in rejections.items()} == {
        "date": (3, 2),
        "id": (9, 1),
    }
    assert rejections["date"].value == "x" * 60


# Formulas


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_what_a_spreadsheet_takes_for_a_formula_has_an_apostrophe_in_front(sign: str) -> None:
    """The signs that OWASP names ("CSV Injection")."""
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded(f"'{sign}1+1") == f"''{sign}1+1", "or the apostrophe of the text itself would go"
    assert guarded(f"a{sign}1") == f"a{sign}1"


@given(st.text(st.sampled_from("'=+-@\ta 1"), max_size=6))
def test_a_guarded_cell_is_no_formula_and_comes_back(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert guarded(text) == text or guarded(text) == f"'{text}"


def test_an_apostrophe_before_something_else_is_the_texts_own() -> None:
    rows: Sequence[str] = ("'tis", "'", "''", "it's", "")
    assert [unguarded(text) for text in rows] == [guarded(text) for text in rows] == list(rows)
