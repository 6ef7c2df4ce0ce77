# ruff: noqa: E501 - messages stand in one line, as they are printed
from __future__ import annotations

from collections.abc import Callable

import pytest

Refusal = Callable[..., list[str]]

CASES = {
    "name: 2026": 'line 2: `name` must be text; `2026` is a number. Quote it: "2026".',
    "name: 012": 'line 2: `name` must be text; `012` is a number. Quote it: "012".',
    "name: true": 'line 2: `name` must be text; `true` is true or false. Quote it: "true".',
    "name:": "line 2: `name` must be text, but nothing stands there.",
    'name: ""': "line 2: `name` must not be empty.",
    "name: [a]": "line 2: `name` must be text; it is a list.",
    "currency: euro": "line 2: `currency`: `euro` is no ISO 4217 currency, such as `EUR`. Did you mean `EUR`?",
    "currency: €": "line 2: `currency`: `€` is no ISO 4217 currency, such as `EUR`.",
    "timezone: Europe/Madird": "line 2: `timezone`: `Europe/Madird` is no IANA time zone, such as `Europe/Madrid`. Did you mean `Europe/Madrid`?",
    "timezone: ../../etc/passwd": "line 2: `timezone`: `../../etc/passwd` is no IANA time zone, such as `Europe/Madrid`.",
    "fiscal_year_start: 13": "line 2: `fiscal_year_start` must be at most 12; it is 13.",
    "fiscal_year_start: april": "line 2: `fiscal_year_start` must be a whole number; `april` is text.",
    'fiscal_year_start: "4"': "line 2: `fiscal_year_start` must be a whole number; `4` is text.",
    "fiscal_year_start: 4.0": "line 2: `fiscal_year_start` must be a whole number; `4.0` is a number.",
    "fiscal_year_start: true": "line 2: `fiscal_year_start` must be a whole number; `true` is true or false.",
    "week_start: Monday": "line 2: `week_start`: `Monday` is not allowed. Did you mean `monday`?",
    "as_of: 2026-02-30": "line 2: `as_of`: `2026-02-30` is no date. Write it like `2026-06-30`.",
    "as_of: 30/06/2026": "line 2: `as_of`: `30/06/2026` is no date. Write it like `2026-06-30`.",
    "as_of: 20260630": "line 2: `as_of` must be a date like `2026-06-30`; `20260630` is a number.",
    "language: no": "line 2: `language`: `no` is not allowed. Known: `en`, `ca`, `it`, `es`.",
    "languages: es": "line 2: `languages` must be a list; `es` is text.",
    "languages: [es, xx]": "line 2: `1`: `xx` is not allowed. Known: `en`, `ca`, `it`, `es`.",
    "languages: [es, es]": "line 2: `languages`: the same word stands there twice.",
    "level: 0.5": "line 2: `level` must be more than 0.5; it is 0.5.",
    "level: 0.999": "line 2: `level` must be less than 0.999; it is 0.999.",
    "level: .nan": "line 2: `level` must be less than 0.999; it is nan.",
    "level: 90%": "line 2: `level` must be a number; `90%` is text.",
    "leaderboard: units": "line 2: `leaderboard`: `units` is not allowed. Did you mean `unit`?",
    "allocate_spend: no": "line 2: `allocate_spend`: `no` is not allowed. Did you mean `none`?",
    "quarantine_limit: 20": "line 2: `quarantine_limit` must be at most 1; it is 20.",
    "privacy: full": "line 2: `privacy` must be `name: value` lines; `full` is text.",
    "privacy: {owner: full}": "line 2: unknown parameter `owner`. Did you mean `owners`?",
    "privacy: {minimum_group: 0}": "line 2: `minimum_group` must be at least 1; it is 0.",
    "privacy: {allow: [leads.emial]}": "line 2: `allow`: `leads.emial` is no personal column.",
    "privacy: {allow: [opportunities.nmae]}": "line 2: `allow`: `opportunities.nmae` is no personal column. Did you mean `opportunities.name`?",
    "costs: {call: -1}": "line 2: `call` must be at least 0; it is -1.",
    "costs: {call: .inf}": "line 2: `call` must be a finite number.",
    "findings: {stale: many}": "line 2: `stale` must be a number; `many` is text.",
    "index: yes": "line 2: `index` must be `true` or `false`; `yes` is text.",
    "crm: salesfroce": "line 2: `crm`: the kit ships no mapping called `salesfroce`. Did you mean `salesforce`? Or leave `crm` out and declare the columns of each source under `columns:`.",
    "folder: /tmp": "line 2: unknown parameter `folder`.",
    "sorces: {}": "line 2: unknown parameter `sorces`. Did you mean `sources`?",
    '"a\\nb": x': "line 2: unknown parameter `a�b`.",
    "units: {EMEA/: {}}": "line 2: `EMEA/` is no unit. Write `region` or `region/team`.",
    "units: {EMEA: {currency: EUR}}": "line 2: unknown parameter `currency`.",
    "units: {EMEA: {hours: 9-18}}": "line 2: `hours`: `9-18` is not understood. Write them like",
    "units: {EMEA: {holidays: Spain}}": "line 2: `holidays`: `Spain` is no country or part of one, such as `ES` or `ES-CT`.",
    "units: {EMEA: {schedule: daily}}": "line 2: `schedule`: `daily` has 1 fields; cron needs 5",
    "schedule: 0 6 * * 8": "line 2: `schedule`: `8` is no day of week: 0 to 7 is allowed.",
    "units: {EMEA: {schedule: 0 0 31 4 *}}": "line 2: `schedule`: `0 0 31 4 *` is a day that never comes",
    "on_failure: {command: mail}": "line 2: `command` must be a list; `mail` is text.",
    "on_failure: {email: {to: a@b.c}}": "line 2: `email`: an e-mail needs `from` and `smtp` too.",
    "on_failure: {email: {form: a@b.c}}": "line 2: unknown parameter `form`. Did you mean `from`?",
    "on_failure: {email: {to: [a b@c]}}": "line 2: `0`: `a b@c` is no e-mail address, such as `sales@example.com`.",
    "on_failure: {email: {smtp: 'smtp://u:hush@h'}}": "line 2: `smtp`: give the name of the environment variable that holds the server's URL, such as `KIT_SMTP_URL`; the URL itself has no place in the file.",
    "units: {EMEA: {period: day}}": "line 2: `period`: `day` is not allowed.",
    "units: {EMEA: {periods: 121}}": "line 2: `periods` must be at most 120; it is 121.",
    "sources: {leads: {file: a.csv}}": "line 1: `source: demo` and `sources` exclude each other. Keep one.",
}


@pytest.mark.parametrize(("line", "said"), CASES.items(), ids=list(CASES))
def test_a_wrong_value_is_refused_with_line_and_what_is_allowed(
    refusal_of: Refusal, line: str, said: str
) -> None:
    refused = [one for one in refusal_of(f"source: demo\n{line}\n") if "older programs" not in one]
    assert len(refused) == 1
    assert refused[0].startswith(f"params/project.yaml, {said}")


def test_a_source_is_the_demo_or_nothing(refusal_of: Refusal) -> None:
    assert refusal_of("source: dmeo\n") == [
        "params/project.yaml, line 1: `source`: `dmeo` is not allowed. Did you mean `demo`?"
    ]


def test_a_project_without_sources_is_refused_with_the_way_out(refusal_of: Refusal) -> None:
    for text in ("", "name: x\n", "name: x\nsources: {}\n"):
        assert refusal_of(text) == [
            "params/project.yaml: no sources are declared. Name a file or query for at least one "
            "table under `sources:`, or write `source: demo` to report on the demo CRM."
        ]


def test_an_unknown_parameter_is_answered_with_all_that_are_known(refusal_of: Refusal) -> None:
    (line,) = refusal_of("source: demo\nqqq: 1\n")
    assert "Known: `name`, `currency`, `timezone`, `hours`, `holidays`" in line


def test_a_long_value_is_shortened(refusal_of: Refusal) -> None:
    (line,) = refusal_of(f"source: demo\nindex: {'x' * 500}\n")
    assert len(line) < 200
    assert "…" in line
