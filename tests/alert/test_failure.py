from __future__ import annotations

import json

from kit.errors import RunError
from tests.alert.conftest import PAGES, PASSWORD, REFUSAL, failure


def test_the_command_is_told_everything_but_secrets() -> None:
    facts = json.loads(failure(REFUSAL).to_json())
    assert (facts["command"], facts["project"]) == ("kit report", "Small")
    assert (facts["at"], facts["exit_code"]) == ("2026-06-30T04:00:05+00:00", 2)
    assert facts["error"].startswith("The data are refused: 1 fault.\n")
    assert facts["faults"][0]["line"] == 7
    assert facts["faults"][0]["value"] == "ada@example.com"
    assert [page["state"] for page in facts["pages"]] == ["failed", "timeout"]
    assert facts["pages"][0]["reason"] == "KeyError: 'ada@example.com' at smtp://kit:***@mail"
    assert PASSWORD not in failure(RunError(f"no answer, password={PASSWORD}")).to_json()


def test_an_e_mail_names_places_and_no_value_of_a_record() -> None:
    for one in (failure(REFUSAL), failure(), failure(ValueError("ada@example.com"))):
        said = "\n".join([one.headline, *one.sentences])
        assert "ada" not in said
        assert PASSWORD not in said
    assert "exports/Opportunity.csv, line 7, column Amount" in failure(REFUSAL).sentences


def test_what_failed_is_said_in_words() -> None:
    assert failure(REFUSAL).headline == "Small: data refused"
    assert failure(RunError("x")).headline == "Small: run failed"
    assert failure().headline == "Small: 2 pages failed"
    assert failure(pages=PAGES[:1]).headline == "Small: 1 page failed"
    assert failure().sentences == [
        "kit report ended on 2026-06-30 04:00 UTC with exit code 1.",
        "Of these pages the last good version stays on the site:",
        "EMEA/Iberia, sales (ca) failed",
        "company, overview (en) took too long",
        "`kit run --json` says more.",
    ]
    gone = failure(RunError("No answer from postgresql://kit:hush@db/crm.\nmore"), pages=[])
    assert gone.sentences[1] == "No answer from postgresql://kit:***@db/crm."


def test_a_flood_of_faults_is_cut() -> None:
    sentences = failure(pages=PAGES[:1] * 500).sentences
    assert len(sentences) == 2 + 20 + 2
    assert sentences[-2] == "… and 480 more"
