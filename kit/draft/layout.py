"""The text of a drafted project.yaml: keys, with the evidence above them as comments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from kit.draft.entries import Entry, joined
from kit.draft.guesses import Guess
from kit.draft.recognition import Recognition
from kit.draft.yaml_text import comment, scalar

_LONGEST_NAME = 200


def project_text(
    name: str,
    currency: Guess,
    zone: Guess,
    known: Recognition,
    entries: Sequence[Entry],
    notes: Iterable[str],
    there: Collection[str],
) -> str:
    """The whole file.

    Parameters
    ----------
    name
        Of the project.
    currency, zone
        What the exports tell of them.
    known
        The CRM and its lookups.
    entries
        What is read; those that lack something are commented out unless all of them do.
    notes
        What people should know of the other files.
    there
        All files of the folder, which a glob must not take by accident.
    """
    lines = [
        *comment(
            "Drafted by `kit init` from the exports in this folder. Read it through once: what the "
            "exports cannot tell is marked `check`. `kit check` says what is wrong with the data."
        ),
        *(line for note in notes for line in comment(note)),
        f"name: {scalar(name[:_LONGEST_NAME] or 'Company')}",
        *_guessed("currency", currency),
        *_guessed("timezone", zone),
    ]
    if known.crm:
        lines += [*comment(known.crm.title), f"crm: {known.crm.name}"]
    if known.lookups:
        lines.append("lookups:")
    for key, lookup in known.lookups.items():
        lines += comment(lookup.evidence, "  ")
        lines.append(f"  {scalar(key)}: {scalar(lookup.export.file)}")
    lines.append("sources:")
    all_lack = all(entry.lacking for entry in entries)
    for entry in entries:
        written = _entry(entry, there)
        lines += written if all_lack or not entry.lacking else _switched_off(written)
    return "\n".join(lines) + "\n"


def _guessed(key: str, guess: Guess) -> list[str]:
    mark = "" if guess.is_sure else "check: "
    return [*comment(mark + guess.evidence), f"{key}: {scalar(guess.value)}"]


def _entry(entry: Entry, there: Collection[str]) -> list[str]:
    lines = [f"  {entry.table}:"]
    for why in entry.all_evidence:
        lines += comment(why, "    ")
    for why in (*entry.lacking, *entry.all_checks):
        lines += comment(f"check: {why}", "    ")
    if entry.unverified:
        listed = joined(entry.unverified, len(entry.unverified))
        lines += comment(f"headings not yet confirmed on a real export: {listed}", "    ")
    named = [scalar(file) for file in entry.files(there)]
    lines.append(f"    file: {named[0] if len(named) == 1 else '[' + ', '.join(named) + ']'}")
    for key, value in {**entry.reading(), **entry.declared}.items():
        lines += _key(key, value)
    return lines + [f"  # {line}" for line in _recipe(entry)]


def _recipe(entry: Entry) -> list[str]:
    """The query that makes records of a log, with the format of the log's dates."""
    dates = entry.reading().get("dates") if entry.recipe else None
    return [*entry.recipe, *(line.removeprefix("  ") for line in _key("dates", dates) if dates)]


def _key(key: str, value: object) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"    {key}: {scalar(str(value))}"]
    lines = [f"    {key}:"]
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            lines.append(f"      {scalar(name)}:")
            lines += [f"        {scalar(word)}: {scalar(to)}" for word, to in inner.items()]
        else:
            lines.append(f"      {scalar(name)}: {scalar(str(inner))}")
    return lines


def _switched_off(lines: Sequence[str]) -> list[str]:
    """An entry that cannot be loaded yet; the other tables can."""
    head = comment(
        "check: switched off, because something is lacking; mend it, then take the # away", "  "
    )
    return [*head, *(f"  # {line.removeprefix('  ')}" for line in lines)]
