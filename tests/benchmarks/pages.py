"""What pages cost: the kit against the command lines people use today, side by side.

The same notebooks of every unit of the demo CRM are executed and turned into HTML

- by one `papermill` and one `jupyter nbconvert` command a page, in two loops side by side,
- by one `kit run` and one `kit publish` with two workers,
- cell by cell in one warm interpreter without a kernel: the floor (`tests.benchmarks.warm_cells`).

What the pages hold is proven equal. CPU is that of all processes, kernels and warm processes
included. The seconds of one machine mean little, their ratios more.
"""

from __future__ import annotations

import json
import os
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
from kit.results import MIME
from tests.benchmarks.measured import Row
from tests.benchmarks.spending import cpu_of_children

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


def page_rows(notebooks: tuple[str, ...], folder: Path) -> list[Row]:
    """The kit against the command lines and against warm cells, on pages proven equal."""
    project = prepared(folder / "pages")
    pages = pages_of(project, notebooks)
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
    wall = run_all.wall + publish_all.wall
    return [
        against(f"CPU, {n} pages, all of it, against the loop", first_cpu, today_first, 1 / 4),
        against(f"CPU a page, {more} more, against the loop", whole, today_added, 1 / 6, more),
        against(f"CPU a page, {more} more, against warm cells", marginal, floor_added, 1.3, more),
        against(f"wall, {len(pages)} pages, against two loops", wall, loops.wall, 1 / 4),
    ]


def against(part: str, ours: float, theirs: float, reach: float, pages: int = 1) -> Row:
    """Both figures in seconds, their ratio, and whether it suffices."""
    ratio = ours / theirs
    most = f"≤ {reach:.2f} ×" if reach > 1 else f"≤ 1/{1 / reach:.0f}"
    measured = f"{ours / pages:.2f} s against {theirs / pages:.2f} s: {ratio:.3f}"
    return Row(part, most, measured, ratio <= reach)


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
