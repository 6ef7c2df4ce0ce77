"""Several loads of one CRM, each of which has its raw files kept, so that SQL sees them all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Template

from kit.compute import open_unit
from kit.data.derived import Derived, write_derived
from kit.data.handover import snapshot_of
from kit.data.store import Store
from kit.load import load
from kit.params import Settings, load_settings
from kit.prepare import prepare
from tests.independent.crm import Crm, Held
from tests.independent.made import see_made

PAST = Path(__file__).with_name("past.sql")
STOOD = Path(__file__).with_name("stood.sql")
LEFT = Path(__file__).with_name("left.sql")
DAYS = (date(2026, 1, 20), date(2026, 2, 25), date(2026, 3, 31), date(2026, 6, 20))
"""Days of the loads: the first three in one quarter, none in the middle of the next."""
LEFT_BY = 2
"""The load whose chances and forecasts are seen beside those of the last one."""

SETTINGS = """name: Loads
currency: EUR
timezone: Europe/Madrid
as_of: {day}
sources:
  opportunities: {{file: exports/{number}/opportunities.csv}}
  fx_rates: {{file: exports/{number}/fx_rates.csv}}
"""


class Loads(Held):
    """A project after loads on `DAYS`, of what a CRM may have exported then.

    Parameters
    ----------
    folder
        Where the files are written.
    crm
        The CRM whose past it is; its tables are seen by the SQL as well.
    """

    def __init__(self, folder: Path, crm: Crm) -> None:
        (folder / "params").mkdir(parents=True)
        self.sql = crm.sql.cursor()
        self.sql.execute("SET TimeZone = 'Europe/Madrid'")
        self.sql.execute("CREATE OR REPLACE TABLE loads (number INT, day DATE)")
        for number, day in enumerate(DAYS):
            self._export(folder / "exports" / str(number), crm.exports, number, day)
            text = SETTINGS.format(day=day, number=number)
            (folder / "params" / "project.yaml").write_text(text, encoding="utf-8")
            settings = load_settings(folder)
            load(settings, today=day)
            if number == LEFT_BY:
                self._leave(settings, folder / "exports" / str(number))
        prepare(settings, snapshot_of(settings))
        self.opened = open_unit(settings, {})
        script = Template(STOOD.read_text(encoding="utf-8"))
        self.sql.execute(script.substitute(folder=folder / "exports"))
        self.sql.execute(f"SET VARIABLE as_of = DATE '{DAYS[-1]}'")
        see_made(self.sql, settings)

    def _leave(self, settings: Settings, folder: Path) -> None:
        """Put down chances and forecasts of an earlier day, as its preparing would have."""
        script = Template(LEFT.read_text(encoding="utf-8"))
        day = DAYS[LEFT_BY]
        self.sql.execute(script.substitute(folder=folder, day=day))
        tables = {
            "win_probabilities": self.sql.table("left_chances").df(),
            "earlier_forecasts": self.sql.table("left_forecasts").df(),
        }
        store, snapshot = Store(settings.store), snapshot_of(settings)
        derived = Derived("left by an earlier day", store.write_parts(tables))
        write_derived(store.folder, snapshot, derived)

    def _export(self, folder: Path, whole: Path, number: int, day: date) -> None:
        """What there was to export on a day."""
        folder.mkdir(parents=True)
        past = Template(PAST.read_text(encoding="utf-8"))
        query = past.substitute(folder=whole, number=number, day=day)
        self.sql.execute(f"INSERT INTO loads VALUES ({number}, DATE '{day}')")  # noqa: S608
        self.sql.execute(f"COPY ({query}) TO '{folder / 'opportunities.csv'}' (HEADER)")
        rates = f"SELECT * FROM rates WHERE day <= DATE '{day}'"  # noqa: S608
        self.sql.execute(
            f"COPY (SELECT currency, day AS date, rate FROM ({rates})) "  # noqa: S608
            f"TO '{folder / 'fx_rates.csv'}' (HEADER)"
        )
