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
_preferred = ""


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
        """In the language in force; in English where the translation cannot be filled in."""
        if _catalogue is None:
            return _filled(self._english(), self.values)
        try:
            return _filled(self._translated(), self.values)
        except (KeyError, IndexError, ValueError):
            return _filled(self._english(), self.values)

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

    def _english(self) -> str:
        return self.template if not self.many or self.count == 1 else self.many

    def _translated(self) -> str:
        if not self.template:  # gettext keeps the catalogue's head under the empty sentence
            return ""
        if self.context:
            sentence: str = _catalogue.pgettext(self.context, self.template)
        elif self.many:
            sentence = _catalogue.ngettext(self.template, self.many, self.count)
        else:
            sentence = _catalogue.gettext(self.template)
        return sentence


Words = str | Message
"""Something to be read: a message, or text that has no language (a name, what a user wrote)."""


class Joined(Message):
    """Parts with something between them, each in the language in force."""

    __slots__ = ()

    def __init__(self, parts: Iterable[object], between: Words = ", ") -> None:
        super().__init__("", {"parts": tuple(parts), "between": between})

    def __str__(self) -> str:
        parts: tuple[object, ...] = self.values["parts"]  # type: ignore[assignment]
        between = str(self.values["between"])
        if _language == "zh_CN":
            between = _chinese(between, parts)
        return between.join(map(str, parts))

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


def _filled(template: str, values: Mapping[str, object]) -> str:
    return template.format(**values) if values else template.replace("{{", "{").replace("}}", "}")


def _chinese(between: str, parts: Iterable[object]) -> str:
    """The mark that Chinese puts there: one kind of comma stands between names, another between sentences."""
    if between == ", ":
        return "，" if any(isinstance(part, Message) for part in parts) else "、"
    return {"; ": "；", ": ": "："}.get(between, between)


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
    _language, _catalogue = "en", None
    if name not in LANGUAGES or name == "en":
        return
    import gettext

    try:
        _catalogue = gettext.translation("kanban", str(LOCALE_DIR), [name])
    except Exception:  # gettext lets through whatever a broken file makes it run into
        return
    _language = name


def language_named(text: str) -> str | None:
    """The language that a name or a locale means: zh, zh-CN, zh_CN.UTF-8, zh-Hans; None for one there is not."""
    head, *rest = text.strip().partition(".")[0].partition("@")[0].replace("-", "_").lower().split("_")
    if head in ("c", "posix", "en"):
        return "en"
    if head == "zh" and ("hans" in rest or not {"tw", "hk", "mo", "hant"}.intersection(rest)):
        return "zh_CN"
    return None


def prefer_language(name: str) -> None:
    """The language that is wanted where KANBAN_LANG names none: that of the user's file; empty for none."""
    global _preferred
    _preferred = name


def wanted_language() -> str:
    """KANBAN_LANG, else what is preferred, else LC_ALL, LC_MESSAGES, LANG; English for a locale that is not known.

    It is English also where the terminal cannot show the characters of the language. Raises Refused for a KANBAN_LANG
    that names no language.
    """
    wanted = _asked_language()
    if wanted != "en":
        from kanban.text.charset import is_utf8

        return wanted if is_utf8() else "en"
    return wanted


def _asked_language() -> str:
    if given := os.environ.get("KANBAN_LANG"):
        return checked_language(given, "KANBAN_LANG")
    if _preferred:
        return _preferred
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if locale := os.environ.get(name):
            return language_named(locale) or "en"
    return "en"


def checked_language(text: str, field: str) -> str:
    """The language that was asked for by name. Raises Refused, with the list."""
    name = language_named(text)
    if name is None:
        names = joined(LANGUAGES)
        raise Refused(msg("{field}: {value!r} is no language here; there are {names}", field=field, value=text[:40],
                          names=names))  # fmt: skip
    return name
