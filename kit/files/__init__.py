"""The only code that writes to disk, so that what is on disk is always whole.

A file appears under its name when it is complete and on the disk, or not at all: data go to a
temporary file beside it, are synced, then renamed over it, and the folder is synced too. What a
killed process leaves behind starts with `LEFTOVER`; `sweep` removes it under the run's lock.
"""

from kit.files.digests import digest, digest_code, digest_file
from kit.files.locks import lock
from kit.files.names import safe_name
from kit.files.writing import (
    LEFTOVER,
    append,
    make_folder,
    remove_tree,
    sweep,
    switch_link,
    sync_folder,
    together,
    write_atomic,
    writer,
)

__all__ = [
    "LEFTOVER",
    "append",
    "digest",
    "digest_code",
    "digest_file",
    "lock",
    "make_folder",
    "remove_tree",
    "safe_name",
    "sweep",
    "switch_link",
    "sync_folder",
    "together",
    "write_atomic",
    "writer",
]
