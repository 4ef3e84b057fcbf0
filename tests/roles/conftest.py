"""Users of this machine, made for these tests and removed after them."""

from collections.abc import Iterator

import pytest
from host import Host, the_host


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    yield from the_host()
