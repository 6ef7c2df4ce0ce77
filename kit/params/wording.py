"""What is wrong with parameters, in words: pydantic's findings turned into the kit's messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from kit.errors import suggestion

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value of a file."""

_EXPECTED = {
    "string": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "`true` or `false`",
    "date": "a date like `2026-06-30`",
    "dict": "`name: value` lines",
    "model": "`name: value` lines",
    "tuple": "a list",
}
_LIMITS = {
    "greater_than": ("more than", "gt"),
    "greater_than_equal": ("at least", "ge"),
    "less_than": ("less than", "lt"),
    "less_than_equal": ("at most", "le"),
}
_LONGEST_SHOWN = 80


class Said(NamedTuple):
    """One thing that is wrong: where, what, and what to do."""

    path: Place
    message: str
    fix: str = ""


def faults_of(
    error: ValidationError,
    model: type[BaseModel],
    written: Mapping[Place, str] | None = None,
) -> list[Said]:
    """Everything that pydantic found, in the kit's words.

    Parameters
    ----------
    error
        What `model` raised.
    written
        How unquoted values stand in the file, by path.
    """
    return [_say(detail, model, written or {}) for detail in error.errors(include_url=False)]


def type_name(value: Any) -> str:
    """What a value is, in words.

    >>> [type_name(value) for value in (None, True, 3, "x", [])]
    ['nothing', 'true or false', 'a number', 'text', 'a list']
    """
    if isinstance(value, bool):
        return "true or false"
    names = {
        type(None): "nothing",
        str: "text",
        int: "a number",
        float: "a number",
        list: "a list",
        tuple: "a list",
        dict: "`name: value` lines",
    }
    return names.get(type(value), type(value).__name__)


def shown(value: object) -> str:
    """A value as messages show it: one line, nothing unprintable, at most 80 characters."""
    text = "".join(char if char.isprintable() else "�" for char in str(value))
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def _say(detail: ErrorDetails, model: type[BaseModel], written: Mapping[Place, str]) -> Said:
    place: Place = tuple(detail["loc"])
    kind, value, context = detail["type"], detail["input"], detail.get("ctx", {})
    name = f"`{shown(place[-1])}`" if place else "The file"
    if kind == "extra_forbidden":
        known = tuple(_fields_at(model, place[:-1]))
        return Said(place, f"unknown parameter {name}.", suggestion(shown(place[-1]), known))
    if kind == "value_error":
        said = str(context["error"])
        return Said(place, f"{name}: {said}" if place else said[:1].upper() + said[1:])
    if kind == "literal_error" and isinstance(value, str):
        allowed = [word for word in re.findall("'([^']*)'", context["expected"]) if word]
        return Said(place, f"{name}: `{shown(value)}` is not allowed.", suggestion(value, allowed))
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        return Said(place, f"{name} must be {words} {context[key]:g}; it is {shown(value)}.")
    if kind in ("string_too_short", "string_too_long"):
        limit = context.get("max_length")
        return Said(
            place, f"{name} must {f'have at most {limit} characters' if limit else 'not be empty'}."
        )
    return _say_type(place, name, kind, value, written)


def _say_type(
    place: Place, name: str, kind: str, value: object, written: Mapping[Place, str]
) -> Said:
    expected = _EXPECTED.get(kind.split("_")[0], "one of the words it allows")
    if kind == "finite_number":
        return Said(place, f"{name} must be a finite number.")
    if value is None:
        return Said(place, f"{name} must be {expected}, but nothing stands there.")
    raw = written.get(place, "" if isinstance(value, (list, dict)) else str(value))
    what = f"`{shown(raw)}` is {type_name(value)}" if raw else f"it is {type_name(value)}"
    fix = f'Quote it: "{shown(raw)}".' if place in written and expected == "text" else ""
    return Said(place, f"{name} must be {expected}; {what}.", fix)


def _fields_at(model: type[BaseModel], place: Place) -> list[str]:
    """Names of the parameters that the group at `place` knows."""
    current: Any = model
    for step in place:
        if isinstance(current, type) and issubclass(current, BaseModel):
            current = current.model_fields[str(step)].annotation
        else:  # a mapping or list of groups
            current = get_args(current)[-1]
    return [field.alias or name for name, field in current.model_fields.items()]
