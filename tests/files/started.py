"""Processes that write files, and what they leave behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from kit import files


def start(script: str, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True
    )


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(f"{files.LEFTOVER}*"))
