"""What is asked of the server. Every statement is whole in itself: what it returns is of one moment."""

LEDGERS = """
SELECT l.slug, l.id, l.version, l.mark, l.driver,
    w.shared AND coalesce(l.owner IN (SELECT kanban.my_roles()), false), (SELECT kanban.is_owner())
FROM kanban.ledgers l, kanban.workspace w WHERE l.removed_at IS NULL
"""
"""Of the plan and all boards that may be read: slug, state, driver, whether it was given to whoever has logged in, and
whether these own the workspace."""

SHARING = """
SELECT w.shared, w.open_boards, w.pm, w.pms, w.everyone, kanban.is_owner(), session_user,
    (SELECT pg_get_userbyid(nspowner) FROM pg_catalog.pg_namespace WHERE nspname = 'kanban')
FROM kanban.workspace w
"""
"""Who has what part, whether whoever has logged in owns the workspace, and who does."""

STAMP = """
SELECT id, version, mark FROM kanban.ledgers
WHERE slug IS NOT DISTINCT FROM %(slug)s::text AND removed_at IS NULL
"""

BOARDS = """
WITH seen AS (SELECT * FROM unnest(%(slugs)s::text[], %(ledgers)s::bigint[], %(versions)s::bigint[], %(marks)s::uuid[])
              AS s (slug, ledger, version, mark)),
wanted AS (
    SELECT l.slug, l.id, l.version, l.mark, l.head, l.history,
        (SELECT s.version FROM kanban.saves s
         WHERE s.ledger = l.id AND l.id = seen.ledger AND s.version = seen.version AND s.mark = seen.mark) AS since
    FROM kanban.ledgers l JOIN seen ON seen.slug = l.slug WHERE l.removed_at IS NULL)
SELECT id, NULL AS card, head AS state, history,
    NULL AS gone, slug, version, mark, since FROM wanted
UNION ALL
SELECT w.id, c.card, c.state, c.history,
    c.year IS NOT NULL, NULL, NULL, NULL, NULL
FROM wanted w JOIN kanban.cards c ON c.ledger = w.id AND c.year IS NULL WHERE w.since IS NULL
UNION ALL
SELECT w.id, c.card, c.state, c.history,
    c.year IS NOT NULL, NULL, NULL, NULL, NULL
FROM wanted w JOIN kanban.cards c ON c.ledger = w.id AND c.version > w.since
"""
"""Boards: of each its head, then its cards, or those that changed since the state that was seen.

A state that is no longer one of the board's (a backup was put in its place) is as good as none.
"""

TALLIES = """
SELECT l.slug, l.id, l.version, l.mark, l.driver, (l.head::json->'columns')::text, l.head::json->>'last_at',
    (SELECT '[' || coalesce(string_agg('[' || to_json(t.package)::text || ',' || t.tally || ']', ','), '') || ']'
     FROM kanban.tallies t WHERE t.ledger = l.id)
FROM kanban.ledgers l WHERE l.slug = ANY (%(slugs)s::text[]) AND l.removed_at IS NULL
"""
"""Boards by what their cards come to; no card is read."""

KEPT_TALLIES = "SELECT package, part, is_past, tally FROM kanban.tallies WHERE ledger = %(ledger)s"

PAST = """
SELECT card, state, history FROM kanban.cards WHERE ledger = %(ledger)s AND year IS NOT NULL
ORDER BY length(card), card
"""

PLAN = """
WITH plan AS (
    SELECT l.id, l.version, l.mark,
        (SELECT s.version FROM kanban.saves s
         WHERE s.ledger = l.id AND l.id = %(ledger)s AND s.version = %(version)s AND s.mark = %(mark)s) AS since
    FROM kanban.ledgers l WHERE l.slug IS NULL)
SELECT p.id, p.version, p.mark, p.since, e.event
FROM plan p LEFT JOIN kanban.events e ON e.ledger = p.id AND e.version > coalesce(p.since, 0)
ORDER BY e.version, e.number
"""

SAVE = """
SELECT answer, version, mark FROM kanban.save(
    %(ledger)s, %(mark)s, %(commands)b::uuid[], %(client_at)s, %(head)s,
    %(cards)b::text[], %(states)b::text[], %(years)b::integer[], %(subjects)b::text[], %(events)b::text[],
    %(packages)b::text[], %(parts)b::bigint[], %(are_past)b::boolean[], %(tallies)b::text[])
"""
"""With arrays in binary form: each quotation mark of a text form would have to be escaped."""

KNOWN = "SELECT command FROM kanban.commands WHERE ledger = %(ledger)s AND command = ANY (%(commands)s::uuid[])"

REMOVED = """
SELECT id, slug, removed_at, removed_by FROM kanban.ledgers WHERE removed_at IS NOT NULL
ORDER BY removed_at DESC, id DESC
"""

BEHIND = """
SELECT CASE WHEN NOT pg_is_in_recovery() THEN NULL
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() AND EXISTS (SELECT FROM pg_stat_wal_receiver) THEN 0
    ELSE extract(epoch FROM clock_timestamp() - coalesce(pg_last_xact_replay_timestamp(), pg_postmaster_start_time()))
    END::float8
"""
"""Seconds that a standby is behind at most: none where it has all of what it is still being sent; null elsewhere."""
