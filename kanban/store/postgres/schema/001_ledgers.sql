-- One schema holds all of it.
CREATE SCHEMA kanban;

-- A workspace. Its tables are read by whoever may read them and written by the functions below alone, so that no
-- client, whatever it says, can rewrite what was written or write where it may not.
CREATE TABLE kanban.workspace (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    made_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    shared boolean NOT NULL DEFAULT false,   -- whether drivers and PM are kept apart by their roles
    open_boards boolean NOT NULL DEFAULT false,   -- whether every member reads all boards
    pm name,   -- with shared: the role that writes the plan
    pms name,  -- with shared: the role whose members read all boards
    everyone name   -- with shared: the role of all members, who read the plan
);

-- A board, or the plan (slug null). What is kept of it besides cards and events: JSON as the program writes it.
CREATE TABLE kanban.ledgers (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text COLLATE "C" CHECK (slug ~ '^[a-z0-9][a-z0-9._-]{0,39}$'),
    version bigint NOT NULL DEFAULT 0,   -- one more with every save
    mark uuid NOT NULL DEFAULT gen_random_uuid(),   -- of that save: after a failover a number may come twice, never a mark
    driver text NOT NULL DEFAULT '',
    owner name,   -- with shared: the role that writes it
    head text NOT NULL DEFAULT '{}',
    history text NOT NULL DEFAULT '[]',   -- the ledger's own events, in order
    removed_at timestamptz,
    removed_by text NOT NULL DEFAULT ''
);
CREATE UNIQUE INDEX ledgers_by_slug ON kanban.ledgers (slug) WHERE removed_at IS NULL;
CREATE INDEX ledgers_by_owner ON kanban.ledgers (owner);
CREATE UNIQUE INDEX ledgers_plan ON kanban.ledgers ((slug IS NULL)) WHERE slug IS NULL;

-- Cards as they are: the state, and the history that made it.
CREATE TABLE kanban.cards (
    ledger bigint NOT NULL REFERENCES kanban.ledgers,
    card text COLLATE "C" NOT NULL,
    version bigint NOT NULL,   -- of the save that changed it last
    year integer,   -- it was finished long ago, in that year, and is read when it is asked for
    state text NOT NULL,
    history text NOT NULL,
    PRIMARY KEY (ledger, card)
);
CREATE INDEX cards_by_version ON kanban.cards (ledger, version);

-- Who saved, when by the clock of the server, and what the client's clock said.
CREATE TABLE kanban.saves (
    ledger bigint NOT NULL REFERENCES kanban.ledgers,
    version bigint NOT NULL,
    mark uuid NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    client_at timestamptz NOT NULL,
    role name NOT NULL DEFAULT session_user,
    PRIMARY KEY (ledger, version)
);

-- Every event that ever was, in order; never changed.
CREATE TABLE kanban.events (
    ledger bigint NOT NULL,
    version bigint NOT NULL,
    number integer NOT NULL,
    card text COLLATE "C",   -- null: an event of the ledger itself
    event text NOT NULL,
    PRIMARY KEY (ledger, version, number),
    FOREIGN KEY (ledger, version) REFERENCES kanban.saves
);

-- Commands that were carried out: one whose answer was lost is recognised when it comes again.
CREATE TABLE kanban.commands (
    command uuid PRIMARY KEY,
    ledger bigint NOT NULL,
    version bigint NOT NULL
);

CREATE FUNCTION kanban.is_owner() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_has_role(session_user, current_user, 'MEMBER')
$$;
COMMENT ON FUNCTION kanban.is_owner() IS 'Whether whoever has logged in owns the workspace, or may act as its owner.';

CREATE FUNCTION kanban.has_role(wanted name) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted) AND pg_has_role(session_user, wanted, 'MEMBER')
$$;
COMMENT ON FUNCTION kanban.has_role(name) IS 'Whether whoever has logged in is this role or a member of it.';

CREATE FUNCTION kanban.may_write(ledger bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN w.shared THEN l.owner IS NOT NULL AND kanban.has_role(l.owner) ELSE kanban.is_owner() END
    FROM kanban.ledgers l, kanban.workspace w WHERE l.id = may_write.ledger
$$;
COMMENT ON FUNCTION kanban.may_write(bigint) IS 'Whether whoever has logged in may change this ledger.';

CREATE FUNCTION kanban.my_roles() RETURNS SETOF name
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE mine (role) AS (
        SELECT oid FROM pg_roles WHERE rolname = session_user
        UNION SELECT m.roleid FROM pg_auth_members m JOIN mine ON m.member = mine.role)
    SELECT rolname FROM pg_roles WHERE oid IN (SELECT role FROM mine)
$$;
COMMENT ON FUNCTION kanban.my_roles() IS 'The role that has logged in, and those it is a member of.';

CREATE FUNCTION kanban.readable() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    w kanban.workspace%ROWTYPE;
BEGIN
    SELECT * INTO w FROM kanban.workspace;
    IF kanban.is_owner() OR (w.shared AND (
        kanban.has_role(w.pm) OR kanban.has_role(w.pms) OR (w.open_boards AND kanban.has_role(w.everyone)))) THEN
        RETURN QUERY SELECT l.id FROM kanban.ledgers l;
    ELSIF w.shared THEN
        RETURN QUERY SELECT l.id FROM kanban.ledgers l WHERE l.owner IN (SELECT kanban.my_roles());
        IF kanban.has_role(w.everyone) THEN
            RETURN QUERY SELECT l.id FROM kanban.ledgers l WHERE l.slug IS NULL;
        END IF;
    END IF;
END
$$;
COMMENT ON FUNCTION kanban.readable() IS 'The ledgers that whoever has logged in may read.';

CREATE FUNCTION kanban.appended(history text, more text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN more IS NULL THEN history WHEN history = '[]' THEN '[' || more || ']'
                ELSE left(history, -1) || ',' || more || ']' END
$$;
COMMENT ON FUNCTION kanban.appended(text, text) IS 'A JSON array of events with more of them, joined by commas.';

CREATE FUNCTION kanban.save(
    ledger bigint, seen uuid, commands uuid[], client_at timestamptz, new_head text,
    cards text[], states text[], years integer[], subjects text[], events text[]
) RETURNS TABLE (answer text, version bigint, mark uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    kept kanban.ledgers%ROWTYPE;
    next bigint;
    marked uuid := gen_random_uuid();
    forged text;
BEGIN
    SELECT * INTO kept FROM kanban.ledgers l WHERE l.id = save.ledger AND l.removed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', NULL::bigint, NULL::uuid;
        RETURN;
    END IF;
    IF NOT kanban.may_write(kept.id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'kanban: this role may not change this ledger';
    END IF;
    IF EXISTS (SELECT FROM kanban.commands c WHERE c.command = ANY (save.commands)) THEN
        RETURN QUERY SELECT 'known', kept.version, kept.mark;
        RETURN;
    END IF;
    IF kept.mark <> seen THEN
        RETURN QUERY SELECT 'stale', kept.version, kept.mark;
        RETURN;
    END IF;
    IF (SELECT w.shared FROM kanban.workspace w) THEN
        SELECT e INTO forged FROM unnest(save.events) e WHERE e::json->>'by' IS DISTINCT FROM session_user::text LIMIT 1;
        IF FOUND THEN
            RAISE insufficient_privilege USING MESSAGE = 'kanban: an event is signed by somebody else';
        END IF;
    END IF;
    IF EXISTS (SELECT FROM unnest(save.subjects) s WHERE s IS NOT NULL AND s <> ALL (save.cards)) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'kanban: an event of a card without the card';
    END IF;
    next := kept.version + 1;
    INSERT INTO kanban.saves (ledger, version, mark, client_at) VALUES (kept.id, next, marked, save.client_at);
    INSERT INTO kanban.events (ledger, version, number, card, event)
        SELECT kept.id, next, number, subject, event
        FROM unnest(save.subjects, save.events) WITH ORDINALITY AS e (subject, event, number);
    INSERT INTO kanban.commands (command, ledger, version) SELECT c, kept.id, next FROM unnest(save.commands) c;
    INSERT INTO kanban.cards AS known (ledger, card, version, year, state, history)
        SELECT kept.id, card, next, year, state, kanban.appended('[]', more.events)
        FROM unnest(save.cards, save.states, save.years) AS c (card, state, year)
        LEFT JOIN (SELECT subject, string_agg(event, ',' ORDER BY number)
                   FROM unnest(save.subjects, save.events) WITH ORDINALITY AS e (subject, event, number)
                   GROUP BY subject) AS more (subject, events) ON more.subject = c.card
    ON CONFLICT ON CONSTRAINT cards_pkey DO UPDATE
        SET version = next, year = excluded.year, state = excluded.state,
            history = CASE WHEN excluded.history = '[]' THEN known.history
                           ELSE kanban.appended(known.history, substr(excluded.history, 2, length(excluded.history) - 2)) END;
    UPDATE kanban.ledgers l
        SET version = next, mark = marked, head = save.new_head,
            history = kanban.appended(l.history, (
                SELECT string_agg(event, ',' ORDER BY number)
                FROM unnest(save.subjects, save.events) WITH ORDINALITY AS e (subject, event, number)
                WHERE subject IS NULL))
        WHERE l.id = kept.id;
    RETURN QUERY SELECT 'saved', next, marked;
END
$$;
COMMENT ON FUNCTION kanban.save IS
    'Append to a ledger what was decided on the state that has this mark; otherwise nothing is changed, and the ledger stays locked until the end of the transaction.';

CREATE FUNCTION kanban.create_board(slug text, driver text, owner name, head text) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made bigint;
BEGIN
    IF NOT kanban.is_owner() THEN
        RAISE insufficient_privilege USING MESSAGE = 'kanban: only the owner of the workspace makes boards';
    END IF;
    INSERT INTO kanban.ledgers (slug, driver, owner, head)
        VALUES (create_board.slug, create_board.driver, create_board.owner, create_board.head)
        ON CONFLICT DO NOTHING RETURNING id INTO made;
    RETURN made;
END
$$;
COMMENT ON FUNCTION kanban.create_board IS 'A new board; null where the slug is taken.';

CREATE FUNCTION kanban.set_removed(ledger bigint, removed_at timestamptz, by text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT kanban.is_owner() THEN
        RAISE insufficient_privilege USING MESSAGE = 'kanban: only the owner of the workspace removes boards';
    END IF;
    UPDATE kanban.ledgers l
        SET removed_at = set_removed.removed_at, removed_by = set_removed.by
        WHERE l.id = set_removed.ledger AND l.slug IS NOT NULL;
END
$$;
COMMENT ON FUNCTION kanban.set_removed IS 'Take a board out of all lists, or with null put it back; it stays as it is.';

-- Nobody but the owner reaches any of it unless the workspace is shared (kanban init --shared).
REVOKE ALL ON SCHEMA kanban FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA kanban FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA kanban FROM PUBLIC;

ALTER TABLE kanban.ledgers ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.cards ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.saves ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.commands ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON kanban.ledgers FOR SELECT USING (id IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.cards FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.saves FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.events FOR SELECT USING (ledger IN (SELECT kanban.readable()));

INSERT INTO kanban.workspace DEFAULT VALUES;
INSERT INTO kanban.ledgers (slug) VALUES (NULL);
