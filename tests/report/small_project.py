"""A small project, and what a cell of a notebook displays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from kit import load
from kit.params import load_settings
from kit.results import Result

OPPORTUNITIES = """id,owner,stage,amount,created,closed
o1,Ada,Won,100,2025-12-20,2026-01-02
o2,Ada,Lost,0,2026-01-07,2026-02-10
o3,Bo,Won,30,2026-01-08,2026-02-03
o4,Bo,Open,50,2026-02-01,
"""


PEOPLE = "owner,team,region\nAda,Iberia,EMEA\nBo,DACH,EMEA\n"


SETTINGS = """name: Small
currency: EUR
as_of: 2026-02-28
privacy: {minimum_group: 1}
sources:
  owners: {file: people.csv}
"""


WITH_OPPORTUNITIES = """  opportunities:
    file: opportunities.csv
    columns: {opportunity_id: id, created_at: created, closed_at: closed, status: stage}
    values: {status: {Won: won, Lost: lost, Open: open}}
units: {EMEA/DACH: {language: es}}
"""


Shown = Callable[[Callable[[], object]], list[Result]]


def loaded(folder: Path, settings: str) -> Path:
    """A project folder with a snapshot."""
    (folder / "params").mkdir(parents=True)
    (folder / "params" / "project.yaml").write_text(settings, encoding="utf-8")
    (folder / "opportunities.csv").write_text(OPPORTUNITIES, encoding="utf-8")
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    load.load(load_settings(folder), today=date(2026, 2, 28))
    return folder
