"""The README's picture: a page of the demo's site, as Chromium shows it.

``python -m kit.documentation.picture`` (`make picture`) takes it anew; text and flat colours need
no more than a small palette, which keeps the file below 80 kB.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from kit import files
from kit.documentation.drawing import KIT
from kit.errors import RunError

PAGE = "emea/iberia/forecast.html"
PICTURE = KIT.parent / "docs" / "report.png"
MOST = 80_000
"""Bytes that the picture may take."""

_SIZE = (1100, 1120)
_COLOURS = 48
_SECONDS = 120


def take(site: Path) -> bytes:
    """A picture of one page of a published site, as PNG.

    Raises
    ------
    RunError
        If the page is not published, there is no Chromium, or it takes no picture.
    """
    page, browser = site / PAGE, _browser()
    if not page.is_file():
        raise RunError(f"{page} is not there. Run `make report` on the demo first.")
    if browser is None:
        raise RunError("Chromium is not installed: apt-get install chromium-headless-shell.")
    with tempfile.TemporaryDirectory() as name:
        shot = Path(name) / "shot.png"
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={name}/profile", f"--screenshot={shot}"),
            *("--window-size={},{}".format(*_SIZE), page.resolve().as_uri()),
        ]
        subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
        if not shot.is_file():
            raise RunError(f"Chromium took no picture of {page}.")
        return _in_few_colours(shot)


def _browser() -> str | None:
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def _in_few_colours(shot: Path) -> bytes:
    from PIL import Image  # comes with matplotlib

    with Image.open(shot) as image:
        drawn = image.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    held = BytesIO()
    drawn.save(held, "PNG", optimize=True)
    return held.getvalue()


if __name__ == "__main__":
    files.write_atomic(PICTURE, take(KIT.parent / "outputs" / "site"))
