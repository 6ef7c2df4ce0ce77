"""What a mapping may say: shapes of native objects, and a recipe for each canonical column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from kit.schemas import BY_NAME

_CANONICAL = frozenset(name for schema in BY_NAME.values() for name in schema.names)


def _tuple(value: Any) -> Any:
    """One thing stands for a list of one."""
    if isinstance(value, str | dict):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _spellings(value: Any) -> Any:
    return tuple(_tuple(one) for one in value) if isinstance(value, list) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_tuple)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rule(_Frozen):
    """A value that is given where all conditions hold.

    Attributes
    ----------
    conditions
        Native heading → the texts of which it must hold one, in any case; ``""`` is an empty cell.
    give
        The canonical value.
    """

    conditions: dict[str, Names] = Field(default_factory=dict, alias="if")
    give: str


class Recipe(_Frozen):
    """How one canonical column is made, from exactly one of the first five.

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
    any: Annotated[tuple[Recipe, ...], BeforeValidator(_tuple)] = ()
    join: Names = ()
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
        if sum(map(bool, (self.names, self.const, self.rules, self.any, self.join))) != 1:
            raise ValueError("a recipe needs one of `from`, `const`, `rules`, `any`, `join`.")
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
        yield from (*self.names, *self.join, *self.native_conditions)
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


class Unpivot(_Frozen):
    """Columns that each hold the time of one stage, turned into rows.

    Attributes
    ----------
    headings
        Regular expression for the headings; its named groups fill canonical columns.
    into
        Canonical column that gets the cells.
    through
        Canonical column of a named group → steps that turn an id in the heading into a name.
    """

    headings: str
    into: str
    through: dict[str, Names] = Field(default_factory=dict)


class Runs(_Frozen):
    """Of rows that follow each other with the same `keep`, only the first counts.

    Attributes
    ----------
    of
        Canonical columns that name the record.
    by
        Canonical column that orders its rows.
    keep
        Canonical column whose changes count.
    """

    of: Names
    by: str
    keep: str


class Previous(_Frozen):
    """A log that holds new values only: the value before is that of the row before.

    Attributes
    ----------
    of
        Canonical columns that name what changed.
    by
        Canonical column that orders its rows.
    value, into
        Canonical column of the new value, and the one that gets the old. The first row of each
        is how it began, and no change; it is left out.
    """

    of: Names
    by: str
    value: str = Field(alias="from")
    into: str


class Shape(_Frozen):
    """One native object, or one style of exporting it, as rows of a canonical table.

    Attributes
    ----------
    object
        The CRM's own name for it.
    files
        Usual names of its export, without ending.
    needs
        Headings that must be there; of several spellings any.
    rows, without
        Native heading or canonical column → texts; rows to read, rows to leave out.
    columns
        Canonical column → recipes, of which the first that can be followed counts.
    meanings
        Canonical column → {native value: canonical value}; called `values` in the file.
    unverified
        Headings from general knowledge that nobody has seen in an export.
    """

    object: str = ""
    files: Names = ()
    needs: Annotated[tuple[Names, ...], BeforeValidator(_spellings)] = ()
    rows: dict[str, Names] = Field(default_factory=dict)
    without: dict[str, Names] = Field(default_factory=dict)
    columns: dict[str, Recipes] = Field(default_factory=dict)
    meanings: dict[str, dict[str, str]] = Field(default_factory=dict, alias="values")
    unpivot: Unpivot | None = None
    runs: Runs | None = None
    previous: Previous | None = None
    unverified: Names = ()


class Lookup(_Frozen):
    """A native object that only gives names to ids.

    Attributes
    ----------
    key
        Heading of the ids.
    label
        Heading that must tell entries apart: where two share it, the id is put behind.
    joined
        Name of a column that the file lacks → headings it is put together from, with a space.
    files
        Usual names of its export, without ending.
    """

    key: str
    label: str = ""
    joined: dict[str, Names] = Field(default_factory=dict)
    files: Names = ()


class Crm(_Frozen):
    """Everything the kit knows of one CRM's exports.

    Attributes
    ----------
    title, about
        Its name, and which exports are understood.
    zone, dates
        Zone of instants without one, and a date format beside ISO 8601; empty: the project's.
    lookups
        Native objects that give names to ids, by name.
    tables
        Canonical table → the shapes that its files may have.
    """

    name: str
    title: str
    about: str = ""
    zone: str = ""
    dates: str = ""
    lookups: dict[str, Lookup] = Field(default_factory=dict)
    tables: dict[str, tuple[Shape, ...]]

    @model_validator(mode="after")
    def _fits_the_schemas(self) -> Self:
        for table, shapes in self.tables.items():
            for shape in shapes:
                _check(table, shape, self.lookups)
        return self


def _check(table: str, shape: Shape, lookups: Mapping[str, Lookup]) -> None:
    """Refuse a shape that names a table, column, value or lookup that is not there."""
    where = f"{table} ({shape.object})"
    if table not in BY_NAME:
        raise ValueError(f"{where}: there is no such table.")
    schema = BY_NAME[table]
    made = [*shape.columns, *([shape.unpivot.into] if shape.unpivot else ()), *shape.meanings]
    made += [shape.previous.into] if shape.previous else []
    strange = sorted(set(made) - set(schema.names))
    if strange:
        raise ValueError(f"{where}: there are no columns {strange}.")
    for column, mapping in shape.meanings.items():
        allowed = schema[column].values
        wrong = sorted(set(mapping.values()) - {*allowed, ""}) if allowed else []
        if wrong:
            raise ValueError(f"{where}: `{column}` has no values {wrong}.")
    ways = [recipe.through for recipes in shape.columns.values() for recipe in _all(recipes)]
    ways += [*shape.unpivot.through.values()] if shape.unpivot else []
    for way in ways:
        for step in way:
            if step.partition(".")[0] not in lookups:
                raise ValueError(f"{where}: `{step}` is in none of the lookups.")


def _all(recipes: tuple[Recipe, ...]) -> Iterator[Recipe]:
    for recipe in recipes:
        yield recipe
        yield from _all(recipe.any)
