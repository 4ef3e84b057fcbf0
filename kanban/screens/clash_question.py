"""What is asked where two people changed one thing at once: whose value is to stay."""

from collections.abc import Callable

from kanban.commands.outcome import ChangedMeanwhile
from kanban.screens.question import Answer, Question
from kanban.text.clean import clean_line, cut
from kanban.text.messages import Message, Words, msg, msg_in

VALUE_CELLS = 24
"""So much of the other's value stands in the question."""


def which_to_keep(
    text: Words, mine: Callable[[], object], theirs: Callable[[], object], both: Callable[[], object] | None = None
) -> Question:
    """The question, which has to be answered; esc overwrites nothing."""
    answers: dict[str, Answer] = {} if both is None else {"b": (msg_in("answer", "both"), both)}
    answers["m"] = (msg_in("answer", "mine"), mine)
    answers["t"] = (msg_in("answer", "theirs"), theirs)
    answers["escape"] = ("", theirs)
    return Question(text, answers, stays=True)


def is_now(clash: ChangedMeanwhile, shown: str) -> Message:
    """What the field is now, by whom, and the beginning of the question."""
    value = cut(shown, VALUE_CELLS) or msg("nothing")
    return msg("{field} is {value} by {who} now; keep", field=clash.label, value=value, who=clean_line(clash.by))


def theirs_stays(clash: ChangedMeanwhile) -> Message:
    """What is said where the other's value was chosen."""
    return msg("{field}: that of {who} stays", field=clash.label, who=clean_line(clash.by))
