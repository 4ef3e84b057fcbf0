"""The word for "no": raised wherever what a user asked for cannot be done."""


class Refused(Exception):
    """What was asked cannot be done; the text is one sentence for the user, naming field and value."""
