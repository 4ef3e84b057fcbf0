"""Every error is one sentence with its exit code, in the reader's language; what is no error of a user's is none."""

import errno
import os

import click
import pytest
from calls import Result
from hypothesis import example, given, settings
from hypothesis import strategies as st
from often import often

from kanban.cli.exits import Exit, NotPrinted, Usage, code_of
from kanban.cli.main import LONGEST
from kanban.store.errors import LockTimeout, StoreError, Unreadable
from kanban.text.clean import width
from kanban.text.messages import Refused, msg
from kanban.text.os_errors import os_reason

pytestmark = pytest.mark.any_day

SENTENCE = msg("a sentence")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (Usage(SENTENCE), 2), (Refused(SENTENCE), 1), (StoreError("here", SENTENCE), 3),
        (Unreadable("here", SENTENCE), 1), (LockTimeout("here", SENTENCE), 4), (NotPrinted("full"), 5),
        (OSError(errno.ENOENT, "", "here"), 1), (PermissionError(errno.EACCES, "", "here"), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)  # fmt: skip
def test_an_error_of_a_user_has_an_exit_code(error, code):
    assert int(code_of(error)) == code
    assert Exit(code)


@pytest.mark.parametrize("error", [ValueError("x"), KeyError("x"), RuntimeError("x"), click.Abort()], ids=repr)
def test_what_is_a_fault_of_the_program_is_raised_again(error):
    with pytest.raises(type(error)) as raised:
        code_of(error)
    assert raised.value is error


def test_the_exit_codes_that_help_promises_are_those_there_are(desk):
    words = desk("--help").out.split("Exit codes:")[1].split()
    told = {int(word) for word in words if word.isdigit()}
    assert told == {int(code) for code in Exit}


KNOWN = [errno.ENOENT, errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EISDIR, errno.ENOTDIR, errno.ENAMETOOLONG]


@pytest.mark.parametrize("number", KNOWN, ids=errno.errorcode.get)
def test_reasons_of_the_system_are_in_the_readers_language_without_numbers_and_paths(number, in_chinese):
    reason = str(os_reason(OSError(number, os.strerror(number), "/secret/path")))
    assert not reason.isascii()
    assert str(number) not in reason
    assert "secret" not in reason


def test_a_reason_without_words_of_ours_keeps_those_of_the_system():
    assert os_reason(OSError(errno.ECONNREFUSED, "Connection refused")) == "connection refused"
    assert os_reason(OSError("Something else")) == "something else"


WRONG = [
    (["shwo"], "kanban: 'shwo' is no verb (did you mean 'show'?)"),
    (["xyzzy"], "kanban: 'xyzzy' is no verb (see kanban --help)"),
    (["board", "craete"], "kanban: 'craete' is no verb of board (did you mean 'create'?)"),
    (["board", "xyzzy"], "kanban: 'xyzzy' is no verb of board (see kanban board --help)"),
    (["board", "column", "ad"], "kanban: 'ad' is no verb of board column (did you mean 'add'?)"),
    (["board", "column"], "kanban: board column: say one of add, rename, limit, move, kind, delete "
                          "(see kanban board column --help)"),
    (["import"], "kanban: import: say one of trello, jira, events, dates, mspdi, changes (see kanban import --help)"),
    (["list", "--blokced"], "kanban: list: there is no option --blokced (did you mean --blocked or --board?) "
                            "(see kanban list --help)"),
    (["list", "-x"], "kanban: list: there is no option -x (see kanban list --help)"),
    (["list", "--limit"], "kanban: list: --limit needs a value (see kanban list --help)"),
    (["list", "--blocked=1"], "kanban: list: --blocked takes no value (see kanban list --help)"),
    (["list", "a", "b"], "kanban: list: 'a' 'b' is too much (see kanban list --help)"),
    (["show"], "kanban: show: ID... is missing (see kanban show --help)"),
    (["link", "add", "1.1.1"], "kanban: link add: THEN is missing (see kanban link add --help)"),
    (["timeline", "--zoom", "year"], "kanban: timeline: --zoom: it is none of day, week, month "
                                     "(see kanban timeline --help)"),
    (["--color", "blue", "list"], "kanban: --color: it is none of auto, always, never (see kanban --help)"),
    (["--frobnicate"], "kanban: open: there is no option --frobnicate (see kanban open --help)"),
    (["--lang", "tlh", "list"], "kanban: --lang: 'tlh' is no language here; there are en, zh_CN"),
    (["help", "--board"], "kanban: help: there is no option --board (see kanban help --help)"),
    (["help", "board", "nope"], "kanban: 'nope' is no verb of board (see kanban board --help)"),
]  # fmt: skip
"""Words, and the sentence that they are answered with."""


@pytest.mark.parametrize(("words", "said"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_is_not_understood_is_said_with_where_to_look(desk, words, said):
    done = desk(*words, code=2)
    assert (done.out, done.err) == ("", f"{said}\n")
    assert desk.is_untouched


@pytest.mark.parametrize("words", [words for words, _ in WRONG if "--lang" not in words], ids=" ".join)
def test_it_is_said_in_chinese_as_well_with_the_words_that_are_typed(desk, words):
    done: Result = desk("--lang", "zh", *words, code=2)
    sentence = done.err.removeprefix("kanban: ").rstrip("\n")
    assert not sentence.isascii()
    for english in (
        "there is no",
        "is no verb",
        "did you mean",
        "needs a value",
        "is missing",
        "see kanban",
        "too much",
    ):
        assert english not in sentence


@settings(max_examples=often(25))
@example("x" * 5000)
@example("焊接" * 2000)
@given(st.text(max_size=3 * LONGEST))
def test_a_sentence_is_one_clean_line_that_fits_whatever_it_quotes(monkeypatch, tmp_path, text):
    from calls import Desk

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    desk = Desk(tmp_path / "kanban" / "workspace", monkeypatch)
    said = desk("schema", f"x{text}".replace("\0", ""), code=2).err + desk(f"y{text}".replace("\0", ""), code=2).err
    lines = said.split("\n")
    assert (len(lines), lines[-1]) == (3, "")
    for line in lines[:-1]:
        assert line.startswith("kanban: ")
        assert line.isprintable()
        assert width(line) <= LONGEST + len("kanban: ")
