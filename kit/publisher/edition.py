"""A whole site at one moment, and the switch that puts it before the readers.

An edition lies in ``editions/<id>/`` and is never changed once it is in use; ``site`` is a link
to the one that readers see. A reader who opened the old one still finds all of it, because the
last editions are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path, PurePosixPath
from posixpath import dirname
from typing import Any

from kit import files
from kit.errors import RunError

MANIFEST = "manifest.json"
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
    """

    pages: Mapping[str, bytes | str]
    as_of: date
    demo: bool = False

    @cached_property
    def digests(self) -> dict[str, str]:
        """Digest of every file, by address."""
        return {path: files.digest(self.pages[path]) for path in sorted(self.pages)}

    @cached_property
    def id(self) -> str:
        """The same files, date and kind always make the same id."""
        return _id(self._facts)

    @property
    def manifest(self) -> str:
        """What ``manifest.json`` holds."""
        return _canonical({"edition": self.id, **self._facts})

    @property
    def _facts(self) -> dict[str, Any]:
        return {"as_of": self.as_of.isoformat(), "demo": self.demo, "files": self.digests}


@dataclass(frozen=True)
class Published:
    """What readers see: the edition's id, its folder, the number of its files."""

    edition: str
    folder: Path
    as_of: date
    demo: bool
    files: int
    changed: bool = False


def publish(edition: Edition, outputs: Path, *, keep: int = KEPT) -> Published:
    """Write an edition beside the one in use, then switch to it at once.

    Parameters
    ----------
    edition
        What to publish.
    outputs
        Folder that holds ``editions/`` and the link ``site``.
    keep
        How many editions stay, the new one included; the one in use is never removed.

    Raises
    ------
    RunError
        If a demo edition would replace a site made from other data, or an address leaves
        the site's folder.
    """
    before = current(outputs)
    if edition.demo and before and not before.demo:
        raise RunError(
            f"{outputs / 'site'} was published from other data than the demo CRM "
            f"(edition {before.edition}, as of {before.as_of}); the demo is not published over it. "
            "Publish it from another project folder."
        )
    _check_addresses(edition)
    folder = outputs / "editions" / edition.id
    _write(edition, folder)
    changed = before is None or before.edition != edition.id
    if changed:
        files.switch_link(outputs / "site", folder)
        _prune(outputs / "editions", edition.id, keep)
    return Published(
        edition.id, folder, edition.as_of, edition.demo, len(edition.digests), changed=changed
    )


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
    )


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of an edition's folder; None where there is none.

    Raises
    ------
    RunError
        If it is no manifest.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if {"edition", "as_of", "demo", "files"} <= found.keys():
            return dict(found)
    except (ValueError, AttributeError):
        pass
    raise RunError(f"{path} is not the manifest of an edition. Publish again to make a new one.")


def is_named_by_its_content(manifest: Mapping[str, Any]) -> bool:
    """Whether the edition's id is the one that its files, date and kind give."""
    facts = {name: fact for name, fact in manifest.items() if name != "edition"}
    return bool(manifest["edition"] == _id(facts))


def damaged(folder: Path) -> tuple[str, ...]:
    """Addresses of an edition's files that are missing or differ from its manifest."""
    manifest = read_manifest(folder)
    listed = manifest["files"] if manifest else {}
    return tuple(
        path
        for path, digest in listed.items()
        if not (folder / path).is_file() or files.digest_file(folder / path) != digest
    )


def _write(edition: Edition, folder: Path) -> None:
    """Write what is missing or differs; the manifest comes last, when all else is on the disk."""
    for parent, group in groupby(edition.digests.items(), key=lambda item: dirname(item[0])):
        with files.together(files.make_folder(folder / parent)) as write:
            for path, digest in group:
                target = folder / path
                if not target.is_file() or files.digest_file(target) != digest:
                    page = edition.pages[path]
                    write(target, page.encode("utf-8") if isinstance(page, str) else page)
    files.write_atomic(folder / MANIFEST, edition.manifest)


def _prune(editions: Path, in_use: str, keep: int) -> None:
    """Remove the oldest editions; a folder without manifest is a broken try, the oldest of all."""

    def age(folder: Path) -> tuple[float, str]:
        manifest = folder / MANIFEST
        return (manifest.stat().st_mtime if manifest.is_file() else 0.0, folder.name)

    others = sorted(
        (one for one in editions.iterdir() if one.name != in_use), key=age, reverse=True
    )
    for folder in others[max(keep - 1, 0) :]:
        files.remove_tree(folder)


def _check_addresses(edition: Edition) -> None:
    seen: dict[str, str] = {}
    for path in edition.digests:
        parts = PurePosixPath(path).parts
        if path.startswith("/") or ".." in parts or "\\" in path or path == MANIFEST or not parts:
            raise RunError(f"`{path}` is no address inside the site.")
        twin = seen.setdefault(path.casefold(), path)
        if twin != path:
            raise RunError(f"`{twin}` and `{path}` differ in case only; not every disk keeps both.")


def _id(facts: Mapping[str, Any]) -> str:
    return files.digest(_canonical(facts))[:16]


def _canonical(facts: Mapping[str, Any]) -> str:
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, indent=1) + "\n"
