"""Two texts made of one: no line that either wrote is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.text.merging import merged

pytestmark = pytest.mark.any_day


@pytest.mark.parametrize(
    ("base", "mine", "theirs", "both"),
    [
        ("base", "base\nA", "base\nB", "base\nB\nA"),
        ("", "A", "B", "B\nA"),
        ("a\nb\nc", "a\nB\nc", "a\nb\nc\nd", "a\nB\nc\nd"),
        ("a\nb\nc\nd", "a\nc\nd", "a\nb\nc\nD", "a\nc\nD"),
        ("a\nb\nc", "a\nmine\nc", "a\ntheirs\nc", "a\ntheirs\nmine\nc"),
        ("a\nb", "b", "a\nB", "a\nB"),
        ("桥面\n焊接", "桥面\n焊接 17", "大桥\n焊接", "大桥\n焊接\n焊接 17"),
        ("a", "a", "", ""),
    ],
)
def test_the_changes_of_both(base: str, mine: str, theirs: str, both: str) -> None:
    assert merged(base, mine, theirs) == both


texts = st.lists(st.sampled_from(["a", "b", "c", "", "焊接"]), max_size=8).map("\n".join)
written = st.lists(st.text(st.sampled_from("xyz"), min_size=1, max_size=3), max_size=4)


def lines(text: str) -> str:
    return "\n".join(text.splitlines())


@given(texts, texts)
def test_where_one_changed_nothing_it_is_the_other(base: str, other: str) -> None:
    assert merged(base, other, base) == merged(base, base, other) == merged(base, other, other) == lines(other)


@given(texts, written, written, st.data())
def test_every_line_that_either_wrote_is_there(
    base: str, mine: list[str], theirs: list[str], data: st.DataObject
) -> None:
    def with_lines(added: list[str]) -> str:
        out = base.splitlines()
        for line in added:
            out.insert(data.draw(st.integers(0, len(out))), line)
        return "\n".join(out)

    both = merged(base, with_lines(mine), with_lines(theirs)).splitlines()
    assert {*mine, *theirs} <= set(both)
    assert set(both) <= {*mine, *theirs, *base.splitlines()}
