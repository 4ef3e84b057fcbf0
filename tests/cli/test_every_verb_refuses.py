"""What every verb refuses, read from its declaration: one clean sentence, the exit code, and every file as it was."""

import shutil
from datetime import UTC, datetime
from itertools import product

import pytest
from makers import DOING, change_plan

from kanban.cli.declared import Arg, Verb
from kanban.cli.location import login
from kanban.cli.verbs import table
from kanban.commands import plan as pm
from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.folder.store import FolderStore
from kanban.text.dates import now

pytestmark = pytest.mark.any_day

NAMES = sorted(table.VERBS)
GOOD = {
    "card": "1", "column": "Doing", "milestone": "M1", "code": "1.1.1", "board": "bridge",
    "file": "none.toml", "dir": "new",
}  # fmt: skip
"""A word that means something, by what an argument is completed with."""
UNKNOWN = {"card": "zzz", "column": "zzz", "milestone": "zzz", "code": "9.9.9", "board": "zzz", "file": "none.zzz"}
"""A word of the same kind that means nothing in this workspace."""
HOSTILE = ("\x1b]0;owned\x07", "\u202eesrever", "\x9b2J", "a\nb", "{title}", "%s", "--", "../..", "\udcff")


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """A workspace with something of everything."""
    store = FolderStore(tmp_path_factory.mktemp("template") / "workspace")
    store.create(project="Bridge", timezone="Asia/Shanghai")
    store.create_board("bridge", login())
    nodes = [
        pm.SetNode(code=code, name=name) for code, name in (("1", "Bridge"), ("1.1", "Deck"), ("1.1.1", "Girders"))
    ]
    due = datetime(2030, 1, 1, 15, 59, tzinfo=UTC)
    change_plan(store, [
        *nodes, pm.SetMilestone(id="M1", name="Deck closed", gates=("1.1",)),
        pm.SetBaseline(milestone="M1", due_at=due),
    ])  # fmt: skip
    add = Add(title="Weld span", work_package="1.1.1", column=DOING)
    store.apply("bridge", [Signed(add, login(), now())])
    return store.folder


@pytest.fixture
def filled(desk, template):
    """The command line of such a workspace."""
    shutil.copytree(template, desk.folder)
    return desk


def positionals(verb: Verb) -> list[Arg]:
    return [one for one in verb.args if not one.is_option]


def good(one: Arg) -> str:
    """A word for a positional."""
    return one.choices[0] if one.choices else GOOD.get(one.complete.split(" ")[0], "x")


def words(verb: Verb, *more: str) -> list[str]:
    """A call of the verb with a word for every positional that it needs."""
    return [*verb.name.split(), *more, *(good(one) for one in positionals(verb) if not one.optional)]


def refused(desk, *argv: str, code: int | tuple[int, ...] = 2):
    """The call is refused in one clean sentence; nothing is printed and no file is changed."""
    before, beside = desk.content(), sorted(desk.folder.parent.parent.rglob("*"))
    done = desk(*argv, code=code)
    assert done.out == ""
    sentence = done.err.splitlines()[-1]
    assert sentence.startswith("kanban: ")
    assert done.err.replace("\n", "").isprintable()
    assert "Traceback" not in done.err
    assert desk.content() == before
    assert sorted(desk.folder.parent.parent.rglob("*")) == beside
    return sentence


@pytest.mark.parametrize("name", NAMES)
def test_an_option_that_there_is_not(filled, name):
    sentence = refused(filled, *words(table.load(name)), "--frobnicate")
    assert "there is no option --frobnicate" in sentence
    assert sentence.endswith(f"(see kanban {name} --help)")


@pytest.mark.parametrize("name", NAMES)
def test_a_word_too_many_or_one_too_few(filled, name):
    verb = table.load(name)
    needed = [one for one in positionals(verb) if not one.optional]
    if needed:
        missing = refused(filled, *name.split(), *(good(one) for one in needed[:-1]))
        assert "is missing" in missing or "say at least" in missing
    if not any(one.many for one in positionals(verb)):
        most = [good(one) for one in positionals(verb)]
        assert "'surplus' is too much" in refused(filled, *name.split(), *most, "surplus")


@pytest.mark.parametrize("name", NAMES)
def test_values_where_there_are_none_and_none_where_there_must_be_one(filled, name):
    verb = table.load(name)
    for option in (one for one in verb.args if one.is_option):
        long = option.names[-1]
        if option.is_flag:
            assert f"{long} takes no value" in refused(filled, *words(verb), f"{long}=yes")
            continue
        assert f"{long} needs a value" in refused(filled, *words(verb), long)
        if option.choices:
            said = refused(filled, *words(verb), long, "nonsense")
            assert f"{long}: it is none of {', '.join(option.choices)}" in said


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_means_nothing(filled, name):
    """A card, column, milestone, code or board that is not there, wherever a verb takes one."""
    verb = table.load(name)
    for one in verb.args:
        kind = one.complete.split(" ")[0]
        if kind not in UNKNOWN or (verb.name, one.names[-1]) in MADE_OR_TAKEN:
            continue
        if one.is_option:
            refused(filled, *words(verb), *extra(verb), one.names[-1], UNKNOWN[kind], code=(1, 2, 3))
        else:
            call = [UNKNOWN[kind] if other is one else good(other) for other in positionals(verb)]
            refused(filled, *name.split(), *call, *extra(verb), code=(1, 2, 3))


MADE_OR_TAKEN = {
    ("plan node add", "code"), ("add", "--wp"), ("edit", "--wp"), ("list", "--wp"), ("open", "--board"),
    ("import trello", "--board"), ("import changes", "--board"),
    ("export ics", "file"), ("export openmetrics", "file"),
}  # fmt: skip
"""Names that are made by the verb, kept though the plan may not have them yet, or asked of something else."""


def extra(verb: Verb) -> list[str]:
    """What a verb needs besides, so that it gets as far as looking for a name."""
    return {
        "edit": ["--title", "x"], "milestone edit": ["--name", "x"], "board column move": ["--before", "Review"],
        "plan node edit": ["--name", "x"],
    }.get(verb.name, [])  # fmt: skip


@pytest.mark.parametrize("name", [n for n in NAMES if n not in ("open", "demo", "init", "copy")])
def test_hostile_words_reach_neither_the_terminal_nor_a_place_outside(filled, name):
    """They may mean something (a title, a reason): whatever comes of it, it is clean, and stays in the workspace."""
    verb, outside = table.load(name), sorted(filled.folder.parent.glob("*"))
    for hostile, one in product(HOSTILE, positionals(verb)):
        call = [hostile if other is one else good(other) for other in positionals(verb)]
        done = filled(*name.split(), *call, code=(0, 1, 2))
        for text in (done.out, done.err):
            assert text.replace("\r\n", "").replace("\n", "").replace("\t", "").isprintable() or name == "completion", (
                text
            )
        assert "Traceback" not in done.err
    assert sorted(filled.folder.parent.glob("*")) == outside


@pytest.mark.parametrize("name", NAMES)
def test_help_of_a_verb_reads_no_workspace_and_makes_none(desk, name):
    broken = desk.folder / "plan" / "plan.json"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"{")
    assert desk(*name.split(), "--help").out.startswith(f"Usage: kanban {name}".rstrip())
    assert desk.content() == {broken: b"{"}


NOTHING_CHANGES = (
    ["plan", "set", "--project", "Bridge"], ["plan", "set", "--timezone", "Asia/Shanghai"],
    ["plan", "node", "edit", "1.1", "--name", " Deck\t"], ["plan", "node", "edit", "1.1", "--phase", "none"],
    ["milestone", "edit", "M1", "--gate", "1.1", "--gate", "1.1"], ["milestone", "baseline", "M1", "2030-01-01 23:59"],
    ["milestone", "edit", "m1", "--name", "Deck closed"], ["milestone", "achieve", "M1", "--withdraw"],
    ["board", "column", "rename", "Doing", "Doing "], ["board", "column", "limit", "Doing", "3"],
    ["board", "column", "move", "Doing", "--before", "Review"], ["board", "column", "move", "Done", "--after", "Done"],
    ["edit", "1", "--title", " Weld  span"], ["move", "1", "doing"], ["init", "data/kanban/workspace"],
)  # fmt: skip


@pytest.mark.parametrize("argv", NOTHING_CHANGES, ids=" ".join)
def test_what_is_so_already_is_written_no_second_time(filled, argv):
    before = filled.content()
    filled(*argv)
    assert filled.content() == before


READING = (
    ["list"], ["list", "--all-boards", "--json"], ["show", "1"], ["board", "list"], ["board", "show"],
    ["board", "log"], ["open", "--plain"], ["metrics", "--cards"], ["rollup"], ["plan", "show"], ["plan", "log"],
    ["milestone", "list"], ["milestone", "show", "M1"], ["doctor"], ["schema", "cards"], ["version"],
    ["completion", "zsh"], ["plan", "apply", "--example"],
)  # fmt: skip


@pytest.mark.parametrize("argv", READING, ids=" ".join)
def test_who_only_reads_leaves_no_trace(filled, argv):
    def traces():
        return {path: path.stat().st_mtime_ns for path in sorted(filled.folder.rglob("*"))}

    before = traces()
    done = filled(*argv)
    assert done.out or done.err
    assert traces() == before
