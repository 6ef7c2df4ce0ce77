"""Everything that translators translate, collected into one template.

Sources are the notebooks' markdown and the titles in their cells, messages marked in the code,
templates of the pages, and the catalogue's labels and definitions. ``python -m kit.extraction``
(`make messages`) writes the template anew and brings the catalogue of every language up to date
with it; they hold no dates and no line numbers, so that they change only when a message does.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from kit import files
from kit.language import CATALOGS, LANGUAGES, Language, paragraphs
from kit.language.merging import as_po, merged

KIT = Path(__file__).parent
NOTEBOOKS = KIT.parent / "notebooks"
TEMPLATE = CATALOGS / "messages.pot"

_KEYWORDS = {"N_": (1,), "N_pair": (1, 2), "text": (1,), "plural": (1, 2)}
_JINJA_KEYWORDS = {"_": (1,), "gettext": (1,), "ngettext": (1, 2)}


class Found(NamedTuple):
    """A message and the file it stands in; `many` is its plural form, empty where it has none."""

    message: str
    place: str
    many: str = ""


def collect(notebooks: Path = NOTEBOOKS) -> list[Found]:
    """Every message of the kit and of the notebooks in a folder, each place in file order."""
    return [
        *_in_notebooks(notebooks),
        *_in_sources("*.py", "python", _KEYWORDS),
        *_in_sources("*.j2", "jinja2.ext:babel_extract", _JINJA_KEYWORDS),
        *_in_catalogue(),
    ]


def template(notebooks: Path = NOTEBOOKS) -> str:
    """The PO template of all messages; the same messages always give the same text."""
    catalog = Catalog(charset="utf-8")
    for found in collect(notebooks):
        ids = (found.message, found.many) if found.many else found.message
        catalog.add(ids, locations=[(found.place, 0)])
    return as_po(catalog)


def write_messages() -> None:
    """Write the template, and beside it the catalogue of every language with its messages."""
    asked = template()
    files.write_atomic(TEMPLATE, asked)
    for code in LANGUAGES:
        if code != "en":
            path = CATALOGS / f"{code}.po"
            known = path.read_text(encoding="utf-8") if path.is_file() else ""
            files.write_atomic(path, merged(code, asked, known))


def missing(language: str, notebooks: Path = NOTEBOOKS) -> int:
    """How many messages a page in `language` would show in English.

    Raises
    ------
    ParamError
        If the kit does not speak the language.
    """
    speaker = Language(language)
    return sum(
        not speaker.knows(message) for message in {found.message for found in collect(notebooks)}
    )


def _in_notebooks(folder: Path) -> Iterator[Found]:
    for path in sorted(folder.glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            source = "".join(cell["source"])
            is_prose = cell["cell_type"] == "markdown"
            for message in paragraphs(source) if is_prose else _titles(source):
                yield Found(message, f"notebooks/{path.name}")


def _titles(source: str) -> Iterator[str]:
    """What the calls of a code cell give as ``title=``; nothing of a cell that is no Python."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg == "title":
            value = node.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                yield value.value


def _in_sources(pattern: str, method: str, keywords: dict[str, tuple[int, ...]]) -> Iterator[Found]:
    for path in sorted(KIT.rglob(pattern)):
        place = path.relative_to(KIT.parent).as_posix()
        for _, message, _, _ in extract(method, BytesIO(path.read_bytes()), keywords=keywords):
            one, many = (message, "") if isinstance(message, str) else message[:2]
            yield Found(one, place, many)


def _in_catalogue() -> Iterator[Found]:
    from kit import catalogue  # late: nothing else here needs the KPIs, which load pandas

    for kpi in catalogue.KPIS:
        labels = [kpi.label, kpi.definition, *(measure.label for measure in kpi.measures)]
        for label in dict.fromkeys(filter(None, labels)):
            yield Found(label, "kit/catalogue")
    for listing in catalogue.LISTINGS:
        yield Found(listing.label, "kit/catalogue")
        yield Found(listing.definition, "kit/catalogue")


if __name__ == "__main__":
    write_messages()
