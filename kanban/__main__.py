"""The command `kanban`, also as `python -m kanban`."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from kanban.cli import forkserver, lean

    lean.without_collection()
    code = forkserver.served(sys.argv[1:])
    if code is None:
        from kanban.cli.main import run

        code = run(sys.argv[1:])
    lean.leave_memory()
    sys.exit(code)


if __name__ == "__main__":
    main()
