from __future__ import annotations

import subprocess
import sys

import pytest

SAYS = "import sys; from kit.lean import lean; {}; print('rfc3987_syntax' in sys.modules)"


def said(statements: str) -> str:
    command = [sys.executable, "-c", SAYS.format(statements)]
    return subprocess.check_output(command, text=True).strip()


def test_notebook_formats_are_imported_without_a_grammar_that_nobody_asks_for() -> None:
    assert said("import nbformat.v4") == "True"  # else it need not be left out any more
    assert said("exec('with lean():\\n import nbformat.v4')") == "False"


def test_the_grammar_is_there_for_whoever_wants_it() -> None:
    wants = "exec('with lean():\\n import nbformat.v4'); import rfc3987_syntax"
    assert said(wants) == "True"
    assert said("import rfc3987_syntax; exec('with lean():\\n import nbformat.v4')") == "True"


def test_a_failing_import_leaves_nothing_behind() -> None:
    from kit.lean import lean

    with pytest.raises(ImportError), lean():
        raise ImportError
    assert sys.modules.get("rfc3987_syntax", ...) is not None


def test_what_kpis_are_called_is_known_without_loading_distributions() -> None:
    asks = "import kit.catalogue, sys; print('scipy.stats' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asks], text=True).strip() == "False"
