"""The filter: which cards fit what was typed."""

from datetime import UTC, datetime, timedelta
from unicodedata import normalize

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from makers import BACKLOG, DOING, DONE, HOUR, Desk, hour

from kanban.commands.cards import Block
from kanban.model.filter import Surroundings, package_milestones, searched_text, understood
from kanban.model.plan import Plan
from kanban.model.plan import fold as folded_plan
from kanban.model.plan_events import MilestoneSet, NodeSet
from kanban.text.messages import Refused

NOW = hour(240)
"""A Thursday, 08:00."""
_STAMP = {"at": hour(0), "by": "pm", "rev": 1}
PLAN: Plan = folded_plan(
    [
        NodeSet(**_STAMP, code="1", name="Bridge"),
        NodeSet(**_STAMP, code="1.2", name="Deck"),
        NodeSet(**_STAMP, code="1.2.3", name="Spans"),
        NodeSet(**_STAMP, code="1.3.1", name="Piers"),
        MilestoneSet(**_STAMP, milestone="M5", name="Deck open", gates=("1.2",)),
        MilestoneSet(**_STAMP, milestone="Topping", name="Topping out", gates=("1.3.1",)),
    ]
)


def made() -> Desk:
    """Six cards; late, due soon, blocked, reworked, done after its due date, and one with nothing."""
    desk = Desk()
    due = {"due_at": NOW - timedelta(days=2)}
    desk.add("Weld span 17 焊接", tags=("Crane",), members=("li",), work_package="1.2.3", **due)
    desk.add("Pave the Café yard", tags=("craning",), members=("Liu", "zhang"), due_at=NOW + timedelta(hours=38))
    desk.add("Order ＡＢＣ M8 bolts", column=DOING, work_package="1.3.1", due_at=NOW + timedelta(days=5))
    desk.give(Block(cards=("3",), why="crane booked"))
    desk.add("Cast pier: 14", column=DOING, members=("wang",))
    desk.move("4", BACKLOG, at=1, reason="defect")
    desk.add("Inspect span 1", column=DOING, tags=("two words",), **due)
    desk.move("5", DONE, at=2)
    desk.add("see http://x.y/z", tags=("Cafe\u0301",))
    return desk


DESK = made()
AROUND = Surroundings(NOW, "UTC", PLAN, "zhang", "zhang", lambda: {"4"})


def found(text: str, around: Surroundings = AROUND, is_typing: bool = False) -> str:
    """Ids of the cards that fit, joined."""
    asked, milestones = understood(text, around, is_typing), package_milestones(PLAN)
    cards = list(DESK.board.cards.values())
    texts = [searched_text(card, milestones) for card in cards]
    kept = asked.kept([card.id for card in cards], cards, texts)
    assert [asked.fits(card, text) for card, text in zip(cards, texts, strict=True)] == [c.id in kept for c in cards]
    return "".join(kept)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", "123456"),
        ("   ", "123456"),
        ("span", "15"),
        ("SPAN 17", "1"),
        ("17 span", "1"),
        ('"span 1"', "15"),
        ("“span 17”", "1"),
        ('"17 span"', ""),
        ("-span", "2346"),
        ('-"span 17"', "23456"),
        ('"never closed', ""),
        ("cafe\u0301", "26"),
        ("abc", "3"),
        ("ｓｐａｎ　１７", "1"),
        ("焊接", "1"),
        ("span -span", ""),
        ("span -17", "5"),
        ("#crane", "1"),
        ("＃ＣＲＡＮＥ", "1"),
        ("#café", "6"),
        ('#"two words"', "5"),
        ("-#crane", "23456"),
        ("@li", "1"),
        ("@LIU", "2"),
        ("-@li -@wang", "2356"),
        ("m5", "1"),
        ("M5 span", "1"),
        ("-m5", "23456"),
        ('"m5"', "1"),
        ("m8", "3"),
        ("m:topping", "3"),
        ("m:deck", "1"),
        ('m:"deck open"', "1"),
        ("topping", "3"),
        ("wp:1.2", "1"),
        ("wp:1", "13"),
        ("wp:1.2.3", "1"),
        ("wp:1.2.3.4", ""),
        ("is:late", "1"),
        ("is:due", "2"),
        ("is:blocked", "3"),
        ("is:reworked", "4"),
        ("is:ageing", "4"),
        ("is:mine", "2356"),
        ("IS:LATE", "1"),
        ("-is:mine", "14"),
        ("is:late @li", "1"),
        ("is:late @wang", ""),
        ("due:<3d", "12"),
        ("due:<1d", "1"),
        ("due:<-1d", "1"),
        ("due:>1d", "23"),
        ("due:<48h", "12"),
        ("due:>=1w", ""),
        ("due:fri", "2"),
        ("due:1d", "2"),
        ("due:<fri", "1"),
        ("due:<=fri", "12"),
        ("due:>周五", "3"),
        ('due:"17 mar"', "3"),
        ("due:2026-03-17", "3"),
        ('due:<"fri 12:00"', "1"),
        ("due:none", "46"),
        ("-due:none", "1235"),
        ("pier:", "4"),
        ("http://x.y/z", "6"),
        ("-", ""),
        ("#", ""),
    ],
)
def test_which_cards_fit(text, ids):
    assert found(text) == ids


def test_a_card_without_members_is_mine_on_my_board_alone():
    assert found("is:mine", msgspec.structs.replace(AROUND, driver="li")) == "2"
    assert found("is:mine", msgspec.structs.replace(AROUND, user="LI", driver="zhang")) == "1"


def test_days_are_those_of_the_zone():
    assert found("due:fri", msgspec.structs.replace(AROUND, zone="Asia/Shanghai")) == ""
    assert found("due:sat", msgspec.structs.replace(AROUND, zone="Asia/Shanghai")) == "2"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("span is:lat", "filter: 'is:lat' is none of is:late, is:due, is:ageing, is:blocked, is:reworked, is:mine"),
        ("is:", "filter: 'is:' is none of is:late"),
        ("-is:done", "filter: '-is:done' is none of"),
        ("due:soon span", "due:soon: 'soon' is not understood; write it like 2026-11-10"),
        ("due:<31.11.2026", "due:<31.11.2026: '31.11.2026' is no possible date"),
        ("wp:deck", "filter: 'wp:deck' has no WBS code, such as wp:1.2"),
        ("m:roof", "milestone 'roof' is not in the plan; it has M5, Topping"),
        ("status:done", "filter: 'status:done' is no term; text with a colon in it stands in quotes"),
        ("x:\x1b]52;c;aGk=\x07", "filter: 'x:]52;c;agk=' is no term"),
    ],
)
def test_a_bad_term_is_refused_by_name(text, words):
    with pytest.raises(Refused) as refusal:
        understood(text, AROUND)
    assert str(refusal.value).startswith(words)


def test_a_refusal_is_no_longer_than_a_line_or_two():
    with pytest.raises(Refused) as refusal:
        understood("is:" + "焊" * 100_000, AROUND)
    assert len(str(refusal.value)) < 250


@pytest.mark.parametrize("text", ["is:late", "due:<fri", "wp:1.2", "#crane", "@li", 'm:"deck open"', "-is:blocked"])
def test_no_beginning_of_a_term_is_refused_while_it_is_typed(text):
    for end in range(len(text) + 1):
        found("span " + text[:end], is_typing=True)


def test_what_is_typed_narrows_as_it_grows():
    assert [found(text, is_typing=True) for text in ("#c", "#cra", "#crane", "#crane ")] == ["126", "12", "1", "1"]
    assert [found(text, is_typing=True) for text in ("@l", "@li", "@li ")] == ["12", "12", "1"]
    assert [found(text, is_typing=True) for text in ("-", "is", "is:", "is:b", "is:blocked")] == [
        "123456", "123456", "123456", "123456", "3",
    ]  # fmt: skip
    with pytest.raises(Refused, match="is:b"):
        found("is:b ", is_typing=True)


TERMS = st.sampled_from(
    ["span", "cafe", '"span 17"', "#crane", "@li", "m5", "wp:1", "is:late", "is:mine", "is:ageing", "due:<3d",
     "due:none", "is:blocked", "1", "焊接"]
)  # fmt: skip


@given(st.lists(TERMS, max_size=4))
def test_all_terms_have_to_fit_and_their_order_does_not_matter(terms):
    each = [set(found(term)) for term in terms]
    together = set(found(" ".join(terms)))
    assert together == set("123456").intersection(*each)
    assert together == set(found("　".join(reversed(terms))))


@given(TERMS)
def test_a_minus_turns_a_term_round(term):
    assert set(found(f"-{term}")) == set("123456") - set(found(term))


@given(TERMS, st.sampled_from(["NFC", "NFD", "NFKD"]))
def test_case_width_and_form_do_not_matter(term, form):
    wide = {code: chr(code + 0xFEE0) for code in range(ord("!"), ord("~") + 1)}
    for other in (term.upper(), normalize(form, term), term.translate(wide)):
        assert found(other) == found(term)


@given(st.text(max_size=30) | st.from_regex(r'[-#@"<>=:.a-z0-9 ]{0,25}', fullmatch=True), st.booleans())
def test_whatever_is_typed_gives_cards_or_a_refusal(text, is_typing):
    try:
        ids = found(text, is_typing=is_typing)
    except Refused as refusal:
        ids, words = "", str(refusal)
        assert_fit_to_print(words)
    assert set(ids) <= set("123456")


def assert_fit_to_print(words):
    assert words.isprintable()
    assert len(words) < 300


@given(st.integers(-200, 200), st.sampled_from("hdw"))
def test_a_distance_counts_from_now(n, unit):
    moment = NOW.astimezone(UTC) + n * timedelta(seconds={"h": 1, "d": 24, "w": 168}[unit] * HOUR)
    due = {i: card.due_at for i, card in DESK.board.cards.items() if card.due_at and not card.flow.is_finished}
    assert found(f"due:<{n}{unit}") == "".join(i for i, at in due.items() if at < moment)
    assert found(f"due:>{n}{unit}") == "".join(i for i, at in due.items() if at >= moment)
    assert isinstance(moment, datetime)
