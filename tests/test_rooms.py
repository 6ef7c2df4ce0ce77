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


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_rooms_listed_earlier(room: str) -> None:
    allowed = ROOMS[: ROOMS.index(room) + 1]
    names = [name for name in MODULES if room_of(name) == room]
    imported = [(name, other) for name in names for other in sorted(imports_of(MODULES[name]))]
    assert [(name, other) for name, other in imported if room_of(other) not in allowed] == []


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


def test_files_stay_small() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path: count for path, count in lines.items() if count > 250} == {}


def test_only_the_room_files_writes() -> None:
    others = [path for path in FILES if path.parent.name != "files"]
    found = {path: WRITES.search(path.read_text(encoding="utf-8")) for path in others}
    assert {path: one.group() for path, one in found.items() if one} == {}


def test_what_writes_by_itself_is_noticed() -> None:
    for line in ('path.write_text("x")', 'open(path, "wb")', "frame.to_csv(path)", "path.mkdir()"):
        assert WRITES.search(line)
    for line in ("path.read_text()", "open(path)", "frame.to_csv(index=False)"):
        assert not WRITES.search(line)


def test_planning_a_run_imports_no_heavy_library() -> None:
    code = (
        "import sys, kit.runner, kit.ledger, kit.data.manifest, kit.params;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert not set(loaded.stdout.split()) & HEAVY
