"""The demo CRM twice: loaded by the kit, and as raw CSV files behind plain SQL."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from string import Template

import duckdb
import pandas as pd

from kit import demo
from kit.compute import Opened, compute, open_unit
from kit.data.handover import snapshot_of
from kit.load import load
from kit.params import load_settings
from kit.prepare import prepare
from kit.schemas import TABLES
from kit.window import Window
from tests.independent.made import see_made

BASE = Path(__file__).with_name("base.sql")
BRANCHED = (
    "opportunities", "stage_history", "leads", "activities", "orders", "quotes", "contracts",
    "cases",
)  # fmt: skip
"""Tables whose rows bear `member`: the value of the dimension that is looked at."""

SETTINGS = """name: Checked
currency: EUR
timezone: Europe/Madrid
costs: {visit: 120, hour: 42}
sources:
"""


class Held:
    """What the kit says of a project, and what SQL says of its raw files."""

    opened: Opened
    sql: duckdb.DuckDBPyConnection

    def window(self, period: str, periods: int) -> Window:
        """A window up to the newest day that hides nobody's rate for being of few records."""
        own = self.opened.window
        return replace(own, period=period, periods=periods, minimum_group=1)  # type: ignore[arg-type]

    def computed(self, name: str, window: Window, by: str = "") -> pd.DataFrame:
        """What the kit says."""
        return compute(name, self.opened.records, window, by=(by,) if by else ())

    def expected(self, script: str, window: Window, by: str = "") -> pd.DataFrame:
        """What the SQL says; the last statement of `script` is its answer.

        Its temporary tables are dropped, so that they hide nothing from the next script.
        """
        self.look_at(window, by)
        before = self._temporary()
        answer = self.sql.execute(script).df()
        for name in self._temporary() - before:
            self.sql.execute(f'DROP TABLE "{name}"')
        return answer

    def _temporary(self) -> set[str]:
        names = self.sql.execute("SELECT table_name FROM duckdb_tables() WHERE temporary")
        return {name for (name,) in names.fetchall()}

    def look_at(self, window: Window, by: str) -> None:
        """Say the periods and the dimension."""
        days = [day.isoformat() for day in window.edges]
        rows = ", ".join(
            f"(DATE '{start}', least(DATE '{end}', DATE '{window.end}'), DATE '{end}')"
            for start, end in zip(days, days[1:], strict=False)  # noqa: RUF007
        )
        self.sql.execute(
            "CREATE OR REPLACE TABLE periods AS SELECT * FROM "  # noqa: S608
            f"(VALUES {rows}) AS one(period, ends, nominal_end); SET VARIABLE dimension = '{by}'"
        )


class Crm(Held):
    """A demo CRM of some size, loaded by the kit and open to SQL.

    Parameters
    ----------
    folder
        Where both are written.
    opportunities
        Size of the CRM.
    """

    def __init__(self, folder: Path, opportunities: int) -> None:
        self.exports = folder / "exports"
        demo.write(self.exports, opportunities=opportunities)
        (folder / "params").mkdir(parents=True)
        lines = [f"  {one.name}: {{file: exports/{one.name}.csv}}\n" for one in TABLES]
        (folder / "params" / "project.yaml").write_text(SETTINGS + "".join(lines))
        settings = load_settings(folder)
        load(settings)
        prepare(settings, snapshot_of(settings))
        self.opened = open_unit(settings, {})
        as_of = self.opened.window.as_of
        self.sql = duckdb.connect()
        script = Template(BASE.read_text(encoding="utf-8"))
        self.sql.execute(script.substitute(folder=self.exports, as_of=as_of.isoformat()))
        see_made(self.sql, settings)

    def look_at(self, window: Window, by: str) -> None:
        """Say the periods, and the dimension of every table that has it."""
        super().look_at(window, by)
        self.sql.execute("DELETE FROM spells")
        for table in BRANCHED:
            columns = self.sql.execute(f"DESCRIBE raw_{table}").df()["column_name"].tolist()
            member = f"coalesce({by}::VARCHAR, '')" if by in columns else "''"
            self.sql.execute(
                f"CREATE OR REPLACE VIEW {table} AS SELECT *, {member} AS member FROM raw_{table}"  # noqa: S608
            )
