"""The command `kanban`, also as `python -m kanban`."""

import gc
import sys

from kanban.cli import interrupts

interrupts.leave_at_once()  # before anything else is imported


def main() -> None:
    """Run the command line and leave with its exit code."""
    gc.disable()  # a verb ends before collecting pays: `kanban add` 9.0 -> 8.3 x `python -c pass`; the app enables it
    from kanban.cli.main import run

    code = run(sys.argv[1:])
    gc.freeze()  # what is left goes with the process; Python would look through all of it first: 15 ms with psycopg
    sys.exit(code)


if __name__ == "__main__":
    main()
