"""Names as numbers."""

from kanban.formats.csv_table.cells import unguarded
from kanban.text.clean import clean_line

_LONGEST = 200


class Numbers:
    """Numbers for names: those that are the same once cleaned have the same."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.sizes = [len(name.encode()) for name in names]
        self.by_text: dict[str, int] = {}
        self.by_name = {name: number for number, name in enumerate(names) if name}

    def of(self, text: str) -> int | None:
        """The number; None for an empty name, or one that is too long to be one."""
        try:
            return self.by_text[text]
        except KeyError:
            pass
        name = clean_line(unguarded(text))
        number = None
        if 0 < len(name) <= _LONGEST:
            number = self.by_name.get(name)
            if number is None:
                number = self.by_name[name] = len(self.names)
                self.names.append(name)
                self.sizes.append(len(name.encode()))
            self.by_text[text] = number
        return number
