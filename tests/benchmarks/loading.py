"""What a load costs, by format; and what a unit costs, beside reading and filtering the file.

A made-up CRM of a million opportunities is written in each format and loaded by `kit load` in a
fresh process. Then one team of two hundred is opened from the store, and beside it picked out of
the same CSV with pandas, in turn, as notebooks do that read the export. Every format must give the
same parts, and both ways the same rows. The numbers of one machine mean little, their ratio more.

    python tests/benchmarks/loading.py [--rows 1000000] [--formats csv parquet …]

This process imports no more than it must: a child's peak begins with that of its parent.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FORMATS = ("csv", "days", "parquet", "sqlite", "postgres", "xlsx")
TITLES = {
    "csv": "CSV, instants with zone",
    "days": "CSV, dd/mm/yyyy and decimal commas",
    "parquet": "Parquet",
    "sqlite": "SQLite",
    "postgres": "PostgreSQL",
    "xlsx": "xlsx",
}
TABLES = ("opportunities", "owners", "accounts", "fx_rates")
SHEET_ROWS = 100_000
TEAM = ("Region 05", "Team 117")
URL = "KIT_BENCHMARK_DATABASE"
_SOURCES: dict[str, Callable[[str], dict[str, str]]] = {
    "csv": lambda table: {"file": f"{table}.csv"},
    "days": lambda table: {
        **{"file": f"{table}.csv", "separator": ";"},
        **{"decimal": ",", "dates": "%d/%m/%Y"},
    },
    "parquet": lambda table: {"file": f"{table}.parquet"},
    "sqlite": lambda table: {"file": "crm.sqlite", "query": f"SELECT * FROM {table}"},  # noqa: S608
    "postgres": lambda table: {"database": URL, "query": f"SELECT * FROM {table}"},  # noqa: S608
    "xlsx": lambda table: {"file": f"{table}.{'xlsx' if table == 'opportunities' else 'csv'}"},
}


class Cost(NamedTuple):
    """Of one process: wall and CPU seconds, peak resident memory in MiB, what it printed."""

    wall: float
    cpu: float
    peak: float
    printed: str


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--formats", nargs="+", choices=FORMATS, default=FORMATS)
    asked = options.parse_args()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{asked.rows:,} opportunities in 15 columns, 200 teams, 50,000 accounts\n")
    print(f"{'kit load':46}{'wall s':>8}{'CPU s':>8}{'MiB':>8}")
    with tempfile.TemporaryDirectory() as name, database(asked.formats) as server:
        folder = Path(name)
        parts = {
            kind: load(folder / kind, kind, min(asked.rows, limit(kind)), server)
            for kind in asked.formats
        }
        check_formats(folder, parts, asked.rows)
        for kind in ("csv", "days"):
            if kind in asked.formats:
                compare(folder / kind, kind)


def limit(kind: str) -> int:
    return SHEET_ROWS if kind == "xlsx" else sys.maxsize


def load(project: Path, kind: str, rows: int, server: str) -> set[str]:
    """Load one format, once new and once more; the digests of the opportunities' parts."""
    (project / "params").mkdir(parents=True)
    child("make", str(project), kind, str(rows), server)
    settings = {
        **{"name": "Benchmark", "currency": "EUR", "timezone": "Europe/Madrid"},
        **{"language": "en", "sources": {table: _SOURCES[kind](table) for table in TABLES}},
    }
    (project / "params" / "project.yaml").write_text(json.dumps(settings), encoding="utf-8")
    title = TITLES[kind] + (f", {rows:,} rows" if kind == "xlsx" else "")
    for name in (title, "  once more, nothing new"):
        command = [sys.executable, "-m", "kit", "load", "--project", str(project), "--json"]
        cost = run(command, {URL: server})
        print(f"{name:46}{cost.wall:8.1f}{cost.cpu:8.1f}{cost.peak:8.0f}", flush=True)
    counts = json.loads(cost.printed)["tables"]["opportunities"]
    nothing = dict.fromkeys(("left_out", "quarantined", "coerced"), 0)
    assert counts == {"read": rows, "kept": rows, **nothing}, counts
    return set(json.loads(child("parts", str(project)).printed))


def check_formats(folder: Path, parts: dict[str, set[str]], rows: int) -> None:
    """All formats that hold instants give the same bytes; a worksheet, those of its own rows."""
    alike = [parts[kind] for kind in ("csv", "parquet", "sqlite", "postgres") if kind in parts]
    if "xlsx" in parts and rows > SHEET_ROWS:
        print("the same rows as CSV, to compare with:")
        assert load(folder / "as_csv", "csv", SHEET_ROWS, "") == parts["xlsx"]
    elif "xlsx" in parts:
        alike.append(parts["xlsx"])
    assert all(one == alike[0] for one in alike), "formats differ"
    if len(alike) > 1:
        print(f"\n{len(alike)} formats gave the same {len(alike[0])} parts")


def compare(project: Path, kind: str) -> None:
    """Open one team both ways, in turn."""
    costs: dict[str, list[dict[str, Any]]] = {"filter": [], "open": []}
    for _ in range(3):
        for way in costs:
            costs[way].append(json.loads(child(way, str(project), kind).printed))
    print(f"\n{'one team, ' + TITLES[kind]:46}{'wall s':>8}{'CPU s':>8}")
    names = {"filter": "pandas.read_csv and filter", "open": "kit.compute.open_unit"}
    best = {way: min(found, key=lambda one: float(one["cpu"])) for way, found in costs.items()}
    for way, name in names.items():
        print(f"{name:46}{best[way]['wall']:8.2f}{best[way]['cpu']:8.2f}")
    print(f"{'kit / pandas':54}{best['open']['cpu'] / best['filter']['cpu']:8.3f}")
    assert best["open"]["rows"] == best["filter"]["rows"] > 0
    assert best["open"]["digest"] == best["filter"]["digest"]
    print(f"the same {best['open']['rows']:,} rows, times and amounts")


@contextmanager
def database(formats: tuple[str, ...]) -> Iterator[str]:
    """URL of a PostgreSQL server, where one is asked for."""
    if "postgres" not in formats:
        yield ""
        return
    sys.path.insert(0, str(HERE.parent))
    import postgres

    if postgres.BIN is None:
        raise SystemExit("PostgreSQL is not installed; name the other --formats.")
    with postgres.running() as server:
        yield server.url


def child(*arguments: str) -> Cost:
    """One of the steps that need libraries, in a process of its own."""
    return run([sys.executable, "-m", "tests.benchmarks.loading_steps", *arguments], {})


def run(command: list[str], environment: dict[str, str]) -> Cost:
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as out:
        environment = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, stdout=out, cwd=ROOT, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command)
        out.seek(0)
        return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out.read())


if __name__ == "__main__":
    main()
