"""Every screen in every language, at both sizes: whole words, no placeholder, nothing that breaks."""

from collections.abc import Iterator

import pytest
from every_screen import SCREENS, SIZES, fill, go_to, words_on
from setting import Disk, Opener

from kanban.model.fields import FIELDS
from kanban.screens.palette import SHORT_CELLS
from kanban.screens.registry import actions_of, screens
from kanban.text.clean import width
from kanban.text.messages import LANGUAGES, language, use_language

pytestmark = pytest.mark.any_day


@pytest.fixture(params=LANGUAGES)
def in_language(request: pytest.FixtureRequest) -> Iterator[str]:
    """A language in force; English where its catalogue is not there."""
    use_language(request.param)
    yield language()
    use_language("en")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen(name: str, size: tuple[int, int], in_language: str, disk: Disk, opened: Opener) -> None:
    async with opened(fill(disk), size=size) as pilot:
        await go_to(pilot, name)
        shown = pilot.text
        assert "{" not in shown
        assert "}" not in shown
        assert "Message(" not in shown
        assert [str(word) for word in words_on(name) if str(word) not in shown] == []
        assert all(width(row) <= size[0] for row in pilot.rows)


@pytest.mark.parametrize("name", [declaration.name for declaration in screens()])
def test_no_label_is_cut_in_help_and_palette(name: str, in_language: str) -> None:
    assert [str(a.label) for a in actions_of(name) if width(str(a.label)) >= SHORT_CELLS] == []


def test_no_label_is_cut_in_the_form(in_language: str) -> None:
    assert [str(field.label) for field in FIELDS.values() if width(str(field.label)) > 13] == []
