"""The notebooks of a project, and what each says of itself.

A notebook declares its place in its own metadata, so that adding a page is adding one file::

    "metadata": {"kit": {"order": 20, "units": ["company", "region", "team"]}}

`"compares": true` leaves out units that hold no others. `"cards": true` says that the notebook
shows cards, each of which becomes a page of its own; units none of whose opportunities and orders
are their own, and not those of a unit below, are left out.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kit import files
from kit.errors import ParamError, suggestion

LEVELS = ("company", "region", "team")


@dataclass(frozen=True)
class Notebook:
    """One notebook file, read as data."""

    path: Path

    @property
    def name(self) -> str:
        """File name without ending; the page's name."""
        return self.path.stem

    @cached_property
    def content(self) -> dict[str, Any]:
        """The notebook as parsed JSON."""
        content: dict[str, Any] = json.loads(self.path.read_text(encoding="utf-8"))
        return content

    @cached_property
    def title(self) -> str:
        """Text of the first heading."""
        for cell in self.content["cells"]:
            if cell["cell_type"] == "markdown":
                for line in _source(cell).splitlines():
                    if line.startswith("# "):
                        return line[2:].strip()
        return self.name

    @cached_property
    def question(self) -> str:
        """The paragraph below the title: what the page answers."""
        first = _source(self.content["cells"][0]).split("\n\n")
        return " ".join(first[1].split()) if len(first) > 1 else ""

    @property
    def order(self) -> int:
        """Place on the site."""
        return int(self._declared.get("order", 1000))

    @property
    def levels(self) -> tuple[str, ...]:
        """Kinds of unit that get this page."""
        return tuple(self._declared.get("units", LEVELS))

    @property
    def compares_units(self) -> bool:
        """Whether the page is only for units that hold others."""
        return bool(self._declared.get("compares", False))

    @property
    def has_cards(self) -> bool:
        """Whether each card that it shows becomes a page of its own."""
        return bool(self._declared.get("cards", False))

    @cached_property
    def parameters(self) -> dict[str, Any]:
        """Names and defaults in the cell tagged `parameters`."""
        for cell in self.content["cells"]:
            if "parameters" in cell.get("metadata", {}).get("tags", ()):
                return _assignments(_source(cell))
        return {}

    @cached_property
    def fingerprint(self) -> str:
        """Digest of what is executed: sources and tags, no outputs, no ids."""
        cells = [
            [cell["cell_type"], _source(cell), cell.get("metadata", {}).get("tags", [])]
            for cell in self.content["cells"]
        ]
        return files.digest(json.dumps(cells, ensure_ascii=False))

    @property
    def _declared(self) -> dict[str, Any]:
        declared: dict[str, Any] = self.content.get("metadata", {}).get("kit", {})
        return declared


def find_notebooks(folder: Path, only: Sequence[str] = ()) -> tuple[Notebook, ...]:
    """The notebooks of a project in site order.

    Parameters
    ----------
    folder
        The project folder. One without `notebooks/` uses those that lie beside the package.
    only
        Names to keep; empty keeps all.

    Raises
    ------
    ParamError
        If `only` names a notebook that does not exist, or there are none at all.
    """
    home = notebooks_folder(folder)
    found = [Notebook(path) for path in sorted(home.glob("*.ipynb"))]
    if not found:
        raise ParamError(f"No notebooks in `{home.name}/` of the project.")
    names = [notebook.name for notebook in found]
    for name in only:
        if name not in names:
            raise ParamError(f"Unknown notebook `{name}`. {suggestion(name, names)}")
    chosen = [notebook for notebook in found if not only or notebook.name in only]
    return tuple(sorted(chosen, key=lambda notebook: (notebook.order, notebook.name)))


def notebooks_folder(folder: Path) -> Path:
    """The project's own `notebooks/`, else the one that lies beside the package."""
    own = folder / "notebooks"
    return own if own.is_dir() else Path(__file__).parents[2] / "notebooks"


def _source(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return source if isinstance(source, str) else "".join(source)


def _assignments(source: str) -> dict[str, Any]:
    """Literal values assigned in a parameters cell, by name."""
    found = {}
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            found[statement.target.id] = (
                ast.literal_eval(statement.value) if statement.value else None
            )
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found[statement.targets[0].id] = ast.literal_eval(statement.value)
    return found
