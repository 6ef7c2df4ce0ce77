"""One notebook as its page would be published, made beside the site and never in it."""

from __future__ import annotations

import json
import shlex
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kit import files
from kit.check.notebooks import check_notebook
from kit.data.derived import read_derived
from kit.data.handover import snapshot_of
from kit.data.manifest import Snapshot
from kit.errors import ParamError, RunError, suggestion
from kit.language import use
from kit.ledger import GoodPage
from kit.params import Settings
from kit.publisher import SiteContext, relative, render_glossary, render_page
from kit.publisher.cards import render_cards
from kit.publisher.definitions import groups
from kit.publisher.surroundings import Standing, context_of, page_address
from kit.publisher.switching import glossary_address
from kit.runner import Choice, Task, find_notebooks, notebooks_folder, order_of, plan
from kit.runner.local_worker import Answer, LocalWorker
from kit.runner.nursery import executed
from kit.units import Unit

_UNFITTED = "Models are not fitted on this snapshot yet: run `kit prepare` for their parts."

FOLDER = "preview"
"""Folder of previews in the project's outputs."""


@dataclass(frozen=True)
class Preview:
    """A page that was made to be looked at.

    Attributes
    ----------
    page
        The page's file.
    unit
        Key of the unit that it is for; empty for the company.
    notes
        What the page lacks, or a reader of the notebook would stumble over.
    """

    page: Path
    unit: str
    notebook: str
    language: str
    as_of: str
    seconds: float
    notes: tuple[str, ...] = ()


def preview(
    settings: Settings, notebook: str, *, region: str = "", team: str = "", language: str = ""
) -> Preview:
    """Run one notebook for one unit on the newest snapshot, and render its page.

    The site, the ledger and what runs keep are neither read nor changed. The page lies in
    ``outputs/preview``, at the address that it would have in the site.

    Parameters
    ----------
    notebook
        Its name, or its file in the project's ``notebooks/``.
    region, team
        The unit; both empty for the company.
    language
        Language of the page; empty for the unit's own.

    Raises
    ------
    ParamError
        If there is no such notebook, unit or language, the unit gets no such page, or the notebook
        has faults that would stop it.
    DataError
        If the project has no snapshot yet.
    RunError
        If the notebook fails; the message names the cell.
    """
    name = _name(settings, notebook)
    notes = _notes(notebooks_folder(settings.folder) / f"{name}.ipynb")
    snapshot = snapshot_of(settings)
    task = _task(settings, snapshot, name, snapshot.tree.find(region, team), language)
    if read_derived(settings.store, snapshot) is None:
        notes += (_UNFITTED,)
    home = files.make_folder(settings.outputs / FOLDER, private=True)
    with files.lock(home / "lock", holder="kit preview"):
        answer, content = _executed(settings, task, home / "run", notes)
        page = _rendered(settings, snapshot, task, content, home)
    if answer["stray"]:
        cells = ", ".join(map(str, answer["stray"]))
        notes += (f"What cell {cells} put out is not published: only what `report` shows is.",)
    unit, own = task.page.unit.key, task.page
    return Preview(
        page, unit, own.notebook, own.language, task.parameters["as_of"], answer["seconds"], notes
    )


def _name(settings: Settings, notebook: str) -> str:
    """Name of the notebook that was asked for, by its name or by its file."""
    home = notebooks_folder(settings.folder)
    path = Path(notebook)
    if path.suffix != ".ipynb":
        return find_notebooks(settings.folder, [notebook])[0].name
    own = home / path.name
    as_listed = (path.name, f"{home.name}/{path.name}")
    if own.is_file() and (notebook in as_listed or path.resolve() == own.resolve()):
        return path.stem
    known = [found.name for found in find_notebooks(settings.folder)]
    raise ParamError(
        f"`{notebook}` is no notebook in {home}. {suggestion(path.stem, known)} "
        "Pages are made from the notebooks there: put it there, or name one."
    )


def _notes(path: Path) -> tuple[str, ...]:
    """What is wrong with a notebook before it runs: warnings; a ParamError for what would stop it.

    That it is saved with its outputs is not said: the preview is made while it is worked on.
    """
    found = [one for one in check_notebook(path) if "saved with its outputs" not in one.message]
    errors = [str(fault) for fault in found if fault.severity == "error"]
    if errors:
        raise ParamError("\n".join(errors))
    return tuple(str(fault) for fault in found)


def _task(settings: Settings, snapshot: Snapshot, name: str, unit: Unit, language: str) -> Task:
    languages = (language,) if language else ()
    choice = Choice(unit.region, unit.team, (name,), languages, only_unit=True)
    tasks = plan(settings, snapshot, choice)
    if tasks:
        return tasks[0]
    everywhere = plan(settings, snapshot, Choice(notebooks=(name,), languages=languages))
    units = list(dict.fromkeys(task.page.unit.key or "the company" for task in everywhere))
    listed = ", ".join(f"`{one}`" for one in units[:8]) + (" …" if units[8:] else "")
    has = f"It has one for {listed}." if units else "No unit has one in this language."
    raise ParamError(
        f"`{name}` has no page for {f'`{unit.key}`' if unit.key else 'the company'}. {has} "
        "`units`, `compares` and `cards` under `kit` in the notebook's metadata say who gets it."
    )


def _executed(
    settings: Settings, task: Task, runs: Path, notes: tuple[str, ...]
) -> tuple[Answer, dict[str, Any]]:
    """The worker's answer for a notebook that ran well, and the notebook with its outputs."""
    for name in ("pages", "tasks"):
        files.make_folder(runs / name, private=True)
    order = order_of(task, settings, runs)
    worker = LocalWorker(settings.limits, executed())
    try:
        answer = worker.execute(order, time.monotonic() + settings.limits.run_seconds)
        if answer["state"] == "done":
            return answer, json.loads(Path(order["keep"]).read_text(encoding="utf-8"))
    finally:
        worker.close()
        files.remove_tree(runs)
    raise RunError(
        " ".join(
            (
                f"{task.notebook.path.name}, {answer['reason']}",
                *notes,
                f"To look into it: kit lab --project {shlex.quote(str(settings.folder))}",
            )
        )
    )


def _rendered(
    settings: Settings, snapshot: Snapshot, task: Task, content: dict[str, Any], home: Path
) -> Path:
    """The page with its cards and the glossary, so that every link leads somewhere."""
    standing = Standing(task, _good(task), failure=None, is_outdated=False)
    address = page_address(settings, standing)
    context = context_of(settings, standing, [standing], has_above=False)
    context = replace(
        context, trail=(), languages=(), home=relative(address, address), csv="", workbook=""
    )
    use(task.page.language)
    page = home / address
    files.make_folder(page.parent, private=True)
    files.write_atomic(page, render_page(content, context), private=True)
    for name, card in render_cards(content, context).items():
        files.write_atomic(page.parent / name, card, private=True)
    site = SiteContext(settings.name, task.page.language, snapshot.as_of, (), demo=snapshot.demo)
    files.write_atomic(
        home / glossary_address(settings, task.page.language),
        render_glossary(groups(), site),
        private=True,
    )
    return page


def _good(task: Task) -> GoodPage:
    """The run that was just made, as the page's surroundings ask for it."""
    record = {"parameters": task.parameters, "demo": task.handover.demo, "results": []}
    return GoodPage(task.page, task.key, "", task.parameters["as_of"], record)
