"""What a mapping may say: the shapes of native objects, and which files give names to ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from kit.crms.recipe import Declared, Names, Recipe, Recipes, as_tuple
from kit.schemas import BY_NAME


def _spellings(value: Any) -> Any:
    return tuple(as_tuple(one) for one in value) if isinstance(value, list) else value


class Unpivot(Declared):
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


class Runs(Declared):
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


class Previous(Declared):
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


class Contradiction(Declared):
    """What no row may say at once; one that does is set aside, because either may be wrong.

    Attributes
    ----------
    when
        Canonical column → the values of which it holds one.
    filled, empty
        Spellings of the heading whose cell is filled though it should be empty, and of the one
        that is empty though it should be filled; without `empty` the first alone contradicts.
    kept
        Whether the row is kept all the same, and it is only said.
    """

    when: dict[str, Names]
    filled: Names
    empty: Names = ()
    kept: bool = False


class Shape(Declared):
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
    contradictions
        What a row may not say at once.
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
    contradictions: tuple[Contradiction, ...] = ()
    unverified: Names = ()


class Lookup(Declared):
    """A native object that only gives names to ids.

    Attributes
    ----------
    key
        Heading of the ids.
    label
        Heading that must tell entries apart: where two share it, the id is put behind.
    joined
        Name of a column that the file lacks → headings it is put together from, with a space.
    rows
        Heading → texts; only entries that hold one of them count.
    without
        Heading, if there is one, → texts of entries that do not count, such as deleted ones.
    latest
        Heading of times, where this is a log of what befell records, not a list of them: of
        several entries of a record the latest counts, and one without entries has nothing.
    partial
        Whether the key is no register of all ids: one that it lacks stands for nothing, and
        there is nothing to say about that. So it is with every log.
    of
        Another lookup with the same file, which need not be declared twice.
    files
        Usual names of its export, without ending.
    """

    key: str
    label: str = ""
    joined: dict[str, Names] = Field(default_factory=dict)
    rows: dict[str, Names] = Field(default_factory=dict)
    without: dict[str, Names] = Field(default_factory=dict)
    latest: str = ""
    partial: bool = False
    of: str = ""
    files: Names = ()

    @property
    def is_partial(self) -> bool:
        """Whether an id that it lacks is nothing to speak of."""
        return self.partial or bool(self.latest)


class Crm(Declared):
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
        for name, lookup in self.lookups.items():
            if lookup.of and lookup.of not in self.lookups:
                raise ValueError(f"`{name}` is of `{lookup.of}`, which is none of the lookups.")
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
    made += [name for one in shape.contradictions for name in one.when]
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
