"""Every promise about speed, weight and memory, measured side by side in one run.

    make bench [ROWS=pages,slice] [UNITS=200] [OPPORTUNITIES=1000000]
               [UNIT_STEPS=10,50,200] [ROW_STEPS=10000,1000000] [DRAWING=growth.svg]

One line a part: what must be reached, whether it is, and what was measured. Rows whose size is not
the one of the promise are measured and not judged. The seconds of one machine mean little, ratios
more; CPU seconds bear other work on the machine better than those of the clock do.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

from kit.runner.processes import adopt_orphans
from tests.benchmarks.beside_sql import funnel_rows
from tests.benchmarks.growth import growth_rows
from tests.benchmarks.index import index_rows
from tests.benchmarks.measured import Row
from tests.benchmarks.pages import page_rows
from tests.benchmarks.site import PAGES, large_rows, resume_rows, site_rows
from tests.benchmarks.slices import slice_rows


def parts(asked: argparse.Namespace, folder: Path) -> dict[str, Callable[[], list[Row]]]:
    """The rows of each part, by the name it is asked for."""
    return {
        "pages": lambda: page_rows(tuple(listed(asked.notebooks)), folder),
        "slice": lambda: slice_rows(asked.opportunities, folder),
        "funnel": lambda: funnel_rows(asked.stage_rows),
        "index": index_rows,
        "resume": lambda: resume_rows(
            min(asked.units, 24), min(asked.opportunities, 24_000), folder
        ),
        "site": lambda: site_rows(
            asked.units, asked.opportunities, folder, tuple(listed(asked.site_notebooks))
        ),
        "large": lambda: large_rows(
            asked.opportunities, folder, tuple(listed(asked.site_notebooks))
        ),
        "growth": lambda: growth_rows(
            [int(one) for one in listed(asked.unit_steps)],
            [int(one) for one in listed(asked.row_steps)],
            folder,
            Path(asked.drawing) if asked.drawing else None,
        ),
    }


def main() -> int:
    """Print the table; 1 where a row is missed."""
    asked = options().parse_args()
    adopt_orphans()
    with tempfile.TemporaryDirectory(prefix="kit-bench-") as name:
        known = parts(asked, Path(name))
        wanted = listed(asked.rows) or list(known)
        if unknown := [one for one in wanted if one not in known]:
            options().error(f"unknown rows {unknown}; there are {', '.join(known)}")
        print(machine())
        print(f"\n{'part':58}{'reach':44}{'':5}measured")
        missed = False
        for part in (one for one in known if one in wanted):
            began = time.perf_counter()
            for row in known[part]():
                print(f"{row.part:58}{row.reach:44}{row.answer:5}{row.measured}", flush=True)
                missed |= row.is_reached is False
            print(f"{'':58}({part}: {time.perf_counter() - began:.0f} s)", flush=True)
        print(f"\nLoad of the machine at the end: {os.getloadavg()[0]:.1f}")
    return int(missed)


def options() -> argparse.ArgumentParser:
    """What can be asked for; the defaults are the sizes that were promised."""
    known = argparse.ArgumentParser(description=__doc__)
    known.add_argument("--rows", default="", help="parts to measure, separated by commas")
    known.add_argument("--notebooks", default="overview,leads,pipeline,sales")
    known.add_argument("--site-notebooks", default=",".join(PAGES))
    known.add_argument("--units", type=int, default=200)
    known.add_argument("--opportunities", type=int, default=1_000_000)
    known.add_argument("--stage-rows", type=int, default=10_000_000)
    known.add_argument("--unit-steps", default="10,50,200")
    known.add_argument("--row-steps", default="10000,100000,1000000,10000000")
    known.add_argument("--drawing", default="", help="SVG of cost against size")
    return known


def listed(text: str) -> list[str]:
    """Words between commas.

    >>> listed("10, 200")
    ['10', '200']
    """
    return [one.strip() for one in text.split(",") if one.strip()]


def machine() -> str:
    """What it was measured on, and how busy that was."""
    return (
        f"{platform.system()} {platform.machine()}, {processor()}, {os.cpu_count()} cores, "
        f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB\n"
        f"Python {platform.python_version()}, pandas {metadata.version('pandas')}, "
        f"kit {metadata.version('sales-report-kit')}; "
        f"load before: {os.getloadavg()[0]:.1f}"
    )


def processor() -> str:
    """Name of the processor, as Linux tells it."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8").splitlines() if told.is_file() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


if __name__ == "__main__":
    sys.exit(main())
