"""What earlier runs left behind: processes, half-written files, notebooks no page stands on."""

from __future__ import annotations

from pathlib import Path

from kit import files
from kit.ledger import Ledger
from kit.runner import processes


def project_mark(folder: Path) -> str:
    """What marks the processes of a project's runs."""
    return files.digest(str(folder.resolve()))[:16]


def clear(folder: Path, ledger: Ledger) -> None:
    """Remove what nobody needs any more; call it under the project's lock, with no run at work.

    A run whose every process was killed at once cannot have ended what its cells had started.
    """
    mark = project_mark(folder)
    processes.end(lambda: processes.marked(mark))
    runs = folder / "outputs" / "runs"
    files.sweep(runs)
    needed = {runs / good.notebook_file for good in ledger.standings().values()}
    names = {path.stem for path in needed}
    for kept in (runs / "pages").glob("*"):
        if kept not in needed:
            files.remove_tree(kept)
    for handover in (runs / "tasks").glob("*"):
        if handover.stem not in names:
            files.remove_tree(handover)
