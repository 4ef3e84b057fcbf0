"""Logging time worked on cards: the command and its decider."""

from kanban.commands.described import described
from kanban.commands.outcome import Command, Outcome, Signed, card_on_board, stamp, titles
from kanban.model import events as ev
from kanban.model.board import Board
from kanban.model.work_log import MINUTES_MOST, work_text
from kanban.text.messages import Refused, msg


class Log(Command, frozen=True, tag="log"):
    """Log minutes worked on each of the cards; negative ones take back what was logged too much."""

    cards: tuple[str, ...]
    minutes: int


def log(board: Board, command: Log, signed: Signed) -> Outcome:
    """More time worked; never less than none altogether."""
    minutes = command.minutes
    if not 0 < abs(minutes) <= MINUTES_MOST:
        raise Refused(
            msg("time: {value} is not between 1m and {most}", value=work_text(minutes), most=work_text(MINUTES_MOST))
        )
    chosen = [card_on_board(board, card_id) for card_id in command.cards]
    for card in chosen:
        if card.flow.logged_minutes + minutes < 0:
            raise Refused(
                msg("time: only {logged} are logged on {card}, {value} cannot be taken back", value=work_text(-minutes),
                    logged=work_text(card.flow.logged_minutes), card=titles([card]))
            )  # fmt: skip
    events: dict[str, tuple[ev.AnyEvent, ...]] = {
        card.id: (ev.Logged(**stamp(board, signed, card), minutes=minutes),) for card in chosen
    }
    return Outcome(message=described(board, events), at=signed.at, by=signed.by, events=events)
