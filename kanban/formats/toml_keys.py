"""What is looked for in a TOML file before it is parsed: keys of very many parts, which the parser is slow with."""

import re

DOTS = 20
"""Most dots in a line outside of texts and comments; the parser's time grows with their square."""
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*"{3,5}|\'\'\'(?:[^\']|\'(?!\'\'))*\'{3,5}'
    r"|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|#[^\n]*"
)


def line_of_many_dots(text: str) -> int | None:
    """The first line with more than DOTS dots that may belong to a key; None where there is none."""
    if all(line.count(".") <= DOTS for line in text.split("\n")):
        return None
    bare = _TEXTS.sub(lambda match: "\n" * match[0].count("\n"), text)
    return next((n for n, line in enumerate(bare.split("\n"), start=1) if line.count(".") > DOTS), None)
