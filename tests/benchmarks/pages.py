"""What pages cost: the kit against the command lines people use today, side by side.

The same notebooks of every unit of the demo CRM are executed and turned into HTML

- by one `papermill` and one `jupyter nbconvert` command a page, in two loops side by side,
- by one `kit run` and one `kit publish` with two workers,
- cell by cell in one warm interpreter without a kernel: the floor (`tests.benchmarks.warm_cells`).

What the pages hold is proven equal. CPU is that of all processes, kernels and warm processes
included. The seconds of one machine mean little, their ratios more.

    python -m tests.benchmarks.pages [--notebooks overview leads pipeline]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from kit import files
from kit.data.manifest import newest
from kit.kernels.descendants import adopt
from kit.results import MIME

ROOT = Path(__file__).parents[2]
COMMANDS = Path(sys.executable).parent
KIT = [sys.executable, "-m", "kit"]
NOTEBOOKS = ("overview", "leads", "pipeline")


class Cost(NamedTuple):
    """Seconds of processor and of the clock."""

    cpu: float
    wall: float

    def __add__(self, other: object) -> Cost:
        assert isinstance(other, Cost)
        return Cost(self.cpu + other.cpu, self.wall + other.wall)


class Page(NamedTuple):
    """A page of the loops."""

    notebook: str
    region: str
    team: str

    def executed(self, project: Path) -> Path:
        return project / f"{self.notebook}-{self.region}-{self.team}.ipynb"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--notebooks", nargs="+", default=NOTEBOOKS)
    notebooks = tuple(options.parse_args().notebooks)
    adopt()
    with tempfile.TemporaryDirectory() as folder:
        project = prepared(Path(folder) / "project")
        for line in measured(project, notebooks):
            print(line, flush=True)


def measured(project: Path, notebooks: tuple[str, ...]) -> Iterable[str]:
    """Measure everything and tell it line by line."""
    pages = pages_of(project, notebooks)
    yield f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    yield f"{len(pages)} pages: {', '.join(notebooks)} of every unit, demo CRM\n"
    first = shutil.copytree(project, project.with_name("first"))
    run_first, publish_first = kit(first, notebooks[:1])
    run_all, publish_all = kit(project, notebooks)
    by_page, loops = loop(project, pages)
    floor = warm_cells(project, notebooks)
    assert shown(by_page_files(project, pages)) == shown(kept(project)), "pages differ"
    added = [page for page in pages if page.notebook != notebooks[0]]
    today_first = sum(cpu for page, cpu in by_page.items() if page not in added)
    today_added = sum(by_page[page] for page in added)
    marginal = run_all.cpu - run_first.cpu
    whole = marginal + publish_all.cpu - publish_first.cpu
    floor_added = sum(floor[name] for name in notebooks[1:])
    n, more = len(pages) - len(added), len(added)
    first_cpu = run_first.cpu + publish_first.cpu
    yield row(f"CPU, {n} pages, all of it, against the loop", first_cpu, today_first, 1 / 4)
    yield row(f"CPU a page, {more} more pages, against the loop", whole, today_added, 1 / 6, more)
    yield row("CPU a page, run alone, against warm cells", marginal, floor_added, 1.3, more)
    wall = run_all.wall + publish_all.wall
    yield row(f"wall, {len(pages)} pages, against two loops", wall, loops.wall, 1 / 4)


def row(name: str, ours: float, theirs: float, reach: float, pages: int = 1) -> str:
    """One line of the table: both figures in seconds, their ratio, and whether it suffices."""
    ratio = ours / theirs
    verdict = "reached" if ratio <= reach else "NOT reached"
    seconds = f"{ours / pages:8.2f} s {theirs / pages:8.2f} s"
    return f"{name:50}{seconds}   {ratio:5.2f} <= {reach:.2f} {verdict}"


def prepared(project: Path) -> Path:
    """A project on the demo CRM, loaded and prepared."""
    (project / "params").mkdir(parents=True)
    shutil.copy(ROOT / "params" / "project.yaml", project / "params")
    for step in ("load", "prepare"):
        cost([*KIT, step, "--project", str(project)])
    return project


def pages_of(project: Path, notebooks: Iterable[str]) -> list[Page]:
    snapshot = newest(project / "outputs" / "store")
    assert snapshot is not None
    units = snapshot.tree.units
    return [Page(name, unit.region, unit.team) for name in notebooks for unit in units]


def kit(project: Path, notebooks: Iterable[str]) -> tuple[Cost, Cost]:
    """What `kit run` and `kit publish` cost."""
    chosen = [part for name in notebooks for part in ("--notebook", name)]
    where = ["--project", str(project), "--json"]
    return cost([*KIT, "run", *chosen, *where]), cost([*KIT, "publish", *where])


def loop(project: Path, pages: Iterable[Page]) -> tuple[dict[Page, float], Cost]:
    """CPU of each page by the command lines, and what two loops side by side cost."""
    before, started = cpu_of_children(), time.perf_counter()
    with ThreadPoolExecutor(2) as loops:
        by_page = dict(loops.map(lambda page: (page, by_command_line(project, page)), pages))
    spent = Cost(cpu_of_children() - before, time.perf_counter() - started)
    assert abs(spent.cpu / sum(by_page.values()) - 1) < 0.05, "a process is not accounted for"
    return by_page, spent


def by_command_line(project: Path, page: Page) -> float:
    """CPU of one `papermill` and one `jupyter nbconvert` command."""
    source = ROOT / "notebooks" / f"{page.notebook}.ipynb"
    executed = str(page.executed(project))
    unit = ["-p", "region", page.region, "-p", "team", page.team]
    html = ["nbconvert", "--to", "html", "--no-input", executed]
    return called([str(COMMANDS / "papermill"), str(source), executed, *unit], project) + called(
        [str(COMMANDS / "jupyter"), *html], project
    )


def warm_cells(project: Path, notebooks: Iterable[str]) -> dict[str, float]:
    """CPU of all pages of each notebook, cell by cell in one warm interpreter."""
    command = [sys.executable, "-m", "tests.benchmarks.warm_cells", str(project), *notebooks]
    told = subprocess.check_output(command, cwd=ROOT, text=True)
    by_notebook: dict[str, float] = json.loads(told)
    return by_notebook


def by_page_files(project: Path, pages: Iterable[Page]) -> list[Path]:
    return [page.executed(project) for page in pages]


def kept(project: Path) -> list[Path]:
    return list((project / "outputs" / "runs" / "pages").glob("*.ipynb"))


def shown(notebooks: Iterable[Path]) -> Counter[str]:
    """Digests of what executed notebooks show, in whatever order."""
    found: Counter[str] = Counter()
    for path in notebooks:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [one.get("data", {}) for cell in cells for one in cell.get("outputs", ())]
        found[files.digest(json.dumps([one.get(MIME) for one in outputs], sort_keys=True))] += 1
    return found


def cost(command: list[str]) -> Cost:
    """What a command costs, with everything that it starts."""
    before, started = cpu_of_children(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    wall = time.perf_counter() - started
    return Cost(cpu_of_children() - before, wall)


def called(command: list[str], folder: Path) -> float:
    """CPU of a command and of what it waited for."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        assert process.returncode == 0, said.read().decode()
    return usage.ru_utime + usage.ru_stime


def cpu_of_children() -> float:
    """CPU of all processes below that have ended; orphans are adopted and reaped."""
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                break
        except ChildProcessError:
            break
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
