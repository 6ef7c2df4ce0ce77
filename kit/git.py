"""What git is told of notebooks: they are committed without outputs, and differ as text.

``python -m kit.git`` sets that up for the work tree around the current folder (`make install` and
`kit lab` do), ``python -m kit.git --forget`` undoes it, because git refuses to add notebooks once
the Python that it was told of is gone; ``python -m kit.git FILE`` prints a notebook as git shows
its differences. Outputs are taken out by nbstripout, as files are added: the copy that one works
on keeps them.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from kit import files
from kit.errors import KitError

_RULE = "*.ipynb filter=nbstripout diff=ipynb"
_SAVED_BY_JUPYTER = " ".join(
    f"metadata.language_info.{key}"
    for key in (
        *("codemirror_mode", "file_extension", "mimetype"),
        *("nbconvert_exporter", "pygments_lexer", "version"),
    )
)
"""What JupyterLab notes of the Python that it ran with: a difference that says nothing."""


def why_not(folder: Path) -> str:
    """Why git is told nothing in `folder`; empty where it is a work tree of git.

    >>> why_not(Path("/"))
    'this is no work tree of git'
    """
    if not shutil.which("git"):
        return "there is no git here"
    inside = _git(folder, "rev-parse", "--is-inside-work-tree")
    return "" if inside == "true" else "this is no work tree of git"


def is_set_up(folder: Path) -> bool:
    """Whether notebooks of the work tree around `folder` lose their outputs as they are added."""
    name = _git(folder, "check-attr", "filter", "--", "page.ipynb").rpartition(": ")[2]
    command = shlex.split(_git(folder, "config", "--get", f"filter.{name}.clean"))
    return bool(command) and shutil.which(command[0]) is not None


def set_up(folder: Path) -> None:
    """Have git take the outputs out of notebooks as they are added, and show them as text.

    Kept in the repository's own settings, not in files that are committed. A filter that works,
    be it another one, is left as it is; one whose Python is gone is replaced.

    Raises
    ------
    RunError
        If the repository may not be written.
    """
    if why_not(folder) or is_set_up(folder):
        return
    python = shlex.quote(sys.executable)
    settings = {
        "filter.nbstripout.clean": f"{python} -m nbstripout --keep-id",
        "filter.nbstripout.smudge": "cat",
        "filter.nbstripout.required": "true",
        "filter.nbstripout.extrakeys": _SAVED_BY_JUPYTER,
        "diff.ipynb.textconv": f"{python} -m kit.git",
    }
    for key, value in settings.items():
        _git(folder, "config", "--local", key, value)
    attributes = folder / _git(folder, "rev-parse", "--git-path", "info/attributes")
    known = attributes.read_text(encoding="utf-8") if attributes.is_file() else ""
    if _RULE not in known.splitlines():
        files.make_folder(attributes.parent)
        ended = known if not known or known.endswith("\n") else f"{known}\n"
        files.write_atomic(attributes, f"{ended}{_RULE}\n")


def forget(folder: Path) -> None:
    """Undo what `set_up` did in the settings, where the filter is of this Python."""
    if why_not(folder):
        return
    command = shlex.split(_git(folder, "config", "--local", "--get", "filter.nbstripout.clean"))
    if command[:1] == [sys.executable]:
        for section in ("filter.nbstripout", "diff.ipynb"):
            _git(folder, "config", "--local", "--remove-section", section)


def as_text(notebook: Path) -> str:
    """A notebook as text: each cell under a line with its kind and tags.

    A file that is no notebook is given as it is.
    """
    text = notebook.read_text(encoding="utf-8", errors="replace")
    try:
        cells = json.loads(text)["cells"]
        parts = [_cell(cell) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError):
        return text
    return "\n".join(parts)


def _cell(cell: dict[str, Any]) -> str:
    source = cell["source"]
    said = source if isinstance(source, str) else "".join(source)
    heading = " ".join((cell["cell_type"], *cell.get("metadata", {}).get("tags", ())))
    return f"[{heading}]\n{said}\n"


def _git(folder: Path, *arguments: str) -> str:
    """What git answers; empty where it refuses."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    answer = subprocess.run(  # noqa: S603 (fixed words, no shell)
        ["git", *arguments],  # noqa: S607
        cwd=folder,
        env=own,
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() if answer.returncode == 0 else ""


def main(arguments: list[str]) -> None:
    """Print the notebook that is named; without one, set git up, and never fail an install."""
    if arguments == ["--forget"]:
        forget(Path.cwd())
        return
    if arguments:
        sys.stdout.write(as_text(Path(arguments[0])))
        return
    try:
        set_up(Path.cwd())
    except KitError as error:
        sys.stderr.write(f"Notebooks would be committed with their outputs: {error}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
