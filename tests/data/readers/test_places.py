import pytest

from kit.data.readers.places import find
from kit.errors import DataError
from kit.params import Source


def test_a_glob_names_several_files_in_order(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x")
    assert [path.name for path in find(Source(file="*.csv"), tmp_path)] == ["a.csv", "b.csv"]


def test_a_file_whose_name_looks_like_a_glob_is_found(tmp_path):
    (tmp_path / "export [1].csv").write_text("x")
    assert [path.name for path in find(Source(file="export [1].csv"), tmp_path)] == [
        "export [1].csv"
    ]


def test_a_missing_file_says_what_was_looked_for_and_what_is_there(tmp_path):
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "opportunities.csv").write_text("x")
    with pytest.raises(DataError) as caught:
        find(Source(file="exports/oportunities.csv"), tmp_path)
    (fault,) = caught.value.faults
    assert fault.file == "exports/oportunities.csv"
    assert fault.message == (
        f"no file `exports/oportunities.csv` in {tmp_path}. "
        "Nearest in `exports`: `opportunities.csv`."
    )


def test_an_empty_or_missing_folder_is_named(tmp_path):
    with pytest.raises(DataError, match="The folder holds no files"):
        find(Source(file="a.csv"), tmp_path)
    with pytest.raises(DataError, match="There is no folder `exports` there either"):
        find(Source(file="exports/a.csv"), tmp_path)
