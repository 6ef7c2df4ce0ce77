"""One YAML file read strictly: YAML 1.2, no tags, no aliases, no duplicate keys, lines kept.

The file is read event by event, so that a hostile one is refused before anything is built from
it. Keys are always text; `no`, `on` and `012` mean in YAML 1.2 what they look like.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from kit.errors import Fault
from kit.params.wording import Place, type_name

_LARGEST = 1_000_000
_DEEPEST = 12
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan", re.I)
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}
_READ_OTHERWISE = {
    "as true or false": re.compile(r"(?i:y|n|yes|no|on|off)"),
    "as a number to base 8": re.compile(r"[-+]?0[0-9]+"),
    "as a number to base 60": re.compile(r"[-+]?[0-9]+(:[0-5]?[0-9])+"),
    "as text": re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+"),
}


@dataclass
class Document:
    """What a YAML file says, and where.

    Attributes
    ----------
    file
        Name of the file as messages show it.
    data
        Nested dicts (text keys), lists and scalars; an empty file is an empty dict.
    lines
        Line of each key or list item by its path; the root is ``()``.
    written
        The characters of each unquoted scalar by its path.
    faults
        Everything wrong with the file itself, and warnings on words other readers misread.
    is_read
        Whether the file could be read to its end.
    """

    file: str
    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Place, int] = field(default_factory=dict)
    written: dict[Place, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    is_read: bool = False

    def line(self, path: Place) -> int | None:
        """Line of `path`, or of the nearest part of the file that holds it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def add(self, message: str, line: int | None = None, *, fix: str = "", value: str = "") -> None:
        """Note that the file is wrong in `line`."""
        self.faults.append(Fault("error", message, file=self.file, line=line, fix=fix, value=value))


def read_yaml(path: Path, file: str) -> Document:
    """Read one YAML file; what is wrong with it stands in `faults` of the result.

    Parameters
    ----------
    path
        The file.
    file
        Its name as messages show it ("params/project.yaml").
    """
    document = Document(file)
    raw = path.read_bytes()
    if len(raw) > _LARGEST:
        document.add(f"The file is too large ({len(raw):,} bytes; {_LARGEST:,} are allowed).")
        return document
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        document.add("The file is not UTF-8 text.", line, fix="Save it as UTF-8.")
        return document
    try:
        _Reader(document, YAML(typ="safe", pure=True).parse(text)).read()
    except _RefusedError as refused:
        document.add(refused.message, refused.line, fix=refused.fix)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        document.add(
            f"This is not valid YAML: {error.problem}.",
            mark.line + 1 if mark else None,
            fix="Check quotes and indents.",
        )
    except YAMLError as error:
        document.add(f"This is not valid YAML: {str(error).splitlines()[0]}.")
    return document


class _RefusedError(Exception):
    """The file holds something that is never read on."""

    def __init__(self, message: str, event: Event, fix: str = "") -> None:
        super().__init__(message)
        self.message, self.fix = message, fix
        self.line = event.start_mark.line + 1


class _Reader:
    """Builds the data of one document from the parser's events."""

    def __init__(self, document: Document, events: Iterator[Event]) -> None:
        self.document = document
        self.events = events

    def read(self) -> None:
        """Read the one document of the file; an empty file is an empty mapping."""
        started, found = False, {}
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                if started:
                    raise _RefusedError("A second document starts here.", event, "Keep one.")
                started = True
            elif isinstance(event, NodeEvent):
                data = self._node(event, ())
                if not isinstance(data, dict | None):
                    raise _RefusedError("Expected `name: value` lines.", event)
                found = data or {}
        self.document.data, self.document.is_read = found, True

    def _node(self, event: Any, path: Place) -> Any:
        if isinstance(event, AliasEvent) or event.anchor:
            raise _RefusedError(
                f"YAML anchors and aliases (`{event.anchor}`) are not allowed here.",
                event,
                "Write the value out in each place.",
            )
        if event.tag:
            raise _RefusedError(f"YAML tags (`{event.tag}`) are not allowed here.", event)
        if len(path) > _DEEPEST:
            raise _RefusedError(f"Nested more than {_DEEPEST} levels deep.", event)
        self.document.lines.setdefault(path, event.start_mark.line + 1)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _mapping(self, path: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            if not isinstance(event, ScalarEvent) or event.anchor or event.tag:
                raise _RefusedError("A key must be plain text.", event)
            key: str = event.value
            line = event.start_mark.line + 1
            inner = (*path, key)
            if key in found:
                first = self.document.lines[inner]
                self.document.add(f"`{key}` is a duplicate of line {first}.", line, fix="Keep one.")
            else:
                self.document.lines[inner] = line
            found[key] = self._node(next(self.events), inner)
        return found

    def _sequence(self, path: Place) -> list[Any]:
        found: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            found.append(self._node(event, (*path, len(found))))
        return found

    def _scalar(self, event: ScalarEvent, path: Place) -> Any:
        if event.style is not None:
            return event.value
        self.document.written[path] = event.value
        self._warn_of_misreading(event)
        return _plain(event.value)

    def _warn_of_misreading(self, event: ScalarEvent) -> None:
        for meaning, pattern in _READ_OTHERWISE.items():
            if pattern.fullmatch(event.value):
                here = type_name(_plain(event.value))
                self.document.faults.append(
                    Fault(
                        "warning",
                        f"`{event.value}` is read as {here} here, but {meaning} by older programs.",
                        file=self.document.file,
                        line=event.start_mark.line + 1,
                        value=event.value,
                        fix=f'If it is text, quote it: "{event.value}".',
                    )
                )


def _plain(text: str) -> Any:
    """The meaning of an unquoted scalar in YAML 1.2; dates stay text until a field wants one."""
    if text.lower() in _WORDS and text in (text.lower(), text.upper(), text.capitalize()):
        return _WORDS[text.lower()]
    if _INTEGER.fullmatch(text) and len(text) < 20:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return text
