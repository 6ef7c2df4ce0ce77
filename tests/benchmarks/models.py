"""What the models must reach, and what they reach: one line a part, with a yes or NO.

Run as ``make bench-models SEEDS=1,2,3 [ROWS=truth,maven]``. Nothing was tuned on a seed: take
others at will. Rows on real data need the folder that ``KIT_SHARED_DATA`` names.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from kit.demo.worlds import MISSPECIFIED
from tests.benchmarks import in_worlds, model_costs, on_maven, references
from tests.benchmarks.measured import Row


def parts(seeds: list[int], jobs: int) -> dict[str, Callable[[], list[Row]]]:
    """The rows of each part, by the name it is asked for."""
    return {
        "references": references.reference_rows,
        "truth": lambda: in_worlds.recovered(seeds, jobs),
        **{
            name.replace(" ", "-"): lambda name=name: in_worlds.misspecified(name, seeds, jobs)
            for name in MISSPECIFIED
        },
        "team-rates": lambda: in_worlds.team_rates(seeds),
        "maven-creation": on_maven.at_creation_row,
        "maven-90-days": on_maven.within_90_row,
        "maven-revenue": lambda: on_maven.revenue_rows(seeds),
        "cost": lambda: model_costs.cost_rows(seeds),
    }


def main() -> int:
    """Print the table; 1 where a row is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seeds", default="1,2,3", help="whole numbers, separated by commas")
    options.add_argument("--rows", default="", help="parts to measure, separated by commas")
    options.add_argument("--jobs", type=int, default=1, help="worlds simulated at the same time")
    asked = options.parse_args()
    seeds = [int(one) for one in asked.seeds.split(",")]
    known = parts(seeds, asked.jobs)
    wanted = [one for one in asked.rows.split(",") if one] or list(known)
    if unknown := [one for one in wanted if not any(name.startswith(one) for name in known)]:
        options.error(f"unknown rows {unknown}; there are {', '.join(known)}")
    missed = False
    print(f"seeds {asked.seeds}\n{'part':58}{'reach':68}{'':5}measured")
    for name, measure in known.items():
        if not any(name.startswith(one) for one in wanted):
            continue
        began = time.perf_counter()
        for row in measure():
            print(f"{row.part:58}{row.reach:68}{row.answer:5}{row.measured}", flush=True)
            missed |= row.is_reached is False
        print(f"{'':58}({time.perf_counter() - began:.0f} s)", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
