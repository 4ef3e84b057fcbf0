"""The command `kanban`, also as `python -m kanban`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from kanban.cli import lean
    from kanban.cli.entry import run

    lean.without_collection()
    code = run(sys.argv[1:])
    lean.leave_memory()
    sys.exit(code)


if __name__ == "__main__":
    main()
