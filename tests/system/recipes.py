"""Recipes of a document, and doing them word for word in a copy of the kit."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.system.project import ROOT

_SECTION = re.compile(r"^## (.+)\n((?:(?!^## ).*\n?)*)", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file that it is (empty for none), its text."""

    language: str
    file: str
    text: str


def recipes(document: Path) -> dict[str, list[Block]]:
    """The blocks of each section of a document, by its heading."""
    text = document.read_text(encoding="utf-8")
    return {
        title: [Block(*found) for found in _BLOCK.findall(body)]
        for title, body in _SECTION.findall(text)
    }


@dataclass
class Workshop:
    """A copy of the kit with a project in it, in which recipes are done.

    Attributes
    ----------
    said
        What each command and script printed, in order.
    environment
        Variables that the recipe's commands see; what it exports is added.
    instead
        Words to put in the place of others, such as an address of this machine.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    instead: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, project: Path, folder: Path) -> Workshop:
        """The kit as it stands, and the project's settings, data and store beside it."""
        shutil.copytree(project, folder)
        unseen = shutil.ignore_patterns("__pycache__")
        for name in ("kit", "notebooks"):
            shutil.copytree(ROOT / name, folder / name, ignore=unseen)
        return cls(folder)

    def do(self, recipe: list[Block]) -> None:
        """Write the files, apply the differences, run commands and scripts, in order."""
        for block in recipe:
            text = block.text
            for words, other in self.instead.items():
                text = text.replace(words, other)
            if block.file:
                (self.folder / block.file).parent.mkdir(parents=True, exist_ok=True)
                (self.folder / block.file).write_text(text, encoding="utf-8")
            elif block.language == "diff":
                self.run(["git", "apply", "--unsafe-paths", "-"], text)
            elif block.language == "console":
                for line in text.splitlines():
                    self.command(line)
            elif block.language == "python":
                self.run([sys.executable, "-c", text])

    def command(self, line: str) -> None:
        """One line of a console: an export, or `kit` of this copy."""
        words = shlex.split(line)
        if words[0] == "export":
            name, _, value = words[1].partition("=")
            self.environment[name] = value
            return
        assert words[0] == "kit", line
        self.run([sys.executable, "-m", *words])

    def run(self, command: list[str], text: str = "") -> None:
        """Run a command in the copy; it must end well."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            input=text,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(self.folder), **self.environment},
            check=False,
        )
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stdout}\n{done.stderr}"
        self.said.append(done.stdout)
