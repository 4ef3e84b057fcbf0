"""The workspace under an open board is dropped, or goes back to an older state: said, and nothing wrong is shown."""

from evidence import BOARD, adds, created, nothing_half, numbers_whole

from kanban.commands.cards import Move


def put_back(place, copy):
    """The database becomes what its copy is: all connections to it end."""
    place.server.sql(f"DROP DATABASE {place.name} WITH (FORCE)")
    place.server.sql(f"CREATE DATABASE {place.name} TEMPLATE {copy}")


def copied(place):
    """A backup of the database, as of now."""
    place.server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{place.name}'")
    return place.server.database(place.name).rpartition("/")[2]


def test_a_schema_that_is_dropped_under_an_open_board_is_said_and_the_board_stays(place, desks, quick):
    place.open().apply(BOARD, adds(2))
    copy = copied(place)
    desk = desks(place.url)
    place.sql("DROP SCHEMA kanban CASCADE")
    desk.session.submit(Move(cards=("1",), column="c2"))
    desk.until_state("not saved")
    assert "the workspace is not there any more" in str(desk.session.failure)
    assert len(desk.session.view.cards) == 2
    put_back(place, copy)
    desk.until_state("saved")
    assert [len(card.events) for card in place.cards().values()] == [2, 1]


def test_a_backup_put_back_is_said_with_what_is_lost_by_it_and_what_is_shown_is_what_is_there(place, desks, quick):
    place.open().apply(BOARD, adds(3))
    copy = copied(place)
    desk = desks(place.url)
    for card in "123":
        desk.session.submit(Move(cards=(card,), column="c2"))
        desk.until_state("saved")
    put_back(place, copy)
    desk.until(lambda: any(one.lost for one in desk.news))
    (news,) = [one for one in desk.news if one.lost]
    assert [signed.command for signed in news.lost] == [Move(cards=(card,), column="c2") for card in "123"]
    assert "an older copy was put in its place: from revision 6 back to 3, 3 of your changes are lost" in str(
        news.message
    )
    assert {card.column for card in desk.session.view.cards.values()} == {"c1"}
    desk.session.submit(news.lost[0].command)
    desk.until_state("saved")
    assert place.cards() == desk.session.view.cards
    numbers_whole(place.server, place.name)
    nothing_half(place.url)


def test_another_history_of_the_same_length_is_read_anew_and_nothing_of_the_first_is_shown(place, desks, quick):
    place.open().apply(BOARD, adds(2))
    copy = copied(place)
    desk = desks(place.url)
    store = desk.session.store
    desk.session.submit(Move(cards=("1",), column="c2"))
    desk.until_state("saved")
    put_back(place, copy)
    place.open().apply(BOARD, adds(1, first=3))
    desk.until(lambda: len(desk.session.view.cards) == 3)
    assert desk.session.view.cards["1"].column == "c1"
    assert store.board(BOARD).head.rev == 3
    desk.session.submit(Move(cards=("2",), column="c2"))
    desk.until_state("saved")
    assert created(place.server, place.name) == ["card 1", "card 2", "card 3"]
    assert desk.session.view.cards == place.cards()
    nothing_half(place.url)


def test_a_move_that_was_not_saved_when_a_backup_was_put_back_is_saved_on_it_once(place, desks, quick):
    place.open().apply(BOARD, adds(2))
    copy = copied(place)
    place.open().apply(BOARD, adds(2, first=3))
    desk = desks(place.url)
    place.server.sql(f"ALTER DATABASE {place.name} ALLOW_CONNECTIONS false")
    place.server.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{place.name}'")
    desk.session.submit(Move(cards=("1",), column="c2"))
    desk.until_state("not saved")
    put_back(place, copy)
    desk.until_state("saved")
    assert sorted(desk.session.view.cards) == ["1", "2"]
    assert desk.session.view.cards == place.cards()
    nothing_half(place.url)
