"""Which headings of a file make which canonical columns.

Without a CRM's mapping a column is found under its own name, in any case. A mapping offers the
shapes that the CRM's exports have; the one that makes most of a file is taken. What a source
declares under `columns:` comes before both. Whatever does not fit is said at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from kit.crms import Crm, Recipe, Shape
from kit.data.readers.headings import Headings
from kit.data.readers.recipes import is_usable
from kit.errors import Fault, Severity, suggestion
from kit.params import Source
from kit.schemas import Schema


def shapes(schema: Schema, source: Source, crm: Crm | None) -> tuple[Shape, ...]:
    """The shapes that a file of a table may have, the canonical one last."""
    canonical = Shape(columns={name: (Recipe.model_validate(name),) for name in schema.names})
    known = (*(crm.tables.get(schema.name, ()) if crm else ()), canonical)
    return tuple(_with_declared(shape, source) for shape in known)


def expected_headings(schema: Schema, source: Source, crm: Crm | None = None) -> tuple[str, ...]:
    """Headings that the file should have: declared ones, required columns' names, the CRM's."""
    undeclared = (name for name in schema.required if name not in source.columns)
    native = (
        heading
        for shape in (crm.tables.get(schema.name, ()) if crm else ())
        for recipes in shape.columns.values()
        for recipe in recipes
        for heading in recipe.headings
    )
    return tuple(dict.fromkeys((*source.columns.values(), *undeclared, *native)))


def shape_of(headings: Headings, schema: Schema, offered: Sequence[Shape]) -> Shape:
    """The shape that makes most of a file: all required columns before many optional ones."""

    def merit(shape: Shape) -> tuple[bool, int, int]:
        made = made_columns(shape, headings)
        needs = all(headings.has(names) for names in shape.needs)
        required = sum(name in made for name in schema.required)
        found = sum(_is_found(shape.columns[name], headings) for name in made if _in(shape, name))
        return needs, required, found

    return max(offered, key=merit)


def made_columns(shape: Shape, headings: Headings) -> set[str]:
    """Canonical columns that a shape makes of a file with these headings."""
    made = {
        name
        for name, recipes in shape.columns.items()
        if any(is_usable(recipe, headings) for recipe in recipes)
    }
    if shape.unpivot:
        pattern = re.compile(shape.unpivot.headings)
        if any(pattern.fullmatch(name) for name in headings.names):
            made |= {shape.unpivot.into, *pattern.groupindex}
    if shape.previous and shape.previous.value in made:
        made.add(shape.previous.into)
    return made


def heading_faults(
    headings: Headings,
    blank: Sequence[bool],
    schema: Schema,
    source: Source,
    shape: Shape,
    file: str,
) -> tuple[Fault, ...]:
    """What is wrong with the headings of one file, read in one shape.

    Parameters
    ----------
    blank
        For each column whether all its cells are empty; such a one needs no heading.
    """
    faults = _Faults(headings, schema.name, file)
    made = made_columns(shape, headings)
    used = _used(shape, headings)
    faults.missing(made, used, schema, source, shape)
    faults.unknown_conditions(made, source)
    faults.twice(used)
    faults.nameless(blank)
    faults.unknown(used)
    return tuple(faults.found)


def _with_declared(shape: Shape, source: Source) -> Shape:
    """A shape in which the source's own declarations stand before the shape's."""
    own = {name: (Recipe.model_validate(heading),) for name, heading in source.columns.items()}
    own |= {name: (Recipe(const=text),) for name, text in source.constants.items()}
    own_rows = {name: tuple(texts) for name, texts in source.rows.items()}
    own_without = {name: tuple(texts) for name, texts in source.without.items()}
    changes: dict[str, object] = {
        "columns": {**shape.columns, **own},
        "rows": {**shape.rows, **own_rows},
        "without": {**shape.without, **own_without},
    }
    if source.unpivot:
        changes["unpivot"] = source.unpivot
    return shape.model_copy(update=changes)


def _in(shape: Shape, name: str) -> bool:
    return name in shape.columns


def _is_found(recipes: Sequence[Recipe], headings: Headings) -> bool:
    """Whether a heading of the file is behind it, not just a constant."""
    return any(headings.has([name]) for recipe in recipes for name in recipe.headings)


def _used(shape: Shape, headings: Headings) -> list[int]:
    """Positions that the shape reads, or looks at."""
    spoken = [
        name for recipes in shape.columns.values() for one in recipes for name in one.headings
    ]
    spoken += [*shape.rows, *shape.without, *(name for names in shape.needs for name in names)]
    places = [place for name in spoken if (place := headings.place(name)) not in (None, -1)]
    if shape.unpivot:
        pattern = re.compile(shape.unpivot.headings)
        places += [place for place, name in enumerate(headings.names) if pattern.fullmatch(name)]
    return list(dict.fromkeys(places))


class _Faults:
    """What is wrong with the headings of one file."""

    def __init__(self, headings: Headings, table: str, file: str) -> None:
        self.headings, self.table, self.file = headings, table, file
        self.found: list[Fault] = []

    def missing(
        self, made: set[str], used: Sequence[int], schema: Schema, source: Source, shape: Shape
    ) -> None:
        lacking = [
            name
            for name in schema.names
            if name not in made and (name in source.columns or name in schema.required)
        ]
        if not used and len(lacking) > 1:
            known = ", ".join(f"`{heading}`" for heading in self.headings.names)
            message = (
                "none of the expected headings is there; the header line may be missing. "
                f"Found: {known}."
            )
            self._add("error", message, fix="Add the header line, or map `columns:`.")
        free = [name for place, name in enumerate(self.headings.names) if place not in used]
        for name in lacking:
            native = _native(name, shape)
            hint = suggestion(native, [one for one in free if one])
            message = f"column `{native}` is missing. {hint}"
            fix = f"Say which heading holds it: `columns: {{{name}: …}}`."
            self._add("error", message.rstrip(), column=native, fix=fix)

    def unknown_conditions(self, made: set[str], source: Source) -> None:
        """A misspelt name under `rows` or `without` would let every row through."""
        for key, names in (("rows", source.rows), ("without", source.without)):
            for name in names:
                if name not in made and self.headings.place(name) is None:
                    hint = suggestion(name, [one for one in self.headings.names if one])
                    message = f"`{key}` names `{name}`, which is no column of the file. {hint}"
                    self._add("error", message, column=name, fix="Mend the name.")

    def twice(self, used: Sequence[int]) -> None:
        names = self.headings.names
        counts = Counter(name.casefold() for name in names if name)
        for place in used:
            if counts[names[place].casefold()] > 1:
                message = (
                    f"two columns are called `{names[place]}`: the heading stands there twice."
                )
                self._add("error", message, column=names[place], fix="Rename or remove one.")

    def nameless(self, blank: Sequence[bool]) -> None:
        for place, heading in enumerate(self.headings.names):
            if not heading and not blank[place]:
                message = f"column {place + 1} has values but no heading."
                self._add("error", message, fix="Give it a heading, or remove it.")

    def unknown(self, used: Sequence[int]) -> None:
        names = self.headings.names
        others = dict.fromkeys(
            name for place, name in enumerate(names) if name and place not in used
        )
        if others and used:
            listed = ", ".join(f"`{heading}`" for heading in others)
            self._add("warning", f"columns that are not read: {listed}.")

    def _add(self, severity: Severity, message: str, *, column: str = "", fix: str = "") -> None:
        fault = Fault(severity, message, self.table, self.file, column=column, fix=fix)
        self.found.append(fault)


def _native(name: str, shape: Shape) -> str:
    """What people would look for in the file: the first heading that could make the column."""
    recipes = shape.columns.get(name, ())
    return next((heading for recipe in recipes for heading in recipe.headings), name)
