"""From the files under params/ to `Settings`; all that is wrong is said at once."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import StrictStr, ValidationError

from kit.errors import Fault, ParamError
from kit.params.names import misnamed
from kit.params.settings import Project, Settings, UnitOverrides
from kit.params.wording import Said, faults_of
from kit.params.yaml_file import Document, read_yaml
from kit.units import Unit

PROJECT_FILE = "params/project.yaml"
_ENVIRONMENT = "KIT_PROJECT"
_UNIT_FOLDERS = {"params/regions": "region", "params/teams": "team"}


class _UnitFile(UnitOverrides):
    """A file under params/teams or params/regions: the unit, and what it sets for itself."""

    region: StrictStr = ""
    team: StrictStr = ""


def project_folder(start: Path | None = None) -> Path:
    """Find the project: `start` or its nearest parent that holds ``params/``.

    Without `start`, the folder that the environment variable KIT_PROJECT names, else the current
    one, is where the search starts.

    Raises
    ------
    ParamError
        If neither it nor a parent holds ``params/``.
    """
    origin = (start or Path(os.environ.get(_ENVIRONMENT) or ".")).resolve()
    for folder in (origin, *origin.parents):
        if (folder / "params").is_dir():
            return folder
    raise ParamError(
        f"{origin}: neither this folder nor one above it holds `params/`. "
        "Name the project with --project, or make `params/project.yaml` here."
    )


def load_settings(folder: Path) -> Settings:
    """Read project.yaml and the unit files of a project.

    Parameters
    ----------
    folder
        The project folder.

    Raises
    ------
    ParamError
        If anything in them is wrong; the message names every fault with file and line.
    """
    settings, faults = check_settings(folder)
    if settings is None:
        raise ParamError("\n".join(str(fault) for fault in faults))
    return settings


def check_settings(folder: Path) -> tuple[Settings | None, tuple[Fault, ...]]:
    """The settings, None if they are refused, and everything that was found on the way."""
    path = folder / PROJECT_FILE
    if not path.is_file():
        fix = "Make it, as the README shows, or name the project with --project."
        return None, (Fault("error", "there is no such file.", file=PROJECT_FILE, fix=fix),)
    document = read_yaml(path, PROJECT_FILE)
    project = _typed(document, Project)
    if document.is_read:
        _note(document, misnamed(document.data))
    documents = [
        read_yaml(each, each.relative_to(folder).as_posix())
        for name in _UNIT_FOLDERS
        for each in sorted((folder / name).glob("*.yaml"))
    ]
    units = _merge_units(document, documents)
    faults = tuple(
        fault
        for each in (document, *documents)
        for fault in sorted(each.faults, key=lambda fault: (fault.severity, fault.line or 0))
    )
    if project is None or any(fault.severity == "error" for fault in faults):
        return None, faults
    values = {name: getattr(project, name) for name in project.model_fields_set}
    values["units"] = {**project.units, **units}
    return Settings(**values, folder=folder, notes=faults), faults


def _typed(document: Document, model: type[Any]) -> Any:
    """The document as `model`, or None after noting what is wrong."""
    if not document.is_read:
        return None
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        _note(document, faults_of(error, model, document.written))
        return None


def _note(document: Document, found: Iterable[Said]) -> None:
    """Note faults at their lines."""
    for said in found:
        line = document.line(said.path) if said.path else None
        document.add(said.message, line, fix=said.fix)


def _merge_units(project: Document, documents: Iterable[Document]) -> dict[str, UnitOverrides]:
    """What the unit files set; a unit that is set twice is refused."""
    units = project.data.get("units")
    said_in = {
        key: f"{project.file}, line {project.line(('units', key))}"
        for key in (units if isinstance(units, dict) else ())
    }
    merged: dict[str, UnitOverrides] = {}
    for each in documents:
        unit = _typed(each, _UnitFile)
        key = _key_of(each, unit) if unit else ""
        if key in said_in:
            each.add(f"the unit `{key}` is already set in {said_in[key]}.", fix="Keep one.")
        elif key:
            said_in[key] = each.file
            merged[key] = UnitOverrides(**unit.model_dump(exclude={"region", "team"}))
    return merged


def _key_of(document: Document, unit: _UnitFile) -> str:
    """Key of the unit that a unit file is about; empty after noting that it names none."""
    level = _UNIT_FOLDERS[document.file.rpartition("/")[0]]
    if not getattr(unit, level).strip():
        document.add(f"`{level}` is missing: the file must say which {level} it is for.")
        return ""
    if level == "region" and unit.team:
        line = document.line(("team",))
        document.add("`team` has no place here.", line, fix="Move the file to params/teams.")
        return ""
    return Unit(unit.region, unit.team).key
