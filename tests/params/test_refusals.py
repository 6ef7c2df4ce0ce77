"""Settings that are refused, with the words that help."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kit.errors import ParamError
from kit.params import check_settings, load_settings

Refusal = Callable[..., list[str]]


def test_a_unit_that_is_set_twice_is_refused(refusal_of: Refusal) -> None:
    lines = refusal_of(
        "source: demo\nunits:\n  EMEA/Iberia: {language: ca}\n",
        teams__a="region: EMEA\nteam: Iberia\n",
        teams__b="region: EMEA\nteam: DACH\n",
        teams__c="region: EMEA\nteam: DACH\n",
    )
    assert lines == [
        "params/teams/a.yaml: the unit `EMEA/Iberia` is already set in "
        "params/project.yaml, line 3. Keep one.",
        "params/teams/c.yaml: the unit `EMEA/DACH` is already set in "
        "params/teams/b.yaml. Keep one.",
    ]


def test_a_unit_file_must_name_its_unit(refusal_of: Refusal) -> None:
    lines = refusal_of(
        "source: demo\n",
        regions__emea="language: ca\n",
        regions__odd="region: EMEA\nteam: Iberia\n",
        teams__iberia="region: EMEA\n",
    )
    assert lines == [
        "params/regions/emea.yaml: `region` is missing: the file must say which region it is for.",
        "params/regions/odd.yaml, line 2: `team` has no place here. Move the file to params/teams.",
        "params/teams/iberia.yaml: `team` is missing: the file must say which team it is for.",
    ]


def test_a_misspelt_parameter_of_a_team_is_answered_with_the_likeliest(refusal_of: Refusal) -> None:
    lines = refusal_of(
        "source: demo\n", teams__iberia="region: EMEA\n\n# a comment\ntaem: Iberia\n"
    )
    assert lines == [
        "params/teams/iberia.yaml, line 4: unknown parameter `taem`. Did you mean `team`?"
    ]


def test_faults_of_all_files_are_reported_together(refusal_of: Refusal) -> None:
    lines = refusal_of(
        "source: demo\nlevle: 0.9\ncurrency: EURO\n", teams__iberia="team: Iberia\nperiods: 0\n"
    )
    assert [line.partition(":")[0] for line in lines] == [
        "params/project.yaml, line 2",
        "params/project.yaml, line 3",
        "params/teams/iberia.yaml, line 2",
    ]


def test_a_broken_project_file_does_not_hide_a_broken_team_file(refusal_of: Refusal) -> None:
    lines = refusal_of("name: [\n", teams__iberia="team: &x Iberia\n")
    assert len(lines) == 2
    assert "anchors" in lines[1]


def test_a_folder_without_project_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ParamError, match=r"params/project\.yaml: there is no such file\. Make it"):
        load_settings(tmp_path)


def test_checking_returns_what_loading_would_raise(tmp_path: Path) -> None:
    settings, faults = check_settings(tmp_path)
    assert settings is None
    assert [fault.severity for fault in faults] == ["error"]


@pytest.mark.shared_data
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("l19_config_yaml_bomb", ["alias"]),
        ("l21_config_norway", ["NO", "quote", "teams", "012", "12:30:00", "1e3"]),
        ("l23_config_unknown_key", ["taems", "teams"]),
    ],
)
def test_files_of_the_corpus_are_refused_with_the_words_they_need(
    refusal_of: Refusal, shared: Path, name: str, words: list[str]
) -> None:
    text = (shared / "corpus" / "files" / f"{name}.yaml").read_text(encoding="utf-8")
    said = "\n".join(refusal_of(text))
    assert all(word in said for word in words)
    assert "False" not in said


def test_lookups_need_the_crm_whose_mapping_asks_for_them(refusal_of: Refusal) -> None:
    (line,) = refusal_of(
        "name: A\nlookups: {User: users.csv}\nsources: {opportunities: {file: a.csv}}\n"
    )
    assert "`lookups` works only together with `crm:`, whose mapping asks for them." in line
