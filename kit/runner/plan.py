"""The plan of a run: which notebook for which unit in which language, and what each rests on."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from typing import Any

from kit import files
from kit.data.derived import Derived, read_derived
from kit.data.handover import Handover
from kit.data.manifest import Snapshot
from kit.errors import ParamError, suggestion
from kit.ledger import GoodPage, PageId
from kit.params import ReportParameters, Settings
from kit.rooms import SEEN_BY_NOTEBOOKS
from kit.runner.notebooks import Notebook, find_notebooks
from kit.units import Unit

_LIBRARIES = (
    *("babel", "ipykernel", "matplotlib", "numpy", "pandas"),
    *("papermill", "pyarrow", "scipy", "seaborn", "statsmodels"),
)

_OF_ACCOUNTS = ("opportunities", "orders")


@dataclass(frozen=True)
class Choice:
    """Which part of the site to run; empty means all of it.

    `units` names single units, without those below them; None leaves it to `region` and `team`.
    """

    region: str = ""
    team: str = ""
    notebooks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    only_unit: bool = False
    units: tuple[Unit, ...] | None = None


@dataclass(frozen=True)
class Task:
    """One page to run.

    Attributes
    ----------
    parameters
        Resolved parameters: every one that the notebook declares, none left to a default.
    base
        Digest of everything that can change what the page shows, but for the tables that models
        and loads made.
    key
        Run key: digest of `base` and of all those tables.
    """

    page: PageId
    notebook: Notebook
    parameters: dict[str, Any]
    handover: Handover
    base: str
    key: str

    def readings(self, tables: Iterable[str]) -> dict[str, str]:
        """Digest of each table that the page rests on, where its kernel opened `tables`."""
        digests = self.handover.digests
        return self.handover.recorded | {name: digests[name] for name in tables if name in digests}

    def has_data_of(self, good: GoodPage) -> bool:
        """Whether all that `good` read is as it was, and its day too.

        A table that the page never opened does not count: the same code with the same inputs
        would leave it closed again.
        """
        if good.key == self.key:
            return True
        digests = self.handover.digests
        is_known = self.handover.recorded.keys() <= good.readings.keys()
        is_same = all(digests.get(name) == digest for name, digest in good.readings.items())
        return is_known and is_same and good.as_of == self.parameters["as_of"]

    def is_met_by(self, good: GoodPage) -> bool:
        """Whether running the page again could only give `good` again."""
        return good.key == self.key or (good.base == self.base and self.has_data_of(good))


def plan(settings: Settings, snapshot: Snapshot, choice: Choice | None = None) -> tuple[Task, ...]:
    """All tasks of a run, in site order.

    Raises
    ------
    ParamError
        If `choice` or the settings name a unit, notebook or language that does not exist.
    """
    choice = choice or Choice()
    _check_units(settings, snapshot)
    notebooks = find_notebooks(settings.folder, choice.notebooks)
    derived = read_derived(settings.store, snapshot) or Derived(key="")
    return tuple(
        _task(settings, notebook, handover, language)
        for unit in _units(snapshot, choice)
        for handover in (Handover.of(settings, snapshot, unit, derived),)
        for language in _languages(settings, unit, choice)
        for notebook in notebooks
        if unit.level in notebook.levels
        and (not notebook.compares_units or _holds_others(snapshot, unit))
        and (not notebook.has_cards or _has_own(handover))
    )


def base_key(notebook: Notebook, parameters: dict[str, Any], handover: Handover) -> str:
    """Digest of notebook, parameters, records, settings, code, versions and names of tables.

    What only the page's head shows (freshness, the demo banner) is left to the page key.
    """
    return _digest(
        notebook.fingerprint,
        parameters,
        handover.ground,
        files.digest_code(SEEN_BY_NOTEBOOKS),
        versions(),
    )


def run_key(base: str, handover: Handover) -> str:
    """Digest of all that a page may rest on: `base`, and every table that the unit is given."""
    return _digest(base, handover.digests)


def _digest(*ingredients: object) -> str:
    text = json.dumps(ingredients, sort_keys=True, ensure_ascii=False, default=str)
    return files.digest(text)


@cache
def versions() -> dict[str, str]:
    """Versions of everything that draws or computes."""
    return {
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _LIBRARIES},
    }


def _check_units(settings: Settings, snapshot: Snapshot) -> None:
    """Refuse settings for a unit that the data do not hold; they would silently do nothing."""
    known = [unit.key for unit in snapshot.tree.units if unit.key]
    for key in settings.units:
        if key and key not in known:
            raise ParamError(
                f"Settings name the unit `{key}`, which the data do not hold. "
                f"{suggestion(key, known)} Known: {', '.join(f'`{one}`' for one in known)}."
            )


def _holds_others(snapshot: Snapshot, unit: Unit) -> bool:
    return any(unit.holds(other) and other != unit for other in snapshot.tree.units)


def _has_own(handover: Handover) -> bool:
    """Whether an opportunity or order belongs to the unit itself and to none below it."""
    return any(
        part.table in _OF_ACCOUNTS and part.rows and part.leaf == handover.unit
        for part in handover.parts
    )


def _units(snapshot: Snapshot, choice: Choice) -> Sequence[Unit]:
    if choice.units is not None:
        return [unit for unit in snapshot.tree.units if unit in choice.units]
    chosen = snapshot.tree.find(choice.region, choice.team)
    if choice.only_unit:
        return [chosen]
    return [unit for unit in snapshot.tree.units if chosen.holds(unit)]


def _languages(settings: Settings, unit: Unit, choice: Choice) -> Sequence[str]:
    published = settings.languages_of(unit)
    unknown = [language for language in choice.languages if language not in settings.all_languages]
    if unknown:
        known = ", ".join(f"`{language}`" for language in settings.all_languages)
        raise ParamError(f"No unit is published in `{unknown[0]}`. Published: {known}.")
    return [
        language for language in published if not choice.languages or language in choice.languages
    ]


def _task(settings: Settings, notebook: Notebook, handover: Handover, language: str) -> Task:
    unit = handover.unit
    own = settings.unit(unit)
    wanted = ReportParameters.from_mapping(
        {
            "region": unit.region,
            "team": unit.team,
            "period": own.period or notebook.parameters.get("period", "month"),
            "periods": own.periods or notebook.parameters.get("periods", 12),
            "language": language,
        },
        f"unit `{unit.key or settings.name}`",
    )
    parameters = {**wanted.model_dump(), "as_of": handover.day(wanted).isoformat()}
    page = PageId(unit.region, unit.team, notebook.name, language)
    base = base_key(notebook, parameters, handover)
    return Task(page, notebook, parameters, handover, base, run_key(base, handover))
