"""What a card's screen says beside the figures: how late it is, and what is not known."""

from makers import DOING, DONE, REVIEW, Desk, hour

from kanban.commands.columns import SetColumnKind
from kanban.model.plan import Plan
from kanban.screens.card.rows import card_rows


def shown(desk: Desk, at: float) -> str:
    rows = card_rows(desk.card("1"), desk.board, Plan(), "UTC", 160, hour(at))
    return "\n".join("".join(text for text, _ in line) for row in rows for line in row.lines)


def test_a_due_date_says_in_words_how_late_the_card_is() -> None:
    desk = Desk()
    desk.add(column=DOING, due_at=hour(48))
    assert "(2.0d late)" in shown(desk, 96)
    assert " left)" in shown(desk, 24)
    desk.move("1", DONE, 50)
    assert "late)" not in shown(desk, 96)


def test_a_finish_that_is_not_known_is_no_jump_from_the_queue() -> None:
    desk = Desk()
    desk.add(column=REVIEW)
    desk.give(SetColumnKind(column=REVIEW, kind="done"), 5)
    assert "when it was finished is not known: finish_unknown" in shown(desk, 9)
    assert "jumped" not in shown(desk, 9)
