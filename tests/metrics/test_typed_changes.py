"""What if, as it is typed: what each word is understood as, and what is refused with a sentence that helps."""

import json

import pytest
from crew import NOW, WEEK, WORKED, crew
from hypothesis import given
from hypothesis import strategies as st
from makers import DONE, hour
from plan_maker import Planner, named

from kanban.commands.cards import Archive
from kanban.metrics.insight.simulation import AnyChange, Driver, Drop, First, Give, Pace, Rework, Scope, Wip
from kanban.metrics.insight.typed_changes import KINDS, SHAPES, Kind, card_of, typed_change
from kanban.metrics.rollup.milestones import RollUp, roll_up
from kanban.text.messages import Refused, msg

pytestmark = pytest.mark.any_day


def workspace() -> RollUp:
    """Two boards; on both a card called Paint, on one a card with a Chinese title, a finished and a later one."""
    bridge, deck = crew(finished=2, ahead=2), crew(finished=0, ahead=1)
    bridge.add("Paint", at=1, work_package="1.1.1")
    bridge.add("焊接 17 号跨", at=1)
    bridge.add("Made later", at=NOW + 5)
    deck.add("Paint", at=1)
    deck.add("Blast [/] \x1b]52;c;eA==\x07 away", at=1)
    deck.add("Set up CI/CD", at=1)
    deck.move(deck.add("Welded", at=1), DONE, 2)
    plan = Planner().milestone(gates=("1.1",)).milestone(name="桥墩 Piers", gates=("1.2",)).plan
    return roll_up(plan, [named(bridge.board, "bridge"), named(deck.board, "桥面")], hour(NOW))


ROLLUP = workspace()


def understood(kind: Kind, text: str) -> AnyChange:
    return typed_change(kind, text, ROLLUP, f"--{kind}", lambda card: card_of(ROLLUP, card))


@pytest.mark.parametrize(
    ("kind", "text", "change"),
    [
        ("drop", "bridge/3", Drop(("bridge", "3"))),
        ("drop", "BRIDGE/#3", Drop(("bridge", "3"))),
        ("drop", "焊接", Drop(("bridge", "6"))),
        ("first", "bridge/paint", First(("bridge", "5"))),
        ("first", "桥面/2", First(("桥面", "2"))),
        ("first", "blast [/]", First(("桥面", "3"))),
        ("give", "bridge/3=桥面", Give(("bridge", "3"), "桥面")),
        ("give", "焊接=Bridge", Give(("bridge", "6"), "bridge")),
        ("driver", "+bridge", Driver("bridge", True)),
        ("driver", "-桥面", Driver("桥面", False)),
        ("wip", "bridge=+1", Wip("bridge", 1)),
        ("wip", "bridge=1", Wip("bridge", 1)),
        ("wip", "bridge=-99", Wip("bridge", -99)),
        ("wip", "bridge=+２", Wip("bridge", 2)),
        ("drop", "CI/CD", Drop(("桥面", "4"))),
        ("pace", "bridge=+20%", Pace("bridge", 1.2)),
        ("pace", "bridge=20", Pace("bridge", 1.2)),
        ("pace", "bridge=-75%", Pace("bridge", 0.25)),
        ("pace", "bridge=+300%", Pace("bridge", 4.0)),
        ("pace", "桥面=-12.5%", Pace("桥面", 0.875)),
        ("rework", "0%", Rework(0.0)),
        ("rework", "100", Rework(1.0)),
        ("rework", "12.5%", Rework(0.125)),
        ("scope", "M1=1", Scope("M1", 1)),
        ("scope", "m2=1000", Scope("M2", 1000)),
        ("scope", "桥墩=7", Scope("M2", 7)),
    ],
)
def test_what_is_typed_is_understood(kind, text, change):
    assert understood(kind, text) == change


@pytest.mark.parametrize(
    ("kind", "text", "sentence"),
    [
        ("give", "bridge/3", "--give: 'bridge/3' is not CARD=BOARD"),
        ("give", "=bridge", "--give: '=bridge' is not CARD=BOARD"),
        ("give", "bridge/3=", "--give: 'bridge/3=' is not CARD=BOARD"),
        ("give", "bridge/3=wang", "--give: no board 'wang'; there are: bridge, 桥面"),
        ("driver", "bridge", "--driver: 'bridge' is neither +BOARD nor -BOARD"),
        ("driver", "", "--driver: '' is neither +BOARD nor -BOARD"),
        ("driver", "+wang", "--driver: no board 'wang'; there are: bridge, 桥面"),
        ("driver", "++bridge", "--driver: no board '+bridge'; there are: bridge, 桥面"),
        ("wip", "bridge", "--wip: 'bridge' is not BOARD=N"),
        ("wip", "bridge=0", "--wip: '0' is not a number such as +1 or -2"),
        ("wip", "bridge=100", "--wip: '100' is not a number such as +1 or -2"),
        ("wip", "bridge=+-2", "--wip: '+-2' is not a number such as +1 or -2"),
        ("wip", "bridge=-+2", "--wip: '-+2' is not a number such as +1 or -2"),
        ("wip", "bridge=+", "--wip: '+' is not a number such as +1 or -2"),
        ("wip", "bridge=1.5", "--wip: '1.5' is not a number such as +1 or -2"),
        ("wip", "bridge=²", "--wip: '²' is not a number such as +1 or -2"),
        ("pace", "bridge=quick", "--pace: 'quick' is not a percentage, such as 20%"),
        ("pace", "bridge=20%%", "--pace: '20%%' is not a percentage, such as 20%"),
        ("pace", "bridge=-75.1%", "--pace: '-75.1%' is not from -75% to +300%"),
        ("pace", "bridge=300.1%", "--pace: '300.1%' is not from -75% to +300%"),
        ("pace", "bridge=nan", "--pace: 'nan' is not from -75% to +300%"),
        ("pace", "bridge=inf%", "--pace: 'inf%' is not from -75% to +300%"),
        ("rework", "-1%", "--rework: '-1%' is not from 0% to 100%"),
        ("rework", "100.5%", "--rework: '100.5%' is not from 0% to 100%"),
        ("rework", "nan%", "--rework: 'nan%' is not from 0% to 100%"),
        ("rework", "half", "--rework: 'half' is not a percentage, such as 20%"),
        ("scope", "M1", "--scope: 'M1' is not M=N"),
        ("scope", "M1=0", "--scope: '0' is not a number from 1 to 1000"),
        ("scope", "M1=1001", "--scope: '1001' is not a number from 1 to 1000"),
        ("scope", "M1=+3", "--scope: '+3' is not a number from 1 to 1000"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_shape_that_would_be(kind, text, sentence):
    with pytest.raises(Refused) as refused:
        understood(kind, text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("kind", "text"), [("wip", "bridge="), ("scope", "M1="), ("wip", "bridge=+"), ("wip", "bridge=-")]
)
def test_a_number_of_thousands_of_digits_is_refused_as_any_other_that_is_too_large(kind, text):
    with pytest.raises(Refused, match="is not a number"):
        understood(kind, text + "9" * 5000)


@given(
    st.sampled_from(KINDS), st.text(max_size=12) | st.from_regex(r"[+-]?(bridge|M1)?=?[+-]?\d{0,3}%?", fullmatch=True)
)
def test_whatever_is_typed_is_understood_or_refused(kind, text):
    try:
        change = understood(kind, text)
    except Refused:
        return
    assert type(change).__name__.lower() == kind


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("paint", "card 'paint' is on bridge, 桥面; say which with BOARD/ID"),
        ("3", "card '3': say its board and its id, such as li/12"),
        ("#3", "card '#3': say its board and its id, such as li/12"),
        ("wang/3", "card 'wang/3': say its board and its id, such as li/12"),
        ("bridge/99", "card '99' is not on board bridge: there is no such id"),
        ("nowhere", "card 'nowhere' is on no board"),
        ("bridge/1", "card bridge/1 is finished"),
        ("桥面/5", "card 桥面/5 is finished"),
        ("weld", "card 'weld' is on bridge, 桥面; say which with BOARD/ID"),
        (
            "bridge/weld",
            "card 'weld' could be 1 'Weld span 0', 2 'Weld span 1', 3 'Weld span 2' and 1 more; give the id",
        ),
        ("made later", "card bridge/7 was made later"),
    ],
)
def test_a_card_that_is_not_meant_alone_or_is_not_open_is_refused_by_name(text, sentence):
    with pytest.raises(Refused) as refused:
        understood("drop", text)
    assert str(refused.value) == sentence


def test_a_workspace_without_boards_has_no_card():
    empty = roll_up(Planner().plan, [], hour(NOW))
    with pytest.raises(Refused, match="card 'paint' is on no board"):
        card_of(empty, "paint")


def test_a_dropped_card_is_none_that_could_be_dropped():
    desk = crew(finished=1, ahead=1)
    desk.give(Archive(cards=("2",)), 50)
    rollup = roll_up(Planner().milestone().plan, [desk.board], hour(WEEK))
    with pytest.raises(Refused, match="card bridge/2 is archived"):
        typed_change("drop", "bridge/2", rollup, "--drop", lambda card: card_of(rollup, card))


def test_as_of_a_past_moment_a_card_that_is_finished_today_can_still_be_dropped():
    desk = crew()
    rollup = roll_up(Planner().milestone().plan, [desk.board], hour(2 * WEEK))
    change = typed_change("drop", f"bridge/{WORKED}", rollup, "--drop", lambda card: card_of(rollup, card))
    assert change == Drop(("bridge", str(WORKED)))


def test_an_escape_in_what_was_typed_is_quoted_in_the_refusal():
    for kind, text in (("pace", "bridge=\x1b[31m9"), ("driver", "\x1b[2J"), ("wip", "bridge=\x07")):
        with pytest.raises(Refused) as refused:
            understood(kind, text)
        assert "\x1b" not in str(refused.value)
        assert "\x07" not in str(refused.value)


def test_every_kind_has_a_shape_and_the_field_is_named_in_the_readers_words():
    assert set(SHAPES) == set(KINDS)
    with pytest.raises(Refused) as refused:
        typed_change("wip", "bridge", ROLLUP, msg("driver"), lambda card: card_of(ROLLUP, card))
    assert str(refused.value) == "driver: 'bridge' is not BOARD=N"
    assert json.dumps(str(refused.value))
