"""What the kernel of one unit is given: its own parts, the settings that matter, nothing else.

The runner writes a handover per task and names it in the environment (`KIT_TASK`); in JupyterLab
`Handover.open` makes the same from the project's newest snapshot. Only the standard library is
imported until the records are read, because plans are made of handovers.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from kit import files
from kit.data.derived import Derived, derived_of
from kit.data.manifest import Snapshot, newest
from kit.data.part import Part
from kit.data.readings import Tables
from kit.errors import DataError, ParamError
from kit.params import ReportParameters, Settings, load_settings, project_folder, working_times
from kit.schemas import BY_NAME
from kit.units import Unit
from kit.window import Calendar, Period, Window

if TYPE_CHECKING:
    from kit.data.records import Records

TASK, PROJECT = "KIT_TASK", "KIT_PROJECT"
"""Environment variables: the handover's file, and the project's folder."""


@dataclass(frozen=True)
class Handover:
    """Everything a report is made from, apart from the notebook and its parameters.

    Attributes
    ----------
    settings
        The keys of project.yaml that can change what a page says.
    freshness
        Newest recorded event of each table, as ISO dates.
    """

    unit: Unit
    as_of: date
    snapshot: str
    parts: tuple[Part, ...]
    settings: dict[str, Any]
    freshness: dict[str, str]
    demo: bool = False

    @classmethod
    def of(
        cls, settings: Settings, snapshot: Snapshot, unit: Unit, derived: Derived | None = None
    ) -> Handover:
        """The handover of `unit` on `snapshot`, derived tables included.

        `derived` lists those tables, for callers who have read the list for many units.
        """
        own = derived.parts_for(unit) if derived else derived_of(settings.store, snapshot, unit)
        parts = (*snapshot.parts_for(unit), *own)
        return cls(
            unit=unit,
            as_of=snapshot.as_of,
            snapshot=snapshot.id,
            parts=parts,
            settings=_settings(settings, snapshot, unit),
            freshness=dict(snapshot.freshness),
            demo=snapshot.demo,
        )

    @classmethod
    def of_newest(cls, settings: Settings, params: ReportParameters) -> Handover:
        """The handover of the unit that `params` name, on the project's newest snapshot.

        Raises
        ------
        DataError
            If the project has no snapshot yet.
        ParamError
            If there is no such unit.
        """
        snapshot = snapshot_of(settings)
        return cls.of(settings, snapshot, snapshot.tree.find(params.region, params.team))

    @classmethod
    def open(cls, params: ReportParameters) -> tuple[Handover, Path]:
        """The handover of the task, else of the project around here; and the store to read from.

        Raises
        ------
        DataError, ParamError
            As `of_newest`.
        """
        if os.environ.get(TASK):
            text = Path(os.environ[TASK]).read_text(encoding="utf-8")
            return cls.from_json(text), Path(os.environ[PROJECT]) / "outputs" / "store"
        settings = load_settings(project_folder(None))
        return cls.of_newest(settings, params), settings.store

    @cached_property
    def digests(self) -> dict[str, str]:
        """Digest of each of the unit's tables: the same while none of its rows changed."""
        tables: dict[str, list[tuple[str, str, str]]] = {}
        for part in self.parts:
            tables.setdefault(part.table, []).append((part.region, part.team, part.digest))
        return {name: files.digest(json.dumps(parts)) for name, parts in tables.items()}

    @cached_property
    def recorded(self) -> dict[str, str]:
        """Those of `digests` that are of records: every page rests on all of them."""
        return {name: digest for name, digest in self.digests.items() if name in BY_NAME}

    @cached_property
    def ground(self) -> str:
        """Digest of what every page of the unit rests on: records, settings, names of tables."""
        facts = [self.recorded, sorted(self.digests), self.settings]
        return files.digest(json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str))

    def day(self, params: ReportParameters) -> date:
        """The last day that counts: the one that `params` name, else the snapshot's.

        Raises
        ------
        ParamError
            If it lies after the snapshot's.
        """
        day = date.fromisoformat(params.as_of) if params.as_of else self.as_of
        if day > self.as_of:
            raise ParamError(
                f"`as_of` {day.isoformat()} lies after the snapshot's own, "
                f"{self.as_of.isoformat()}."
            )
        return day

    def window(self, params: ReportParameters) -> Window:
        """The window that `params` ask for; a ParamError as for `day`."""
        from kit.data.money import minor_units

        return Window(
            as_of=self.day(params),
            period=cast(Period, params.period),
            periods=params.periods,
            calendar=Calendar.from_json(self.settings["calendar"]),
            level=self.settings["level"],
            minimum_group=self.settings["minimum_group"],
            minor=minor_units(self.settings["currency"]),
        )

    def records(self, store: Path, window: Window) -> Records:
        """The unit's records as known on the window's `as_of`."""
        from kit.data.categories import DIMENSIONS
        from kit.data.records import Records
        from kit.data.store import Store

        tables = Tables(partial(Store(store).read, categories=DIMENSIONS), self.parts)
        records = Records.of(
            tables, owners_policy=self.settings["owners"], allow=self.settings["allow"]
        )
        return (
            records.known_at(window.as_of, window.calendar)
            if window.as_of < self.as_of
            else records
        )

    def to_json(self) -> str:
        """The handover as text; equal handovers give equal text."""
        return json.dumps(
            {**asdict(self), "as_of": self.as_of.isoformat()}, sort_keys=True, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str) -> Handover:
        """The handover that `to_json` wrote."""
        fields = json.loads(text)
        return cls(
            **{
                **fields,
                "unit": Unit(**fields["unit"]),
                "as_of": date.fromisoformat(fields["as_of"]),
                "parts": tuple(Part(**part) for part in fields["parts"]),
            }
        )


def snapshot_of(settings: Settings) -> Snapshot:
    """The newest snapshot of a project.

    Raises
    ------
    DataError
        If there is none yet.
    """
    snapshot = newest(settings.store)
    if snapshot is None:
        raise DataError("There is no snapshot yet. Run `kit load` first.")
    return snapshot


def _settings(settings: Settings, snapshot: Snapshot, unit: Unit) -> dict[str, Any]:
    """Settings that can change what a page of `unit` says; no other may make it run again."""
    own = [one for one in snapshot.tree.units if unit.holds(one)]
    calendar = replace(settings.calendar, working=working_times(settings, own, snapshot.as_of))
    return {
        "currency": settings.currency,
        "calendar": json.loads(json.dumps(asdict(calendar))),  # lists, as they are read back
        "level": settings.level,
        "owners": settings.privacy.owners,
        "allow": list(settings.privacy.allow),
        "minimum_group": settings.privacy.minimum_group,
        "unit_language": settings.languages_of(unit)[0],
        "index_language": settings.language,
        "findings": settings.unit(unit).findings,
    }
