"""Setting a shared workspace up, and again, and what `kanban doctor --roles` finds when it is not as it was."""

import pytest
from shared_server import DRIVERS, IDLE, STRANGER, Shared

from kanban.commands.cards import Add
from kanban.commands.outcome import Signed
from kanban.commands.plan import SetNode
from kanban.model.board import DEFAULT_COLUMNS
from kanban.store.open import open_store
from kanban.store.protocol import RolesWanted
from kanban.text.dates import now
from kanban.text.messages import Refused

WANTED = RolesWanted("bo", "", "", is_open=False)


def holes(shared, role="postgres"):
    """What `doctor --roles` finds, a line each."""
    store = open_store(shared.server.url(shared.name, role))
    try:
        found = store.roles.faults()
    finally:
        store.close()
    return [str(fault) for fault in found.faults], found


def test_a_workspace_just_set_up_has_no_holes_and_it_was_tried_as_everybody(shared):
    lines, found = holes(shared)
    assert lines == []
    assert found.tried_as == ["bo", *sorted(DRIVERS)]
    assert found.not_tried == ""
    assert shared.sql("SELECT count(*) FROM pg_roles WHERE rolname = 'kanban_nobody'") == "0"


def test_open_boards_have_no_holes_either(opened):
    assert holes(opened)[0] == []


def test_trying_changes_nothing(shared):
    tables = "; ".join(
        f"SELECT * FROM kanban.{table} ORDER BY 1, 2" for table in ("ledgers", "cards", "events", "saves")
    )
    before = shared.sql(tables)
    holes(shared)
    assert shared.sql(tables) == before


@pytest.mark.parametrize("role", ["zhao", "bo", IDLE])
def test_whoever_is_no_superuser_tries_as_themselves(shared, role):
    lines, found = holes(shared, role)
    assert lines == []
    assert found.tried_as == [role]
    assert "only a superuser can try as the others" in str(found.not_tried)


def test_a_server_that_lets_few_write_procedures_is_tried_all_the_same(shared):
    shared.sql(f"REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC; GRANT {shared.pms} TO zhao")
    lines, found = holes(shared)
    assert any("tried: zhao can read" in line for line in lines), lines
    assert found.tried_as == ["bo", *sorted(DRIVERS)]
    _, found = holes(shared, "zhao")
    assert (found.tried_as, str(found.not_tried)) == ([], "looked at; only a superuser can also try")


def test_roles_with_any_name_are_tried(shared):
    for name in ("we\"ird's", "50%s", "back\\slash", "{张}"):
        quoted = '"' + name.replace('"', '""') + '"'
        shared.sql(f"DROP ROLE IF EXISTS {quoted}; CREATE ROLE {quoted} LOGIN")
        shared.sql("UPDATE kanban.ledgers SET owner = $x$" + name + "$x$ WHERE slug = 'zhao'")
        lines, found = holes(shared)
        assert name in found.tried_as
        assert any(f"tried: {name} can" in line for line in lines), lines  # a board, but it is not in the group
        shared.sql(f"DROP ROLE {quoted}")


HOLES = {
    "drives a board and is in group {pms}": "GRANT {pms} TO zhao",
    "tried: zhao can read": "GRANT {pms} TO zhao",
    "zhao: reads past row-level security (BYPASSRLS)": "ALTER ROLE zhao BYPASSRLS",
    "tried: zhao can read boards of others": "ALTER ROLE zhao BYPASSRLS",
    "zhao: can make itself any other role (CREATEROLE)": "ALTER ROLE zhao CREATEROLE",
    "zhao: can copy the whole server (REPLICATION)": "ALTER ROLE zhao REPLICATION",
    "zhao: is in pg_read_server_files": "GRANT pg_read_server_files TO zhao",
    "zhao is a superuser": "ALTER ROLE zhao SUPERUSER",
    "zhao is not in group {everyone}": "REVOKE {everyone} FROM zhao",
    "tried: zhao cannot read it": "REVOKE {everyone} FROM zhao",
    "qian is a member of zhao": "GRANT zhao TO qian",
    "tried: qian can change it": "GRANT zhao TO qian",
    "bo, the PM, is not in group": "REVOKE {pms} FROM bo",
    "zhao has no time limits": "ALTER ROLE zhao IN DATABASE {name} RESET ALL",
    "zhao can take all connections of the server": "ALTER ROLE zhao CONNECTION LIMIT -1",
    "zhao: can make functions that others call, in the schema public": "GRANT CREATE ON SCHEMA public TO PUBLIC",
    "zhao: can make schemas in the database": "GRANT CREATE ON DATABASE {name} TO zhao",
    "tried: zhao can UPDATE in kanban.tallies": "GRANT UPDATE ON kanban.tallies TO zhao;"
    "CREATE POLICY open ON kanban.tallies USING (true)",
    "{everyone} has UPDATE on kanban.events": "GRANT UPDATE ON kanban.events TO {everyone}",
    "tried: zhao can DELETE in kanban.events": "GRANT SELECT, DELETE ON kanban.events TO {everyone};"
    "CREATE POLICY open ON kanban.events USING (true)",
    "everybody on the server (PUBLIC) has EXECUTE on kanban.create_board": "GRANT EXECUTE"
    " ON FUNCTION kanban.create_board TO PUBLIC",
    "mallory has SELECT on kanban.cards": "GRANT SELECT ON kanban.cards TO mallory",
    "qian has UPDATE on kanban.cards": "GRANT UPDATE (state) ON kanban.cards TO qian",
    "{everyone} lacks EXECUTE on kanban.save": "REVOKE EXECUTE ON FUNCTION kanban.save FROM {everyone}",
    "kanban.cards: its rows are open": "ALTER TABLE kanban.cards DISABLE ROW LEVEL SECURITY",
    "qian: tried: zhao can read it": "ALTER TABLE kanban.cards DISABLE ROW LEVEL SECURITY",
    "kanban.cards: its policies": "CREATE POLICY more ON kanban.cards USING (true)",
    "kanban.events: its policies": "ALTER POLICY readers ON kanban.events USING (true)",
    "kanban.readable: its owner, rights or search path": "ALTER FUNCTION kanban.readable RESET search_path",
    "board zhao belongs to no role": "UPDATE kanban.ledgers SET owner = NULL WHERE slug = 'zhao'",
    "board zhao belongs to qian": "UPDATE kanban.ledgers SET owner = 'qian' WHERE slug = 'zhao'",
    "the plan belongs to zhao": "UPDATE kanban.ledgers SET owner = 'zhao' WHERE slug IS NULL",
    "tried: zhao can change it": "UPDATE kanban.ledgers SET owner = 'zhao' WHERE slug IS NULL",
    "tried: mallory": "UPDATE kanban.ledgers SET owner = 'mallory' WHERE slug = 'zhao'",
}  # fmt: skip
NOT_MENDED = ("GRANT {pms} TO", "ROLE zhao B", "ROLE zhao CR", "ROLE zhao R", "pg_read", "SUPER", "GRANT zhao",
              "'qian'", "'mallory'", "search_path", "GRANT CREATE")  # fmt: skip


def test_a_program_that_was_open_when_the_roles_were_set_up_signs_by_its_role(peopled):
    where = peopled.database()
    store, other = open_store(where), open_store(where)
    store.create_board("zhao", "zhao")
    store.apply("zhao", [Signed(Add(title="one"), "whoever", now())])
    other.roles.share(WANTED)
    board, (applied,) = store.apply("zhao", [Signed(Add(title="two"), "whoever", now())])
    assert applied.refusal is None
    store.apply(None, [Signed(SetNode(code="1", name="Deck"), "whoever", now())])
    assert [card.events[0].by for card in board.cards.values()] == ["whoever", "postgres"]
    assert store.plan().history[-1].by == "postgres"
    for one in (store, other):
        one.close()
    peopled.drop(where)


@pytest.fixture
def with_roles_as_before(shared):
    yield shared
    shared.sql("ALTER ROLE zhao NOBYPASSRLS NOCREATEROLE NOREPLICATION NOSUPERUSER")
    shared.sql("REVOKE pg_read_server_files FROM zhao; REVOKE zhao FROM qian")


@pytest.mark.parametrize("hole", list(HOLES))
def test_doctor_names_each_hole_and_init_again_mends_what_is_the_workspaces(with_roles_as_before, hole):
    shared = with_roles_as_before
    names = {"everyone": shared.everyone, "pms": shared.pms, "name": shared.name}
    shared.sql(HOLES[hole].format(**names))
    lines, _ = holes(shared)
    assert any(hole.format(**names) in line for line in lines), lines
    store = shared.store("postgres")
    odd = [str(one) for one in store.roles.share(WANTED)]
    if any(part in HOLES[hole] for part in NOT_MENDED):
        assert odd or holes(shared)[0], "what is not mended is said"
    else:
        assert odd == []
        assert holes(shared)[0] == []


def test_set_up_again_nothing_changes(shared):
    before = shared.sql("SELECT * FROM kanban.workspace; SELECT * FROM kanban.ledgers ORDER BY id")
    assert shared.store("postgres").roles.share(WANTED) == []
    assert shared.sql("SELECT * FROM kanban.workspace; SELECT * FROM kanban.ledgers ORDER BY id") == before


def test_boards_are_opened_and_closed_again(shared):
    store = shared.store("postgres")
    store.roles.share(RolesWanted("bo", "", "", is_open=True))
    assert shared.sql("SELECT count(*) FROM kanban.cards", "zhao") == "2"
    store.roles.share(WANTED)
    assert shared.sql("SELECT count(*) FROM kanban.cards", "zhao") == "1"


def test_another_pm_takes_the_plan_over(shared):
    odd = shared.store("postgres").roles.share(RolesWanted(IDLE, "", "", is_open=False))
    assert any("bo is the PM no more" in str(one) for one in odd)
    shared.plan(IDLE, "1", "Deck")
    with pytest.raises(Refused, match="only the role may that it was given to"):
        shared.plan("bo", "2", "Piers")


def test_groups_that_are_there_are_taken(peopled):
    peopled.sql("DROP ROLE IF EXISTS bridge, bridge_pm; CREATE ROLE bridge; CREATE ROLE bridge_pm")
    place = Shared.__new__(Shared)
    place.server, place._opened = peopled, []
    place.url = peopled.database()
    place.name = place.url.rpartition("/")[2]
    place.store("postgres").roles.share(RolesWanted("bo", "bridge", "bridge_pm", is_open=False))
    assert place.sql("SELECT everyone, pms FROM kanban.workspace") == "bridge|bridge_pm"
    place.store("postgres").create_board("zhao", "zhao", DEFAULT_COLUMNS)
    assert place.sql("SELECT pg_has_role('zhao', 'bridge', 'MEMBER')") == "t"
    assert place.store("postgres").roles.share(WANTED) == []  # the groups are known
    assert place.sql("SELECT everyone FROM kanban.workspace") == "bridge"
    place.close()
    peopled.sql("DROP ROLE bridge; DROP ROLE bridge_pm")


def test_a_workspace_with_boards_is_shared_later(peopled, on_server):
    store = on_server.open()
    store.create_board("zhao", "zhao")
    store.create_board("old", "nobody-here")
    odd = [str(one) for one in store.roles.share(WANTED)]
    assert odd == ["board old belongs to no role, so its driver nobody-here cannot change it"]
    mine = open_store(on_server.url.replace("postgres@", "zhao@"))
    assert mine.own_boards("x", "x") == ["zhao"]
    assert mine.access("zhao").write
    mine.close()


REFUSED = {
    "there is no role 'nosuch' on the server; in psql, `CREATE ROLE nosuch LOGIN;`": RolesWanted(
        "nosuch", "", "", False
    ),
    '`CREATE ROLE "O\'Neill" LOGIN;`': RolesWanted("O'Neill", "", "", False),
    "--group: bo is the PM's own role": RolesWanted("bo", "bo", "", False),
    "--pm-group: bo is the PM's own role": RolesWanted("bo", "", "bo", False),
    "--pm-group: it is the group of everyone": RolesWanted("bo", "all_of_us", "all_of_us", False),
    "--group: 'pg_all' cannot be the name": RolesWanted("bo", "pg_all", "", False),
    "--group: 'public' cannot be the name": RolesWanted("bo", "public", "", False),
}


@pytest.mark.parametrize("said", list(REFUSED))
def test_what_cannot_be_set_up_is_refused_before_anything_is_made(peopled, on_server, said):
    store = on_server.open()
    with pytest.raises(Refused) as refusal:
        store.roles.check_wanted(REFUSED[said])
    assert said in str(refusal.value)
    assert not store.exists()


def test_who_may_not_set_up_is_told_what_is_lacking(peopled, on_server):
    def refusal(role):
        store = open_store(on_server.url.replace("postgres@", f"{role}@"))
        with pytest.raises(Refused) as refused:
            store.roles.check_wanted(WANTED)
        store.close()
        return str(refused.value)

    assert "lacks CREATEROLE (ALTER ROLE mallory CREATEROLE)" in refusal(STRANGER)
    peopled.sql("DROP ROLE IF EXISTS maker; CREATE ROLE maker LOGIN CREATEROLE")
    assert "lacks the right to make a schema" in refusal("maker")
    on_server.open().create()
    assert "lacks the schema kanban, which belongs to another role" in refusal("maker")


def test_an_owner_who_is_no_superuser_sets_up_and_makes_boards(peopled):
    """The owner of the database with CREATEROLE, as a managed server gives it."""
    peopled.sql("DROP ROLE IF EXISTS keeper; CREATE ROLE keeper LOGIN CREATEROLE")
    url = peopled.database()
    name = url.rpartition("/")[2]
    peopled.sql(f"ALTER DATABASE {name} OWNER TO keeper")
    keeper = open_store(peopled.url(name, "keeper"))
    keeper.roles.check_wanted(WANTED)
    (said,) = keeper.roles.share(WANTED)
    assert "can take all of its locks, by lo_creat(integer), " in str(said)
    root = open_store(url)
    assert root.roles.share(WANTED) == []  # what only a superuser takes from everybody
    assert keeper.roles.share(WANTED) == []
    keeper.create_board("zhao", "zhao")
    assert keeper.own_boards("keeper", "keeper") == []
    found = keeper.roles.faults()
    assert (found.faults, found.tried_as) == ([], [])
    assert "only a superuser can also try" in str(found.not_tried)
    assert root.roles.faults().faults == []
    mine = open_store(peopled.url(name, "zhao"))
    assert mine.own_boards("zhao", "zhao") == ["zhao"]
    for store in (keeper, root, mine):
        store.close()
    peopled.drop(url)
    peopled.sql(f"DROP ROLE kanban_{name}; DROP ROLE kanban_{name}_pms; DROP ROLE keeper")


def test_a_superuser_is_what_root_is_in_a_folder(shared):
    root = shared.store("postgres")
    assert root.roles.is_shared()
    assert root.own_boards("postgres", "postgres") == []
    assert all(root.access(ref).write for ref in (None, *DRIVERS))
    shared.add("postgres", "zhao", "by its administrator")
    assert shared.sql("SELECT event::json->>'by' FROM kanban.events WHERE event LIKE '%administrator%'") == "postgres"


def test_a_board_is_given_to_a_role_that_is_there(shared):
    with pytest.raises(Refused, match="driver: there is no role 'nosuch' on the server"):
        shared.owner.create_board("x", "nosuch")
    assert shared.owner.boards() == sorted(DRIVERS)
    with pytest.raises(Refused, match=r"boards in .* are made by postgres"):
        shared.store("zhao").create_board("x", "zhao")


def test_what_a_new_driver_lacks_or_has_too_much_of_is_said(shared):
    shared.sql(f"GRANT {shared.pms} TO {STRANGER}")
    shared.owner.create_board("m", STRANGER)
    said = [str(one) for one in shared.owner.roles.remarks(STRANGER)]
    assert said == [f"mallory drives a board and is in group {shared.pms}, so can read all boards"]
    assert shared.sql("SHOW lock_timeout", STRANGER) == "10s"


def test_access_and_own_boards_are_those_of_the_role(shared):
    store = shared.store("zhao")
    assert store.own_boards("whoever", "x") == ["zhao"]
    assert store.access("zhao").write
    assert not store.access("qian").read
    plan = store.access(None)
    assert (plan.read, plan.write) == (True, False)
    pm = shared.store("bo")
    assert pm.own_boards("bo", "bo") == []
    assert (pm.access("qian").read, pm.access("qian").write) == (True, False)
    assert pm.access(None).write
    with pytest.raises(Refused, match=r"you have no board yet; boards in .* are made by postgres"):
        shared.store(IDLE).own_boards(IDLE, IDLE)
