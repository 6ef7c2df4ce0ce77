"""A company that reports every night, and what a killed night must leave behind."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, normpath
from uuid import uuid4

import nbformat
import psutil

from kit import files
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.ledger import Ledger
from kit.publisher import read_manifest
from kit.publisher.addresses import ARCHIVE, FEED
from kit.publisher.verifying import verify_editions
from tests.system.project import Project

HEADING = "opportunity_id,created_at,stage,status,closed_at,amount,owner"
PARAMETERS = (
    'region: str = ""\nteam: str = ""\nas_of: str = ""\n'
    'period: str = "month"\nperiods: int = 3\nlanguage: str = ""'
)
SHOWN = """import json
import os
from pathlib import Path

from IPython.display import display

from kit.results import MIME, Headline, to_wire

parts = json.loads(Path(os.environ["KIT_TASK"]).read_text())["parts"]
rows = [part for part in parts if "opportunities" in str(part)]
display({MIME: to_wire(Headline("bookings", "Bookings", 1.0, str(rows)))}, raw=True)"""
MARK = "KIT_TEST_MARK"
PATIENCE = 20.0


@dataclass(frozen=True)
class State:
    """What a night finds: an amount in the data, and a setting that is shown on every page."""

    amount: int
    level: float


@dataclass(frozen=True)
class Nightly:
    """A project of one unit and one notebook, as light as a real one can be."""

    project: Project

    @classmethod
    def of(cls, folder: Path) -> Nightly:
        for name in ("params", "notebooks"):
            (folder / name).mkdir(parents=True)
        cells = [
            nbformat.v4.new_markdown_cell("# Sales\n\nWhat was sold?"),
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(SHOWN),
        ]
        notebook = nbformat.v4.new_notebook(cells=cells)
        nbformat.write(notebook, folder / "notebooks" / "sales.ipynb")
        return cls(Project(folder))

    @property
    def outputs(self) -> Path:
        return self.project.folder / "outputs"

    def prepare(self, state: State) -> None:
        """Put the night's export and settings in place."""
        rows = [
            "w,2026-01-05T09:00:00Z,Won,won,2026-03-01T09:00:00Z,10.50,Ann",
            f"o,2026-01-06T09:00:00Z,New,open,,{state.amount},Bob",
        ]
        text = "\n".join([HEADING, *rows]) + "\n"
        (self.project.folder / "opportunities.csv").write_text(text, encoding="utf-8")
        settings = (
            f"name: Nights\nlevel: {state.level}\nkeep: {{editions: 4}}\n"
            "sources: {opportunities: {file: opportunities.csv}}\n"
        )
        (self.project.folder / "params" / "project.yaml").write_text(settings, encoding="utf-8")

    def start(self, *, whole: bool) -> Night:
        """Start the night's work: all steps, or those that only changed settings need."""
        mark = uuid4().hex
        steps = ("report",) if whole else ("run", "publish")
        kit = f"{sys.executable} -m kit"
        command = " && ".join(f"{kit} {step} --project {self.project.folder}" for step in steps)
        process = subprocess.Popen(
            ["sh", "-c", command if len(steps) > 1 else f"exec {command}"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, MARK: mark}, start_new_session=True,
        )  # fmt: skip
        return Night(process, mark)

    def published(self) -> dict[str, str]:
        """Digests of what readers see, by address, without the lists of editions."""
        manifest = read_manifest(self.outputs / "site")
        assert manifest is not None
        lists = (ARCHIVE, FEED)
        return {path: one for path, one in manifest["files"].items() if path not in lists}

    def faults(self) -> list[str]:
        """What is torn: files that differ from their manifests, links that lead nowhere."""
        found = [str(fault) for fault in verify_editions(self.outputs)]
        found += [str(fault) for fault in verify_store(Store(self.outputs / "store"))]
        return found + broken_links(self.outputs / "site")

    def ledger_faults(self) -> list[str]:
        """What the ledger says is wrong with it, and notebooks that it names in vain."""
        with closing(sqlite3.connect(self.outputs / "runs" / "ledger.sqlite")) as connection:
            (said,) = connection.execute("PRAGMA integrity_check").fetchone()
        missing = [
            page.notebook_file
            for page in Ledger(self.outputs).good_pages().values()
            if not (self.outputs / "runs" / page.notebook_file).is_file()
        ]
        return missing if said == "ok" else [said, *missing]

    def leftovers(self) -> list[str]:
        """Half-written files, editions nobody lists, and what runs made that nobody needs."""
        manifest = json.loads((self.outputs / "site" / "manifest.json").read_text("utf-8"))
        known = {manifest["edition"], "gone", *(one["edition"] for one in manifest["earlier"])}
        folders = [path for path in (self.outputs / "editions").iterdir() if path.name not in known]
        found = list(self.outputs.rglob(f"{files.LEFTOVER}*"))
        made = [path for name in ("pages", "tasks") for path in self._made(name)]
        return [str(path.relative_to(self.outputs)) for path in [*found, *folders[1:], *made[1:]]]

    def _made(self, name: str) -> list[Path]:
        folder = self.outputs / "runs" / name
        return sorted(folder.iterdir()) if folder.is_dir() else []


@dataclass(frozen=True)
class Night:
    """One night's work under way, with every process that it started."""

    process: subprocess.Popen[str]
    mark: str

    def kill_all(self) -> None:
        """Kill the process group at once; what stands outside of it must end by itself."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def finish(self) -> str:
        """Wait for the end of a night that nobody disturbs."""
        said, _ = self.process.communicate()
        assert self.process.returncode == 0, said
        return said

    def survivors(self, patience: float = PATIENCE) -> list[str]:
        """Processes of this night that are still there when patience is at its end."""
        until = time.monotonic() + patience
        while (alive := self.processes()) and time.monotonic() < until:
            time.sleep(0.05)
        return [f"{one.pid} {_command(one)}" for one in alive]

    def processes(self) -> list[psutil.Process]:
        """Every living process that was started by this night, wherever it went."""
        return [one for one in psutil.process_iter() if _is_marked(one, self.mark)]


def _is_marked(process: psutil.Process, mark: str) -> bool:
    try:
        is_alive = process.status() != psutil.STATUS_ZOMBIE
        return is_alive and process.environ().get(MARK) == mark
    except psutil.Error:
        return False


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return "ended since"


def broken_links(site: Path) -> list[str]:
    """Links of published pages that lead to no file."""
    broken = []
    for page in sorted(site.resolve().rglob("*.html")):
        here = page.relative_to(site.resolve()).as_posix()
        for target in re.findall(r'href="([^"#]+)', page.read_text(encoding="utf-8")):
            if not (site / normpath(f"{dirname(here) or '.'}/{target}")).is_file():
                broken.append(f"{here} → {target}")
    return broken
