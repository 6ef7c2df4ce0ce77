"""The settings of a project, typed; and those that one unit ends up with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StrictStr

from kit.errors import Fault
from kit.params.digest import Digest, Recipients, SiteAddress
from kit.params.fields import (
    Cost,
    Cron,
    Currency,
    Frozen,
    Holidays,
    Hours,
    IsoDate,
    LanguageCode,
    Languages,
    Level,
    Month,
    PeriodName,
    Periods,
    Share,
    Threshold,
    Timezone,
    Weekday,
    as_tuple,
)
from kit.params.limits import known_limits
from kit.params.on_failure import OnFailure
from kit.params.running import RunLimits
from kit.params.sources import Source
from kit.units import Unit
from kit.window import Calendar

OFFICE_HOURS = "Mo-Fr 09:00-18:00"
"""Working hours where no others are set."""


Findings = Annotated[dict[str, Threshold], AfterValidator(known_limits)]
"""Limits of findings by name, see `kit.params.limits.Limits`."""


class Privacy(Frozen):
    """What may be shown of persons.

    `owners` is the policy for owners' names, `minimum_group` the number of records that a rate of
    one person needs, `allow` the personal columns (``table.column``) that may reach a page.
    """

    owners: Literal["full", "initials", "hashed"] = "full"
    minimum_group: Annotated[int, Field(ge=1)] = 5
    allow: Annotated[tuple[StrictStr, ...], BeforeValidator(as_tuple)] = ()


class Keep(Frozen):
    """Which snapshots `kit prune` keeps, and which editions of the site; the newest always stays.

    `days`: every snapshot of so many days. `months`: of each of so many months, the present one
    included, the last snapshot. `editions`: so many editions, the one in use included; at least two
    because readers may have the one before still open.
    """

    days: Annotated[int, Field(ge=0, le=36_500)] = 35
    months: Annotated[int, Field(ge=0, le=1_200)] = 24
    editions: Annotated[int, Field(ge=2, le=1_000)] = 10


class UnitOverrides(Frozen):
    """What a unit may set for itself and the units below it; None leaves it as it is above.

    `recipients` get the unit's own digest; it is the only setting that does not hold below it.
    """

    language: LanguageCode | None = None
    languages: Languages | None = None
    timezone: Timezone | None = None
    hours: Hours | None = None
    holidays: Holidays | None = None
    schedule: Cron | None = None
    period: PeriodName | None = None
    periods: Periods | None = None
    findings: Findings | None = None
    recipients: Recipients = ()


class UnitSettings(Frozen):
    """What holds for one unit, after its region and the project have had their say.

    Attributes
    ----------
    language
        The unit's own language.
    languages
        Those it is published in, its own first.
    timezone
        Zone of the working hours; counts and money use the project's.
    hours
        Working hours (`working_week` reads them); empty where they are not known.
    holidays
        Places whose public holidays are kept, and single days off; may be empty.
    schedule
        Cron expression in the unit's time zone; empty if it is not scheduled.
    period, periods
        What the unit's pages look at; empty and 0 leave it to each notebook.
    findings
        Limits that differ from the defaults, by name.
    """

    language: str = "en"
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    hours: str = OFFICE_HOURS
    holidays: tuple[str, ...] = ()
    schedule: str = ""
    period: str = ""
    periods: int = 0
    findings: dict[str, float] = Field(default_factory=dict)


class Project(Frozen):
    """What project.yaml may hold; every key once."""

    name: Annotated[StrictStr, Field(min_length=1, max_length=200)] = "Company"
    currency: Currency = "EUR"
    timezone: Timezone = "UTC"
    hours: Hours = OFFICE_HOURS
    holidays: Holidays = ()
    fiscal_year_start: Month = 1
    week_start: Weekday = "monday"
    as_of: IsoDate | None = None
    language: LanguageCode = "en"
    languages: Languages = ()
    schedule: Cron = ""
    level: Level = 0.90
    leaderboard: Literal["company", "unit"] = "company"
    allocate_spend: Literal["leads", "none"] = "leads"
    quarantine_limit: Share = 0.2
    privacy: Privacy = Privacy()
    keep: Keep = Keep()
    on_failure: OnFailure = OnFailure()
    digest: Digest = Digest()
    site_address: SiteAddress = ""
    limits: RunLimits = RunLimits()
    costs: dict[str, Cost] = Field(default_factory=dict)
    findings: Findings = Field(default_factory=dict)
    index: bool = True
    crm: StrictStr = ""
    lookups: dict[str, StrictStr] = Field(default_factory=dict)
    source: Literal["", "demo"] = ""
    sources: dict[str, Source] = Field(default_factory=dict)
    units: dict[str, UnitOverrides] = Field(default_factory=dict)


class Settings(Project):
    """The settings of one project folder, its unit files merged into `units`.

    Attributes
    ----------
    folder
        The project folder.
    notes
        Warnings about the files, which a load repeats.
    """

    folder: Path
    notes: tuple[Fault, ...] = ()

    @property
    def outputs(self) -> Path:
        """Everything a run makes."""
        return self.folder / "outputs"

    @property
    def store(self) -> Path:
        """Snapshots and the tables they consist of."""
        return self.outputs / "store"

    @property
    def all_languages(self) -> tuple[str, ...]:
        """Every language that any unit may be published in."""
        named = [self.language, *self.languages]
        for own in self.units.values():
            named += [*filter(None, [own.language]), *(own.languages or ())]
        return tuple(dict.fromkeys(named))

    @property
    def calendar(self) -> Calendar:
        """How the company cuts time."""
        return Calendar(self.timezone, self.fiscal_year_start, self.week_start)

    def unit(self, unit: Unit) -> UnitSettings:
        """What holds for `unit`: a team inherits from its region, a region from the project.

        Entries of `units` under the empty key ``""`` hold for the whole company.
        """
        merged: dict[str, object] = {
            "language": self.language,
            "languages": self.languages,
            "timezone": self.timezone,
            "hours": self.hours,
            "holidays": self.holidays,
            "schedule": self.schedule,
        }
        limits = dict(self.findings)
        for key in dict.fromkeys(("", unit.region, unit.key)):
            if key in self.units:
                own_settings = self.units[key]
                merged |= own_settings.model_dump(exclude_none=True, exclude={"recipients"})
                limits |= own_settings.findings or {}
        merged["findings"] = limits
        own = str(merged["language"])
        merged["languages"] = tuple(dict.fromkeys((own, *merged["languages"])))  # type: ignore[misc]
        return UnitSettings.model_validate(merged)

    def languages_of(self, unit: Unit) -> tuple[str, ...]:
        """Languages in which the pages of `unit` are published, its own first."""
        return self.unit(unit).languages

    def recipients_of(self, unit: Unit) -> tuple[str, ...]:
        """Who gets the digest of `unit` by e-mail."""
        own = self.units.get(unit.key)
        named = own.recipients if own else ()
        return named or (self.digest.to if unit.level == "company" else ())

    def fingerprint(self) -> str:
        """All settings as canonical JSON, without the folder: the same text means the same run."""
        data = self.model_dump(mode="json", exclude={"folder", "notes"})
        return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
