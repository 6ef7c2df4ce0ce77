"""A scheduler and workers as others start them, each a process of its own; a small project."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
import pytest

from kit.cluster import Dispatch
from kit.data.manifest import Snapshot
from kit.params import Settings
from kit.runner import Listener, Run, run
from tests.buckets import bucket as in_bucket
from tests.runner.conftest import PARAMETERS
from tests.runner.faulty import until
from tests.two_teams import stored

ROOT = Path(__file__).parents[2]


@dataclass
class Scheduler:
    """A scheduler and the workers that were started for it."""

    folder: Path
    environment: dict[str, str]
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        file = self.folder / "scheduler.json"
        self.process = self._started(
            *("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"),
            *("--no-dashboard", "--scheduler-file", str(file)),
        )
        until(lambda: file.is_file() and file.read_text(encoding="utf-8").endswith("}"))
        self.address: str = json.loads(file.read_text(encoding="utf-8"))["address"]

    def add_worker(self, kit: Path = ROOT) -> subprocess.Popen[bytes]:
        """Start a worker with that kit; without a nanny, who would start a killed one anew."""
        known = len(self.names())
        worker = self._started(
            *("distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny"),
            *("--no-dashboard", "--local-directory", str(self.folder)),
            kit=kit,
        )
        self.workers.append(worker)
        until(lambda: len(self.names()) > known)
        return worker

    def names(self) -> list[str]:
        """Addresses of the workers."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return list(client.nthreads())

    def stop(self) -> None:
        for process in (*self.workers, self.process):
            process.kill()
            process.wait()

    def _started(self, module: str, *arguments: str, kit: Path = ROOT) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
            cwd=kit,
            env={**os.environ, **self.environment, "TMPDIR": str(self.folder)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@dataclass
class Project:
    """A small company's project whose pages are executed where it is said."""

    settings: Settings
    snapshot: Snapshot

    def notebook(self, name: str, cell: str, **kit: Any) -> None:
        """Write a notebook with one cell, for the region unless something else is said."""
        made = nbformat.v4.new_notebook()
        made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
        made.metadata["kit"] = {"order": 10, "units": ["region"], **kit}
        made.cells = [
            nbformat.v4.new_markdown_cell(f"# {name.capitalize()}\n\nWhat?"),
            nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
            nbformat.v4.new_code_cell(cell),
        ]
        folder = self.settings.folder / "notebooks"
        folder.mkdir(exist_ok=True)
        nbformat.write(made, folder / f"{name}.ipynb")

    def run(self, address: str, parts: str = "", listener: Listener | None = None) -> Run:
        """Run all pages on the cluster at `address`."""
        hire = partial(Dispatch, self.settings, address, None, parts)
        return run(self.settings, self.snapshot, hire=hire, listener=listener)

    def executed(self) -> dict[str, bytes]:
        """Executed notebooks by name."""
        folder = self.settings.outputs / "runs" / "pages"
        return {path.name: path.read_bytes() for path in folder.glob("*")}


@pytest.fixture(scope="module")
def bucket() -> Iterator[dict[str, str]]:
    """A server that speaks S3, with the bucket `kit`; the environment that leads to it."""
    with in_bucket("kit") as environment:
        yield environment


@pytest.fixture(scope="module")
def scheduler(bucket: dict[str, str]) -> Iterator[Scheduler]:
    """One for the tests of a file, without any worker yet; ordinary kernels are quick to start."""
    with tempfile.TemporaryDirectory(prefix="dask-") as folder:
        started = Scheduler(Path(folder), {**bucket, "KIT_KERNELS": "ordinary"})
        try:
            yield started
        finally:
            started.stop()


@pytest.fixture
def new_project(tmp_path: Path) -> Callable[..., Project]:
    """Makes a project in a folder of that name, with settings."""

    def make(name: str = "project", **own: Any) -> Project:
        folder = tmp_path / name
        folder.mkdir()
        settings = Settings(folder=folder, **own)
        return Project(settings, stored(settings))

    return make
