"""A project's settings: what is read, what is inherited, where the project is."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from kit.errors import ParamError
from kit.params import Settings, project_folder
from kit.units import Unit
from kit.window import Calendar

Loading = Callable[..., Settings]


WHOLE = """
name: Example Ltd
currency: EUR
timezone: Europe/Madrid        # counts, money, periods
fiscal_year_start: 1           # month
week_start: monday
as_of: 2026-06-30              # optional
language: es                   # default of the units
languages: [es, ca]
level: 0.90
leaderboard: company
allocate_spend: leads
quarantine_limit: 0.2
privacy: {owners: full, minimum_group: 5, allow: [opportunities.name]}
costs: {call: 6, email: 1, meeting: 60, visit: 180, hour: 45.5}
findings: {}
sources:
  opportunities:
    file: exports/Opportunity*.csv
    columns: {opportunity_id: Id, amount: Amount}
    values: {status: {Closed Won: won, Closed Lost: lost, "*": open}}
    dates: "%d/%m/%Y"
    decimal: ","
    encoding: utf-8
    separator: ";"
    timezone: UTC
  activities:
    database: CRM_DATABASE_URL
    query: select 1
  spend: {file: params/spend.csv}
  targets: {file: params/targets.csv}
units:
  EMEA/Iberia:
    {language: ca, timezone: Europe/Madrid, hours: "Mo-Fr 09:00-18:00", holidays: ES-CT,
     schedule: "0 6 * * 1"}
"""


def test_every_documented_key_is_read(settings_of: Loading, tmp_path: Path) -> None:
    settings = settings_of(WHOLE)
    assert settings.folder == tmp_path
    assert settings.as_of == date(2026, 6, 30)
    assert settings.calendar == Calendar("Europe/Madrid", 1, "monday")
    assert settings.costs == {"call": 6, "email": 1, "meeting": 60, "visit": 180, "hour": 45.5}
    assert settings.privacy.allow == ("opportunities.name",)
    opportunities = settings.sources["opportunities"]
    assert opportunities.columns == {"opportunity_id": "Id", "amount": "Amount"}
    assert opportunities.values["status"]["*"] == "open"
    assert (opportunities.dates, opportunities.decimal, opportunities.separator) == (
        "%d/%m/%Y",
        ",",
        ";",
    )
    assert settings.sources["activities"].database == "CRM_DATABASE_URL"
    assert settings.units["EMEA/Iberia"].schedule == "0 6 * * 1"
    assert settings.notes == ()


def test_a_demo_project_needs_one_line(settings_of: Loading) -> None:
    settings = settings_of("source: demo\n")
    assert settings.source == "demo"
    assert settings.index is True
    assert settings.languages_of(Unit()) == ("en",)


def test_settings_cannot_be_changed(settings_of: Loading) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings_of("source: demo").level = 0.5


def test_a_team_inherits_from_its_region_and_a_region_from_the_project(
    settings_of: Loading,
) -> None:
    settings = settings_of(
        "source: demo\nlanguage: es\ntimezone: Europe/Madrid\n",
        regions__emea="region: EMEA\nlanguage: it\nperiod: quarter\nperiods: 8\n",
        teams__iberia="region: EMEA\nteam: Iberia\nlanguage: ca\nperiods: 4\n",
    )
    team = settings.unit(Unit("EMEA", "Iberia"))
    assert (team.language, team.period, team.periods) == ("ca", "quarter", 4)
    region = settings.unit(Unit("EMEA"))
    assert (region.language, region.timezone, region.periods) == ("it", "Europe/Madrid", 8)
    other = settings.unit(Unit("Americas", "South"))
    assert (other.language, other.period, other.periods) == ("es", "", 0)


def test_the_empty_key_holds_for_the_whole_company(settings_of: Loading) -> None:
    settings = settings_of('source: demo\nunits: {"": {holidays: ES, schedule: "0 6 * * 1"}}\n')
    assert settings.unit(Unit()).schedule == "0 6 * * 1"
    assert settings.unit(Unit("EMEA", "Iberia")).holidays == ("ES",)


def test_a_unit_is_published_in_its_own_language_first(settings_of: Loading) -> None:
    settings = settings_of(
        "source: demo\nlanguage: es\nlanguages: [es, ca]\nunits: {EMEA: {language: ca}}\n"
    )
    assert settings.languages_of(Unit()) == ("es", "ca")
    assert settings.languages_of(Unit("EMEA")) == ("ca", "es")


def test_a_unit_may_narrow_its_languages(settings_of: Loading) -> None:
    settings = settings_of("source: demo\nlanguages: [en, es]\nunits: {EMEA: {languages: []}}\n")
    assert settings.languages_of(Unit("EMEA")) == ("en",)


def test_a_region_called_no_keeps_its_name(settings_of: Loading) -> None:
    settings = settings_of("source: demo\n", regions__norway="region: NO\nlanguage: en\n")
    assert list(settings.units) == ["NO"]
    assert [str(note) for note in settings.notes] == [
        "params/regions/norway.yaml, line 1: `NO` is read as text here, but as true or false by "
        'older programs. If it is text, quote it: "NO".'
    ]


def test_the_fingerprint_names_everything_but_the_folder(
    settings_of: Loading, tmp_path: Path
) -> None:
    settings = settings_of(WHOLE)
    fingerprint = settings.fingerprint()
    assert str(tmp_path) not in fingerprint
    assert json.loads(fingerprint)["as_of"] == "2026-06-30"
    assert settings_of(WHOLE + "# a comment\n").fingerprint() == fingerprint
    assert settings_of(WHOLE.replace("0.90", "0.95")).fingerprint() != fingerprint


def test_the_project_is_the_nearest_parent_with_params(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "params").mkdir()
    inside = tmp_path / "notebooks" / "drafts"
    inside.mkdir(parents=True)
    assert project_folder(inside) == tmp_path.resolve()
    monkeypatch.chdir(inside)
    monkeypatch.delenv("KIT_PROJECT", raising=False)
    assert project_folder() == tmp_path.resolve()


def test_the_environment_names_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here" / "params").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KIT_PROJECT", str(tmp_path / "here"))
    assert project_folder() == (tmp_path / "here").resolve()


def test_a_folder_outside_any_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match="neither this folder nor one above it holds `params/`"):
        project_folder(tmp_path)


def test_settings_are_read_without_pandas(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kit import files, privacy; "
        "from kit.params import check_settings; check_settings(Path(sys.argv[1])); "
        "print('pandas' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "False"]
