"""A project folder, and the command line in it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from kit.cli import app

ROOT = Path(__file__).parents[2]
PROJECTS = ROOT / "tests" / "projects"
SPOKEN = "units: {EMEA/Nordics: {languages: [ca, es, it]}}\n"
"""Settings by which one unit of the demo is published in every language, English first."""


@dataclass(frozen=True)
class Project:
    """A project folder and the command line in it."""

    folder: Path

    def kit(
        self, *arguments: str, code: int = 0, before: tuple[str, ...] = (), **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `kit` in this project and expect an exit code."""
        done = subprocess.run(
            [*before, sys.executable, "-m", "kit", *arguments, "--project", str(self.folder)],
            capture_output=True,
            text=True,
            env={**os.environ, **environment},
            cwd=self.folder,
            check=False,
        )
        assert done.returncode == code, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done

    def ask(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Run `kit … --json` and read its one object."""
        answer: dict[str, Any] = json.loads(self.kit(*arguments, "--json", code=code).stdout)
        return answer

    @property
    def site(self) -> Path:
        return self.folder / "outputs" / "site"

    def page(self, address: str) -> str:
        return (self.site / address).read_text(encoding="utf-8")

    def rows(self, kpi: str, *arguments: str) -> list[dict[str, Any]]:
        """Rows of `kit compute`, in this process, which has its libraries imported already."""
        asked = ["compute", kpi, *arguments, "--json", "--project", str(self.folder)]
        done = CliRunner().invoke(app, asked, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        rows: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
        return rows


def maven_folder(folder: Path, shared: Path) -> Project:
    """A fresh copy of the Maven project with its exports beside it."""
    shutil.copytree(PROJECTS / "maven", folder)
    shutil.copytree(shared / "data" / "maven_crm", folder / "exports")
    return Project(folder)


def demo_folder(folder: Path, settings: str = "") -> Project:
    """A fresh project on the demo CRM; `settings` are lines added to its project.yaml."""
    (folder / "params").mkdir(parents=True)
    given = (ROOT / "params" / "project.yaml").read_text(encoding="utf-8")
    (folder / "params" / "project.yaml").write_text(given + settings, encoding="utf-8")
    return Project(folder)
