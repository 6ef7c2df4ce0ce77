# ruff: noqa: E501 - messages stand in one line, as they are printed
from __future__ import annotations

from collections.abc import Callable

import pytest

from kit.params import Settings

Refusal = Callable[..., list[str]]
Loading = Callable[..., Settings]

CASES = {
    "{}": "line 2: `leads`: a source needs `file`, or `database` with `query`, and not both.",
    "{file: a.csv, database: URL, query: q}": "line 2: `leads`: a source needs `file`, or `database` with `query`, and not both.",
    "{database: URL}": "line 2: `leads`: `database` needs a `query`.",
    '{database: "postgresql://u:p@h/d", query: q}': "line 2: `leads`: `database` takes the name of an environment variable, not the URL itself",
    '{file: a.csv, separator: ",", decimal: ","}': "line 2: `leads`: `separator` and `decimal` are the same character.",
    "a.csv": "line 2: `leads` must be `name: value` lines; `a.csv` is text.",
    "": "line 2: `leads` must be `name: value` lines, but nothing stands there.",
    "{fiel: a.csv, file: b.csv}": "line 2: unknown parameter `fiel`. Did you mean `file`?",
    "{file: a.csv, columns: {leda_id: Id}}": "line 2: `leads` has no column `leda_id`. Did you mean `lead_id`?",
    "{file: a.csv, columns: {lead_id: 7}}": 'line 2: `lead_id` must be text; `7` is a number. Quote it: "7".',
    "{file: a.csv, columns: {lead_id: ''}}": "line 2: `lead_id` must not be empty.",
    "{file: a.csv, values: {stauts: {a: b}}}": "line 2: `leads` has no column `stauts`. Did you mean `status`?",
    "{file: a.csv, values: {status: {a: 1}}}": 'line 2: `a` must be text; `1` is a number. Quote it: "1".',
    "{file: a.csv, dates: dd/mm/yyyy}": "line 2: `dates`: `dd/mm/yyyy` needs a day, a month and a year, such as `%d/%m/%Y`.",
    '{file: a.csv, decimal: ";"}': "line 2: `decimal`: `;` is not allowed. Known: `.`, `,`.",
    "{file: a.csv, encoding: utf-88}": "line 2: `encoding`: `utf-88` is no encoding that is known, such as `utf-8`.",
    '{file: a.csv, separator: "||"}': "line 2: `separator`: `||` is not allowed. Give one character, such as `;`.",
    "{file: a.csv, timezone: CEST}": "line 2: `timezone`: `CEST` is no IANA time zone",
}


@pytest.mark.parametrize(("source", "said"), CASES.items(), ids=list(CASES))
def test_a_wrong_source_is_refused_with_its_line(
    refusal_of: Refusal, source: str, said: str
) -> None:
    (line,) = refusal_of(f"sources:\n  leads: {source}\n")
    assert line.startswith(f"params/project.yaml, {said}")


def test_an_unknown_table_is_answered_with_the_likeliest(refusal_of: Refusal) -> None:
    assert refusal_of("sources:\n  oportunities: {file: a.csv}\n") == [
        "params/project.yaml, line 2: unknown table `oportunities`. Did you mean `opportunities`?"
    ]


def test_a_value_that_the_column_does_not_have_is_refused(refusal_of: Refusal) -> None:
    assert refusal_of(
        "sources:\n  opportunities:\n    file: a.csv\n    values:\n      status:\n"
        "        Closed Won: won\n        Closed Lost: losst\n"
    ) == ["params/project.yaml, line 7: `status` has no value `losst`. Did you mean `lost`?"]


def test_names_are_checked_beside_types(refusal_of: Refusal) -> None:
    lines = refusal_of("level: high\nsources:\n  oportunities: {file: a.csv}\n  leads: {}\n")
    assert [line.split(":")[0] for line in lines] == [
        f"params/project.yaml, line {number}" for number in (1, 3, 4)
    ]


def test_what_is_not_declared_is_empty(settings_of: Loading) -> None:
    source = settings_of("sources: {leads: {file: a.csv}}\n").sources["leads"]
    undeclared = ("database", "query", "sheet", "dates", "decimal", "encoding", "separator")
    assert {getattr(source, name) for name in undeclared} == {""}
    assert source.columns == source.values == {}


def test_native_names_and_values_keep_their_characters(settings_of: Loading) -> None:
    source = settings_of(
        "sources:\n  leads:\n    file: a.csv\n    columns: {lead_id: 'Id – [x] {0}'}\n"
        "    values: {status: {no: a, 1: b, true: c}}\n"
    ).sources["leads"]
    assert source.columns["lead_id"] == "Id – [x] {0}"
    assert source.values["status"] == {"no": "a", "1": "b", "true": "c"}
