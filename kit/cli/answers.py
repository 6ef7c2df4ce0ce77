"""Commands that answer a question: status, kpis, compute, query, forecast."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kit.cli import output
from kit.cli.options import (
    AsOfOption,
    CsvOption,
    JsonOption,
    ProjectOption,
    RegionOption,
    TeamOption,
    settings_of,
    snapshot_around,
)
from kit.data.handover import Handover
from kit.errors import ParamError
from kit.params import ReportParameters
from kit.schemas import BY_NAME

if TYPE_CHECKING:
    from pandas import DataFrame

MaxAgeOption = Annotated[
    str,
    typer.Option(
        "--max-age", help="Exit 1 when the site's data are older than this, e.g. 26h or 3d."
    ),
]
ByOption = Annotated[
    list[str] | None,
    typer.Option("--by", help="Columns to split by, e.g. owner,product.", show_default=False),
]
PeriodOption = Annotated[str, typer.Option("--period", help="week, month, quarter or year.")]
HorizonOption = Annotated[
    int, typer.Option("--horizon", min=0, max=12, help="How many periods after the running one.")
]
PeriodsOption = Annotated[int, typer.Option("--periods", min=1, max=120, help="How many periods.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands of this file."""
    for command in (status, kpis, compute, query, forecast):
        app.command()(command)


def status(
    project: ProjectOption = None, max_age: MaxAgeOption = "", as_json: JsonOption = False
) -> None:
    """Say what is published and how old it is."""
    from kit import publisher

    limit = _hours(max_age) if max_age else None
    found = publisher.status(settings_of(project))
    if as_json:
        output.emit(found)
    elif found["edition"] is None:
        output.say("Nothing is published yet. Run `kit report`.")
    else:
        age = "" if found["age_hours"] is None else f", loaded {found['age_hours']:.1f} h ago"
        output.say(f"edition {found['edition']}, data as of {found['as_of']}{age}")
        rows = [[one["unit"] or "company", one["state"], one["as_of"]] for one in found["units"]]
        output.grid(["unit", "state", "as of"], rows)
    is_stale = limit is not None and (found["age_hours"] is None or found["age_hours"] > limit)
    is_failed = any(one["state"] != "fresh" for one in found["units"])
    raise typer.Exit(1 if is_stale or (limit is not None and is_failed) else 0)


def kpis(project: ProjectOption = None, as_json: JsonOption = False) -> None:
    """List every KPI and listing, and which of their tables the project lacks."""
    from kit import catalogue

    snapshot = snapshot_around(project)
    entries = [kpi.as_dict() for kpi in catalogue.KPIS]
    entries += [listing.as_dict() for listing in catalogue.LISTINGS]
    if snapshot:
        for entry in entries:
            known = [name for name in entry["tables"] if name in BY_NAME]
            entry["missing"] = [name for name in known if name not in snapshot.tables]
    if as_json:
        of = len(catalogue.KPIS)
        output.emit({"kpis": entries[:of], "listings": entries[of:]})
        return
    columns = ["name", "unit", "definition", *(["missing"] if snapshot else [])]
    rows = [
        {"unit": "listing", **entry, "missing": ", ".join(entry.get("missing", ()))}
        for entry in entries
    ]
    output.grid(["kpi", *columns[1:]], [[row[name] for name in columns] for row in rows])


def compute(
    kpi: Annotated[str, typer.Argument(help="Name of the KPI or listing, as `kit kpis` lists it.")],
    project: ProjectOption = None,
    by: ByOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    as_of: AsOfOption = "",
    period: PeriodOption = "month",
    periods: PeriodsOption = 12,
    csv: CsvOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute one KPI or listing, exactly as a notebook gets it."""
    from kit.compute import compute as compute_kpi
    from kit.compute import open_unit

    settings = settings_of(project)
    opened = open_unit(
        settings,
        {"region": region, "team": team, "as_of": as_of, "period": period, "periods": periods},
    )
    split = [name.strip() for name in ",".join(by or ()).split(",") if name.strip()]
    frame = compute_kpi(kpi, opened.records, opened.window, by=split)
    rows = _rows(frame)
    _write(frame, rows, csv, as_json)
    if as_json:
        as_of = opened.window.as_of.isoformat()
        output.emit({"kpi": kpi, "unit": opened.unit.key, "as_of": as_of, "rows": rows})


def forecast(
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    as_of: AsOfOption = "",
    period: PeriodOption = "month",
    horizon: HorizonOption = 3,
    csv: CsvOption = None,
    as_json: JsonOption = False,
) -> None:
    """Forecast the bookings of a unit, and say how such forecasts did."""
    from kit.outlook import outlook

    asked = {"region": region, "team": team, "as_of": as_of, "period": period}
    found = outlook(settings_of(project), asked, horizon)
    rows = _rows(found.rows)
    _write(found.rows, rows, csv, as_json)
    verdict = " ".join(found.verdict)
    if as_json:
        unit, day = found.opened.unit.key, found.opened.window.as_of.isoformat()
        told = {"backtest": _rows(found.backtest), "verdict": verdict}
        output.emit({"unit": unit, "as_of": day, "rows": rows, **told})
    elif verdict and csv != output.PIPE:
        output.say(verdict)


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT; `-` reads it from standard input.")],
    project: ProjectOption = None,
    region: RegionOption = "",
    team: TeamOption = "",
    csv: CsvOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in SQL over the newest snapshot's tables, of the company or of a unit."""
    from kit.data.scanning import scan
    from kit.data.store import Store

    settings = settings_of(project)
    asked = ReportParameters.from_mapping({"region": region, "team": team}, "query")
    handover = Handover.of_newest(settings, asked)
    text = sys.stdin.read() if sql == "-" else sql
    frame = scan(Store(settings.store), handover.parts, text)
    rows = _rows(frame)
    _write(frame, rows, csv, as_json)
    if as_json:
        output.emit({"unit": handover.unit.key, "snapshot": handover.snapshot, "rows": rows})


def _rows(frame: DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as JSON holds them."""
    return [
        {str(name): _plain(value) for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _write(frame: DataFrame, rows: list[dict[str, Any]], csv: Path | None, as_json: bool) -> None:
    """Put a frame where it was asked for: into a file, else on the terminal, unless as JSON."""
    cells = [list(row.values()) for row in rows]
    is_piped = csv == output.PIPE
    if is_piped and as_json:
        raise ParamError("--csv - and --json both write to standard output: choose one.")
    if csv:
        output.write_csv(csv, list(frame.columns), cells)
        if not as_json and not is_piped:
            output.say(f"Wrote {csv.name}.")
    elif not as_json:
        output.grid(list(frame.columns), [[_short(value) for value in row] for row in cells])


def _plain(value: Any) -> Any:
    """A cell as JSON holds it: missing becomes null, a day or an instant its ISO form."""
    import pandas as pd

    if not pd.api.types.is_scalar(value):  # a list, which SQL may give
        return value.tolist() if hasattr(value, "tolist") else value
    if pd.isna(value):
        return None
    if isinstance(value, pd.Timestamp):
        is_day = value.tzinfo is None and value == value.normalize()
        return value.date().isoformat() if is_day else value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _short(value: Any) -> Any:
    return round(value, 4) if isinstance(value, float) else value


def _hours(age: str) -> float:
    number, unit = age[:-1], age[-1:]
    try:
        return float(number) * {"h": 1, "d": 24}[unit]
    except (ValueError, KeyError):
        raise ParamError(
            f"--max-age: `{age}` is no age. Write hours or days, like 26h or 3d."
        ) from None
