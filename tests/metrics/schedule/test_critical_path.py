"""What holds of every network, and small networks worked out by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.metrics.schedule.critical_path import schedule
from kanban.metrics.schedule.network import Activity, Precedence
from kanban.model.links import Cycle

A, B, C = Activity("a", 3), Activity("b", 5), Activity("c", 2)


@st.composite
def networks(draw, types=("FS", "SS", "FF", "SF"), least_lag=-10):
    """Networks without cycles: links go from an earlier number to a later one."""
    count = draw(st.integers(1, 8))
    activities = [Activity(f"n{i}", draw(st.integers(0, 20))) for i in range(count)]
    links = [
        Precedence(f"n{i}", f"n{j}", draw(st.sampled_from(types)), draw(st.integers(least_lag, 10)))
        for j in range(count)
        for i in range(j)
        if draw(st.booleans())
    ]
    return activities, links


@pytest.mark.parametrize(
    ("type_", "lag", "start", "length"),
    [
        ("FS", 0, 3, 8), ("FS", 2, 5, 10), ("FS", -1, 2, 7), ("FS", -9, 0, 5),
        ("SS", 0, 0, 5), ("SS", 2, 2, 7), ("FF", 0, 0, 5), ("FF", 4, 2, 7), ("SF", 4, 0, 5), ("SF", 7, 2, 7),
    ],
)  # fmt: skip
def test_each_type_of_link_ties_the_ends_that_it_names(type_, lag, start, length):
    found = schedule([A, B], [Precedence("a", "b", type_, lag)])
    assert found.times["b"].early_start == start
    assert found.length == length


def test_an_activity_beside_the_path_has_slack():
    found = schedule([A, B, C], [Precedence("a", "b"), Precedence("a", "c")])
    assert found.path == found.critical == ("a", "b")
    assert (found.times["c"].total_slack, found.times["c"].free_slack) == (3, 3)


def test_free_slack_is_what_a_successor_leaves_and_total_slack_what_the_end_leaves():
    found = schedule([A, B, C, Activity("d", 1)], [Precedence("a", "b"), Precedence("c", "d")])
    assert (found.times["c"].free_slack, found.times["c"].total_slack) == (0, 5)


def test_a_fixed_end_that_is_too_early_leaves_less_than_no_slack():
    times = schedule([A, B], [Precedence("a", "b")], end=6).times
    assert {id_: one.total_slack for id_, one in times.items()} == {"a": -2, "b": -2}


def test_nothing_takes_no_time():
    assert schedule([], []) == (0, {}, ())


def test_a_cycle_is_named_with_its_members_in_order():
    links = [Precedence("c", "a"), Precedence("a", "b"), Precedence("b", "c")]
    for order in (links, links[::-1]):
        with pytest.raises(Cycle) as cycle:
            schedule([A, B, C, Activity("d", 1)], [*order, Precedence("a", "d")])
        assert cycle.value.members == ("a", "b", "c")
        assert str(cycle.value) == "a -> b -> c -> a"


def test_an_activity_that_waits_for_itself_is_a_cycle():
    with pytest.raises(Cycle, match="a -> a"):
        schedule([A], [Precedence("a", "a")])


@pytest.mark.parametrize(
    ("activities", "links"), [([A, A], []), ([A], [Precedence("a", "x")]), ([Activity("a", -1)], [])]
)
def test_what_is_no_network_is_refused(activities, links):
    with pytest.raises(ValueError, match=r"id 'a'|'x' is no|less than nothing"):
        schedule(activities, links)


@given(networks())
def test_every_link_is_kept_by_early_and_by_late_dates_and_slack_is_never_negative(network):
    activities, links = network
    found = schedule(activities, links)
    for pair in (("early_start", "early_finish"), ("late_start", "late_finish")):
        at = {id_: dict(zip("SF", (getattr(times, end) for end in pair), strict=True))
              for id_, times in found.times.items()}  # fmt: skip
        for link in links:
            assert at[link.successor][link.type[1]] >= at[link.predecessor][link.type[0]] + link.lag
    for times in found.times.values():
        assert times.early_start >= 0
        assert 0 <= times.free_slack <= times.total_slack
    assert found.critical


@given(networks(), st.data())
def test_total_slack_is_how_long_an_activity_can_wait_before_the_end_moves(network, data):
    activities, links = network
    found = schedule(activities, links)
    one = data.draw(st.sampled_from(activities))
    late = found.times[one.id].late_start
    for start, moves in ((late, False), (late + 1, True)):
        delayed = [a._replace(not_before=start) if a.id == one.id else a for a in activities]
        assert (schedule(delayed, links).length > found.length) is moves


@given(networks(types=("FS", "SS")), st.data(), st.integers(1, 9))
def test_a_longer_activity_never_shortens_the_whole(network, data, more):
    activities, links = network
    one = data.draw(st.sampled_from(activities))
    longer = [a._replace(duration=a.duration + more) if a.id == one.id else a for a in activities]
    assert schedule(longer, links).length >= schedule(activities, links).length


def test_but_one_whose_finish_alone_is_tied_may_start_earlier_and_shorten_what_hangs_on_its_start():
    """The paradox of links to the finish of an activity that is not split (Elmaghraby and Kamburowski 1990)."""
    links = [Precedence("a", "b", "FF", 9), Precedence("b", "c", "SS")]
    assert schedule([A, B, Activity("c", 9)], links).length == 16
    assert schedule([A, Activity("b", 8), Activity("c", 9)], links).length == 13


@given(networks(), st.randoms())
def test_the_order_of_the_input_does_not_matter(network, random):
    activities, links = network
    found = schedule(activities, links)
    random.shuffle(activities)
    random.shuffle(links)
    assert schedule(activities, links) == found


@given(networks(types=("FS",)))
def test_durations_and_lags_along_the_path_sum_to_the_length(network):
    activities, links = network
    found = schedule(activities, links)
    durations, lags = {a.id: a.duration for a in activities}, {link[:2]: link.lag for link in links}
    steps = zip(found.path, found.path[1:], strict=False)
    assert sum(durations[id_] for id_ in found.path) + sum(lags[step] for step in steps) == found.length
    assert set(found.path) <= set(found.critical)
