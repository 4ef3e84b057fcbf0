"""What is saved as a view is what is read back, whatever it is made of."""

import os
import tempfile
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from often import often

from kanban.store.views import (
    LONGEST_FILTER,
    LONGEST_NAME,
    MOST_VIEWS,
    remove_view,
    save_view,
    saved_views,
    view_named,
    views_file,
)
from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused


def kept(limit: int) -> st.SearchStrategy[str]:
    return st.text(max_size=limit).filter(lambda text: 1 <= len(clean_line(text)) <= limit)


@settings(max_examples=often(50))
@given(st.lists(st.tuples(kept(LONGEST_NAME), kept(LONGEST_FILTER)), max_size=6))
def test_views_come_back_as_they_were_saved(pairs):
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, XDG_CONFIG_HOME=folder):
        expected: dict[str, str] = {}
        for name, text in pairs:
            replaced = save_view(name, text)
            assert replaced == (folded(clean_line(name)) in expected)
            expected[folded(clean_line(name))] = clean_line(text)
        assert {folded(name): text for name, text in saved_views().items()} == expected
        for name, _ in pairs:
            assert view_named(name) == expected[folded(clean_line(name))]
        for name in list(saved_views()):
            assert remove_view(name) == name
        assert saved_views() == {}


def test_there_is_an_end_to_them(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    views_file().parent.mkdir()
    views_file().write_text("[views]\n" + "".join(f'v{number} = "weld"\n' for number in range(MOST_VIEWS)))
    assert save_view("V7", "pier"), "another text for one of them is no further one"
    with pytest.raises(Refused, match="there are 200 already"):
        save_view("one more", "weld")
    assert len(saved_views()) == MOST_VIEWS
