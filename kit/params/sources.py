"""Where a table comes from, and how its file or query is to be read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StrictStr, model_validator

from kit.params.fields import (
    DateFormat,
    Encoding,
    Frozen,
    HeadingPattern,
    OptionalTimezone,
    Separator,
    as_tuple,
)

Filled = Annotated[StrictStr, Field(min_length=1)]
Texts = Annotated[tuple[StrictStr, ...], BeforeValidator(as_tuple)]


class Unpivot(Frozen):
    """Columns of the source that each hold the time of one stage, to be read as rows.

    Attributes
    ----------
    headings
        Regular expression for their headings; named groups fill canonical columns, such as
        ``Entered (?P<stage>.+)``.
    into
        Canonical column that gets the cells.
    """

    headings: HeadingPattern
    into: Filled

    @property
    def through(self) -> dict[str, tuple[str, ...]]:
        """No lookups are followed for what a project declares itself."""
        return {}


class Source(Frozen):
    """One entry of `sources:`; an empty text means "not declared".

    Attributes
    ----------
    file
        Path or glob of a file, relative to the project folder; or several.
    database
        Name of the environment variable that holds a database URL; needs `query`.
    query
        SQL that gives the rows: of a database, of a SQLite file, or of any other file, which it
        calls ``file``; each of several files is asked by itself.
    sheet
        Name of a worksheet.
    columns
        Canonical column → column of the source; ``(line)`` is the number of the line.
    constants
        Canonical column → what it is in every row, where the source has no column for it.
    values
        Canonical column → {value of the source: canonical value}; ``"*"`` catches the rest.
    dates
        Format of dates, as `datetime.strptime` takes it; not declared: ISO 8601.
    decimal, encoding, separator
        Of a text file.
    timezone
        Zone of instants without one.
    rows, without
        Column → texts: read only the rows that hold one of them, or leave those out; ``""`` is an
        empty cell.
    unpivot
        For a file with one column per stage.
    """

    file: StrictStr | Texts = ""
    database: StrictStr = ""
    query: StrictStr = ""
    sheet: StrictStr = ""
    columns: dict[str, Filled] = Field(default_factory=dict)
    constants: dict[str, Filled] = Field(default_factory=dict)
    values: dict[str, dict[str, StrictStr]] = Field(default_factory=dict)
    dates: DateFormat = ""
    decimal: Literal["", ".", ","] = ""
    encoding: Encoding = ""
    separator: Separator = ""
    timezone: OptionalTimezone = ""
    rows: dict[str, Texts] = Field(default_factory=dict)
    without: dict[str, Texts] = Field(default_factory=dict)
    unpivot: Unpivot | None = None

    @property
    def patterns(self) -> tuple[str, ...]:
        """The paths and globs that it names."""
        return (self.file,) if isinstance(self.file, str) else self.file

    @model_validator(mode="after")
    def _comes_from_one_place(self) -> Source:
        if bool(self.file) == bool(self.database):
            raise ValueError("a source needs `file`, or `database` with `query`, and not both.")
        if self.database and not self.query:
            raise ValueError("`database` needs a `query`.")
        if self.database and "://" in self.database:
            raise ValueError(
                "`database` takes the name of an environment variable, not the URL itself, "
                "which would put a password into this file."
            )
        twice = sorted(set(self.columns) & set(self.constants))
        if twice:
            raise ValueError(f"`{twice[0]}` stands under `columns` and under `constants`.")
        if self.separator and self.separator == self.decimal:
            raise ValueError("`separator` and `decimal` are the same character.")
        return self
