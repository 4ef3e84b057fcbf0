"""A standby: it is read from, says how far behind it is, changes nothing, and is written at when it leads."""

import pytest
from evidence import BOARD, adds, created, nothing_half
from postgres_server import Standby, wait_until
from setting import READY, Disk, _plain, opened

from kanban.commands.outcome import Signed
from kanban.commands.plan import ChangePlan, SetMilestone, SetNode
from kanban.store.errors import StoreError
from kanban.text.dates import now

__all__ = ["_plain", "opened"]


@pytest.fixture
def pair(own):
    """A workspace with two cards and a milestone on a leader, and its standby."""
    place = own("wal_level=replica")
    place.open().apply(BOARD, adds(2))
    steps = (SetNode(code="1", name="Bridge"), SetMilestone(id="M1", name="Deck", gates=("1",)))
    place.open().apply(None, [Signed(ChangePlan(steps=steps), "pm", now())])
    standby = Standby(place.server).start()
    wait_until(lambda: len(place.open(standby.url(place.name)).board(BOARD).cards) == 2)
    yield place, standby
    standby.remove()


def both(place, standby, attrs):
    """An address with both hosts, the leader first."""
    hosts = f"127.0.0.1:{place.server.port},127.0.0.1:{standby.port}"
    return f"postgresql://postgres@{hosts}/{place.name}?target_session_attrs={attrs}"


def test_it_is_read_from_and_refuses_changes_with_a_sentence(pair):
    place, standby = pair
    where = standby.url(place.name)
    store = place.open(where)
    access = store.access(BOARD)
    assert access.read
    assert not access.write
    assert str(access.why_not) == "the server is a standby: nothing can be changed there"
    with pytest.raises(StoreError, match="the server is a standby: nothing can be changed there"):
        store.apply(BOARD, adds(1, first=3))
    adder = place.kanban("add", "card 3", url=where)
    _, said = adder.communicate(timeout=60)
    assert adder.returncode == 3
    assert "the server is a standby: nothing can be changed there" in said
    place.open().apply(BOARD, adds(1, first=3))
    wait_until(lambda: len(store.board(BOARD).cards) == 3)


def test_it_says_how_far_behind_it_is(pair):
    place, standby = pair
    store = place.open(standby.url(place.name))
    wait_until(lambda: store.behind() == 0.0)
    assert place.open().behind() is None
    standby.sql("SELECT pg_wal_replay_pause()")
    wait_until(lambda: "paused" in standby.sql("SELECT pg_get_wal_replay_pause_state()"))
    place.open().apply(BOARD, adds(1, first=3))
    wait_until(lambda: (store.behind() or 0) > 1.0)
    assert len(store.board(BOARD).cards) == 2
    process = place.kanban("doctor", url=standby.url(place.name))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "the server is a standby, " in said
    assert "s behind: changes by others are looked for" in said
    standby.sql("SELECT pg_wal_replay_resume()")
    wait_until(lambda: store.behind() == 0.0)
    assert len(store.board(BOARD).cards) == 3


async def test_the_roll_up_says_it_on_its_top_line_and_changes_nothing(pair, opened):
    place, standby = pair
    store = place.open(both(place, standby, "prefer-standby"))
    async with opened(None, store=store, slug=None, first="rollup") as pilot:
        await pilot.until("Deck", "standby, 0s behind")
        assert store.connection.server.is_standby
        place.open().apply(None, [Signed(ChangePlan(steps=(SetMilestone(id="M2", name="Grout"),)), "pm", now())])
        await pilot.until("Grout")
        await pilot.press("a")
        await pilot.until("the server is a standby: nothing can be changed there")


async def test_the_roll_up_says_it_in_chinese(pair, opened, in_chinese):
    place, standby = pair
    async with opened(None, store=place.open(standby.url(place.name)), slug=None, first="rollup") as pilot:
        await pilot.until("Deck", "备库，落后 0秒")


@pytest.mark.parametrize("by", ["address", "service"])
def test_without_a_standby_the_leader_is_read(pair, by, tmp_path, monkeypatch):
    place, standby = pair
    where = both(place, standby, "prefer-standby")
    if by == "service":
        ports = f"{place.server.port},{standby.port}"
        (tmp_path / "services").write_text(
            f"[ro]\nhost=127.0.0.1,127.0.0.1\nport={ports}\ndbname={place.name}\ntarget_session_attrs=prefer-standby\n"
        )
        monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
        where = "postgresql://postgres@/?service=ro"
    store = place.open(where)
    assert store.connection.server.is_standby
    standby.stop("immediate")
    assert len(store.board(BOARD).cards) == 2
    assert not store.connection.server.is_standby
    assert store.behind() is None


def test_where_it_becomes_the_leader_under_an_open_board_what_waits_is_saved_there(pair, desks, quick):
    place, standby = pair
    desk = desks(both(place, standby, "any"))
    place.server.stop("immediate")
    desk.session.submit(adds(1, first=3)[0].command)
    desk.until_state("not saved")
    desk.until(lambda: "the server is a standby" in str(desk.session.failure))
    standby.promote()
    desk.until_state("saved")
    assert created(standby, place.name) == ["card 1", "card 2", "card 3"]
    nothing_half(standby.url(place.name))


async def test_a_view_that_was_opened_on_it_can_change_things_when_it_leads(pair, opened, quick):
    place, standby = pair
    kept = Disk(standby.url(place.name), BOARD)
    async with opened(kept, store=kept.opened()) as pilot:
        await pilot.until("card 1", "card 2")
        await pilot.press("L")
        await pilot.until("the server is a standby: nothing can be changed there")
        standby.promote()
        wait_until(lambda: not kept.store.connection.server.is_standby or kept.store.behind() is None)
        await pilot.until(gone=["standby"])
        await pilot.press("L")
        await pilot.until("Ready 1", " saved")
    assert len(kept.titles(READY)) == 1
    nothing_half(standby.url(place.name))
