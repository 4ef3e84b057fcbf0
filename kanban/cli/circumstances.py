"""All in which two processes of one user can differ, apart from arguments, folder and open files."""

import os
import sys

_STATUS = (
    b"TracerPid", b"Uid", b"Gid", b"Groups", b"Umask", b"SigBlk", b"SigIgn", b"Cap", b"NoNewPrivs", b"Seccomp:",
    b"Cpus_allowed:",
)  # fmt: skip
_SPACES = ("cgroup", "ipc", "mnt", "net", "pid", "user", "uts")
_FREE = (b"_", b"PWD", b"OLDPWD")
"""Variables that nothing here reads."""


def circumstances(words: int) -> bytes:
    """Program, environment, rights, limits and namespaces of this process, as Linux tells them.

    `words` is how many arguments at the end of the command line are not the program's. Raises OSError where they cannot
    be had.
    """
    root = os.stat("/")
    told = [
        repr((sys.version, sys.executable, __file__, sys.orig_argv[: len(sys.orig_argv) - words], sys.path)).encode(),
        *(b"%s=%s" % item for item in sorted(os.environb.items()) if item[0] not in _FREE),
        *(line for line in _lines("status") if line.startswith(_STATUS)),
        *_lines("limits"),
        *_lines("cgroup"),
        *(os.readlink(f"/proc/self/ns/{space}").encode() for space in _SPACES),
        b"%d %d %d" % (root.st_dev, root.st_ino, os.nice(0)),
    ]
    return b"\0".join(told)


def _lines(name: str) -> list[bytes]:
    descriptor = os.open(f"/proc/self/{name}", os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(descriptor, 65536).split(b"\n")
    finally:
        os.close(descriptor)
