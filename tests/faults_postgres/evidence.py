"""What is kept on a server, as its tables say it: every acknowledged command exactly once, and nothing half."""

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.store.open import open_store
from kanban.text.dates import now

BOARD = "bridge"


def signed(command, number=None):
    """A command with an id, as a session gives it one."""
    from uuid import uuid4

    return Signed(command, "zhang", now(), uuid4().hex)


def adds(count, first=1):
    """So many commands that each add a card of its own."""
    return [signed(Add(title=f"card {number}")) for number in range(first, first + count)]


def saved_ids(server, database):
    """The ids of all commands that were saved; each stands there once, or this fails."""
    ids = server.sql("SELECT replace(command::text, '-', '') FROM kanban.commands", database).split()
    assert len(ids) == len(set(ids))
    return set(ids)


def created(server, database):
    """Titles of all cards that were ever made, as often as they were made."""
    found = server.sql(
        "SELECT event::json#>>'{card,title}' FROM kanban.events WHERE event::json->>'kind' = 'created'", database
    )
    return sorted(found.splitlines())


def nothing_half(url, slugs=(BOARD,)):
    """Every card is what its history says, every history is what the events are, no number is missing."""
    store = open_store(url)
    for slug in slugs:
        assert store.checks.check(slug) == []
    assert store.checks.check(None) == []
    store.close()


def numbers_whole(server, database):
    """The saves of each ledger are numbered without a gap, every one has events, and the ledger has the last."""
    wrong = server.sql(
        """
        SELECT l.slug, l.version, count(s.version), max(s.version) FROM kanban.ledgers l
        LEFT JOIN kanban.saves s ON s.ledger = l.id GROUP BY l.id
        HAVING l.version <> count(s.version) OR l.version <> coalesce(max(s.version), 0);
        SELECT s.* FROM kanban.saves s LEFT JOIN kanban.events e USING (ledger, version) WHERE e.ledger IS NULL;
        SELECT c.ledger, c.card FROM kanban.cards c
        JOIN (SELECT ledger, card, string_agg(event, ',' ORDER BY version, number) AS whole
              FROM kanban.events WHERE card IS NOT NULL GROUP BY 1, 2) e USING (ledger, card)
        WHERE c.history <> '[' || e.whole || ']'
        """,
        database,
    )
    assert wrong == ""


def nobody_idle_in_transaction(server):
    """No connection was left with a transaction that it does nothing in."""
    assert server.sql("SELECT * FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'") == ""
