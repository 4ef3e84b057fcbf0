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
    everyone name,  -- with shared: the role of all members, who read the plan
    copy_of text,   -- the workspace that this is an unfinished copy of
    copy_mark uuid  -- of the copy that is being made: one that was begun later takes its place
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

-- One row a ledger, locked by whoever saves and changed by nobody: of those who wait one is woken after the other. Where
-- the row that is waited for is changed, each change wakes all, only to let them wait again.
CREATE TABLE kanban.turns (
    ledger bigint PRIMARY KEY REFERENCES kanban.ledgers ON DELETE CASCADE
);

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
    ledger bigint NOT NULL,
    command uuid NOT NULL,
    version bigint NOT NULL,
    PRIMARY KEY (ledger, command)   -- of one ledger: nobody can take the id of somebody else's command
);

-- What the cards of a board under one work package ('' for none) come to, as the program counts it: those of the board,
-- and apart from them those finished long ago. `kanban doctor` counts them anew.
CREATE TABLE kanban.tallies (
    ledger bigint NOT NULL REFERENCES kanban.ledgers,
    package text COLLATE "C" NOT NULL,
    part bigint NOT NULL,   -- of the cards, by their ids: a save writes little, however many cards a board has
    is_past boolean NOT NULL,
    tally text NOT NULL,
    PRIMARY KEY (ledger, package, part, is_past)
);

CREATE FUNCTION kanban.is_owner() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN   -- not in SQL: that would be planned anew with every call
    RETURN pg_has_role(session_user, current_user, 'MEMBER');
END
$$;
COMMENT ON FUNCTION kanban.is_owner() IS 'Whether whoever has logged in owns the workspace, or may act as its owner.';

CREATE FUNCTION kanban.has_role(wanted name) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN to_regrole(quote_ident(wanted)) IS NOT NULL AND pg_has_role(session_user, wanted, 'MEMBER');
END
$$;
COMMENT ON FUNCTION kanban.has_role(name) IS 'Whether whoever has logged in is this role or a member of it.';

CREATE FUNCTION kanban.may_write(ledger bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (
        SELECT kanban.is_owner() OR (w.shared AND l.owner IS NOT NULL AND kanban.has_role(l.owner))
        FROM kanban.ledgers l, kanban.workspace w WHERE l.id = may_write.ledger
    );
END
$$;
COMMENT ON FUNCTION kanban.may_write(bigint) IS 'Whether whoever has logged in may change this ledger; null where there is none.';

CREATE FUNCTION kanban.my_roles() RETURNS SETOF name
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH RECURSIVE mine (role) AS (
        SELECT oid FROM pg_roles WHERE rolname = session_user
        UNION SELECT m.roleid FROM pg_auth_members m JOIN mine ON m.member = mine.role)
    SELECT rolname FROM pg_roles WHERE oid IN (SELECT role FROM mine)
$$;
COMMENT ON FUNCTION kanban.my_roles() IS 'The role that has logged in, and those it is a member of.';

CREATE FUNCTION kanban.reads_all() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT kanban.is_owner() OR (w.shared AND (
        kanban.has_role(w.pm) OR kanban.has_role(w.pms) OR (w.open_boards AND kanban.has_role(w.everyone))))
    FROM kanban.workspace w
$$;
COMMENT ON FUNCTION kanban.reads_all() IS 'Whether whoever has logged in may read every ledger.';

CREATE FUNCTION kanban.readable() RETURNS SETOF bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    w kanban.workspace%ROWTYPE;
BEGIN
    SELECT * INTO w FROM kanban.workspace;
    IF kanban.reads_all() THEN
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
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN   -- not in SQL: that would be planned anew with every call
    RETURN CASE WHEN more IS NULL THEN history WHEN history = '[]' THEN '[' || more || ']'
                ELSE left(history, -1) || ',' || more || ']' END;
END
$$;
COMMENT ON FUNCTION kanban.appended(text, text) IS 'A JSON array of events with more of them, joined by commas.';

CREATE FUNCTION kanban.plain_name(name text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
    SELECT lower(regexp_replace(normalize(name, NFKC),
        '[\s\u0001-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f'
        '\u2028-\u202f\u205f-\u206f\u20e3\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb'
        '\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]', '', 'g'))
$$;
COMMENT ON FUNCTION kanban.plain_name(text) IS 'A name without what a reader does not see of it.';

CREATE FUNCTION kanban.check_events(events text[]) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    latest timestamptz := clock_timestamp() + interval '5 minutes';
    event json;
    signer text;
    taken text[];
BEGIN
    FOREACH event IN ARRAY events::json[] LOOP
        IF json_typeof(event) <> 'object' OR octet_length(event::text) > 4194304
            OR (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(event) AS keys (key)) THEN
            RAISE invalid_parameter_value USING MESSAGE = 'kanban: an event that is none';
        END IF;
        signer := event->>'by';
        IF signer IS DISTINCT FROM session_user::text THEN
            -- What was imported is signed by people of elsewhere, but never with the name of a role that is here.
            IF taken IS NULL THEN
                SELECT array_agg(kanban.plain_name(rolname::text)) INTO taken FROM pg_roles;
            END IF;
            IF coalesce(event->>'source', '') = '' OR signer IS NULL OR kanban.plain_name(signer) = ANY (taken) THEN
                RAISE insufficient_privilege USING MESSAGE = 'kanban: an event is signed by somebody else';
            END IF;
        END IF;
        IF coalesce(event->>'at', '') !~ '^[0-9]{4}-[0-9-]+T[0-9:.]+(Z|[+-][0-9:]+)$'
            OR (event->>'at')::timestamptz > latest THEN
            RAISE invalid_parameter_value USING MESSAGE = 'kanban: an event that lies in the future by the clock of the server';
        END IF;
    END LOOP;
END
$$;
COMMENT ON FUNCTION kanban.check_events IS 'Refuse events that are none, that lie in the future, or that somebody else has signed.';

CREATE FUNCTION kanban.check_kept(
    kept kanban.ledgers, commands integer, new_head text, cards text[], states text[], events text[]
) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    before json := kept.head;
    after json := new_head;
    old_rev bigint := coalesce(before->>'rev', '0');
    new_rev bigint := coalesce(after->>'rev', '0');
    known bigint;
BEGIN
    IF kept.slug IS NULL THEN
        IF new_head <> '{}' OR cardinality(cards) > 0 THEN
            RAISE invalid_parameter_value USING MESSAGE = 'kanban: the plan is nothing but its events';
        END IF;
        RETURN;
    END IF;
    IF (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(after) AS keys (key)) OR after->'history' IS NOT NULL
        OR octet_length(new_head) > 16777216 OR after->>'slug' IS DISTINCT FROM kept.slug
        OR after->>'driver' IS DISTINCT FROM kept.driver
        OR coalesce(after->>'lost', '0') <> coalesce(before->>'lost', '0')
        OR (after->>'last_at')::timestamptz > clock_timestamp() + interval '5 minutes' THEN
        RAISE invalid_parameter_value USING MESSAGE = 'kanban: slug, driver or time of the board is not what it was';
    END IF;
    IF new_rev NOT BETWEEN old_rev + 1 AND old_rev + greatest(commands, 1) OR EXISTS (
        SELECT FROM unnest(events) AS e (event), LATERAL (SELECT event::json) AS j (event)
        WHERE coalesce(j.event->>'rev', '0')::bigint > new_rev
            OR (coalesce(j.event->>'rev', '0')::bigint <= old_rev AND j.event->>'kind' <> 'explained')) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'kanban: a revision that does not follow';
    END IF;
    SELECT count(*) INTO known FROM kanban.cards c WHERE c.ledger = kept.id AND c.card = ANY (check_kept.cards);
    IF coalesce(after->>'next_id', '1')::bigint
        <> coalesce(before->>'next_id', '1')::bigint + cardinality(cards) - known
        OR EXISTS (
            SELECT FROM unnest(cards, states) AS c (card, state), LATERAL (SELECT state::json) AS s (state)
            WHERE coalesce(card, '') !~ '^[1-9][0-9]{0,17}$' OR card::bigint >= (after->>'next_id')::bigint
                OR json_typeof(s.state) <> 'object' OR s.state->>'id' IS DISTINCT FROM card
                OR s.state->'history' IS NOT NULL OR left(c.state, 1) <> '{' OR right(c.state, 1) <> '}'
                OR octet_length(c.state) > 4194304
                OR (SELECT count(*) <> count(DISTINCT key) FROM json_object_keys(s.state) AS keys (key))) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'kanban: a card that is none';
    END IF;
END
$$;
COMMENT ON FUNCTION kanban.check_kept IS
    'Refuse what no program writes beside the events; whether a state is what its history says, `kanban doctor` finds.';

CREATE FUNCTION kanban.put_tallies(
    ledger bigint, packages text[], parts bigint[], are_past boolean[], tallies text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN   -- not in SQL: that would be planned anew with every call
    INSERT INTO kanban.tallies (ledger, package, part, is_past, tally)
        SELECT put_tallies.ledger, package, part, is_past, tally
        FROM unnest(put_tallies.packages, put_tallies.parts, put_tallies.are_past, put_tallies.tallies)
            AS t (package, part, is_past, tally)
    ON CONFLICT ON CONSTRAINT tallies_pkey DO UPDATE SET tally = excluded.tally;
END
$$;
COMMENT ON FUNCTION kanban.put_tallies IS 'Put tallies in the place of those of the same packages and parts.';

CREATE FUNCTION kanban.save(
    ledger bigint, seen uuid, commands uuid[], client_at timestamptz, new_head text,
    cards text[], states text[], years integer[], subjects text[], events text[],
    packages text[] DEFAULT '{}', parts bigint[] DEFAULT '{}', are_past boolean[] DEFAULT '{}',
    tallies text[] DEFAULT '{}'
) RETURNS TABLE (answer text, version bigint, mark uuid)
LANGUAGE plpgsql STRICT SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET lock_timeout = '10s'  -- here as well: through a pooler, what this session has set may hold for another one
AS $$
#variable_conflict use_column
DECLARE
    kept kanban.ledgers%ROWTYPE;
    most CONSTANT bigint := 67108864;   -- bytes; a few that are compressed well would fill the memory of every reader
    is_shared boolean;
    next bigint;
    marked uuid := gen_random_uuid();
BEGIN
    IF NOT coalesce(kanban.may_write(save.ledger), kanban.is_owner()) THEN   -- before anything is locked
        RAISE insufficient_privilege USING MESSAGE = 'kanban: this role may not change this ledger';
    END IF;
    PERFORM FROM kanban.turns t WHERE t.ledger = save.ledger FOR UPDATE;
    SELECT * INTO kept FROM kanban.ledgers l WHERE l.id = save.ledger AND l.removed_at IS NULL FOR UPDATE;
    IF NOT FOUND THEN
        RETURN QUERY SELECT 'missing', NULL::bigint, NULL::uuid;
        RETURN;
    END IF;
    IF EXISTS (SELECT FROM kanban.commands c WHERE c.ledger = kept.id AND c.command = ANY (save.commands)) THEN
        RETURN QUERY SELECT 'known', kept.version, kept.mark;
        RETURN;
    END IF;
    IF kept.mark <> seen THEN
        RETURN QUERY SELECT 'stale', kept.version, kept.mark;
        RETURN;
    END IF;
    SELECT w.shared INTO is_shared FROM kanban.workspace w;
    IF is_shared THEN
        IF (SELECT sum(octet_length(e)) FROM unnest(save.events) e) > most THEN
            RAISE invalid_parameter_value USING MESSAGE = 'kanban: more events than one save may have';
        END IF;
        PERFORM kanban.check_events(save.events);
        PERFORM kanban.check_kept(kept, cardinality(save.commands), save.new_head, save.cards, save.states, save.events);
        IF EXISTS (SELECT FROM unnest(save.packages, save.tallies) AS t (package, tally)
                   WHERE octet_length(tally) > most OR package !~ '^([1-9][0-9]{0,5}(\.[1-9][0-9]{0,5}){2})?$') THEN
            RAISE invalid_parameter_value USING MESSAGE = 'kanban: a tally that is none';
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
    IF is_shared AND EXISTS (
        SELECT FROM kanban.cards c
        WHERE c.ledger = kept.id AND c.card = ANY (save.cards) AND octet_length(c.history) > most) THEN
        RAISE invalid_parameter_value USING MESSAGE = 'kanban: a card with more events than one may have';
    END IF;
    IF cardinality(save.packages) > 0 THEN
        PERFORM kanban.put_tallies(kept.id, save.packages, save.parts, save.are_past, save.tallies);
    END IF;
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
    INSERT INTO kanban.turns (ledger) SELECT made WHERE made IS NOT NULL;
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

-- Copying a whole workspace to here. Until a copy is finished the plan is out of reach and the schema's comment says
-- so: every program looks at that first.
CREATE FUNCTION kanban.begin_copy(source text, mark uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    begun text;
BEGIN
    IF NOT kanban.is_owner() THEN
        RAISE insufficient_privilege USING MESSAGE = 'kanban: only the owner of the workspace makes a copy there';
    END IF;
    SELECT w.copy_of INTO begun FROM kanban.workspace w FOR UPDATE;
    PERFORM FROM kanban.ledgers l WHERE l.slug IS NULL FOR UPDATE;
    IF begun <> begin_copy.source THEN
        RETURN begun;
    ELSIF begun IS NULL THEN
        IF EXISTS (SELECT FROM kanban.ledgers l WHERE l.slug IS NOT NULL OR l.version > 0) THEN
            RETURN '';
        END IF;
        EXECUTE format('COMMENT ON SCHEMA kanban IS %L',
                       obj_description('kanban'::regnamespace, 'pg_namespace') || ', unfinished copy');
        UPDATE kanban.ledgers l SET removed_at = clock_timestamp() WHERE l.slug IS NULL;
    END IF;
    UPDATE kanban.workspace w SET copy_of = begin_copy.source, copy_mark = begin_copy.mark;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION kanban.begin_copy IS
    'Begin a copy, or go on with it; else what is there: the name of another, or an empty text for a workspace.';

CREATE FUNCTION kanban.is_copying(mark uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT kanban.is_owner() THEN
        RAISE insufficient_privilege USING MESSAGE = 'kanban: only the owner of the workspace makes a copy there';
    END IF;
    PERFORM FROM kanban.workspace w WHERE w.copy_of IS NOT NULL AND w.copy_mark = is_copying.mark FOR UPDATE;
    RETURN FOUND;
END
$$;
COMMENT ON FUNCTION kanban.is_copying IS 'Whether this copy is still the one that is being made; no other begins before the end of the transaction.';

CREATE FUNCTION kanban.drop_copied(mark uuid, slug text, removed_at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone bigint;
BEGIN
    IF NOT kanban.is_copying(mark) THEN
        RETURN false;
    END IF;
    SELECT l.id INTO gone FROM kanban.ledgers l
        WHERE l.slug = drop_copied.slug AND l.removed_at IS NOT DISTINCT FROM drop_copied.removed_at FOR UPDATE;
    DELETE FROM kanban.events e WHERE e.ledger = gone;
    DELETE FROM kanban.commands c WHERE c.ledger = gone;
    DELETE FROM kanban.saves s WHERE s.ledger = gone;
    DELETE FROM kanban.cards c WHERE c.ledger = gone;
    DELETE FROM kanban.tallies t WHERE t.ledger = gone;
    DELETE FROM kanban.ledgers l WHERE l.id = gone;
    RETURN true;
END
$$;
COMMENT ON FUNCTION kanban.drop_copied IS 'Forget a board that an unfinished copy has; false where it is not the one that is being made.';

CREATE FUNCTION kanban.take_over(
    mark uuid, slug text, driver text, head text, removed_at timestamptz, removed_by text, client_at timestamptz,
    cards text[], states text[], years integer[], subjects text[], events text[],
    packages text[] DEFAULT '{}', parts bigint[] DEFAULT '{}', are_past boolean[] DEFAULT '{}',
    tallies text[] DEFAULT '{}'
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    made bigint;
    saved uuid := gen_random_uuid();
BEGIN
    IF NOT kanban.drop_copied(mark, slug, removed_at) THEN
        RETURN false;
    END IF;
    INSERT INTO kanban.ledgers (slug, version, mark, driver, owner, head, history, removed_at, removed_by)
        SELECT take_over.slug, 1, saved, take_over.driver, take_over.driver, take_over.head, kanban.appended('[]', (
                SELECT string_agg(event, ',' ORDER BY number)
                FROM unnest(take_over.subjects, take_over.events) WITH ORDINALITY AS e (subject, event, number)
                WHERE subject IS NULL)),
            take_over.removed_at, take_over.removed_by
        RETURNING id INTO made;
    INSERT INTO kanban.turns (ledger) VALUES (made);
    INSERT INTO kanban.saves (ledger, version, mark, client_at) VALUES (made, 1, saved, take_over.client_at);
    INSERT INTO kanban.events (ledger, version, number, card, event)
        SELECT made, 1, number, subject, event
        FROM unnest(take_over.subjects, take_over.events) WITH ORDINALITY AS e (subject, event, number);
    INSERT INTO kanban.cards (ledger, card, version, year, state, history)
        SELECT made, card, 1, year, state, kanban.appended('[]', more.events)
        FROM unnest(take_over.cards, take_over.states, take_over.years) AS c (card, state, year)
        LEFT JOIN (SELECT subject, string_agg(event, ',' ORDER BY number)
                   FROM unnest(take_over.subjects, take_over.events) WITH ORDINALITY AS e (subject, event, number)
                   GROUP BY subject) AS more (subject, events) ON more.subject = c.card;
    PERFORM kanban.put_tallies(made, take_over.packages, take_over.parts, take_over.are_past, take_over.tallies);
    RETURN true;
END
$$;
COMMENT ON FUNCTION kanban.take_over IS
    'Put a whole board with its history into an unfinished copy, in the place of one of that name; false where it is not the one that is being made.';

CREATE FUNCTION kanban.end_copy(mark uuid, client_at timestamptz, events text[]) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    plan bigint;
    saved uuid := gen_random_uuid();
BEGIN
    IF NOT kanban.is_copying(mark) THEN
        RETURN false;
    END IF;
    UPDATE kanban.ledgers SET removed_at = NULL WHERE slug IS NULL RETURNING id INTO plan;
    IF cardinality(end_copy.events) > 0 THEN
        UPDATE kanban.ledgers
            SET version = 1, mark = saved, history = '[' || array_to_string(end_copy.events, ',') || ']'
            WHERE id = plan;
        INSERT INTO kanban.saves (ledger, version, mark, client_at) VALUES (plan, 1, saved, end_copy.client_at);
        INSERT INTO kanban.events (ledger, version, number, event)
            SELECT plan, 1, number, event FROM unnest(end_copy.events) WITH ORDINALITY AS e (event, number);
    END IF;
    UPDATE kanban.workspace SET copy_of = NULL, copy_mark = NULL;
    EXECUTE format('COMMENT ON SCHEMA kanban IS %L',
                   replace(obj_description('kanban'::regnamespace, 'pg_namespace'), ', unfinished copy', ''));
    RETURN true;
END
$$;
COMMENT ON FUNCTION kanban.end_copy IS 'Put the plan into an unfinished copy: it is a workspace from then on.';

-- Nobody but the owner reaches any of it unless the workspace is shared (kanban init --shared).
REVOKE ALL ON SCHEMA kanban FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA kanban FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA kanban FROM PUBLIC;

ALTER TABLE kanban.workspace ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.ledgers ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.turns ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.cards ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.saves ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.events ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.commands ENABLE ROW LEVEL SECURITY;
ALTER TABLE kanban.tallies ENABLE ROW LEVEL SECURITY;
CREATE POLICY readers ON kanban.workspace FOR SELECT USING (true);
CREATE POLICY readers ON kanban.ledgers FOR SELECT USING (id IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.turns FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.cards FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.saves FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.events FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.tallies FOR SELECT USING (ledger IN (SELECT kanban.readable()));
CREATE POLICY readers ON kanban.commands FOR SELECT USING (ledger IN (SELECT kanban.readable()));

INSERT INTO kanban.workspace DEFAULT VALUES;
INSERT INTO kanban.ledgers (slug) VALUES (NULL);
INSERT INTO kanban.turns (ledger) SELECT id FROM kanban.ledgers;
