"""The files that a source names, or what stands there instead."""

from __future__ import annotations

import glob
from difflib import get_close_matches
from pathlib import Path

from kit.data.quality import refusal
from kit.params import Source


def find(source: Source, folder: Path) -> list[Path]:
    """Files of a source, sorted by name.

    Raises
    ------
    DataError
        If there is none; the message says what was looked for, and what is there.
    """
    found = [path for pattern in source.patterns for path in _found(pattern, folder)]
    return sorted({path.resolve(): path for path in found}.values())


def _found(pattern: str, folder: Path) -> list[Path]:
    """Files that one path or glob stands for."""
    plain = Path(pattern).expanduser()
    where = plain if plain.is_absolute() else folder / plain
    # Only the pattern is one: the folder's own name may hold brackets.
    wanted = pattern if plain.is_absolute() else str(Path(glob.escape(str(folder))) / plain)
    found = [where] if where.is_file() else map(Path, glob.glob(wanted, recursive=True))  # noqa: PTH207
    files = [path for path in found if path.is_file()]
    if not files:
        raise refusal(f"no file `{pattern}` in {folder}. {_nearest(where, folder)}", pattern)
    return files


def _nearest(where: Path, folder: Path) -> str:
    """The likeliest other names in the folder that was looked in."""
    parent = where.parent
    if not parent.is_dir():
        return f"There is no folder `{parent.name}` there either."
    names = sorted(path.name for path in parent.iterdir() if path.is_file())
    if not names:
        return "The folder holds no files."
    close = get_close_matches(where.name, names, n=3, cutoff=0.4) or names[:5]
    inside = (
        f" in `{parent.relative_to(folder)}`"
        if parent != folder and parent.is_relative_to(folder)
        else ""
    )
    return f"Nearest{inside}: " + ", ".join(f"`{name}`" for name in close) + "."
