"""What holds for the native export of every CRM."""

from __future__ import annotations

import pytest

from kit.demo.natives import NATIVES, write_native
from kit.errors import ParamError
from kit.schemas import BY_NAME

VARIANTS = [(crm, variant) for crm, native in NATIVES.items() for variant in native.variants]


def test_six_crms_are_known():
    assert set(NATIVES) == {"salesforce", "hubspot", "pipedrive", "dynamics", "odoo", "zoho"}


@pytest.mark.parametrize(("crm", "variant"), VARIANTS)
def test_a_loss_names_what_the_demo_has_and_leaves_a_table_that_can_be_loaded(crm, variant, plain):
    native = NATIVES[crm]
    held = native.held(plain, variant)
    for loss in (*native.losses, *native.variant_losses.get(variant, ())):
        assert loss.why.endswith("."), loss
        assert set(loss.columns) <= set(plain[loss.table].columns), loss
        assert loss.table not in native.params, f"{loss.table} is kept beside {crm}, as it is"
    for name, frame in held.items():
        required = {column.name for column in BY_NAME[name].columns if not column.optional}
        numbered = {BY_NAME[name].numbered}
        assert required - numbered <= set(frame.columns), name
        assert len(frame) > 0, name


@pytest.mark.parametrize(("crm", "variant"), VARIANTS)
def test_the_same_crm_gives_the_same_bytes(crm, variant, plain, tmp_path, exported):
    paths = NATIVES[crm].write(tmp_path, plain, variant)
    again = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in paths}
    first = exported(crm, variant).raw
    assert list(again) == list(first)
    assert [name for name in again if again[name] != first[name]] == []


@pytest.mark.parametrize(("crm", "variant"), VARIANTS)
def test_what_is_kept_beside_the_crm_stands_under_canonical_headings(
    crm, variant, plain, exported, same
):
    held = NATIVES[crm].held(plain, variant)
    export = exported(crm, variant)
    beside = [name for name in export.raw if not name.startswith("exports/")]
    assert beside == [f"params/{name}.csv" for name in NATIVES[crm].params]
    for name in NATIVES[crm].params:
        same(export.frames(f"params/{name}.csv"), held[name])


def test_the_plain_files_become_an_export(plain_folder, tmp_path, exported):
    paths = write_native("hubspot", plain_folder, tmp_path, variant="internal_names")
    first = exported("hubspot", "internal_names").raw
    assert {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in paths} == first
    with pytest.raises(ParamError, match="already holds exports/"):
        write_native("hubspot", plain_folder, tmp_path)


def test_an_unknown_crm_or_variant_is_refused_with_a_suggestion(plain_folder, tmp_path):
    with pytest.raises(ParamError, match=r"`salesfroce`. Did you mean `salesforce`\?"):
        write_native("salesfroce", plain_folder, tmp_path)
    with pytest.raises(ParamError, match=r"`label`. Did you mean `labels`\?"):
        write_native("hubspot", plain_folder, tmp_path, variant="label")
    assert list(tmp_path.iterdir()) == []
