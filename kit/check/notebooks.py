"""What can be said of a notebook without running it."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kit.errors import Fault, ParamError, suggestion
from kit.params import ReportParameters
from kit.runner import Notebook, notebooks_folder
from kit.runner.notebooks import LEVELS

LINES = 8
"""Lines of a code cell that a reader takes in at a glance."""

_DECLARED = ("order", "units", "compares", "cards")
_TAGS = ("parameters",)
_LOGIC = {
    ast.FunctionDef: "def",
    ast.AsyncFunctionDef: "def",
    ast.ClassDef: "class",
    ast.For: "for",
    ast.While: "while",
    ast.If: "if",
    ast.Try: "try",
}
_PRINTS = ("print", "display")
_SHOWS = ("show", "headline", "finding", "gravest", "cards")


def check_notebooks(folder: Path) -> list[Fault]:
    """Everything that is wrong with the notebooks of a project, none of them run.

    An error is what would fail a page, a warning what would make it hard to read or leave
    something out of it.

    Parameters
    ----------
    folder
        The project folder.
    """
    home = notebooks_folder(folder)
    paths = sorted(home.glob("*.ipynb"))
    if not paths:
        return [Fault("error", f"no notebooks in `{home.name}/` of the project.", file=home.name)]
    return [fault for path in paths for fault in check_notebook(path)]


def check_notebook(path: Path) -> list[Fault]:
    """Everything that is wrong with one notebook file; cells are counted from 1."""
    name = f"{path.parent.name}/{path.name}"
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        cells = [(number, cell) for number, cell in enumerate(content["cells"], start=1)]
        parts = [_parameters(Notebook(path)), _metadata(content)]
        parts += [_cell(number, cell) for number, cell in cells]
        found = [fault for part in parts for fault in part]
    except (ValueError, KeyError, TypeError, AttributeError, SyntaxError) as error:
        said = f"it cannot be read as a notebook: {str(error).splitlines()[0]}."
        found = [Fault("error", said, fix="Open and save it in JupyterLab.")]
    return [_in_file(fault, name) for fault in found]


def _parameters(notebook: Notebook) -> Iterator[Fault]:
    """Unknown or mistyped parameters stop a run; missing ones cannot be set from outside."""
    known = list(ReportParameters.model_fields)
    given = notebook.parameters
    for name in given:
        if name not in known:
            said = f"the parameters cell has an unknown parameter `{name}`."
            yield Fault("error", said, value=name, fix=suggestion(name, known))
    missing = [name for name in known if name not in given]
    if missing:
        listed = ", ".join(f"`{name}`" for name in missing)
        yield Fault(
            "warning",
            f"the parameters cell lacks {listed}: the notebook cannot be told them.",
            fix="Give every parameter a line in the cell tagged `parameters`.",
        )
    try:
        ReportParameters.from_mapping({name: given[name] for name in given if name in known})
    except ParamError as error:
        for line in str(error).splitlines():
            yield Fault("error", line.removeprefix("parameters: "))


def _metadata(content: dict[str, Any]) -> Iterator[Fault]:
    declared = content.get("metadata", {}).get("kit", {})
    for key in declared:
        if key not in _DECLARED:
            said = f"unknown metadata `kit.{key}`."
            yield Fault("warning", said, value=key, fix=suggestion(key, _DECLARED))
    for level in declared.get("units", ()):
        if level not in LEVELS:
            said = f"metadata `kit.units` names `{level}`, which is no kind of unit."
            yield Fault("error", said, value=str(level), fix=suggestion(str(level), LEVELS))
    shows_cards = any("report.cards(" in "".join(cell["source"]) for cell in content["cells"])
    if shows_cards != bool(declared.get("cards", False)):
        said = "`report.cards` and the metadata `kit.cards` go together: one is there alone."
        fix = 'Set `"cards": true` under `metadata.kit`, or remove it.'
        yield Fault("error", said, fix=fix)
    if not isinstance(declared.get("order", 0), int):
        yield Fault("error", "metadata `kit.order` is no whole number.")


def _cell(number: int, cell: dict[str, Any]) -> Iterator[Fault]:
    place = f"cell {number}:"
    tags = cell.get("metadata", {}).get("tags", [])
    for tag in tags:
        if tag not in _TAGS:
            said = f"{place} unknown tag `{tag}`."
            yield Fault("warning", said, value=tag, fix=suggestion(tag, _TAGS))
    if cell["cell_type"] != "code":
        return
    if cell.get("outputs") or cell.get("execution_count") is not None:
        fix = "Clear all outputs before saving: they can hold figures of one unit."
        yield Fault("warning", f"{place} it is saved with its outputs.", fix=fix)
    source = "".join(cell["source"])
    try:
        tree = ast.parse(source)
    except SyntaxError as error:
        said = f"{place} line {error.lineno} is no Python: {error.msg}."
        yield Fault("error", said, value=(error.text or "").strip()[:80])
        return
    yield from _shape(place, source, tree)
    yield from _unpublished(place, tree)


def _shape(place: str, source: str, tree: ast.Module) -> Iterator[Fault]:
    lines = len(source.splitlines())
    fix = "Put the logic into a module and call it: a cell stays a sentence."
    if lines > LINES:
        yield Fault("warning", f"{place} it has {lines} lines; the most is {LINES}.", fix=fix)
    words = [_LOGIC[type(node)] for node in ast.walk(tree) if type(node) in _LOGIC]
    if words:
        listed = ", ".join(f"`{word}`" for word in dict.fromkeys(words))
        yield Fault("warning", f"{place} it holds {listed}.", fix=fix)


def _unpublished(place: str, tree: ast.Module) -> Iterator[Fault]:
    """Output that would not reach the page, which takes what `report` shows and nothing else."""
    called = [
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]
    fix = "Show it with `report.show`, `report.headline` or `report.finding`."
    for name in dict.fromkeys(called):
        if name in _PRINTS:
            yield Fault("warning", f"{place} what `{name}` writes is not published.", fix=fix)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr) and not _is_shown(last.value):
        said = f"{place} the value of `{ast.unparse(last.value)[:60]}` is not published."
        yield Fault("warning", said, fix=fix)


def _is_shown(value: ast.expr) -> bool:
    """Whether the last line of a cell shows itself, or is text that puts nothing out."""
    if not isinstance(value, ast.Call):
        return isinstance(value, ast.Constant) and value.value in (None, ...)
    if isinstance(value.func, ast.Name):
        return True  # said already where it prints; of others nobody can tell
    return isinstance(value.func, ast.Attribute) and value.func.attr in _SHOWS


def _in_file(fault: Fault, file: str) -> Fault:
    return Fault(**{**fault.as_dict(), "file": file})  # type: ignore[arg-type]
