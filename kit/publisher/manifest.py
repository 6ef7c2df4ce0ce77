"""What an edition holds, what it is named after, and which editions came before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from kit import files
from kit.errors import RunError
from kit.publisher.addresses import ARCHIVE, FEED

MANIFEST = "manifest.json"
_KEYS = {"edition", "as_of", "demo", "files"}


@dataclass(frozen=True)
class Changes:
    """How an edition differs from the one before it, in files."""

    new: int = 0
    changed: int = 0
    removed: int = 0

    @classmethod
    def between(cls, before: Mapping[str, str], after: Mapping[str, str]) -> Changes:
        """Count the differences of two lists of files, digests by address.

        >>> Changes.between({"a": "1", "b": "1"}, {"b": "2", "c": "1"})
        Changes(new=1, changed=1, removed=1)
        """
        both = before.keys() & after.keys()
        return cls(
            new=len(after.keys() - both),
            changed=sum(before[path] != after[path] for path in both),
            removed=len(before.keys() - both),
        )


@dataclass(frozen=True)
class Earlier:
    """An edition that was replaced: its name, its last day, what it had changed, its feed entry."""

    edition: str
    as_of: date
    changes: Changes
    entry: str = ""

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> Earlier:
        """The entry that stands for an edition, by its manifest or by its entry in another."""
        changes = Changes(**manifest.get("changes", {}))
        day = date.fromisoformat(manifest["as_of"])
        return cls(manifest["edition"], day, changes, manifest.get("entry", ""))

    def as_dict(self) -> dict[str, Any]:
        """The entry as a manifest holds it."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}


@dataclass(frozen=True)
class History:
    """What came before an edition: its own changes, and the editions that still can be read.

    `entry` stands for the edition in the feed, which cannot know the edition's own id: that is made
    from the feed too.
    """

    changes: Changes = field(default_factory=Changes)
    earlier: tuple[Earlier, ...] = ()
    entry: str = ""


def history(
    before: Mapping[str, Any] | None, pages: Mapping[str, str], *, demo: bool, keep: int
) -> History:
    """The history of the edition that consists of `pages`.

    Only what was published counts, not when or how often: the same editions in the same order make
    the same history, so that a publish that was killed and started again ends with the same bytes.

    Parameters
    ----------
    before
        Manifest of the edition in use; None where there is none.
    pages
        Digests of the new edition's files by address, without the archive's page and the feed.
    demo
        Whether the new edition shows the demo CRM's data; one kind is not the other's history.
    keep
        How many editions stay, the new one included.
    """
    entry = _entry(pages, ())
    if before is None or before["demo"] != demo:
        return History(Changes.between({}, pages), (), entry)
    earlier = tuple(Earlier.of(one) for one in before.get("earlier", ()))
    known = _pages(before)
    if known == pages:
        entry = before.get("entry") or _entry(pages, earlier)
        return History(Changes(**before.get("changes", {})), earlier[: keep - 1], entry)
    earlier = (Earlier.of(before), *earlier)
    return History(Changes.between(known, pages), earlier[: keep - 1], _entry(pages, earlier))


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
        return parsed(path.read_bytes())
    except ValueError as error:
        raise RunError(
            f"{path} is not the manifest of an edition. Publish again to make a new one."
        ) from error


def parsed(raw: bytes) -> dict[str, Any]:
    """A manifest from its file's content; ValueError where it is none."""
    found = json.loads(raw)
    if not isinstance(found, dict) or not found.keys() >= _KEYS:
        raise ValueError("not the manifest of an edition")
    return found


def is_named_by_its_content(manifest: Mapping[str, Any]) -> bool:
    """Whether the edition's id is the one that all else in its manifest gives."""
    facts = {name: fact for name, fact in manifest.items() if name != "edition"}
    return bool(manifest["edition"] == name_of(facts))


def name_of(facts: Mapping[str, Any]) -> str:
    """The id of an edition: the same facts always make the same one."""
    return files.digest(canonical(facts))[:16]


def canonical(facts: Mapping[str, Any]) -> str:
    """The one text of a manifest."""
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, indent=1) + "\n"


def _pages(manifest: Mapping[str, Any]) -> dict[str, str]:
    own = (ARCHIVE, FEED)
    return {path: digest for path, digest in manifest["files"].items() if path not in own}


def _entry(pages: Mapping[str, str], earlier: Sequence[Earlier]) -> str:
    """What stands for an edition in the feed: its pages, after the edition that it follows."""
    return name_of({"files": dict(pages), "after": earlier[0].entry if earlier else ""})
