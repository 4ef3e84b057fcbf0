"""What becomes of each field of a Jira search reply: kept, told as left out with its count, or ignored as stated."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from kanban.formats.field_fates import NAMES, Fates, Told
from kanban.formats.jira.types import (
    Category,
    Changelog,
    Comment,
    Comments,
    Fields,
    History,
    Issue,
    Item,
    Lenient,
    Named,
    Page,
    Person,
    Status,
)
from kanban.text.messages import Message, joined, msg_n

IGNORED: Mapping[str, str] = {
    "how Jira pages, names and describes its replies": """
        expand startAt maxResults nextPageToken isLast names schema warningMessages
        issues.self issues.expand issues.renderedFields issues.names issues.schema issues.operations issues.editmeta
        issues.transitions issues.properties issues.versionedRepresentations issues.fieldsToInclude
        issues.changelog.startAt issues.changelog.maxResults
        issues.fields.comment.self issues.fields.comment.startAt issues.fields.comment.maxResults
    """,
    "ids, links, icons and descriptions of what is kept by its name": """
        issues.fields.status.self issues.fields.status.description issues.fields.status.iconUrl
        issues.fields.status.value issues.fields.status.scope issues.fields.status.untranslatedName
        issues.fields.status.statusCategory.self issues.fields.status.statusCategory.id
        issues.fields.status.statusCategory.colorName issues.fields.status.statusCategory.name
        issues.fields.resolution.self issues.fields.resolution.id issues.fields.resolution.description
        issues.fields.resolution.value
        issues.fields.comment.comments.self issues.fields.comment.comments.jsdPublic
        issues.changelog.histories.historyMetadata
        issues.changelog.histories.items.fieldtype issues.changelog.histories.items.tmpFromAccountId
        issues.changelog.histories.items.tmpToAccountId
    """,
    "said a second time by the key, the status or the history": """
        issues.fields.project issues.fields.statusCategory issues.fields.statuscategorychangedate
        issues.fields.workratio issues.fields.progress issues.fields.aggregateprogress issues.fields.lastViewed
        issues.fields.issuerestriction issues.fields.watches issues.fields.votes.self issues.fields.votes.hasVoted
        issues.fields.comment.comments.updated issues.fields.comment.comments.updateAuthor
    """,
    "people beyond their names": " ".join(
        f"issues.{who}.{what}"
        for who in (
            "fields.assignee", "fields.creator", "fields.comment.comments.author", "changelog.histories.author",
        )
        for what in ("self", "key", "emailAddress", "avatarUrls", "active", "timeZone", "accountType", "locale")
    ),
}  # fmt: skip
"""Fields that are neither kept nor told, by the reason; what is below one of them belongs to it."""


class _Votes(Lenient):
    """How many voted, which is told."""


_LEVELS: Mapping[str, type[Lenient]] = {
    "": Page,
    "issues.": Issue,
    "issues.fields.": Fields,
    "issues.fields.status.": Status,
    "issues.fields.status.statusCategory.": Category,
    "issues.fields.resolution.": Named,
    "issues.fields.assignee.": Person,
    "issues.fields.creator.": Person,
    "issues.fields.votes.": _Votes,
    "issues.fields.comment.": Comments,
    "issues.fields.comment.comments.": Comment,
    "issues.fields.comment.comments.author.": Person,
    "issues.changelog.": Changelog,
    "issues.changelog.histories.": History,
    "issues.changelog.histories.author.": Person,
    "issues.changelog.histories.items.": Item,
}
"""Objects whose fields are looked at one by one."""


def _fields(*names: str) -> tuple[str, ...]:
    return tuple(f"issues.fields.{name}" for name in names)


TOLD: tuple[Told, ...] = (
    Told(_fields("issuetype"), lambda n: msg_n("{n} issue type, not kept here", "{n} issue types, not kept here", n)),
    Told(_fields("priority"), lambda n: msg_n("{n} priority, not kept here", "{n} priorities, not kept here", n)),
    Told(_fields("reporter"), lambda n: msg_n("{n} reporter, not kept here", "{n} reporters, not kept here", n)),
    Told(
        _fields("components", "fixVersions", "versions"),
        lambda n: msg_n("{n} component or version, not kept here", "{n} components or versions, not kept here", n),
    ),
    Told(
        _fields("parent", "subtasks", "issuelinks"),
        lambda n: msg_n("{n} link to another issue, not kept here", "{n} links to other issues, not kept here", n),
    ),
    Told(_fields("attachment"), lambda n: msg_n("{n} attachment, not kept here", "{n} attachments, not kept here", n)),
    Told(
        _fields(
            "timetracking", "timespent", "timeestimate", "timeoriginalestimate", "aggregatetimespent",
            "aggregatetimeestimate", "aggregatetimeoriginalestimate", "worklog",
        ),
        lambda n: msg_n(
            "{n} estimate or logged time, not kept here", "{n} estimates or logged times, not kept here", n
        ),
    ),
    Told(
        _fields("environment", "security"),
        lambda n: msg_n(
            "{n} environment or security level, not kept here", "{n} environments or security levels, not kept here", n
        ),
    ),
    Told(_fields("votes.votes"), lambda n: msg_n("{n} issue with votes", "{n} issues with votes", n)),
)  # fmt: skip
_FATES = Fates(_LEVELS, IGNORED, TOLD)
_CUSTOM = "issues.fields.customfield_"


def fate(path: str) -> str:
    """What becomes of a field: kept, told or ignored; unknown if nobody has thought of it."""
    return "told" if path.startswith(_CUSTOM) else _FATES.fate(path)


def count_left(envelopes: Iterable[Mapping[str, msgspec.Raw]], issues: Iterable[msgspec.Raw]) -> Counter[str]:
    """How many values are in fields that are not kept, by field; the ignored ones left out."""
    counts: Counter[str] = Counter()
    for envelope in envelopes:
        _FATES.count("", envelope, counts)
    for issue in issues:
        _FATES.count("issues.", msgspec.json.decode(issue, type=dict[str, msgspec.Raw]), counts)
    return counts


def told_lines(counts: Counter[str]) -> Iterator[Message]:
    """What is left out, field by field; those that each Jira has of its own by their names."""
    custom = Counter({path.removeprefix("issues.fields."): n for path, n in counts.items() if path.startswith(_CUSTOM)})
    yield msg_n(
        "{n} value of custom fields, not kept here: {names}", "{n} values of custom fields, not kept here: {names}",
        sum(custom.values()), names=joined(f"{name} {n}" for name, n in custom.most_common(NAMES) if n),
    )  # fmt: skip
    yield from _FATES.told_lines(Counter({path: n for path, n in counts.items() if not path.startswith(_CUSTOM)}))
