"""Everything that translators translate, collected into one template.

Sources are the notebooks' markdown, messages marked in the code, templates of the pages, and the
catalogue's labels and definitions. ``python -m kit.extraction`` writes the template anew; it holds
no dates and no line numbers, so that it changes only when a message does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from kit import files
from kit.language import CATALOGS, Language, paragraphs

KIT = Path(__file__).parent
NOTEBOOKS = KIT.parent / "notebooks"
TEMPLATE = CATALOGS / "messages.pot"

_KEYWORDS = {"N_": (1,), "N_pair": (1, 2), "text": (1,), "plural": (1, 2)}
_JINJA_KEYWORDS = {"_": (1,), "gettext": (1,), "ngettext": (1, 2)}
_HEADER = (
    'msgid ""\nmsgstr ""\n"MIME-Version: 1.0\\n"\n'
    '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n\n'
)


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
    text = BytesIO()
    write_po(text, catalog, width=100, omit_header=True, sort_output=True, include_lineno=False)
    return _HEADER + text.getvalue().decode("utf-8")


def write_template(notebooks: Path = NOTEBOOKS) -> Path:
    """Write the template to its place beside the catalogues; return its path."""
    files.write_atomic(TEMPLATE, template(notebooks))
    return TEMPLATE


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
            if cell["cell_type"] == "markdown":
                for paragraph in paragraphs("".join(cell["source"])):
                    yield Found(paragraph, f"notebooks/{path.name}")


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


if __name__ == "__main__":
    write_template()
