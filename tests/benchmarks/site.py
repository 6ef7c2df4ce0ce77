"""A whole site of many units: made, made again unchanged, made with another template, resumed."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from kit.runner import processes
from tests.benchmarks import large_crm
from tests.benchmarks.holding import write_project
from tests.benchmarks.measured import Row
from tests.benchmarks.spending import ROOT, Spent, kit

PAGES = (
    *("overview", "leads", "activity", "pipeline", "cycle_time"),
    *("win_probability", "forecast", "sales", "customers", "support"),
)
_MILLION = 1_000_000
_FIGURES = re.compile(rb"<figure.*?</figure>", re.DOTALL)
"""Charts, each with the table of what it draws, which opens below it."""
_TEMPLATE = Path("kit/publisher/templates/base.html.j2")


def site_rows(
    units: int, opportunities: int, folder: Path, notebooks: tuple[str, ...] = PAGES
) -> list[Row]:
    """The rows on a site of copies of the demo CRM, which have all of its tables."""
    project = write_project(folder / "site", units, opportunities)
    size = f"{units} units, {opportunities:,} opportunities, all tables"
    is_whole = units >= 200 and opportunities >= _MILLION
    return _rows(project, size, folder / "other", notebooks, is_whole=is_whole)


def large_rows(opportunities: int, folder: Path, notebooks: tuple[str, ...] = PAGES) -> list[Row]:
    """The rows on a site of one large table: 200 teams in 10 regions."""
    project = large_crm.write_project(folder / "large", opportunities)
    size = f"{large_crm.TEAMS} teams, {opportunities:,} opportunities, little else"
    is_whole = opportunities >= _MILLION
    return _rows(project, size, folder / "other-large", notebooks, is_whole=is_whole)


def _rows(
    project: Path, size: str, other: Path, notebooks: tuple[str, ...], *, is_whole: bool
) -> list[Row]:
    """Its making, what unchanged pages cost, templates, weights."""
    load_and_prepare(project)
    made = run(project, notebooks)
    put_out = kit(project, "publish", "--json")
    pages = len(made.answer["pages"])
    wall, cpu = made.wall + put_out.wall, made.cpu + put_out.cpu
    peak = max(made.peak, put_out.peak)
    is_whole = is_whole and len(notebooks) >= len(PAGES)
    return [
        Row(
            f"{size}: {pages} pages",
            "≤ 25 min, ≤ 4 GiB in all" if is_whole else "(200 units, 1 M: ≤ 25 min, ≤ 4 GiB)",
            f"{wall / 60:.1f} min, {cpu / pages:.2f} s CPU a page, {peak / 1024:.2f} GiB",
            wall <= 25 * 60 and peak <= 4096 if is_whole else None,
        ),
        *unchanged_rows(project, pages, notebooks),
        *template_rows(project, pages, other, notebooks),
        *weight_rows(project, notebooks),
    ]


def prepared(project: Path, units: int, opportunities: int) -> Path:
    """A project of so many units, loaded and with its models fitted."""
    return load_and_prepare(write_project(project, units, opportunities))


def load_and_prepare(project: Path) -> Path:
    """The project, with a snapshot and models."""
    for step in ("load", "prepare"):
        kit(project, step)
    return project


def run(project: Path, notebooks: tuple[str, ...], *more: str, code: Path = ROOT) -> Spent:
    """Run some notebooks of every unit."""
    chosen = [part for name in notebooks for part in ("--notebook", name)]
    return kit(project, "run", *chosen, "--json", *more, code=code)


def unchanged_rows(project: Path, pages: int, notebooks: tuple[str, ...]) -> list[Row]:
    """Run and publish once more with nothing changed."""
    ran, put_out = run(project, notebooks), kit(project, "publish", "--json")
    assert {page["state"] for page in ran.answer["pages"]} == {"unchanged"}
    wall, cpu = ran.wall + put_out.wall, ran.cpu + put_out.cpu
    return [
        Row(
            f"unchanged: run + publish, {pages} pages",
            "< 3 s (100 units × 10 pages)",
            f"{wall:.2f} s, {cpu:.2f} s CPU",
            wall < 3 if 900 <= pages <= 1_100 else None,
        )
    ]


def template_rows(project: Path, pages: int, other: Path, notebooks: tuple[str, ...]) -> list[Row]:
    """Run and publish with a kit whose page template differs by a sentence."""
    shutil.copytree(ROOT / "kit", other / "kit", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "notebooks", other / "notebooks")
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(other / "kit")], check=True)
    plain = kit(project, "publish", "--json", code=other)
    before = served(project)
    text = (other / _TEMPLATE).read_text(encoding="utf-8")
    assert "</body>" in text
    (other / _TEMPLATE).write_text(text.replace("</body>", "<p>Another.</p></body>"), "utf-8")
    ran = run(project, notebooks, code=other)
    put_out = kit(project, "publish", "--json", code=other)
    after = served(project)
    assert {page["state"] for page in ran.answer["pages"]} == {"unchanged"}, "a kernel ran"
    anew = [path for path in after if path in before and after[path] != before[path]]
    assert len(anew) >= pages, f"{len(anew)} of {pages} pages were rendered anew"
    cpu = (put_out.cpu - plain.cpu) / len(anew)
    return [
        Row(
            f"template alone changed, {len(anew)} pages",
            "≤ 0.05 s CPU a page, no kernel",
            f"{cpu:.3f} s CPU a page, none ran",
            cpu <= 0.05 if pages >= 90 else None,  # the start of the exporter is in it
        )
    ]


def served(project: Path) -> dict[str, str]:
    """Digest of every file of the site."""
    manifest = project / "outputs" / "site" / "manifest.json"
    files: dict[str, str] = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    return files


def weight_rows(project: Path, notebooks: tuple[str, ...]) -> list[Row]:
    """Bytes of the heaviest page that a notebook made."""
    site = (project / "outputs" / "site").resolve()
    pages = [path for path in site.rglob("*.html") if path.stem in notebooks]
    weights = [(path.read_bytes(), path) for path in pages]
    before = max(len(_FIGURES.sub(b"", content)) for content, _ in weights) / 1000
    whole = max(len(content) for content, _ in weights) / 1000
    return [
        Row(
            f"weight of the heaviest of {len(pages)} pages",
            "< 150 kB before figures, < 600 kB in all",
            f"{before:.0f} kB, {whole:.0f} kB",
            before < 150 and whole < 600,
        )
    ]


def resume_rows(units: int, opportunities: int, folder: Path) -> list[Row]:
    """A run killed half-way, taken up, beside one that nobody disturbed."""
    project = prepared(folder / "resumed", units, opportunities)
    calm = shutil.copytree(project, folder / "calm")
    undisturbed = run(calm, ("sales",))
    pages = len(undisturbed.answer["pages"])
    done = _killed_half_way(project, pages)
    again = run(project, ("sales",))
    states = [page["state"] for page in again.answer["pages"]]
    assert (states.count("unchanged"), again.answer["resumed"]) == (done, done), states
    assert _executed(project) == _executed(calm), "bytes differ"
    return [
        Row(
            f"resumed after a kill: {pages - done} of {pages} pages missing",
            "exactly what is missing, same bytes",
            f"{states.count('done')} ran, {again.cpu:.1f} of {undisturbed.cpu:.1f} s CPU",
            states.count("done") == pages - done,
        )
    ]


def _killed_half_way(project: Path, pages: int) -> int:
    """Kill a run when half of its pages are done; how many were."""
    command = [sys.executable, "-m", "kit", "run", "--notebook", "sales"]
    process = subprocess.Popen(
        [*command, "--project", str(project)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while _done(project) < pages // 2:
        assert process.poll() is None, "the run ended before it was killed"
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    while processes.below(os.getpid()):  # its workers see that it is gone
        time.sleep(0.05)
    return _done(project)


def _done(project: Path) -> int:
    ledger = project / "outputs" / "runs" / "ledger.sqlite"
    if not ledger.is_file():
        return 0
    connection = sqlite3.connect(f"file:{ledger}?mode=ro", uri=True, timeout=30)
    try:
        return int(connection.execute("SELECT count(*) FROM pages").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are just being made
        return 0
    finally:
        connection.close()


def _executed(project: Path) -> dict[str, bytes]:
    folder = project / "outputs" / "runs" / "pages"
    return {path.name: path.read_bytes() for path in folder.glob("*.ipynb")}
