"""The text of a drafted project.yaml: keys, with the evidence above them as comments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap

from kit.draft.entries import Entry
from kit.draft.guesses import Guess
from kit.draft.recognition import Recognition

_WIDTH = 96
_PLAIN = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+ ")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "~", ""}


def project_text(
    name: str,
    currency: Guess,
    zone: Guess,
    known: Recognition,
    entries: Sequence[Entry],
    notes: Iterable[str],
) -> str:
    """The whole file."""
    lines = [
        "# Drafted by `kit init` from the exports in this folder. Read it through once: what the",
        "# exports cannot tell is marked `check`. `kit check` says what is wrong with the data.",
        *(f"# check: {line}" for note in notes for line in _folded(note)),
        f"name: {scalar(name)}",
        *_guessed("currency", currency),
        *_guessed("timezone", zone),
    ]
    if known.crm:
        lines.append(f"crm: {known.crm.name}  # {known.crm.title}")
    if known.lookups:
        lines.append("lookups:")
        lines += [
            f"  {scalar(key)}: {scalar(export.file)}" for key, export in known.lookups.items()
        ]
    lines.append("sources:")
    for entry in entries:
        lines += _entry(entry)
    return "\n".join(lines) + "\n"


def scalar(text: str) -> str:
    """A text as YAML reads it back: bare where that is safe, else in double quotes.

    >>> scalar("exports/deals.csv"), scalar("no"), scalar("*"), scalar("012")
    ('exports/deals.csv', '"no"', '"*"', '"012"')
    """
    bare = set(text) <= _PLAIN and text.strip() == text and text.casefold() not in _WORDS
    starts = text[:1].isalpha()
    return text if bare and starts else json.dumps(text, ensure_ascii=False)


def _guessed(key: str, guess: Guess) -> list[str]:
    mark = "" if guess.is_sure else "check: "
    return [f"{key}: {scalar(guess.value)}  # {mark}{guess.evidence.removesuffix(': check')}"]


def _entry(entry: Entry) -> list[str]:
    lines = [f"  {entry.table}:"]
    lines += [f"    # {line}" for why in entry.evidence for line in _folded(why)]
    files = [scalar(export.file) for export in entry.exports]
    lines.append(f"    file: {files[0] if len(files) == 1 else '[' + ', '.join(files) + ']'}")
    for key, value in entry.declared.items():
        lines += _key(key, value)
    return lines


def _key(key: str, value: object) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"    {key}: {scalar(str(value))}"]
    lines = [f"    {key}:"]
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            lines.append(f"      {scalar(name)}:")
            lines += [f"        {scalar(word)}: {scalar(to)}" for word, to in inner.items()]
        else:
            lines.append(f"      {scalar(name)}: {scalar(inner)}")
    return lines


def _folded(text: str) -> list[str]:
    plain = " ".join("".join(sign for sign in text if sign.isprintable()).split())
    return wrap(plain, _WIDTH, break_long_words=False, break_on_hyphens=False)
