"""Fields of a Jira search reply that are used; others may be anything. Dates are text: Jira writes +0000."""

import msgspec

from kanban.formats.foreign_text import WORD_LIMIT
from kanban.text.clean import clean_line


class Lenient(msgspec.Struct, rename="camel", gc=False):
    """A struct that takes the fields it knows and leaves the others unread."""


class Named(Lenient):
    """Something with a name, such as a resolution."""

    name: str | None = None


class Category(Lenient):
    """What kind of status it is: new, indeterminate, done."""

    key: str | None = None


class Status(Lenient):
    """The status an issue is in."""

    id: str | None = None
    name: str | None = None
    status_category: Category | None = None


class Person(Lenient):
    """Somebody."""

    display_name: str | None = None
    name: str | None = None
    account_id: str | None = None

    @property
    def label(self) -> str:
        """The name that is shown, else the one of the login."""
        names = (self.display_name, self.name, self.account_id)
        return next((label for name in names if (label := clean_line(name or ""))), "")[:WORD_LIMIT]


class Comment(Lenient):
    """What somebody said; the body is text, or a document of Atlassian's format."""

    id: str | None = None
    author: Person | None = None
    created: str | None = None
    body: msgspec.Raw = msgspec.Raw(b"null")


class Comments(Lenient):
    """Comments of an issue, perhaps not all of them."""

    comments: list[Comment] | None = None
    total: int | None = None


class Fields(Lenient):
    """The fields of an issue as they are now."""

    summary: str | None = None
    status: Status | None = None
    resolution: Named | None = None
    created: str | None = None
    updated: str | None = None
    resolutiondate: str | None = None
    assignee: Person | None = None
    creator: Person | None = None
    labels: list[str] | None = None
    duedate: str | None = None
    description: msgspec.Raw = msgspec.Raw(b"null")
    comment: Comments | None = None


class Item(Lenient):
    """A field that was changed; ids in `origin` and `to`, texts in the two others."""

    field: str | None = None
    field_id: str | None = None
    origin: str | None = msgspec.field(default=None, name="from")
    origin_text: str | None = msgspec.field(default=None, name="fromString")
    to: str | None = None
    to_text: str | None = msgspec.field(default=None, name="toString")


class History(Lenient):
    """What somebody changed at once."""

    id: str | None = None
    created: str | None = None
    author: Person | None = None
    items: list[Item] | None = None


class Changelog(Lenient):
    """What was changed; where `total` is more than there are, the oldest are missing."""

    histories: list[History] | None = None
    total: int | None = None


class Issue(Lenient):
    """An issue."""

    id: str | None = None
    key: str | None = None
    fields: Fields | None = None
    changelog: Changelog | None = None


class Page(Lenient):
    """A reply: some of the issues that were found."""

    issues: list[msgspec.Raw]
    total: int | None = None
