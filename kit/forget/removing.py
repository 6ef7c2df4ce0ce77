"""The removal of somebody from everything that runs have kept."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection
from pathlib import Path

from kit import files
from kit.data.forgotten import Forgotten, read_forgotten, write_forgotten
from kit.data.manifest import newest
from kit.data.rewriting import rewrite
from kit.data.store import Store
from kit.errors import ParamError, RunError
from kit.forget.finding import Found, find, named_rows
from kit.forget.naming import Names
from kit.ledger.removal import remove_named
from kit.params import Settings
from kit.publisher import current, publish_site
from kit.publisher.pruning import prune_editions


def forget(settings: Settings, texts: Collection[str], *, dry_run: bool = False) -> Found:
    """Forget a person: take every trace out of outputs, and leave them out from now on.

    A code takes the place of the person in records, so that amounts and counts stay; pages that
    name them are withdrawn until the next run makes them again, and so are earlier editions. Call
    it under the run's lock. Sources and settings are not changed.

    Parameters
    ----------
    settings
        Of the project.
    texts
        The person's name, e-mail address, telephone number or id, each in full and as the CRM
        writes it; capitals and spaces do not count.
    dry_run
        Whether only to say where the person is.

    Returns
    -------
    Found
        Where the person was.

    Raises
    ------
    ParamError
        If nothing is given, or a text is too short to name one person alone.
    DataError
        If a part or a list of the store is damaged: it cannot be said whom it names.
    RunError
        If the disk refuses; doing it again completes what was begun.
    """
    if not texts:
        raise ParamError("Say whom to forget: a name, an e-mail address, a number or an id.")
    store = settings.store
    forgotten = read_forgotten(store).also(texts)
    found = find(settings, texts, forgotten)
    if dry_run:
        return found
    write_forgotten(store, forgotten)
    names = Names(found.spellings)
    _remove_runs(settings.outputs, found, names)
    for table in found.quarantine:
        _remove_rows(store / "quarantine" / f"{table}.csv", forgotten)
    doomed = set(found.editions)
    _remove_editions(settings.outputs, doomed - {_in_use(settings.outputs)})
    rewrite(Store(store), forgotten)
    if doomed:
        _publish_again(settings, doomed)
    return found


def _remove_runs(outputs: Path, found: Found, names: Names) -> None:
    """First what the ledger says of pages, so that it never names a notebook that is gone."""
    runs = outputs / "runs"
    if (runs / "ledger.sqlite").is_file():
        below = {path.removeprefix("runs/") for path in found.files}
        remove_named(runs / "ledger.sqlite", names, below)
    for path in found.files:
        files.remove_tree(outputs / path)


def _remove_rows(path: Path, forgotten: Forgotten) -> None:
    """Take the rows out of a file of rows set aside."""
    named = {number for number, _ in named_rows(path, forgotten)}
    with path.open(encoding="utf-8", newline="") as handle:
        rows = [row for number, row in enumerate(csv.reader(handle)) if number not in named]
    if len(rows) < 2:  # the heading alone
        files.remove_tree(path)
        return
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    files.write_atomic(path, text.getvalue(), private=True)


def _publish_again(settings: Settings, doomed: set[str]) -> None:
    """Publish what is left of the pages, and remove the edition that named the person."""
    snapshot = newest(settings.store)
    try:
        if snapshot is None:
            raise RunError("There is nothing to publish.")
        publish_site(settings, snapshot)
    except RunError:
        if _in_use(settings.outputs) not in doomed:
            raise
    if _in_use(settings.outputs) in doomed:  # no page is left
        files.remove_tree(settings.outputs / "site")
    _remove_editions(settings.outputs, doomed)


def _remove_editions(outputs: Path, doomed: set[str]) -> None:
    folder = outputs / "editions"
    if folder.is_dir() and doomed:
        prune_editions(folder, {path.name for path in folder.iterdir()} - doomed)


def _in_use(outputs: Path) -> str:
    """Name of the edition that readers see; empty where there is none."""
    published = current(outputs)
    return published.edition if published else ""
