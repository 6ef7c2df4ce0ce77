"""Whether everything kept and published is as it was written, from the page back to the rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kit import files
from kit.data.store import Store
from kit.data.verifying import verify_store
from kit.errors import Fault, RunError
from kit.params import Settings
from kit.publisher.edition import damaged
from kit.publisher.manifest import MANIFEST, is_named_by_its_content, read_manifest

_AGAIN = "Run `kit publish` to make it again."


def verify(settings: Settings) -> list[Fault]:
    """Everything in a project's outputs that is not as it was written.

    Parameters
    ----------
    settings
        Of the project; all parts of the store and all published files are read once.

    Returns
    -------
    list of Fault
        Errors: see `kit.data.verifying.verify_store` and `verify_editions`. Empty where all is
        whole.
    """
    return [*verify_store(Store(settings.store)), *verify_editions(settings.outputs)]


def verify_editions(outputs: Path) -> list[Fault]:
    """Published files that are not as the manifest of their edition says.

    Parameters
    ----------
    outputs
        Folder that holds ``editions/`` and the link ``site``.

    Returns
    -------
    list of Fault
        Errors: a file that is missing, differs or is not listed; a manifest that was changed, which
        shows because an edition is named by the digest of it; a site that leads nowhere.
    """
    folders = sorted(path.parent for path in (outputs / "editions").glob(f"*/{MANIFEST}"))
    faults = [fault for folder in folders for fault in _edition(folder)]
    site = outputs / "site"
    if site.is_symlink() and not (site / MANIFEST).is_file():
        faults.append(_fault("the site leads to no edition.", "site"))
    return faults


def _edition(folder: Path) -> Iterator[Fault]:
    place = f"editions/{folder.name}"
    try:
        manifest = read_manifest(folder) or {}
    except RunError:
        yield _fault("the manifest of the edition is damaged.", f"{place}/{MANIFEST}")
        return
    if manifest["edition"] != folder.name or not is_named_by_its_content(manifest):
        yield _fault("the manifest of the edition was changed.", f"{place}/{MANIFEST}")
    for path in damaged(folder):
        state = "differs from its manifest" if (folder / path).is_file() else "is missing"
        yield _fault(f"a published file {state}.", f"{place}/{path}")
    for found in sorted(path for path in folder.rglob("*") if path.is_file()):
        path = found.relative_to(folder).as_posix()
        is_leftover = found.name.startswith(files.LEFTOVER)  # of a killed process; never linked
        if path not in {*manifest["files"], MANIFEST} and not is_leftover:
            yield _fault("a file is published that no manifest lists.", f"{place}/{path}")


def _fault(message: str, place: str) -> Fault:
    return Fault("error", message, file=f"outputs/{place}", fix=_AGAIN)
