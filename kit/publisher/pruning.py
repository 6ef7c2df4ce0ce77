"""What publishing no longer needs: editions, and what runs made for pages that were made since."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from kit import files
from kit.publisher.addresses import EARLIER, INDEX
from kit.publisher.manifest import MANIFEST

GONE = "gone"
"""Folder beside the editions, for the page that says that an edition is no longer kept."""
_MADE_BY_RUNS = ("pages", "tasks", "rendered")


def prune_editions(editions: Path, staying: Collection[str], gone: str = "") -> None:
    """Remove every edition but those that stay, and what a killed publish left of one.

    Parameters
    ----------
    editions
        Folder that holds them.
    staying
        Names of those that stay: the one in use, the one it replaced, and those it lists.
    gone
        Text of the page to which links of staying editions to removed ones lead; without one such
        links are removed.
    """
    for name in staying:
        files.sweep(editions / name / EARLIER)
    _write_gone(editions, gone)
    leaving = [one for one in _folders(editions) if one.name not in {*staying, GONE}]
    for folder in leaving:
        _lead_away(editions, folder.name)
        if (folder / MANIFEST).is_file():  # first: a folder without one is nobody's, whole or not
            files.remove_tree(folder / MANIFEST)
            files.sync_folder(folder)
        files.remove_tree(folder)


def prune_runs(runs: Path, needed: Collection[Path]) -> None:
    """Remove what runs made and nobody needs: executed notebooks, handovers, rendered pages.

    Parameters
    ----------
    runs
        Folder of the ledger.
    needed
        Files that stay: notebooks of the last good runs, and the rendered pages of the edition in
        use. A handover is needed by nobody once its notebook has run.
    """
    for name in _MADE_BY_RUNS:
        if (runs / name).is_dir():
            for path in sorted(set((runs / name).iterdir()) - set(needed)):
                files.remove_tree(path)


def _folders(editions: Path) -> list[Path]:
    return sorted(editions.iterdir()) if editions.is_dir() else []


def _write_gone(editions: Path, text: str) -> None:
    page = gone_page(editions)
    if text and not (page.is_file() and page.read_text(encoding="utf-8") == text):
        files.make_folder(page.parent)
        files.write_atomic(page, text)


def gone_page(editions: Path) -> Path:
    """Where the page lies that stands for an edition which is not kept."""
    return editions / GONE / INDEX


def _lead_away(editions: Path, edition: str) -> None:
    """Make links to an edition lead to the page that says that it is gone, before it goes."""
    for link in _links_to(editions, edition):
        if gone_page(editions).is_file():
            files.switch_link(link, Path("../..") / GONE)
        else:
            files.remove_tree(link)


def _links_to(editions: Path, edition: str) -> Iterator[Path]:
    for folder in _folders(editions):
        link = folder / EARLIER / edition
        if folder.name != edition and link.is_symlink():
            yield link
