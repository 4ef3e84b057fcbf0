"""Tables of work with a row for each piece of it: when it was created, started, finished."""
