"""A whole site at one moment, and the switch that puts it before the readers.

An edition lies in ``editions/<id>/`` and is never changed once it is in use; ``site`` is a link
to the one that readers see. A reader who opened the old one still finds all of it, because the
last editions are kept.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from posixpath import dirname
from typing import Any, cast

from kit import files
from kit.errors import RunError
from kit.publisher.addresses import ARCHIVE, EARLIER, FEED
from kit.publisher.manifest import MANIFEST, History, canonical, history, name_of, read_manifest
from kit.publisher.pruning import prune_editions

KEPT = 10


@dataclass(frozen=True)
class Edition:
    """Everything that is published at once.

    Attributes
    ----------
    pages
        Content by address from the root of the site. Read twice and never kept whole, so a
        mapping that loads its pages one by one will do.
    as_of
        Last day that counts in the data.
    demo
        Whether the data are the demo CRM's.
    snapshot
        Name of the snapshot that its pages are judged by; empty where there is none.
    history
        What came before; `publish` finds it out.
    known
        Digests of pages that need not be read to know them.
    """

    pages: Mapping[str, bytes | str]
    as_of: date
    demo: bool = False
    snapshot: str = ""
    history: History = field(default_factory=History)
    known: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def digests(self) -> dict[str, str]:
        """Digest of every file, by address."""
        return {
            path: self.known.get(path) or files.digest(self.pages[path])
            for path in sorted(self.pages)
        }

    @cached_property
    def id(self) -> str:
        """The same files, date, kind, snapshot and history always make the same id."""
        return name_of(self._facts)

    @property
    def manifest(self) -> str:
        """What ``manifest.json`` holds."""
        return canonical({"edition": self.id, **self._facts})

    def after(self, past: History, told: Mapping[str, bytes | str]) -> Edition:
        """The same edition with its history, and with what is told of it by address."""
        pages = ChainMap(dict(told), cast("dict[str, bytes | str]", self.pages))  # only read
        return replace(self, pages=pages, history=past, known=self.digests)

    @property
    def _facts(self) -> dict[str, Any]:
        return {
            "as_of": self.as_of.isoformat(),
            "demo": self.demo,
            "snapshot": self.snapshot,
            "files": self.digests,
            "changes": asdict(self.history.changes),
            "earlier": [one.as_dict() for one in self.history.earlier],
            "entry": self.history.entry,
        }


@dataclass(frozen=True)
class Published:
    """What readers see: the edition's id, its folder, the number of its files."""

    edition: str
    folder: Path
    as_of: date
    demo: bool
    files: int
    snapshot: str = ""
    changed: bool = False


def publish(
    edition: Edition,
    outputs: Path,
    *,
    keep: int = KEPT,
    archive: Callable[[History], str] | None = None,
    feed: Callable[[History], str] | None = None,
    gone: str = "",
) -> Published:
    """Write an edition beside the one in use, then switch to it at once.

    Parameters
    ----------
    edition
        What to publish.
    outputs
        Folder that holds ``editions/`` and the link ``site``.
    keep
        How many editions stay, the new one included; the one that it replaces always stays, because
        readers may have it open.
    archive
        Makes the page that lists earlier editions; without it there is none.
    feed
        Makes the feed of editions; without it there is none.
    gone
        Page that stands where an edition was that an earlier one still links to.

    Raises
    ------
    RunError
        If a demo edition would replace a site made from other data, an address leaves the site's
        folder, or the disk refuses; readers then see what they saw before.
    """
    files.sweep(outputs, below=False)
    before = read_manifest(outputs / "site")
    _check_demo(edition, before, outputs)
    _check_addresses(edition)
    past = _still_kept(
        history(before, edition.digests, demo=edition.demo, keep=keep), outputs / "editions"
    )
    makers = {ARCHIVE: archive, FEED: feed}
    edition = edition.after(past, {path: make(past) for path, make in makers.items() if make})
    folder = outputs / "editions" / edition.id
    _write(edition, folder)
    is_new = before is None or before["edition"] != edition.id
    if is_new:
        files.switch_link(outputs / "site", folder)
    replaced = {before["edition"]} if before and is_new else set()
    earlier = {one.edition for one in past.earlier}
    prune_editions(outputs / "editions", {edition.id, *earlier, *replaced}, gone)
    return _published(edition, folder, changed=is_new)


def current(outputs: Path) -> Published | None:
    """The edition that readers see, None where nothing was published."""
    found = read_manifest(outputs / "site")
    if found is None:
        return None
    return Published(
        edition=found["edition"],
        folder=(outputs / "site").resolve(),
        as_of=date.fromisoformat(found["as_of"]),
        demo=found["demo"],
        files=len(found["files"]),
        snapshot=found.get("snapshot", ""),
    )


def damaged(folder: Path) -> tuple[str, ...]:
    """Addresses of an edition's files that are missing or differ from its manifest."""
    manifest = read_manifest(folder)
    listed = manifest["files"] if manifest else {}
    return tuple(path for path, digest in listed.items() if not _is_kept(folder / path, digest))


def _still_kept(past: History, editions: Path) -> History:
    """The history without editions that were removed because they named somebody."""
    there = (one for one in past.earlier if (editions / one.edition / MANIFEST).is_file())
    return replace(past, earlier=tuple(there))


def _published(edition: Edition, folder: Path, *, changed: bool) -> Published:
    return Published(
        edition=edition.id,
        folder=folder,
        as_of=edition.as_of,
        demo=edition.demo,
        files=len(edition.digests),
        snapshot=edition.snapshot,
        changed=changed,
    )


def _write(edition: Edition, folder: Path) -> None:
    """Write what is missing or differs; the manifest comes last, when all else is on the disk.

    Without the manifest, what is there may be of a process that was killed before it synced the
    folders, so all of them are synced again.
    """
    files.sweep(folder)
    is_whole = _is_kept(folder / MANIFEST, files.digest(edition.manifest))
    missing = {path for path, one in edition.digests.items() if not _is_kept(folder / path, one)}
    for parent, group in groupby(sorted(missing if is_whole else edition.digests), key=dirname):
        with files.together(files.make_folder(folder / parent)) as write:
            for path in sorted(missing.intersection(group)):
                page = edition.pages[path]
                write(folder / path, page.encode("utf-8") if isinstance(page, str) else page)
    if ARCHIVE in edition.digests:
        _link_earlier(edition, folder)
    if not is_whole:
        files.write_atomic(folder / MANIFEST, edition.manifest)


def _link_earlier(edition: Edition, folder: Path) -> None:
    """Links to the editions that the archive's page lists, each to a folder beside this one."""
    for one in edition.history.earlier:
        link = files.make_folder(folder / EARLIER) / one.edition
        if not link.exists():
            files.switch_link(link, Path("../..") / one.edition)


def _is_kept(path: Path, digest: str) -> bool:
    return path.is_file() and files.digest_file(path) == digest


def _check_demo(edition: Edition, before: Mapping[str, Any] | None, outputs: Path) -> None:
    if edition.demo and before and not before["demo"]:
        raise RunError(
            f"{outputs / 'site'} was published from other data than the demo CRM "
            f"(edition {before['edition']}, as of {before['as_of']}); the demo is not published "
            "over it. Publish it from another project folder."
        )


def _check_addresses(edition: Edition) -> None:
    seen: dict[str, str] = {}
    for path in edition.digests:
        parts = PurePosixPath(path).parts
        is_own = path in (MANIFEST, ARCHIVE, FEED) or parts[:1] == (EARLIER,)
        if path.startswith("/") or ".." in parts or "\\" in path or is_own or not parts:
            raise RunError(f"`{path}` is no address inside the site.")
        twin = seen.setdefault(path.casefold(), path)
        if twin != path:
            raise RunError(f"`{twin}` and `{path}` differ in case only; not every disk keeps both.")
