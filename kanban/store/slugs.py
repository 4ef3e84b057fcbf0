"""What may name a board, in every store."""

import re

from kanban.text.messages import Message, msg

_SLUG = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.ASCII)


def is_slug(text: str) -> bool:
    """Whether this may name a board."""
    return _SLUG.fullmatch(text) is not None


def no_slug(slug: str) -> Message:
    """Why it names none."""
    return msg("{slug!r} is no slug: small letters, digits, '.', '_' and '-', at most 40", slug=slug[:80])
