"""Every format is declared once, and what is declared works."""

from pathlib import Path

import pytest

from kanban.cli.verbs.table import VERBS
from kanban.formats.registry import FORMATS
from kanban.formats.understood import Understood
from kanban.text.messages import Message

EXPORT = Path(__file__).parent.parent / "data" / "trello" / "kanban_template_16cards.json"


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_a_label_and_a_reader(name: str) -> None:
    row = FORMATS[name]
    assert row.id == name
    assert isinstance(row.label, Message)
    assert callable(row.read)
    assert row.makes == "board"


def test_a_reader_makes_a_board_and_says_so_in_messages() -> None:
    row = FORMATS["trello"]
    understood = row.read(EXPORT, {})
    assert isinstance(understood, Understood)
    assert understood.command.cards
    assert all(isinstance(line, Message) for line in (*understood.understood, *understood.left_out))


def test_every_format_has_its_verb() -> None:
    verbs = {name.removeprefix("import ") for name in VERBS if name.startswith("import ")}
    assert verbs - {"changes", "mspdi"} == set(FORMATS)  # those two change boards and plan that are there
