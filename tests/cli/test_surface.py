"""What every verb has to have: help, a line in the reference, a clean table, and a start without Textual."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import click
import pytest
from calls import environment

from kanban.cli import verbs
from kanban.cli.declared import Verb
from kanban.cli.declaring import Command, short
from kanban.cli.reference import reference
from kanban.cli.verbs import table
from kanban.text.clean import width

pytestmark = pytest.mark.any_day

NASTY = [
    "fix [/ path] bug", "a[bold]b", "[@click=app.quit]x[/]", "\x1b]52;c;cm0gLXJmIC8=\x07owned", "\x1b[2J\x1b[31mred",
    "\u2066isolated\u2069", "tab\tand\nnewline\rhere", "焊接第十七跨" * 20, "👩‍👩‍👧‍👦 family 🏗️", "e\u0301" * 30,
    "\u202ecod.exe", "x" * 500, "\x9b31m C1", "\u2028line\u2029para", "100% \\n $(reboot) `id` 'q' \"d\"",
    "\ud800 half",
]  # fmt: skip
READING = [
    ["list", "--board", "zhang"], ["show", "zhang/1"], ["board"], ["board", "show", "zhang"], ["board", "log", "zhang"],
    ["--board", "zhang"],
    ["metrics"], ["metrics", "--chart", "cfd"], ["quality"],
    ["rollup"], ["forecast"], ["forecast", "why", "M5"], ["forecast", "next", "M5"],
    ["forecast", "order", "--board", "li"],
    ["simulate", "--rework", "50%"], ["milestone"], ["milestone", "show", "M5"],
    ["milestone", "chart", "M5", "trend"], ["milestone", "chart", "M5", "burnup", "--json"], ["plan"], ["plan", "log"],
    ["doctor"],
    ["view"], ["schema", "cards"], ["completion", "bash"], ["version"], ["--help"], ["help", "board"],
    ["board", "list", "--removed"], ["link"], ["calendar"], ["schedule"], ["timeline"], ["plan", "show", "--toml"],
    ["export", "events"], ["export", "ics"], ["export", "openmetrics"], ["report"], ["report", "--format", "html"],
    ["budget"], ["rate"], ["cost"], ["evm"], ["evm", "--weekly"],
    ["savings", "--before", "-8w..-4w", "--after", "-4w..today"], ["benefit", "2027-01-01=5"],
]  # fmt: skip


NAMES = sorted(table.VERBS.keys() - table.HIDDEN.keys())


def test_every_verb_that_is_declared_is_in_the_table():
    modules = [import_module(f"kanban.cli.verbs.{name}") for _, name, _ in pkgutil.iter_modules(verbs.__path__)]
    declared = {value.name for module in modules for value in vars(module).values() if isinstance(value, Verb)}
    assert declared == table.VERBS.keys()


@pytest.mark.parametrize("name", NAMES)
def test_every_verb_has_help_and_a_word_for_every_argument(desk, name):
    verb = table.load(name)
    assert all(len(str(one.help)) > 3 for one in verb.args)
    help_text = desk(*name.split(), "--help").out
    assert help_text.startswith(f"Usage: kanban {name}")
    assert "Options:" in help_text
    assert max(len(line) for line in help_text.splitlines()) <= 120
    assert short(verb.about)[:60] in desk("--help").out


@pytest.mark.parametrize("group", sorted(table.GROUPS))
def test_every_group_has_help(desk, group):
    assert f"kanban {group}" in desk(*group.split(), "--help").out


@pytest.mark.parametrize("name", NAMES)
def test_help_in_chinese_fits_as_well(desk, name):
    for words in ([*name.split(), "--help"], ["--help"]):
        lines = desk("--lang", "zh", *words).out.splitlines()
        assert max(width(line) for line in lines) <= 120
        assert not any(line.strip().startswith(("，", "。")) for line in lines)


def test_the_reference_in_docs_is_the_one_made_from_the_help(request):
    path = request.config.rootpath / "docs" / "cli.md"
    assert path.read_text() == reference(), "run: python -m kanban.cli.reference > docs/cli.md"
    assert all(f"### kanban {name}\n" in reference() for name in NAMES)


def test_every_reading_verb_takes_json_as_a_flag():
    names = (
        "list",
        "show",
        "metrics",
        "quality",
        "rollup",
        "doctor",
        "board list",
        "board show",
        "plan show",
        "plan log",
    )
    more = ("board log", "milestone list", "milestone show", "milestone chart", "link list", "calendar show",
            "schedule", "timeline",
            "forecast show", "forecast why", "forecast next", "forecast order", "forecast calibration", "simulate",
            "budget list", "rate list", "cost list", "evm", "savings", "benefit")  # fmt: skip
    for name in (*names, *more):
        (option,) = [one for one in Command(table.load(name), name).params if "--json" in one.opts]
        assert isinstance(option, click.Option)
        assert option.is_flag


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_no_verb_imports_textual(demo_folder, words):
    code = (
        "import sys; from kanban.cli.main import run; code = run(sys.argv[1:]); "
        "bad = {'textual', 'rich.console', 'asyncio', 'tinydb', 'psycopg'} & set(sys.modules); "
        "sys.exit(f'imported: {bad}' if bad else int(code))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "-w", str(demo_folder), *words],
        capture_output=True, env=environment(), timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"imported" not in done.stderr


def test_a_verb_imports_no_other():
    code = (
        "import sys; from kanban.cli.main import run; code = run(sys.argv[1:]); "
        "print([m for m in sys.modules if m.startswith('kanban.cli.verbs.')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "version"], capture_output=True, env=environment(), timeout=60, check=True
    )
    assert done.stdout.decode().splitlines()[-1] == "['kanban.cli.verbs.table', 'kanban.cli.verbs.about']"


@pytest.mark.parametrize("title", NASTY, ids=range(len(NASTY)))
def test_nasty_titles_come_out_clean_on_every_table(desk, title):
    desk("add", "--", title)
    desk("block", "1", "--reason", title)
    desk("comment", "1", "--text", title)
    for words in (["list"], ["show", "1"], ["board", "show"], [], ["rollup"], ["metrics", "--cards"], ["doctor"]):
        done = desk(*words)
        for text in (done.out, done.err):
            assert all(char.isprintable() or char in "\n\t\u200d" for char in text), words
    (row,) = desk("list").rows
    assert len(row) == 7
    for piece in ("[/ path]", "a[bold]b", "[@click=app.quit]x[/]"):
        assert piece not in title or piece in row[1]
    assert desk("show", "1", "--json").json["cards"][0]["title"] == row[1]


def test_text_that_got_into_the_file_unclean_is_cleaned_when_shown(desk):
    desk("add", "harmless")
    (path,) = (desk.folder / "boards").glob("*/board.json")
    path.write_bytes(path.read_bytes().replace(b"harmless", b"a\\u001b]52;c;eA==\\u0007b\\u202ec"))
    for words in (["list"], ["show", "1"], ["board", "show"]):
        out = desk(*words).out
        assert "a]52;c;eA==bc" in out
        assert "\x1b" not in out
    assert desk("list", "--json").json["cards"][0]["title"] == "a\x1b]52;c;eA==\x07b\u202ec"
