"""SVG as text: elements with their attributes, texts of others made safe, numbers written short."""

import re
from collections.abc import Iterable
from html import escape

from kanban.text.clean import clean_line, width

FONTS = "Helvetica, Arial, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'DejaVu Sans', sans-serif"
CELL = 0.58
"""A terminal cell of text is at most about so wide, in font sizes."""
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 has no character for."""


def safe(text: object) -> str:
    """A text on one line, escaped for an element or an attribute."""
    return escape(_NO_XML.sub("", clean_line(str(text))), quote=True)


def number(value: float) -> str:
    """A length: `12.5`, `7`."""
    return f"{value + 0.0 if round(value, 1) else 0.0:.1f}".removesuffix(".0")


def element(name: str, *inner: str, **attributes: object) -> str:
    """An element; `font_size=12` is written `font-size="12"`. `inner` is SVG already."""
    written = "".join(f' {_name(key)}="{_value(value)}"' for key, value in attributes.items() if value != "")
    return f"<{name}{written}>{''.join(inner)}</{name}>" if inner else f"<{name}{written}/>"


def text(x: float, y: float, words: object, size: float = 12, **attributes: object) -> str:
    """A line of text with its base line at y."""
    return element("text", safe(words), x=x, y=y, font_size=size, **attributes)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """Corners, as polylines and polygons have them."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def text_width(words: str, size: float) -> float:
    """About how wide a text is, rather too much than too little."""
    return width(words) * CELL * size


def cells_in(room: float, size: float) -> int:
    """How many terminal cells of text have room."""
    return max(8, int(room / (CELL * size)))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _value(value: object) -> str:
    return number(value) if isinstance(value, int | float) else safe(value)
