"""What the program says, kept as data until somebody reads it: a sentence with its values, in no language yet.

`msg` and `msg_n` make a `Message`; `str` puts it into the language in force, at the edge: when a line is drawn or
printed. `tr` and `tr_n` do both at once. The English sentence is the message's id, as gettext has it; the values stand
in it as `{name}`. Nothing decides by the text of a message.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

LOCALE_DIR = Path(__file__).parent / "locale"
LANGUAGES: Mapping[str, str] = {"en": "English", "zh_CN": "简体中文"}
"""By the name of its catalogue: what a language calls itself. English has no catalogue: it is the messages' own."""

_catalogue: Any = None
"""gettext's translations of the language in force; None for English."""
_language = "en"


class Message:
    """A sentence with its values. Equal messages have the same sentence and values; immutable by agreement."""

    __slots__ = ("context", "count", "many", "template", "values")

    def __init__(
        self, template: str, values: Mapping[str, object], many: str = "", count: int | None = None, context: str = ""
    ) -> None:
        self.template = template
        self.values = values
        self.many = many
        self.count = count
        self.context = context

    def __str__(self) -> str:
        """In the language in force."""
        template = self._translated()
        return template.format(**self.values) if self.values else template.replace("{{", "{").replace("}}", "}")

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash((self.template, self.many, self.count, self.context))

    def __repr__(self) -> str:
        return f"Message({self.template!r}, {dict(self.values)!r})"

    def __bool__(self) -> bool:
        return bool(self.template)

    def _key(self) -> tuple[object, ...]:
        return self.template, dict(self.values), self.many, self.count, self.context

    def _translated(self) -> str:
        one, many = self.template, self.many
        if not one:
            return ""
        if _catalogue is None:
            return one if not many or self.count == 1 else many
        if self.context:
            found: str = _catalogue.pgettext(self.context, one)
        elif many:
            found = _catalogue.ngettext(one, many, self.count)
        else:
            found = _catalogue.gettext(one)
        return found


Words = str | Message
"""Something to be read: a message, or text that has no language (a name, what a user wrote)."""


class Joined(Message):
    """Parts with something between them, each in the language in force."""

    __slots__ = ()

    def __init__(self, parts: Iterable[object], between: Words = ", ") -> None:
        super().__init__("", {"parts": tuple(parts), "between": between})

    def __str__(self) -> str:
        parts, between = self.values["parts"], self.values["between"]
        return _between(str(between)).join(str(part) for part in parts)  # type: ignore[attr-defined]

    def __bool__(self) -> bool:
        return bool(self.values["parts"])


def msg(template: str, /, **values: object) -> Message:
    """A sentence; `values` stand in it as `{name}`, and may be messages themselves. Braces are written twice."""
    return Message(template, values)


def msg_n(one: str, many: str, n: int, /, **values: object) -> Message:
    """A sentence about `n` things, which stand in it as `{n}`: `msg_n("{n} card", "{n} cards", 3)`."""
    return Message(one, {"n": n, **values}, many, n)


def msg_in(context: str, template: str, /, **values: object) -> Message:
    """A short word that other languages say in several ways, with where it stands: `msg_in("status", "late")`."""
    return Message(template, values, context=context)


def joined(parts: Iterable[object], between: Words = ", ") -> Message:
    """Parts with `between` between them; a comma becomes the language's own."""
    return Joined(parts, between)


def tr(template: str, /, **values: object) -> str:
    """`msg`, in the language in force."""
    return str(Message(template, values))


def tr_n(one: str, many: str, n: int, /, **values: object) -> str:
    """`msg_n`, in the language in force."""
    return str(Message(one, {"n": n, **values}, many, n))


def tr_in(context: str, template: str, /, **values: object) -> str:
    """`msg_in`, in the language in force."""
    return str(Message(template, values, context=context))


def _between(between: str) -> str:
    return "、" if _language.startswith("zh") and between == ", " else between


class Refused(Exception):
    """What was asked cannot be done; the message is one sentence for the user, naming field and value."""

    def __init__(self, message: Words = "") -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


def language() -> str:
    """The language in force, by the name of its catalogue."""
    return _language


def use_language(name: str) -> None:
    """Put a language of LANGUAGES into force. English is used where its catalogue is missing or broken."""
    global _catalogue, _language
    _language, _catalogue = name, None
    if name != "en":
        import gettext

        try:
            _catalogue = gettext.translation("kanban", str(LOCALE_DIR), [name])
        except (OSError, ValueError, UnicodeDecodeError):
            _language = "en"


def language_named(text: str) -> str | None:
    """The language that a name or a locale means: zh, zh-CN, zh_CN.UTF-8, zh-Hans; None for one there is not."""
    head, *rest = text.strip().partition(".")[0].partition("@")[0].replace("-", "_").lower().split("_")
    if head in ("c", "posix", "en"):
        return "en"
    if head == "zh" and not {"tw", "hk", "mo", "hant"}.intersection(rest):
        return "zh_CN"
    return None


def wanted_language() -> str:
    """By the environment: KANBAN_LANG, else LC_ALL, LC_MESSAGES, LANG; English for a locale that is not known.

    Raises Refused for a KANBAN_LANG that names no language.
    """
    if given := os.environ.get("KANBAN_LANG"):
        return checked_language(given, "KANBAN_LANG")
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(name):
            return language_named(locale) or "en"
    return "en"


def checked_language(text: str, field: str) -> str:
    """The language that was asked for by name. Raises Refused, with the list."""
    found = language_named(text)
    if found is None:
        raise Refused(
            msg("{field}: {value!r} is no language here; there are {names}", field=field, value=text[:40],
                names=", ".join(LANGUAGES))
        )  # fmt: skip
    return found
