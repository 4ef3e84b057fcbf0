"""What the tests of words share."""

import pytest

from kanban.text.messages import use_language


@pytest.fixture(params=["en", "zh_CN"])
def spoken(request):
    """The language in force, each in its turn."""
    use_language(request.param)
    yield request.param
    use_language("en")
