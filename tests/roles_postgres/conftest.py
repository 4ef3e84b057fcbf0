"""Shared workspaces on a real server."""

import pytest
from shared_server import PM, ROLES, Shared

from kanban.store.protocol import RolesWanted


@pytest.fixture(scope="session")
def peopled(postgres):
    """A server with the roles of a project."""
    for role in ROLES:
        postgres.sql(f"DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN")
    return postgres


@pytest.fixture
def shared(peopled):
    """A shared workspace with closed boards."""
    place = Shared(peopled)
    yield place
    place.close()


@pytest.fixture
def opened(peopled):
    """A shared workspace whose boards all members read."""
    place = Shared(peopled, RolesWanted(PM, "", "", is_open=True))
    yield place
    place.close()
