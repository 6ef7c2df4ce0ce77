"""The house stands as drawn: one-way imports, small files, one place that writes."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from kit.rooms import ROOMS

KIT = Path(__file__).parents[1] / "kit"
FILES = sorted(KIT.rglob("*.py"))
HEAVY = {"pandas", "numpy", "matplotlib", "seaborn", "statsmodels", "papermill", "nbconvert"}
WRITES = re.compile(
    r"\.write_(text|bytes)\(|\bopen\([^)]*[\"'][wax+]b?[\"']|\.to_(csv|parquet|html)\((?!index=|None|\))"
    r"|shutil\.(copy|move|rmtree)|os\.(rename|replace|remove|unlink|mkdir|makedirs)\(|\.(mkdir|unlink|symlink_to)\("
)


def module_of(path: Path) -> str:
    parts = path.relative_to(KIT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(path): path for path in FILES}


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imports_of(path: Path) -> set[str]:
    """Modules of the kit that a file imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "kit"}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "kit":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in MODULES else str(node.module))
    return found


def test_every_file_belongs_to_a_listed_room() -> None:
    rooms = {room_of(name) for name in MODULES} - {"", "__main__"}
    assert rooms == set(ROOMS)


@pytest.mark.parametrize("name", [name for name in MODULES if room_of(name) in ROOMS])
def test_a_room_imports_only_rooms_listed_earlier(name: str) -> None:
    place = ROOMS.index(room_of(name))
    for imported in imports_of(MODULES[name]):
        room = room_of(imported)
        assert room, f"{name} imports the package kit itself"
        assert room == room_of(name) or ROOMS.index(room) < place, f"{name} imports {imported}"


def test_no_file_imports_itself_in_a_circle() -> None:
    graph = {
        name: {other for other in imports_of(path) if other != name and other in MODULES}
        for name, path in MODULES.items()
        if name not in {"kit", "kit.__main__"}
    }
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    for name, imported in graph.items():  # a package's __init__ re-exports its own files
        graph[name] = {
            other for other in imported if other not in packages or room_of(other) != room_of(name)
        }
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KIT)))
def test_files_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(KIT)))
def test_only_the_room_files_writes(path: Path) -> None:
    if path.parent.name == "files":
        return
    found = WRITES.search(path.read_text(encoding="utf-8"))
    assert not found, f"{path.name} writes by itself: {found and found.group()}"


def test_planning_a_run_imports_no_heavy_library() -> None:
    code = (
        "import sys, kit.runner, kit.ledger, kit.data.manifest, kit.params;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & HEAVY
