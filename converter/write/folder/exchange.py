"""Two folders of one file system change places in one step, where the system can do that."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path

HERE = -100
"""AT_FDCWD: a path is taken from the working directory."""
SWAP = 2
"""RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS."""
UNABLE = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


def exchange(one: Path, other: Path) -> bool:
    """Let two paths change places in one step, so that neither is ever absent; False where that cannot be done.

    Linux has renameat2 for it, macOS renamex_np; some file systems and other systems have nothing. Raises OSError where
    the system could do it and did not.
    """
    first, second = os.fsencode(one), os.fsencode(other)
    calls = {
        "linux": ("renameat2", (HERE, first, HERE, second, SWAP)),
        "darwin": ("renamex_np", (first, second, SWAP)),
    }
    if sys.platform not in calls:
        return False
    name, arguments = calls[sys.platform]
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        return False
    sys.audit("os.rename", str(one), str(other), -1, -1)
    if function(*arguments) == 0:
        return True
    code = ctypes.get_errno()
    if code in UNABLE:
        return False
    raise OSError(code, os.strerror(code), str(one), None, str(other))
