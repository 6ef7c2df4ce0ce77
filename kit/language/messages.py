"""Message catalogues: PO files compiled in memory, and messages with named placeholders."""

from __future__ import annotations

import re
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGS = Path(__file__).parent / "catalogs"

_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for a marker)
    """Mark a message for translation where it stands; it is translated where it is shown."""
    return message


def N_pair(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """Mark a message with its plural, to be shown by `Language.plural(*pair, n)`."""
    return one, many


def placeholders(message: str) -> frozenset[str]:
    """Names that stand in braces in a message.

    >>> sorted(placeholders("{n} of {total} leads"))
    ['n', 'total']
    """
    return frozenset(_PLACEHOLDER.findall(message))


def fill(message: str, values: dict[str, object]) -> str:
    """The message with its placeholders replaced by `values`, in one pass.

    Values are inserted as they stand: braces inside them mean nothing. A message filled without
    any values is text of its own, and its braces stay.

    Raises
    ------
    KeyError
        If the message names a value that is not given.
    """
    if not values:
        return message
    return _PLACEHOLDER.sub(lambda found: str(values[found.group(1)]), message)


class Catalogue(NamedTuple):
    """Translations ready for use, and the messages that have one (of plurals, the singular)."""

    translations: NullTranslations
    known: frozenset[str]


@cache
def load(code: str) -> Catalogue:
    """The translations of one language; empty where the kit has no catalogue for it."""
    path = CATALOGS / f"{code}.po"
    if not path.exists():
        return Catalogue(NullTranslations(), frozenset())
    with path.open("rb") as handle:
        catalog = read_po(handle, locale=code)
    return compile_catalog(catalog)


def compile_catalog(catalog: Catalog) -> Catalogue:
    """Compile a catalogue, without translations that would lose or invent a placeholder."""
    for message in [message for message in catalog if message.id and not _keeps_names(message)]:
        catalog.delete(message.id)
    known = (forms(message.id)[0] for message in catalog if message.id and _is_said(message))
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Catalogue(GNUTranslations(compiled), frozenset(known))


def _keeps_names(message: Message) -> bool:
    """Whether each translated form uses only names that the message has, and drops only `n`."""
    names = frozenset[str]().union(*(placeholders(form) for form in forms(message.id)))
    return all(
        placeholders(form) <= names and names - placeholders(form) <= {"n"}
        for form in forms(message.string)
        if form
    )


def _is_said(message: Message) -> bool:
    """Whether every form is translated, and none of them only guessed."""
    return all(forms(message.string)) and not message.fuzzy


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """A message, or what was said for it, as all of its forms: one without a plural has one.

    >>> forms(("{n} lead", "{n} leads")), forms(None)
    (('{n} lead', '{n} leads'), ('',))
    """
    return (text or "",) if isinstance(text, str | None) else tuple(text)
