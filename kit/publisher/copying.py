"""A finished edition, copied to another place: a folder, a bucket, whatever fsspec can reach.

Such a place has no links and switches nothing at once, so the order of the files has to do: new
pages first, then changed ones, those that lead to others last, the manifest, and at the end the
removal of pages that are no more. A reader may meet a new page before the new index, but never a
link that leads nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from posixpath import basename
from typing import Any

from kit import files
from kit.errors import RunError
from kit.publisher.addresses import ARCHIVE, EARLIER, FEED, INDEX
from kit.publisher.manifest import MANIFEST, canonical, parsed, read_manifest
from kit.publisher.places import Place, place_of
from kit.publisher.pruning import gone_page

UNFINISHED = "unfinished"
"""Name of the edition in a manifest while its pages are being replaced."""


@dataclass(frozen=True)
class Copied:
    """What a copy did: where it went, and how many files were written, kept and removed."""

    to: str
    edition: str
    written: int
    kept: int
    removed: int


def copy_edition(outputs: Path, url: str) -> Copied:
    """Copy the edition in use to `url`, where its pages lie at the same addresses.

    Files whose digest the place's own manifest names are left alone; what is written is read again
    and compared. Earlier editions stay where the site is made: links to them lead to a page that
    says so. Only files that a manifest of ours lists are ever replaced or removed.

    Parameters
    ----------
    outputs
        Folder that holds ``editions/`` and the link ``site``.
    url
        Of a folder, as fsspec reads it: ``file:///srv/reports``, ``s3://bucket/reports``.

    Raises
    ------
    ParamError
        If nothing can write to such a URL.
    RunError
        If nothing is published yet, the place refuses, it shows other data than the demo's and the
        edition is the demo's, or a copy differs from its original.
    """
    folder = (outputs / "site").resolve()
    manifest = read_manifest(folder)
    if manifest is None:
        raise RunError("Nothing is published yet. Run `kit report` first.")
    place = place_of(url)
    before = _manifest_at(place)
    if manifest["demo"] and before and not before["demo"]:
        raise RunError(f"{url} shows other data than the demo CRM; the demo is not copied over it.")
    stand_in = gone_page(outputs / "editions")
    wanted = _wanted(manifest, stand_in)
    known = _listed(before) if before else {}
    originals = {path: folder / path for path in manifest["files"]}
    changed = _in_order((path for path in wanted if wanted[path] != known.get(path)), known)
    removed = sorted(known.keys() - wanted.keys())
    if changed or removed or before is None or before["edition"] != manifest["edition"]:
        _note(place, manifest, {path: known.get(path, "") for path in {*known, *wanted}}, changed)
        for path in changed:
            _write(place, path, originals.get(path, stand_in), wanted[path])
        place.write(MANIFEST, (folder / MANIFEST).read_bytes())
        for path in removed:
            place.remove(path)
    return Copied(
        to=url,
        edition=manifest["edition"],
        written=len(changed),
        kept=len(wanted) - len(changed),
        removed=len(removed),
    )


def _manifest_at(place: Place) -> dict[str, Any] | None:
    """What the place holds of an edition; None where it never held one."""
    raw = place.read(MANIFEST)
    if raw is None:
        return None
    try:
        return parsed(raw)
    except ValueError as error:
        raise RunError(
            f"{place.url}/{MANIFEST} is not the manifest of an edition. "
            "Name another folder, or remove that file to have everything copied anew."
        ) from error


def _wanted(manifest: Mapping[str, Any], stand_in: Path) -> dict[str, str]:
    """Digests of all files that the place shall hold, by address."""
    places = _stand_ins(manifest) if manifest["earlier"] else ()
    digest = files.digest_file(stand_in) if places else ""
    return {**manifest["files"], **dict.fromkeys(places, digest)}


def _listed(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Digests of all files that the place holds; empty where they are not sure."""
    return {**dict.fromkeys(_stand_ins(manifest), ""), **manifest["files"]}


def _stand_ins(manifest: Mapping[str, Any]) -> list[str]:
    """Addresses of the pages that stand for earlier editions."""
    if ARCHIVE not in manifest["files"]:
        return []
    return [f"{EARLIER}/{one['edition']}/{INDEX}" for one in manifest.get("earlier", ())]


def _in_order(paths: Iterable[str], known: Mapping[str, str]) -> list[str]:
    """What nothing leads to yet first; then changed pages, each after those that it leads to."""

    def rank(path: str) -> tuple[bool, bool, bool, str]:
        is_top = path in (INDEX, ARCHIVE, FEED)
        return path in known, is_top, basename(path).startswith("index."), path

    return sorted(paths, key=rank)


def _note(
    place: Place, manifest: Mapping[str, Any], listed: Mapping[str, str], changed: Iterable[str]
) -> None:
    """Say what is about to be replaced, so that a copy that breaks off is known for what it is."""
    unsure = {**listed, **dict.fromkeys(changed, "")}
    note = {**manifest, "edition": UNFINISHED, "files": unsure}
    place.write(MANIFEST, canonical(note).encode("utf-8"))


def _write(place: Place, path: str, original: Path, digest: str) -> None:
    content = original.read_bytes()
    if files.digest(content) != digest:
        raise RunError(f"{original} differs from its manifest. Run `kit publish` to make it again.")
    place.write(path, content)
    if place.read(path) != content:
        raise RunError(f"{place.url}/{path} is not what was written there. Copy again.")
