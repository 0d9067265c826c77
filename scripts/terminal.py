"""Run a command as it looks in a terminal of a given width, and keep what it wrote."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import termios
from collections.abc import Sequence
from pathlib import Path

ROWS = 200
CHUNK_BYTES = 65_536
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "PYTHONUTF8": "1"}


def shown(command: Sequence[str], columns: int, folder: Path | None = None) -> str:
    """What the command writes to a terminal so many characters wide, colours (ANSI) too.

    It runs in the folder, or in ours; its errors go where ours do.

    Raises:
        subprocess.CalledProcessError: the command ended with another code than 0; `output` is what it wrote.
    """
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    environment |= {**ENVIRONMENT, "COLUMNS": str(columns)}
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=theirs, env=environment, cwd=folder
    ) as process:
        os.close(theirs)
        text = _all_of(ours).decode("utf-8").replace("\r\n", "\n")
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command), output=text)
    return text


def _all_of(descriptor: int) -> bytes:
    """Everything until the other side is closed, which a pseudo terminal tells by an error on Linux."""
    parts = []
    with os.fdopen(descriptor, "rb", buffering=0) as terminal:
        while True:
            try:
                part = terminal.read(CHUNK_BYTES)
            except OSError:
                break
            if not part:
                break
            parts.append(part)
    return b"".join(parts)
