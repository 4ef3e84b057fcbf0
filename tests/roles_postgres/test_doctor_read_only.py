"""`kanban doctor --roles` where nothing can be changed: what stops an attempt there are not the roles."""

import pytest
from postgres_server import PostgresServer, Standby, wait_until
from shared_server import ROLES, Shared, kanban


@pytest.fixture
def led():
    """A shared workspace on a server of its own, and a standby of that."""
    server = PostgresServer(settings=("wal_level=replica",)).start()
    server.sql("".join(f"CREATE ROLE {role} LOGIN;" for role in ROLES))
    place = Shared(server)
    standby = Standby(server).start()
    wait_until(lambda: standby.sql("SELECT count(*) FROM kanban.cards", place.name).strip() == "2")
    yield place, standby
    standby.remove()
    server.remove()


@pytest.mark.parametrize("role", ["postgres", "zhao"])
def test_on_a_standby_it_says_so_and_tries_nothing(led, role):
    place, standby = led
    done = kanban("-w", standby.url(place.name, role), "doctor", "--roles")
    assert (done.code, done.out) == (3, ""), done
    assert "the server is a standby: nothing can be changed there" in done.err
    assert kanban("-w", place.server.url(place.name, role), "doctor", "--roles").code == 0


@pytest.mark.parametrize("role", ["postgres", "zhao"])
def test_where_transactions_only_read_it_says_so_and_tries_nothing(shared, role):
    shared.sql(f"ALTER DATABASE {shared.name} SET default_transaction_read_only = on")
    done = kanban("-w", shared.server.url(shared.name, role), "doctor", "--roles")
    assert (done.code, done.out) == (3, ""), done
    assert "the server lets nothing be changed: transaction_read_only = on" in done.err
