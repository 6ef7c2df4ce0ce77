"""What a page costs: the kit against the command lines people use today, side by side.

Both execute the same notebook for every unit of the demo CRM and turn it into HTML, one after the
other in one process each, in turn. Printed are wall seconds a page, and their ratio; the numbers of
one machine mean little, their ratio more.

    python tests/benchmarks/pages.py [--notebook overview]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
KIT = [sys.executable, "-m", "kit"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notebook", default="overview")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "params").mkdir()
        shutil.copy(ROOT / "params" / "project.yaml", project / "params")
        call([*KIT, "load", "--project", folder])
        call([*KIT, "prepare", "--project", folder])
        units = unit_options(folder)
        today = timed(lambda: loop(project, asked.notebook, units))
        ours = timed(lambda: kit(folder, asked.notebook))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"{len(units)} pages of {asked.notebook}, demo CRM\n")
    rows = {"papermill + jupyter nbconvert": today, "kit run + kit publish": ours}
    for name, wall in rows.items():
        print(f"{name:34}{wall / len(units):8.2f} s a page")
    print(f"{'kit / command lines':34}{ours / today:8.2f}")


def unit_options(folder: str) -> list[list[str]]:
    """Options that name each unit, the company first."""
    sys.path.insert(0, str(ROOT))
    from kit.data.manifest import newest

    snapshot = newest(Path(folder) / "outputs" / "store")
    assert snapshot is not None
    return [["--region", unit.region, "--team", unit.team] for unit in snapshot.tree.units]


def loop(project: Path, notebook: str, units: list[list[str]]) -> None:
    """One `papermill` and one `jupyter nbconvert` command for each unit."""
    bin_ = Path(sys.executable).parent
    source = ROOT / "notebooks" / f"{notebook}.ipynb"
    for number, (_, region, _, team) in enumerate(units):
        executed = project / f"{number}.ipynb"
        parameters = ["-p", "region", region, "-p", "team", team]
        call([str(bin_ / "papermill"), str(source), str(executed), *parameters], cwd=project)
        call([str(bin_ / "jupyter"), "nbconvert", "--to", "html", "--no-input", str(executed)])


def kit(folder: str, notebook: str) -> None:
    """The same pages by one `kit run` and one `kit publish`."""
    options = ["--project", folder, "--json"]
    call([*KIT, "run", "--notebook", notebook, "--workers", "1", *options])
    call([*KIT, "publish", *options])


def timed(work: Callable[[], None]) -> float:
    """Wall seconds that `work` takes; CPU of kernels is not all accounted to their parents."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def call(command: list[str], cwd: Path | None = None) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd=cwd)


if __name__ == "__main__":
    main()
