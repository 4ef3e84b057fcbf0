"""What is said of a session's state, the same on every screen."""

from kanban.render.card import Span
from kanban.session.board import BoardSession
from kanban.session.plan import PlanSession
from kanban.text.messages import Words, msg_in, msg_n

AnySession = BoardSession | PlanSession


def state_words(session: AnySession) -> Words:
    """The state in words: `saved`, `saving`, `2 not saved`, `perhaps saved`."""
    match session.state:
        case "saved":
            return msg_in("state", "saved")
        case "saving":
            return msg_in("state", "saving")
        case "perhaps saved":
            return msg_in("state", "perhaps saved")
    count = len(session.unsaved)
    return msg_n("{n} not saved", "{n} not saved", count)


def state_span(session: AnySession) -> Span:
    """The state as it stands in a top line."""
    if session.failure and session.state == "saved":
        return f"{msg_in('state', 'cannot be read')} ", "error"
    role = {"saved": "good", "saving": "meta"}.get(session.state, "error")
    return f"{state_words(session)} ", role
