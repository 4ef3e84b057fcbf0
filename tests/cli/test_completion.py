"""Completion: what could stand at a place, and scripts that shells can read."""

import shutil
import subprocess
import sys

import pytest
from calls import environment

from kanban.cli.verbs.completion import SCRIPTS


def values(desk, *words):
    return [line.split("\t")[0] for line in desk("__complete", "--", *words).out.splitlines()]


def test_verbs_groups_and_options(desk):
    assert values(desk, "mo") == ["move"]
    assert values(desk, "mi") == ["milestone"]
    assert "achieve" in values(desk, "milestone", "")
    assert values(desk, "board", "column", "re") == ["rename"]
    assert values(desk, "move", "--re") == ["--reason"]
    assert values(desk, "move", "1", "--reason", "") == ["defect", "change", "parked", "mistake"]
    assert values(desk, "--color", "al") == ["always"]
    assert "__complete" not in values(desk, "")


def test_cards_with_their_titles_columns_boards_milestones_codes(demo):
    done = demo("__complete", "--", "show", "--board", "zhang", "4").out.splitlines()
    assert all(line.startswith("4") and line.endswith(")") for line in done)
    assert len(done) > 5
    assert {"Doing", "Done"} == set(values(demo, "move", "4", "--board", "zhang", "Do"))
    assert values(demo, "list", "--board", "") == ["chen", "li", "wang", "zhang"]
    assert values(demo, "milestone", "show", "") == [f"M{n}" for n in range(1, 10)]
    assert values(demo, "add", "x", "--wp", "1.3.") == ["1.3.1", "1.3.2", "1.3.3"]


def test_the_workspace_before_the_verb_is_obeyed(desk, demo_folder):
    assert values(desk, "-w", str(demo_folder), "board", "show", "z") == ["zhang"]


@pytest.mark.parametrize(
    "words", [["-w", ""], ["nonsense", ""], ["show", "x", ""], ["import", "trello", ""], ["--", ""]]
)
def test_where_nothing_fits_nothing_is_said(desk, words):
    done = desk("__complete", "--", *words)
    assert (done.out, done.err) == ("", "")


def test_nothing_of_a_title_reaches_the_terminal_unclean(desk):
    desk("add", "harmless")
    (path,) = (desk.folder / "boards").glob("*/board.json")
    path.write_bytes(path.read_bytes().replace(b"harmless", b"a\\u001b]52;c;eA==\\u0007\\nb"))
    assert desk("__complete", "--", "show", "").out == "1\ta]52;c;eA== b (Backlog)\n"


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_are_printed_and_can_be_read_by_their_shell(desk, tmp_path, name):
    script = tmp_path / "script"
    script.write_text(desk("completion", name).out)
    assert "__complete" in script.read_text()
    shell = shutil.which(name)
    if shell is None:
        pytest.skip(f"{name} is not installed")
    assert subprocess.run([shell, "-n", script], capture_output=True, check=True).stderr == b""


def test_bash_completes_ids_and_shows_titles_while_there_is_a_choice(demo_folder, tmp_path):
    (tmp_path / "kanban").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kanban "$@"\n')
    (tmp_path / "kanban").chmod(0o755)
    script = f"""
    PATH={tmp_path}:$PATH; eval "$(kanban completion bash)"
    try() {{ COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _kanban; printf '%s\\n' "${{COMPREPLY[@]}}"; }}
    try kanban -w {demo_folder} move 4 --board zhang Do
    try kanban -w {demo_folder} show --board zhang 23
    """
    done = subprocess.run(["bash", "-c", script], capture_output=True, env=environment(), timeout=60, check=True)
    assert done.stdout.decode().splitlines() == ["Doing  (active)", "Done  (done)", "23"]
