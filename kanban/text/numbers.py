"""Whole numbers that people type."""


def whole_number(text: str, least: int, most: int) -> int | None:
    """The number that digits of ASCII mean, if it is one from `least` to `most`; however long the text is."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)):  # Python refuses to read thousands of them
        return None
    number = int(digits)
    return number if least <= number <= most else None
