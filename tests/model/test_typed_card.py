"""A card typed in one line: what is a mark and what is a word of the title."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.model.fields import Typing
from kanban.model.plan import Milestone, Node, Plan
from kanban.model.typed_card import typed_card
from kanban.text.messages import Refused

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)  # a Saturday
TYPING = Typing("UTC", NOW)
PLAN = Plan(
    nodes={code: Node(code, f"Node {code}") for code in ("1", "1.2", "1.2.10", "1.2.3", "2.1.1")},
    milestones={
        "M5": Milestone(id="M5", name="Deck", gates=("1.2",), created_at=NOW),
        "M6": Milestone(id="M6", name="Empty", gates=("3",), created_at=NOW),
    },
)


def understood(text):
    return typed_card(text, TYPING, PLAN)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Weld span 9 due:fri #crane @li m5",
         {"title": "Weld span 9", "due_at": datetime(2026, 12, 4, 23, 59, tzinfo=UTC), "tags": ("crane",),
          "members": ("li",), "work_package": "1.2.3"}),
        ("Weld span 9 due:fri 17:00", {"title": "Weld span 9", "due_at": datetime(2026, 12, 4, 17, tzinfo=UTC)}),
        ('Weld due:"10 Dec 17:00" now', {"title": "Weld now", "due_at": datetime(2026, 12, 10, 17, tzinfo=UTC)}),
        ("due:fri 9 bolts", {"title": "9 bolts", "due_at": datetime(2026, 12, 4, 23, 59, tzinfo=UTC)}),
        ("焊接 due：明天 ＃夜班 ＠李", {"title": "焊接", "due_at": datetime(2026, 11, 29, 23, 59, tzinfo=UTC),
         "tags": ("夜班",), "members": ("李",)}),
        ("#crane #crane #night Weld @li @bo", {"title": "Weld", "tags": ("crane", "night"), "members": ("li", "bo")}),
        ("Weld wp:2.1.1", {"title": "Weld", "work_package": "2.1.1"}),
        ("Weld M5 #crane", {"title": "Weld", "work_package": "1.2.3", "tags": ("crane",)}),
        ("Weld wp:2.1.1 m5", {"title": "Weld", "work_package": "2.1.1"}),
        ("Weld DUE:fri WP:2.1.1", {"title": "Weld", "work_package": "2.1.1",
         "due_at": datetime(2026, 12, 4, 23, 59, tzinfo=UTC)}),
        ("Weld due:", {"title": "Weld", "due_at": None}),
        ("Torque M5 bolts", {"title": "Torque M5 bolts"}),
        ("Torque bolts M8", {"title": "Torque bolts M8"}),
        ("M5", {"title": "M5"}),
        ("Fix #12 in C# at 17:00 for a@b.de", {"title": "Fix #12 in C# at 17:00 for a@b.de"}),
        ("Paint # @ and ##", {"title": "Paint # @ and ##"}),
        (r"Paint \#crane \due:fri \@li bolts \M5", {"title": "Paint #crane due:fri @li bolts M5"}),
        ("a\tb\x1b[31m \u202ec", {"title": "a b[31m c"}),
    ],
)  # fmt: skip
def test_a_line_is_a_title_and_its_marks(text, fields):
    assert understood(text) == fields


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a card needs a title"),
        ("#crane @li", "a card needs a title"),
        ("Weld due:nextweek", "due: 'nextweek' is not understood"),
        ("Weld wp:9.9.9", "work package: 9.9.9 is not in the plan; it has 1.2.3, 1.2.10, 2.1.1"),
        ("Weld wp:1.2", "work package: '1.2' is no WBS code of level 3"),
        ("Weld m6", "work package: M6 gates none yet"),
        ("x" * 501, "the title has 501 characters"),
    ],
)
def test_what_is_refused_names_the_field_and_the_value(text, why):
    with pytest.raises(Refused) as refused:
        understood(text)
    assert why in str(refused.value.message)


words = st.text(st.sampled_from("abMm59.-焊é"), min_size=1, max_size=6)


@given(st.lists(words, min_size=1, max_size=6))
def test_words_without_marks_are_the_title(some):
    assert typed_card(" ".join(some), TYPING, Plan()) == {"title": " ".join(some)}


@given(
    st.lists(words, min_size=1, max_size=4), st.lists(words.filter(lambda w: not w.isdigit()), max_size=3, unique=True),
    st.lists(words, max_size=3, unique=True), st.data(),
)  # fmt: skip
def test_marks_may_stand_anywhere(title, tags, members, data):
    marks = data.draw(st.permutations([f"#{tag}" for tag in tags] + [f"@{member}" for member in members]))
    line = list(title)
    for mark in marks:
        line.insert(data.draw(st.integers(0, len(line))), mark)
    found = typed_card(" ".join(line), TYPING, Plan())
    assert found["title"] == " ".join(title)
    assert sorted(found.get("tags", ())) == sorted(tags)
    assert sorted(found.get("members", ())) == sorted(members)


@given(st.text(max_size=60))
def test_whatever_is_typed_is_understood_or_refused(text):
    try:
        found = understood(text)
    except Refused:
        return
    assert found["title"]


@given(st.text(st.sampled_from("ab#@\\ "), max_size=20))
def test_a_backslash_makes_a_word_of_any_mark(text):
    typed = " ".join("\\" + word for word in text.split())
    if typed:
        assert typed_card(typed, TYPING, PLAN) == {"title": " ".join(text.split())}
