"""How one canonical column is made from the columns of a native object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kit.schemas import BY_NAME

_CANONICAL = frozenset(name for schema in BY_NAME.values() for name in schema.names)


def as_tuple(value: Any) -> Any:
    """One thing stands for a list of one."""
    if isinstance(value, str | dict):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]


class Declared(BaseModel):
    """Something that a mapping says: unknown keys are refused, nothing changes later."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(Declared):
    """A value that is given where all conditions hold.

    Attributes
    ----------
    conditions
        Native heading → the texts of which it must hold one, in any case; ``""`` is an empty
        cell, ``"*"`` any that is not empty.
    give
        The canonical value.
    """

    conditions: dict[str, Names] = Field(default_factory=dict, alias="if")
    give: str


class Recipe(Declared):
    """How one canonical column is made, from exactly one of the first six.

    Attributes
    ----------
    names
        Spellings of the native heading; the first that is there is read.
    const
        The same text in all rows.
    rules
        The first rule that holds gives the value.
    any
        Recipes; row by row the first that gives something.
    join
        Headings whose texts are put together with a space, such as first and last name.
    span
        Headings of the times when something began and ended; the minutes between them are given.
    when
        Canonical column, or else native heading → values: other rows stay empty.
    through
        ``Lookup.Column`` steps that turn an id into a name. An unknown id stays as it is, unless
        the step leads to another id.
    starts
        Texts that start otherwise count as empty.
    pattern
        Regular expression; its first group is the text, no match is empty.
    divide
        Number that numbers are divided by, to change the unit.
    minutes
        Whether the text is a span ``H:MM`` or ``H:MM:SS``, to be counted in minutes.
    """

    names: Names = Field(default=(), alias="from")
    const: str = ""
    rules: tuple[Rule, ...] = ()
    any: Annotated[tuple[Recipe, ...], BeforeValidator(as_tuple)] = ()
    join: Names = ()
    span: tuple[str, str] | None = None
    when: dict[str, Names] = Field(default_factory=dict)
    through: Names = ()
    starts: Names = ()
    pattern: str = ""
    divide: float = 1.0
    minutes: bool = False

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"from": value} if isinstance(value, str | list | tuple) else value

    @model_validator(mode="after")
    def _makes_one_thing(self) -> Self:
        made_of = (self.names, self.const, self.rules, self.any, self.join, self.span)
        if sum(map(bool, made_of)) != 1:
            raise ValueError("a recipe needs one of from, const, rules, any, join, span.")
        if self.divide <= 0:
            raise ValueError("`divide` must be above 0.")
        if self.pattern and re.compile(self.pattern).groups < 1:
            raise ValueError("`pattern` needs a group.")
        return self

    @property
    def native_conditions(self) -> tuple[str, ...]:
        """Names in `when` that are headings, not canonical columns."""
        return tuple(name for name in self.when if name not in _CANONICAL)

    @property
    def headings(self) -> Iterator[str]:
        """Every native heading that it speaks of."""
        yield from (*self.names, *self.join, *(self.span or ()), *self.native_conditions)
        for rule in self.rules:
            yield from rule.conditions
        for recipe in self.any:
            yield from recipe.headings


def _alternatives(value: Any) -> Any:
    """A text or a map is one recipe; of a list, each item is one, a list inside it spellings."""
    if isinstance(value, str | dict):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


Recipes = Annotated[tuple[Recipe, ...], BeforeValidator(_alternatives)]
