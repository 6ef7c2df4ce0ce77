"""Types of the parameters: what each may be, and what is said when it is not.

A validator's message completes ``params/project.yaml, line 4: `currency`: …``.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Annotated, Any
from zoneinfo import available_timezones

from babel import Locale
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictStr

from kit.cron import checked_expression
from kit.errors import suggestion
from kit.language import LANGUAGES
from kit.params.holidays import checked_holidays
from kit.params.hours import working_week
from kit.window import PERIODS, WEEKDAYS


class Frozen(BaseModel):
    """A group of parameters: immutable, without room for unknown ones, nothing converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def one_of(*allowed: str) -> AfterValidator:
    """Accept the listed words only, and suggest the likeliest for another."""

    def check(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"`{text}` is not allowed. {suggestion(text, allowed)}")
        return text

    return AfterValidator(check)


def optional(check: Callable[[str], object]) -> AfterValidator:
    """Apply `check` to text that is not empty; empty means not declared."""

    def apply(text: str) -> str:
        if text:
            check(text)
        return text

    return AfterValidator(apply)


@cache
def _english() -> Locale:
    return Locale("en")


def _currency(code: str) -> str:
    if code not in _english().currencies:
        known = sorted(_english().currencies)
        hint = suggestion(code.upper(), known) if len(code) < 6 else ""
        hint = hint if hint.startswith("Did") else ""
        raise ValueError(f"`{code}` is no ISO 4217 currency, such as `EUR`. {hint}".rstrip())
    return code


def _timezone(name: str) -> str:
    if name not in available_timezones():
        hint = suggestion(name, sorted(available_timezones()))
        hint = hint if hint.startswith("Did") else ""
        raise ValueError(f"`{name}` is no IANA time zone, such as `Europe/Madrid`. {hint}".rstrip())
    return name


def _encoding(name: str) -> None:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError(f"`{name}` is no encoding that is known, such as `utf-8`.") from None


def _date_format(text: str) -> None:
    directives = set(re.findall(r"%(.)", text))
    has_day = directives & {"d", "j"} and directives & {"m", "b", "B", "j"}
    if not (has_day and directives & {"Y", "y"}):
        raise ValueError(f"`{text}` needs a day, a month and a year, such as `%d/%m/%Y`.")


def _separator(text: str) -> None:
    if len(text) != 1 or text.isalnum() or text in "\r\n\"'":
        raise ValueError(f"`{text}` is not allowed. Give one character, such as `;`.")


def _heading_pattern(text: str) -> str:
    try:
        groups = re.compile(text).groupindex
    except re.error as error:
        raise ValueError(f"`{text}` is no regular expression: {error}.") from None
    if not groups:
        raise ValueError(f"`{text}` needs a named group, such as `Entered (?P<stage>.+)`.")
    return text


def _iso_date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError(f"`{value}` is no date. Write it like `2026-06-30`.")


def optional_iso_date(text: str) -> str:
    """Accept an ISO date or nothing."""
    if text:
        _iso_date(text)
    return text


def _distinct(items: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(items)) < len(items):
        raise ValueError("the same word stands there twice.")
    return items


def as_tuple(value: Any) -> Any:
    """Let a YAML list stand where a tuple is expected; anything else is left to be refused."""
    return tuple(value) if isinstance(value, list) else value


def as_listed(value: Any) -> Any:
    """Let one text stand for a list of it, and an empty one for an empty list."""
    if isinstance(value, str):
        return (value,) if value else ()
    return as_tuple(value)


Currency = Annotated[StrictStr, AfterValidator(_currency)]
Timezone = Annotated[StrictStr, AfterValidator(_timezone)]
OptionalTimezone = Annotated[StrictStr, optional(_timezone)]
LanguageCode = Annotated[StrictStr, one_of(*LANGUAGES)]
Languages = Annotated[
    tuple[LanguageCode, ...], BeforeValidator(as_tuple), AfterValidator(_distinct)
]
PeriodName = Annotated[StrictStr, one_of(*PERIODS)]
Periods = Annotated[int, Field(ge=1, le=120)]
Weekday = Annotated[StrictStr, one_of(*WEEKDAYS)]
Month = Annotated[int, Field(ge=1, le=12)]
Level = Annotated[float, Field(gt=0.5, lt=0.999)]
Share = Annotated[float, Field(ge=0, le=1)]
Cost = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Threshold = Annotated[float, Field(allow_inf_nan=False)]
IsoDate = Annotated[date, BeforeValidator(_iso_date)]
Hours = Annotated[StrictStr, optional(working_week)]
Holidays = Annotated[
    tuple[StrictStr, ...],
    BeforeValidator(as_listed),
    AfterValidator(_distinct),
    AfterValidator(checked_holidays),
]
Cron = Annotated[StrictStr, optional(checked_expression)]
Encoding = Annotated[StrictStr, optional(_encoding)]
DateFormat = Annotated[StrictStr, optional(_date_format)]
HeadingPattern = Annotated[StrictStr, AfterValidator(_heading_pattern)]
Separator = Annotated[StrictStr, optional(_separator)]
