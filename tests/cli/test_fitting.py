"""How a table is fitted to a terminal: who gives way, and to how few cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanban.cli.card_rows import TABLE
from kanban.cli.output import GAP, NARROWEST, NARROWEST_OF_ALL, Head, _fitted


def test_at_80_cells_the_flags_of_a_late_blocked_card_stay_and_the_column_gives_way(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    heads = [TABLE[name][0] for name in ("id", "title", "column", "due", "flags")]
    kept = _fitted(heads, dict(enumerate((2, 27, 8, 17, 36))), keep_all=False)
    assert 2 not in kept
    assert kept[4] >= len("late, ageing, blocked")
    assert kept[3] == 17


HEADS = st.lists(
    st.builds(
        Head, title=st.just("x"), cut=st.booleans(), least=st.integers(NARROWEST, 40), gives_way=st.integers(0, 3)
    ),
    min_size=1,
    max_size=9,
)


def taken(widths):
    return sum(widths.values()) + len(GAP) * (len(widths) - 1)


@given(HEADS, st.lists(st.integers(1, 300), min_size=9, max_size=9), st.integers(20, 250), st.booleans())
def test_as_much_is_shown_as_fits_and_what_stays_has_the_cells_it_wants(heads, cells, room, keep_all):
    wanted = dict(enumerate(cells[: len(heads)]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(room))
        kept = _fitted(heads, dict(wanted), keep_all)
    assert list(kept) == [i for i in wanted if i in kept]
    assert all(kept[i] <= wanted[i] for i in kept)
    assert all(i in kept for i in wanted if keep_all or not heads[i].gives_way)
    assert taken(kept) <= room or all(kept[i] <= NARROWEST_OF_ALL for i in kept)
    least = {i: min(wanted[i], heads[i].least) if heads[i].cut else wanted[i] for i in wanted}
    if taken(least) <= room:
        assert set(kept) == set(wanted)
    if set(kept) != set(wanted):
        gone = [heads[i].gives_way for i in wanted if i not in kept]
        assert all(heads[i].gives_way == 0 or heads[i].gives_way >= max(gone) for i in kept)
    if any(i in kept for i in wanted if heads[i].gives_way):
        assert keep_all or all(kept[i] >= least[i] for i in kept)
    if taken(wanted) <= room:
        assert kept == wanted
