"""Catalogues brought up to date with the template: what is new is asked for, the rest stays."""

from __future__ import annotations

from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from kit.language.messages import forms

WIDTH = 100
_MISREAD = "python-format"
"""What Babel takes a sentence for that says "2% of"; a translator's tools would then complain."""


def merged(code: str, template: str, known: str = "") -> str:
    r"""The PO file of one language, with exactly the messages of the template.

    Translations stay. A new message takes over what was said for the one it resembles most, marked
    ``fuzzy`` and with the former wording beside it: pages say it in English until a translator has
    looked at it and removed the mark. What the template has no more is kept at the end, as
    comments, and comes back with its message.

    Parameters
    ----------
    code
        One of the languages that Babel knows, such as ``it``.
    template
        Text of the PO template.
    known
        Text of the PO file as it is; empty for a new language.

    Examples
    --------
    >>> template = 'msgid "Won"\nmsgstr ""\n'
    >>> print(merged("it", template, 'msgid "Won"\nmsgstr "Vinte"\n').split("\n\n")[1])
    msgid "Won"
    msgstr "Vinte"
    """
    catalog = read_po(BytesIO(known.encode("utf-8")), locale=code)
    for message in catalog.obsolete.values():
        if message.string and message.id not in catalog:
            catalog[message.id] = message
    catalog.obsolete.clear()
    catalog.update(read_po(BytesIO(template.encode("utf-8"))))
    return as_po(catalog)


def as_po(catalog: Catalog) -> str:
    """A catalogue as the text of a PO file, sorted and without days: it changes with a message."""
    unsaid = [key for key, message in catalog.obsolete.items() if not any(forms(message.string))]
    for key in unsaid:
        del catalog.obsolete[key]
    for message in catalog:
        message.flags.discard(_MISREAD)
    text = BytesIO()
    write_po(
        text,
        catalog,
        width=WIDTH,
        omit_header=True,
        sort_output=True,
        include_lineno=False,
        include_previous=True,
    )
    return _header(catalog) + text.getvalue().decode("utf-8")


def _header(catalog: Catalog) -> str:
    lines = [
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
    ]
    if catalog.locale:
        lines += [f"Language: {catalog.locale}", f"Plural-Forms: {catalog.plural_forms}"]
    return "".join(['msgid ""\nmsgstr ""\n', *(f'"{line}\\n"\n' for line in lines), "\n"])
