"""Completion where the workspace is on a server: its values, and nothing said or waited for where it is away."""

import os
import signal
import time
from pathlib import Path

import pytest
from calls import process

from kanban.cli import completing


def completed(where):
    """What a shell gets for a card, and the seconds it took."""
    begin = time.monotonic()
    done = process(KANBAN_WORKSPACE=where, _KANBAN_COMPLETE="zsh_complete", COMP_WORDS="kanban show ", COMP_CWORD="2")
    return done, time.monotonic() - begin


def test_cards_are_completed(database):
    assert process("-w", database.url, "add", "Weld").code == 0
    done, _ = completed(database.url)
    assert "Weld" in done.out
    assert done.err == ""


@pytest.mark.parametrize("where", ["postgresql://127.0.0.1:1/x", "postgresql://a b:c@/%%", "nosuch://x"])
def test_where_there_is_no_server_nothing_is_said(where):
    done, _ = completed(where)
    assert (done.code, done.out.strip(), done.err) == (0, "", "")


def test_a_server_that_does_not_answer_is_not_waited_for(postgres, database):
    main_process = int(Path(postgres.data, "postmaster.pid").read_text().split()[0])
    os.kill(main_process, signal.SIGSTOP)
    try:
        done, took = completed(database.url)
    finally:
        os.kill(main_process, signal.SIGCONT)
    assert (done.code, done.out.strip(), done.err) == (0, "", "")
    assert took < completing.SERVER_SECONDS + 2.5
