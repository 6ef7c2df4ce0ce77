"""From the cells of one file to the texts of canonical columns, as the recipes of its shape say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from kit.crms import Recipe, Shape
from kit.data.readers.headings import Headings
from kit.data.readers.id_endings import as_listed
from kit.data.readers.lookups import Lookups
from kit.data.readers.parsed import distinct, spread
from kit.data.readers.sequences import Clock
from kit.data.readers.sheet import Sheet
from kit.data.readers.unit_changes import PERCENT, divided, in_minutes, written
from kit.schemas import Schema


@dataclass(frozen=True)
class Kitchen:
    """Follows the recipes of one shape on one file.

    Attributes
    ----------
    clock
        Reads the distinct texts of times in the file.
    own
        What the source itself declares under `values:`.
    decimal
        Decimal sign by which the texts will be read.
    unresolved
        ``Lookup.Column`` → number of cells whose id the lookup does not know.
    ambiguous
        The same → number of cells whose id several of its entries share.
    respelt
        The same → number of cells whose id the lookup lists with 15 signs for 18, or the reverse.
    swallowed
        Canonical column → native values that ``"*"`` took.
    """

    sheet: Sheet
    shape: Shape
    schema: Schema
    lookups: Lookups
    clock: Clock
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: str = "."
    unresolved: dict[str, int] = field(default_factory=dict)
    ambiguous: dict[str, int] = field(default_factory=dict)
    respelt: dict[str, int] = field(default_factory=dict)
    swallowed: dict[str, list[str]] = field(default_factory=dict)
    _made: dict[str, pd.Series] = field(default_factory=dict, repr=False)

    @cached_property
    def headings(self) -> Headings:
        """The file's headings."""
        return Headings(self.sheet.headings)

    def chosen(self, column: str) -> Recipe | None:
        """The recipe that makes a canonical column here; None where the file has nothing for it."""
        return next(iter(self._followable(self.shape.columns.get(column, ()))), None)

    def text(self, column: str) -> pd.Series:
        """Texts of a canonical column, in the values that the shape maps them to.

        Returns
        -------
        Series of str
            One for each row of the file; missing where there is nothing.
        """
        if column not in self._made:
            recipe = self.chosen(column)
            made = self._nothing() if recipe is None else self._follow(recipe)
            if recipe is not None and self.is_in_percent(column):
                made = divided(made, PERCENT, self.decimal)
            self._made[column] = self._mapped(made, column)
        return self._made[column]

    def heading(self, column: str) -> str:
        """The native heading that a canonical column is mostly made from; empty for constants."""
        recipe = self.chosen(column)
        places = [self.headings.place(name) for name in recipe.headings] if recipe else []
        return next((self.sheet.headings[at] for at in places if at is not None and at >= 0), "")

    def is_in_percent(self, column: str) -> bool:
        """Whether a share stands under a heading such as `Probability (%)`, in its percents."""
        recipe = self.chosen(column)
        is_bare = recipe is not None and recipe.divide == 1
        return self.schema[column].share and is_bare and "%" in self.heading(column)

    def _followable(self, recipes: Iterable[Recipe]) -> list[Recipe]:
        """Those that the file has something for; one without its lookup only for want of others."""
        usable = [one for one in recipes if is_usable(one, self.headings)]
        return [one for one in usable if self._is_resolved(one)] or usable

    def _is_resolved(self, recipe: Recipe) -> bool:
        """Whether the project declares the lookups that a recipe needs."""
        if not all(map(self.lookups.has, recipe.through)):
            return False
        usable = (one for one in recipe.any if is_usable(one, self.headings))
        return not recipe.any or any(map(self._is_resolved, usable))

    def fits(self, column: str, values: Sequence[str]) -> pd.Series:
        """Whether each row holds one of `values` in a canonical column, else a native one."""
        made = self.text(column) if column in self.shape.columns else self.cells((column,))
        return is_one_of(made, values)

    def _nothing(self) -> pd.Series:
        return pd.Series(index=self.sheet.cells.index, dtype="str")

    def _follow(self, recipe: Recipe) -> pd.Series:
        texts = self._source(recipe)
        for column, values in recipe.when.items():  # first, so that only ids are looked up
            texts = texts.where(self.fits(column, values))
        if recipe.starts:
            texts = texts.where(texts.str.startswith(recipe.starts, na=False))
        if recipe.pattern:
            texts = texts.str.extract(recipe.pattern)[0]
        for step in recipe.through:
            texts = self.resolved(texts, step)
        if recipe.minutes:
            texts = in_minutes(texts, self.decimal)
        if recipe.divide != 1:
            texts = divided(texts, recipe.divide, self.decimal)
        return texts.astype("str")

    def _source(self, recipe: Recipe) -> pd.Series:
        if recipe.const:
            return pd.Series(recipe.const, index=self.sheet.cells.index, dtype="str")
        texts = self._nothing()
        if recipe.rules:
            undecided = pd.Series(True, index=texts.index)
            for rule in recipe.rules:
                rows = undecided
                for heading, values in rule.conditions.items():
                    rows = rows & is_one_of(self.cells((heading,)), values)
                texts, undecided = texts.mask(rows, rule.give or None), undecided & ~rows
            return texts
        if recipe.span:
            begun, ended = (self._times(heading) for heading in recipe.span)
            return written((ended - begun).dt.total_seconds() / 60, self.decimal)
        for one in self._followable(recipe.any):
            texts = texts.fillna(self._follow(one))
        for heading in recipe.join:
            texts = texts.str.cat(self.cells((heading,)), sep=" ", na_rep="").str.strip()
        texts = texts.mask(texts == "") if recipe.join else texts
        return texts if recipe.any or recipe.join else self.cells(recipe.names)

    def cells(self, names: Sequence[str]) -> pd.Series:
        """The cells under the first of these headings that is there; empty ones without any."""
        place = self.headings.first(names)
        if place is None:
            return self._nothing()
        if place == -1:
            return pd.Series(self.sheet.lines, index=self.sheet.cells.index).astype("str")
        return self.sheet.cells[place]

    def _times(self, heading: str) -> pd.Series:
        """Instants of one column; what cannot be read is missing."""
        codes, uniques = distinct(self.cells((heading,)).str.strip())
        return spread(self.clock(uniques), codes).set_axis(self.sheet.cells.index)

    def resolved(self, texts: pd.Series, step: str) -> pd.Series:
        """Names for ids; an unknown one stays as it is, but never stands for another id."""
        must_lead, is_partial = self.lookups.must_lead(step), self.lookups.is_partial(step)
        if not self.lookups.has(step):
            _count(self.unresolved, step, texts.notna() & (not is_partial))
            return texts.mask(texts.notna()) if must_lead else texts
        entries = self.lookups.step(step)
        written_so = texts.str.strip()
        keys = as_listed(written_so, entries.texts.index)
        _count(self.respelt, step, keys.notna() & keys.ne(written_so))
        unknown = keys.notna() & ~keys.isin(entries.texts.index)
        shared = keys.isin(entries.ambiguous)
        _count(self.ambiguous, step, shared)
        if not is_partial:
            _count(self.unresolved, step, unknown & ~shared & (must_lead | entries.unlisted(keys)))
        found = keys.map(entries.texts).astype("str")
        # An entry without a name is still somebody: the id stays.
        return found if must_lead else found.mask(unknown | (found.isna() & ~shared), texts)

    def _mapped(self, texts: pd.Series, column: str) -> pd.Series:
        mapping = self.shape.meanings.get(column)
        if not mapping or texts.isna().all():
            return texts
        codes, uniques = distinct(texts.str.strip())
        known = {text.casefold(): value for text, value in mapping.items()}
        allowed = self.schema[column].values  # noqa: PD011
        kept = {*allowed, *self.own.get(column, {})}
        meant: list[str | None] = []
        for text in uniques:
            value = known.get(text.casefold())
            if text in kept or (value is None and ("*" not in mapping or "*" in kept)):
                value = text
            elif value is None:
                value = mapping["*"]
                self.swallowed.setdefault(column, []).append(f"`{text}` counts as `{value}`")
            meant.append(value or None)
        return spread(pd.Series(meant, dtype="str"), codes).set_axis(texts.index)


def _count(counts: dict[str, int], step: str, rows: pd.Series) -> None:
    if rows.any():
        counts[step] = counts.get(step, 0) + int(rows.sum())


def is_usable(recipe: Recipe, headings: Headings) -> bool:
    """Whether the headings that a recipe needs are there."""
    if not all(map(headings.place_is_known, recipe.native_conditions)):
        return False
    if recipe.rules:
        return all(map(headings.place_is_known, recipe.headings))
    if recipe.span:
        return all(map(headings.place_is_known, recipe.span))
    if recipe.join:
        return any(map(headings.place_is_known, recipe.join))
    if recipe.any:
        return any(is_usable(one, headings) for one in recipe.any)
    return bool(recipe.const) or headings.has(recipe.names)


def is_one_of(texts: pd.Series, values: Sequence[str]) -> pd.Series:
    """Whether each text is one of `values`, in any case.

    Among them ``""`` stands for an empty cell, and ``"*"`` for any that is not empty.
    """
    codes, uniques = distinct(texts.str.strip())
    folded = {value.casefold() for value in values}
    fits = [text in folded or ("*" in folded and text != "") for text in uniques.str.casefold()]
    found = spread(pd.Series(fits, dtype="boolean"), codes).fillna("" in folded)
    return found.astype("bool").set_axis(texts.index)
