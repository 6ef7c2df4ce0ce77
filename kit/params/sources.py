"""Where a table comes from, and how its file or query is to be read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StrictStr, model_validator

from kit.params.fields import DateFormat, Encoding, Frozen, OptionalTimezone, Separator

Filled = Annotated[StrictStr, Field(min_length=1)]


class Source(Frozen):
    """One entry of `sources:`; an empty text means "not declared".

    Attributes
    ----------
    file
        Path or glob of a file, relative to the project folder.
    database
        Name of the environment variable that holds a database URL; needs `query`.
    query
        SQL that gives the rows; for a database, or a SQLite file.
    sheet
        Name of a worksheet.
    columns
        Canonical column → column of the source.
    values
        Canonical column → {value of the source: canonical value}; ``"*"`` catches the rest.
    dates
        Format of dates, as `datetime.strptime` takes it; not declared: ISO 8601.
    decimal, encoding, separator
        Of a text file.
    timezone
        Zone of instants without one.
    """

    file: StrictStr = ""
    database: StrictStr = ""
    query: StrictStr = ""
    sheet: StrictStr = ""
    columns: dict[str, Filled] = Field(default_factory=dict)
    values: dict[str, dict[str, StrictStr]] = Field(default_factory=dict)
    dates: DateFormat = ""
    decimal: Literal["", ".", ","] = ""
    encoding: Encoding = ""
    separator: Separator = ""
    timezone: OptionalTimezone = ""

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
        if self.separator and self.separator == self.decimal:
            raise ValueError("`separator` and `decimal` are the same character.")
        return self
