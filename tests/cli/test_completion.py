"""Completion: what could stand at a place, and how three shells take it over."""

import fcntl
import os
import pty
import select
import shlex
import shutil
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pyte
import pytest
from calls import environment, process
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.shells import SHELLS, Word, quoted, words

pytestmark = pytest.mark.any_day

BREAKS = " \t\n\"'@><=;|&(:"
"""COMP_WORDBREAKS as Bash has it by default."""

BASH_COMPLETION = tuple(
    Path(prefix, "share/bash-completion/bash_completion") for prefix in ("/usr", "/usr/local", "/opt/homebrew")
)


def values(desk, *typed):
    return [value for value, _ in desk.completed(*typed)]


def test_verbs_groups_and_options(desk):
    assert values(desk, "mo") == ["move"]
    assert values(desk, "mi") == ["milestone"]
    assert "achieve" in values(desk, "milestone", "")
    assert values(desk, "board", "column", "re") == ["rename"]
    assert values(desk, "move", "--re") == ["--reason"]
    assert values(desk, "move", "1", "--reason", "") == ["defect", "change", "parked", "mistake"]
    assert values(desk, "--color", "al") == ["always"]
    assert "open" not in values(desk, "")


def test_cards_with_their_titles_columns_boards_milestones_codes(demo):
    found = demo.completed("show", "--board", "zhang", "4")
    assert len(found) > 5
    assert all(value.startswith("4") and about.endswith(")") for value, about in found)
    assert [value for value, _ in demo.completed("show", "zhang/4")] == [f"zhang/{value}" for value, _ in found]
    assert {"Doing", "Done"} == set(values(demo, "move", "4", "--board", "zhang", "Do"))
    assert values(demo, "list", "--board", "") == ["chen", "li", "wang", "zhang"]
    assert values(demo, "milestone", "show", "") == [f"M{n}" for n in range(1, 10)]
    assert values(demo, "forecast", "M") == [f"M{n}" for n in range(1, 10)]
    assert {"show", "why", "M1", "M9"} <= set(values(demo, "forecast", ""))
    assert values(demo, "forecast", "why", "M") == [f"M{n}" for n in range(1, 10)]
    assert values(demo, "add", "x", "--wp", "1.3.") == ["1.3.1", "1.3.2", "1.3.3"]
    assert values(demo, "link", "add", "1.3.") == ["1.3.1", "1.3.2", "1.3.3"]
    assert values(demo, "link", "add", "1.3.1", "M1") == ["M1"]
    assert values(demo, "link", "add", "1.3.1", "zh") == ["zhang/"]
    assert [value for value, _ in demo.completed("link", "add", "zhang/4")] == [f"zhang/{value}" for value, _ in found]


@pytest.mark.parametrize("typed", [["nonsense", ""], ["show", "x", ""], ["show", "1", "--board", "no such", ""]])
def test_where_nothing_fits_nothing_is_said(desk, typed):
    assert desk.completed(*typed) == []


def test_nothing_of_a_title_reaches_the_terminal_unclean(desk):
    desk("add", "harmless")
    (path,) = (desk.folder / "boards").glob("*/board.json")
    path.write_bytes(path.read_bytes().replace(b"harmless", b"a\\u001b]52;c;eA==\\u0007\\nb"))
    assert desk.completed("show", "") == [("1", "a]52;c;eA== b (Backlog)")]


def test_the_words_of_a_line_as_bash_has_them():
    assert words("kanban move 1 In\\ R", BREAKS)[-1] == Word("In R", 0, "")
    assert words('kanban move 1 "In R', BREAKS)[-1] == Word("In R", 0, '"')
    assert words("kanban move 1 'In R", BREAKS)[-1] == Word("In R", 0, "'")
    assert words("kanban move 1 In:", BREAKS)[-1] == Word("In:", 3, "")
    assert words("kanban list --column=In:\\ T", BREAKS)[-1] == Word("--column=In: T", 12, "")
    assert words('kanban move "a b" ', BREAKS) == [Word(one, 0, "") for one in ("kanban", "move", "a b", "")]


@given(st.text("ab \"'\\$`!;&:=|()*漢", min_size=1))
def test_bash_reads_what_is_quoted_as_it_was_meant(text):
    for before, quote in (("", ""), ('"', '"'), ("'", "'")):
        if quote == '"' and "!" in text:
            continue  # history is expanded in interactive shells only
        typed = before + quoted(text, quote) + quote
        done = subprocess.run(["bash", "-c", f"printf %s {typed}"], capture_output=True, check=True)
        assert done.stdout.decode() == text
        assert words(f"kanban {typed}", "")[-1].value == text


@pytest.mark.parametrize("name", SHELLS)
def test_scripts_are_printed_and_can_be_read_by_their_shell(desk, tmp_path, name):
    script = tmp_path / "script"
    script.write_text(desk("completion", name).out)
    assert f"_KANBAN_COMPLETE={name}_complete" in script.read_text()
    assert subprocess.run([_shell(name), "-n", script], capture_output=True, check=True).stderr == b""


def _shell(name):
    found = shutil.which(name)
    if found is None and os.environ.get("CI") != "true":
        pytest.skip(f"{name} is not installed")
    assert found, f"{name} is not installed"
    return found


PREPARED = {
    "bash": 'eval "$(kanban completion bash)"',
    "zsh": 'autoload -Uz compinit; compinit -u -D; eval "$(kanban completion zsh)"',
    "fish": "kanban completion fish | source",
}
"""What a user types to have completion in this session."""


@pytest.fixture
def typing(tmp_path):
    """Types at a shell's prompt and presses Tab; what then stands on the line."""
    folder = tmp_path / "w"
    process("init", folder)
    columns = "To Do:queue,In Review:active,Done:done"
    process("-w", folder, "board", "create", "b", "--columns", columns)
    process("-w", folder, "board", "column", "add", "In: Test", "--board", "b")
    process("-w", folder, "add", "--board", "b", "weld, span 17")
    (tmp_path / "kanban").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m kanban "$@"\n')
    (tmp_path / "kanban").chmod(0o755)
    env = environment(KANBAN_WORKSPACE=str(folder), HOME=str(tmp_path), PS1="> ", INPUTRC="/dev/null")
    env["PATH"] = f"{tmp_path}:{env['PATH']}"

    def typed(name, text, wanted, prepare=""):
        arguments = {"bash": ["--norc", "--noprofile", "-i"], "zsh": ["-f", "-i"], "fish": ["--no-config", "-i"]}
        return _Prompt([_shell(name), *arguments[name]], env, prepare or PREPARED[name])(text, wanted)

    return typed


class _Prompt:
    """An interactive shell on a terminal of its own."""

    def __init__(self, argv, env, prepare):
        self._screen = pyte.Screen(120, 40)
        self._stream = pyte.ByteStream(self._screen)
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.execve(argv[0], argv, env)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self._until(lambda: any(line.strip() for line in self._screen.display), 30)
        self._rest()
        self._send(f"{prepare}; echo rea''dy\r")
        self._until(lambda: any(line.startswith("ready") for line in self._screen.display), 30)
        self._rest()

    def __call__(self, text, wanted):
        """What stands on the screen after Tab; waits until `wanted` stands there."""
        self._send(text + "\t")
        self._until(lambda: wanted in "\n".join(self._screen.display), 15)
        os.close(self._terminal)
        os.waitpid(self._child, 0)
        return "\n".join(line.rstrip() for line in self._screen.display)

    def _send(self, text):
        os.write(self._terminal, text.encode())

    def _until(self, there, seconds):
        """Read for so long, or until it is there."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not there():
            if not self._read(left):
                return

    def _rest(self):
        """Read until nothing comes for a while: the prompt is there."""
        while self._read(0.15):
            pass

    def _read(self, seconds):
        """Take what comes within a time; whether anything did."""
        if not select.select([self._terminal], [], [], seconds)[0]:
            return False
        try:
            self._stream.feed(os.read(self._terminal, 65536))
        except OSError:
            return False
        return True


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("In\\ R", "1 In\\ Review "), ('"In R', '1 "In Review'), ("'In R", "1 'In Review"), ("In:", "1 In:\\ Test "),
        ("--board=", "--board=b "), ("--boa", "--board "),
    ],
)  # fmt: skip
def test_a_real_bash_goes_on_after_a_blank_a_quote_and_a_colon(typing, text, whole):
    assert whole.rstrip() in typing("bash", f"kanban move 1 {text}", whole.rstrip())


@pytest.fixture
def bash_completion(desk, tmp_path):
    """What starts the package bash-completion, with our script where it looks for one at the first Tab."""
    found = [path for path in BASH_COMPLETION if path.exists()]
    if not found and os.environ.get("CI") != "true":
        pytest.skip("the package bash-completion is not installed")
    assert found, "the package bash-completion is not installed"
    scripts = tmp_path / ".local" / "share" / "bash-completion" / "completions"
    scripts.mkdir(parents=True)
    (scripts / "kanban").write_text(desk("completion", "bash").out)
    return f"source {found[0]}; complete -r kanban 2>/dev/null"


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("move 1 In\\ R", "1 In\\ Review"), ("move 1 'In R", "1 'In Review"), ("move 1 In:", "1 In:\\ Test"),
        ("show --board=", "--board=b"), ("mileston", "milestone"), ("milestone ach", "milestone achieve"),
    ],
)  # fmt: skip
def test_bash_completion_loads_the_script_at_the_first_tab(typing, bash_completion, text, whole):
    assert whole in typing("bash", f"kanban {text}", whole, bash_completion)


def test_a_real_bash_shows_titles_while_there_is_a_choice(typing, tmp_path):
    process("-w", tmp_path / "w", "add", "--board", "b", "grout")
    wanted = "1  (weld, span 17 (To Do))"
    assert wanted in typing("bash", "kanban show \t", wanted)


@pytest.mark.parametrize(
    ("name", "text", "whole"),
    [
        ("zsh", "kanban move 1 Don", "1 Done"), ("zsh", "kanban move 1 'In R", "1 'In Review"),
        ("zsh", "kanban move 1 In\\ R", "1 In\\ Review"), ("fish", "kanban move 1 Don", "1 Done"),
        ("fish", "kanban move 1 'In R", "1 'In Review"), ("fish", "kanban milestone ach", "milestone achieve"),
    ],
)  # fmt: skip
def test_real_zsh_and_fish_complete_as_well(typing, name, text, whole):
    assert whole in typing(name, text, whole)
