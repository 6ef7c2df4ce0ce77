"""What each mapping reads of a CRM's exports, and what such an export cannot hold."""

from __future__ import annotations

from collections.abc import Iterator

from kit import crms
from kit.crms import Crm, Recipe, Shape
from kit.demo.natives import NATIVES
from kit.schemas import TABLES

_HEAD = """# Exports of CRMs

What `crm:` in project.yaml understands, written by `make docs` from the mappings in `kit/crms/` and
from what the exporters of the demo CRM say cannot be exported. Headings are matched in any case; of
several, the first that a file has is read. ° marks headings from general knowledge that nobody has
seen in an export yet: `kit init` names those that your files have. Whatever a source declares under
`columns:`, `values:`, `rows:` or `without:` comes before the mapping.
"""


def crms_page() -> str:
    """Every mapping: objects and headings by canonical column, lookups, losses."""
    return "\n".join([_HEAD, *(_crm(crms.find(name)) for name in crms.NAMES)])


def _crm(crm: Crm) -> str:
    parts = [f"## {crm.title}\n", f"`crm: {crm.name}` – {' '.join(crm.about.split())}\n"]
    if crm.lookups:
        listed = ", ".join(f"`{name}` (by `{one.key}`)" for name, one in crm.lookups.items())
        parts.append(f"Lookups that give names to ids, under `lookups:`: {listed}.\n")
    parts += ["| table | from | columns |", "|---|---|---|"]
    for schema in TABLES:
        for shape in crm.tables.get(schema.name, ()):
            parts.append(f"| `{schema.name}` | {_cell(shape.object)} | {_columns(shape)} |")
    parts += ["", "Cannot be held by these exports:", ""]
    parts += ["| table | columns | why |", "|---|---|---|", *_losses(crm.name), ""]
    return "\n".join(parts)


def _columns(shape: Shape) -> str:
    doubtful = {name.casefold() for name in shape.unverified}
    said = [f"{name}: {_recipes(recipes, doubtful)}" for name, recipes in shape.columns.items()]
    if shape.unpivot:
        said.append(f"{shape.unpivot.into}: `{_cell(shape.unpivot.headings)}`, a column per stage")
    return "; ".join(said)


def _recipes(recipes: tuple[Recipe, ...], doubtful: set[str]) -> str:
    names = dict.fromkeys(name for recipe in recipes for name in recipe.headings)
    if not names:
        return f"always {recipes[0].const}"
    return ", ".join(
        f"`{_cell(name)}`{'°' if name.casefold() in doubtful else ''}" for name in names
    )


def _losses(name: str) -> Iterator[str]:
    native = NATIVES[name]
    usual = native.variant_losses.get(native.variants[0], ())
    for loss in (*native.losses, *usual):
        columns = ", ".join(f"`{column}`" for column in loss.columns) or loss.how
        yield f"| `{loss.table}` | {columns} | {_cell(loss.why)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
