"""The command `kanban`, also as `python -m kanban`."""

import signal
import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    # ctrl+c while modules are still imported ends the program without a trace; afterwards `run` answers to it.
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    if not ignored:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from kanban.cli.main import run

    if not ignored:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
