"""What is said about a Jira search reply: what was understood, what is not known, what is not kept."""

from collections import Counter
from collections.abc import Sequence

from kanban.formats.field_fates import NAMES
from kanban.formats.foreign_text import WORD_LIMIT
from kanban.formats.jira.fields import told_lines
from kanban.formats.jira.tickets import Ticket
from kanban.formats.way_columns import Layout
from kanban.text.clean import TEXT_LIMIT, TITLE_LIMIT
from kanban.text.messages import Message, joined, msg, msg_n


def understood(tickets: Sequence[Ticket], columns: Layout, tally: Counter[str], zone: str) -> list[Message]:
    """What was found, a sentence a line; columns last, for their kinds are guesses to be looked at."""
    dates = [date for ticket in tickets for date in ticket.dates]
    resolutions = {key.removeprefix("resolution "): n for key, n in tally.items() if key.startswith("resolution ")}
    return [
        msg(
            "Jira: {issues}, {moves} between statuses, {edits}, of {first:%Y-%m-%d} to {last:%Y-%m-%d} (UTC)",
            issues=msg_n("{n} issue", "{n} issues", len(tickets)),
            moves=msg_n("{n} move", "{n} moves", tally["moves"]),
            edits=msg_n("{n} edit", "{n} edits", tally["edits"]), first=min(dates), last=max(dates),
        ),
        *(line for line in [
            msg_n("{n} flag: the card is blocked while it is set", "{n} flags: the card is blocked while one is set",
                  tally["blocked"]),
            msg_n("{n} due date: the end of the day in {zone}", "{n} due dates: the end of the day in {zone}",
                  tally["due"], zone=zone),
            msg_n("{n} resolution that says more than done, kept as a tag: {names}",
                  "{n} resolutions that say more than done, kept as tags: {names}", sum(resolutions.values()),
                  names=joined(f"{name} {n}" for name, n in resolutions.items())),
            msg_n("{n} issue without a changelog: finished at the date of its resolution, start unknown",
                  "{n} issues without a changelog: finished at the dates of their resolutions, start unknown",
                  tally["resolved"]),
            msg_n("{n} issue that ends where work was given up: archived",
                  "{n} issues that end where work was given up: archived", tally["dropped"]),
        ] if line.count),
        *columns.report,
    ]  # fmt: skip


def unusable(tally: Counter[str]) -> list[Message]:
    """Issues that make no card."""
    return [
        msg_n("{n} issue without a key", "{n} issues without a key", tally["no key"]),
        msg_n("{n} issue without a status or a changelog", "{n} issues without a status or a changelog",
              tally["no status"]),
        msg_n("{n} issue without any date", "{n} issues without any date", tally["no date"]),
    ]  # fmt: skip


def left_out(tally: Counter[str], counts: Counter[str]) -> list[Message]:
    """What is not known, and what is not kept; each with its count, where there is any."""
    lines = [*unusable(tally), *_unknown(tally), *told_lines(counts), *_not_kept(tally)]
    return [line for line in lines if line.count]


def _unknown(tally: Counter[str]) -> list[Message]:
    return [
        msg_n(
            "{n} issue that was found is on another page: import that into the same board",
            "{n} issues that were found are on other pages: import those into the same board", tally["missing"],
        ),
        msg_n("{n} issue in the file twice: the one that was updated last is taken",
              "{n} issues in the file twice: those that were updated last are taken", tally["twice"]),
        msg_n("{n} issue whose start no changelog tells: start unknown, left out of cycle time",
              "{n} issues whose start no changelog tells: start unknown, left out of cycle time",
              tally["start_unknown"]),
        msg_n("{n} issue in a done status, nothing tells since when: finish unknown, in no dated figure",
              "{n} issues in done statuses, nothing tells since when: finish unknown, in no dated figure",
              tally["finish_unknown"]),
        msg_n("{n} issue without a date of making it: creation unknown, left out of lead time",
              "{n} issues without a date of making them: creation unknown, left out of lead time",
              tally["created_unknown"]),
        msg_n("{n} move that no changelog tells of: added, at the latest time possible",
              "{n} moves that no changelog tells of: added, at the latest time possible", tally["repaired"]),
    ]  # fmt: skip


def _not_kept(tally: Counter[str]) -> list[Message]:
    changes = Counter({key.removeprefix("change "): n for key, n in tally.items() if key.startswith("change ")})
    return [
        msg_n("{n} comment that is not in the file", "{n} comments that are not in the file",
              tally["comments missing"]),
        msg_n("{n} due date that cannot be read", "{n} due dates that cannot be read", tally["due unreadable"]),
        msg_n(
            "{n} change of fields not kept here: {fields}", "{n} changes of fields not kept here: {fields}",
            sum(changes.values()), fields=joined(f"{name} {n}" for name, n in changes.most_common(NAMES)),
        ),
        msg_n("{n} title cut to {most:,} characters", "{n} titles cut to {most:,} characters", tally["cut title"],
              most=TITLE_LIMIT),
        msg_n("{n} tag or member cut to {most:,} characters", "{n} tags or members cut to {most:,} characters",
              tally["cut word"], most=WORD_LIMIT),
        msg_n("{n} description cut to {most:,} characters", "{n} descriptions cut to {most:,} characters",
              tally["cut description"], most=TEXT_LIMIT),
        msg_n("{n} comment cut to {most:,} characters", "{n} comments cut to {most:,} characters",
              tally["cut comment"], most=TEXT_LIMIT),
    ]  # fmt: skip
