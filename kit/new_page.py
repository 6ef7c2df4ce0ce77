"""A page of one's own: a notebook with all that a page needs, to be filled in JupyterLab."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from kit import files
from kit.errors import ParamError
from kit.runner import Notebook, find_notebooks

KITS_OWN = Path(__file__).parents[1] / "notebooks"
_MODEL = "sales"
"""The notebook of the kit whose first and last cells a new page starts from."""

_FIRST = """opportunities = report.records.opportunities
bookings = kpis.bookings(opportunities, window, by=["owner"])
report.show(charts.bars(bookings, by="owner"), bookings)"""


def new_page(folder: Path, name: str, question: str) -> Path:
    """Write the notebook of a new page, the last one on the site, with one chart to begin with.

    A project without notebooks of its own gets copies of the kit's first, because its own ones are
    then all that it uses.

    Parameters
    ----------
    folder
        The project folder.
    name
        Name of the notebook, and of the page's file: small letters, digits and underscores.
    question
        What the page answers; it stands below the title.

    Raises
    ------
    ParamError
        If the name is none for a file, or taken.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", name):
        raise ParamError(f"`{name}`: give small letters, digits and `_`, such as `key_accounts`.")
    home = _own_notebooks(folder)
    path = home / f"{name}.ipynb"
    if path.exists():
        raise ParamError(f"There is a page `{name}` already: {path}. Take another name.")
    order = max(one.order for one in find_notebooks(folder)) + 10
    model = Notebook(KITS_OWN / f"{_MODEL}.ipynb").content
    cells = [
        _cell("markdown", f"# {name.replace('_', ' ').capitalize()}\n\n{question}"),
        *_opening(model),
        _cell("markdown", "## At a glance\n\nThe amount won in the newest period, by owner."),
        _cell("code", _FIRST),
        *_data_quality(model),
    ]
    metadata = {**model["metadata"], "kit": {"order": order}}
    numbered = [{**cell, "id": f"{name}-{at}"} for at, cell in enumerate(cells)]
    content = {**model, "cells": numbered, "metadata": metadata}
    text = json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True)
    files.write_atomic(path, f"{text}\n")
    return path


def _own_notebooks(folder: Path) -> Path:
    """The project's notebooks, copied from the kit where it has none."""
    home = folder / "notebooks"
    if not home.is_dir():
        files.make_folder(home)
        for path in sorted(KITS_OWN.glob("*.ipynb")):
            files.write_atomic(home / path.name, path.read_bytes())
    return home


def _opening(model: dict[str, Any]) -> list[dict[str, Any]]:
    """The cells with the parameters and with `open_report`."""
    cells = [cell for cell in model["cells"] if cell["cell_type"] == "code"]
    return cells[:2]


def _data_quality(model: dict[str, Any]) -> list[dict[str, Any]]:
    """The section that ends every page."""
    starts = [
        at for at, cell in enumerate(model["cells"]) if "## Data quality" in "".join(cell["source"])
    ]
    return list(model["cells"][starts[-1] :])


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell = {"cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []}
