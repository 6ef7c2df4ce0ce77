"""The drawing of the rooms, from the imports themselves."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from kit.rooms import ROOMS

KIT = Path(__file__).parents[1]

Imports = Mapping[str, frozenset[str]]

_PAGE = """# Rooms

Who imports whom. An arrow leads from a room to one it imports; imports that follow from
others are not drawn. The ground is at the bottom, and no arrow leads up. Written by `make docs`
from the imports themselves.

```mermaid
graph TD
{edges}
```

From the ground up:

| room | job |
|---|---|
{jobs}
"""


def rooms_page() -> str:
    """The drawing of the rooms with a line on each; the same code always gives the same text."""
    imports = reduced(room_imports())
    edges = [
        f"    {room} --> {other}"
        for room in reversed(ROOMS)
        for other in reversed(ROOMS)
        if other in imports[room]
    ]
    jobs = [f"| `{room}` | {_job(room)} |" for room in ROOMS]
    return _PAGE.format(edges="\n".join(edges), jobs="\n".join(jobs))


def room_imports(kit: Path = KIT) -> dict[str, frozenset[str]]:
    """The other rooms that each room imports, anywhere in its files."""
    return {
        room: frozenset(name for path in _files(kit, room) for name in _imported(path)) - {room}
        for room in ROOMS
    }


def reduced(imports: Imports) -> dict[str, frozenset[str]]:
    """The same without what follows: no room is named that another named one leads to.

    >>> found = reduced({"c": frozenset("ab"), "b": frozenset("a"), "a": frozenset()})
    >>> sorted(found["c"])
    ['b']
    """
    return {
        room: frozenset(
            other
            for other in direct
            if not any(other in _reached(imports, third) for third in direct - {other})
        )
        for room, direct in imports.items()
    }


def _reached(imports: Imports, room: str) -> set[str]:
    """Every room that `room` leads to, itself left out."""
    found = set(imports[room])
    for other in imports[room]:
        found |= _reached(imports, other)
    return found


def _files(kit: Path, room: str) -> list[Path]:
    return [
        path
        for path in ((kit / f"{room}.py"), *sorted((kit / room).rglob("*.py")))
        if path.is_file()
    ]


def _imported(path: Path) -> Iterator[str]:
    """Rooms that a file imports, as often as it does."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "kit":
            names = [f"kit.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        yield from (name.split(".")[1] for name in names if name.startswith("kit."))


def _job(room: str) -> str:
    """First sentence of the room's docstring."""
    path = KIT / room / "__init__.py"
    tree = ast.parse((path if path.is_file() else KIT / f"{room}.py").read_text(encoding="utf-8"))
    paragraph = (ast.get_docstring(tree) or "").partition("\n\n")[0]
    return re.split(r"(?<=[.?!])\s", " ".join(paragraph.split()))[0].rstrip(":").replace("|", "\\|")
