"""Which CRM a folder of exports comes from, and which native object each file holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kit import crms
from kit.crms import Crm
from kit.draft.exports import Export
from kit.draft.lookup_files import Lookup, called_lookup, find_lookups
from kit.draft.matching import Match, canonical_kinds, kinds_of

_OTHER = 4.0
"""Weight of headings from which a file is said to come from another CRM."""


@dataclass(frozen=True)
class Recognition:
    """What a folder's files are.

    Attributes
    ----------
    crm
        The CRM whose exports fit most of them; None where the canonical headings do.
    matches
        Files that feed tables.
    lookups
        Name of a lookup → the file that holds it.
    unknown
        Files that no shape fits.
    notes
        What people should know of them, as sentences.
    """

    crm: Crm | None
    matches: tuple[Match, ...]
    lookups: dict[str, Lookup]
    unknown: tuple[Export, ...]
    notes: tuple[str, ...] = field(default=())


def recognise(exports: Sequence[Export]) -> Recognition:
    """Find the CRM that explains most headings of all files together."""
    own = [_own(export) for export in exports]
    gains = {name: _gain(crms.find(name), exports, own) for name in crms.NAMES}
    name = max(gains, key=lambda one: gains[one])
    crm = crms.find(name) if gains[name] > 0 else None
    found = [_chosen(crm, export, plain) for export, plain in zip(exports, own, strict=True)]
    matches = tuple(one for one in found if one)
    lookups = find_lookups(crm, exports, matches) if crm else {}
    used = {id(match.export) for match in matches} | {id(one.export) for one in lookups.values()}
    left = [export for export in exports if id(export) not in used]
    keyless = [export for export in left if crm and called_lookup(crm, export)]
    unknown = tuple(export for export in left if export not in keyless)
    notes = [_keyless(crm, export) for export in keyless if crm] + _foreign(crm, unknown)
    return Recognition(crm, matches, lookups, unknown, tuple(notes))


def _own(export: Export) -> Match | None:
    """The canonical table whose headings a file has; None if it has others, too.

    Others may mean that words explain the file better than the few names it shares with the kit.
    """
    best = canonical_kinds().best(export)
    if best is None:
        return None
    others = len([name for name in export.headings if name]) - len(best.known)
    is_close = best.is_named and others < len(best.known)
    return best if is_close or not others else None


def _native(crm: Crm, export: Export) -> Match | None:
    """The native object that a file holds; a file called like a lookup is one."""
    best = kinds_of(crm.name).best(export)
    return None if best and called_lookup(crm, export) and not best.is_named else best


def _chosen(crm: Crm | None, export: Export, own: Match | None) -> Match | None:
    native = _native(crm, export) if crm else None
    found = [one for one in (native, own) if one]
    return max(found, key=lambda one: one.merit, default=None)


def _gain(crm: Crm, exports: Sequence[Export], own: Sequence[Match | None]) -> float:
    """By how much a CRM explains the files better than the canonical headings do."""
    gain = 0.0
    for export, plain in zip(exports, own, strict=True):
        native = _native(crm, export)
        if native and native.is_telling:
            gain += max(native.merit - (plain.merit if plain else 0.0), 0.0)
    return gain


def _keyless(crm: Crm, export: Export) -> str:
    """Why a file that is called like a lookup is none."""
    name = called_lookup(crm, export)
    return (
        f"{export.label} is not used: it is called like `{name}`, but `{crm.lookups[name].key}` "
        "or what it stands for is not among its headings."
    )


def _foreign(crm: Crm | None, unknown: Sequence[Export]) -> list[str]:
    """Files that another CRM's mapping explains: one project reads the exports of one CRM."""
    notes = []
    for export in unknown:
        others = [(crms.find(name), kinds_of(name).best(export)) for name in crms.NAMES]
        fitting = [(other, best) for other, best in others if best and best.weight >= _OTHER]
        if not fitting or crm is None:
            continue
        other, best = max(fitting, key=lambda pair: pair[1].merit)
        notes.append(
            f"{export.label} looks like {best.object} of {other.title}, and the project reads "
            f"{crm.title}: put the exports of {other.title} into a folder of their own."
        )
    return notes
