"""Pages of the demo for everybody: axe finds nothing, keys reach all, phones show it.

axe comes by ``npm install`` in ``tests/accessibility``, as ``.ci/run`` does it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.browser import chromium, visited
from tests.system.project import ROOT, Project
from tests.system.test_browser import CHARTED, PLAIN

__all__ = ["chromium"]  # a fixture
AXE = ROOT / "tests" / "accessibility" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("demo"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]
needs_axe = pytest.mark.skipif(
    not AXE.is_file(), reason="accessibility: run `npm install` in tests/accessibility"
)

KINDS = (
    *("index.html", "glossary.html", "archive.html"),
    *("emea/iberia/index.html", "emea/iberia/sales.html"),
    *("emea/iberia/accounts/index.html", "emea/iberia/accounts/[!i]*.html"),
)
ALL = sorted({*KINDS, *CHARTED["demo"], *PLAIN["demo"]})
QUICK = [
    *((address, 1280, "light") for address in KINDS),
    *((address, 390, "dark") for address in ("index.html", "emea/iberia/sales.html")),
]
SOME = ("index.html", "emea/iberia/sales.html", "emea/iberia/accounts/[!i]*.html")
SETTINGS = [(width, scheme) for width in (1280, 390) for scheme in ("light", "dark")]
_RUN = """async () => {
  const found = await axe.run(document, { resultTypes: ["violations"] });
  return found.violations.map((one) => [one.id, one.help, one.nodes.map((node) => node.html)]);
}"""
_TEXTS = r"""() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const [small, broken] = [[], []];
  while (texts.nextNode()) {
    const [node, parent] = [texts.currentNode, texts.currentNode.parentElement];
    if (!node.data.trim() || !parent.checkVisibility() || parent.closest("script, style")) continue;
    const drawn = parent.getScreenCTM && parent.getScreenCTM();
    const scale = drawn ? Math.hypot(drawn.a, drawn.b) : 1;
    if (parseFloat(getComputedStyle(parent).fontSize) * scale < 11) small.push(node.data);
    for (const match of node.data.matchAll(/[−+]?\u2060?[€$]\d[\d.,]*/g)) {
      const range = document.createRange();
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = Array.from(range.getClientRects(), (box) => box.top);
      if (Math.max(...tops) - Math.min(...tops) > 4) broken.push(match[0]);
    }
  }
  return [small, broken];
}"""
_FOCUSABLE = "a[href], button, input, summary, [tabindex='0']"
_REACHABLE = f"""() => {{
  const all = Array.from(document.querySelectorAll("{_FOCUSABLE}"));
  const shown = all.filter((one) => one.checkVisibility({{ visibilityProperty: true }}));
  shown.forEach((one, place) => {{ one.dataset.place = place; }});
  return shown.length;
}}"""
_FOCUSED = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const isInside = box.bottom > 0 && box.top < innerHeight && box.width > 0;
  return [one.dataset.place, isMarked && isInside];
}"""


def page_of(project: Project, address: str) -> Path:
    return sorted(project.site.resolve().glob(address))[0]


def violations(chromium: Any, page: Path, width: int, scheme: str) -> list[Any]:
    with visited(chromium, page.as_uri(), width=width, scheme=scheme, bypass_csp=True) as found:
        found.page.evaluate(AXE.read_text(encoding="utf-8"))
        answer: list[Any] = found.page.evaluate(_RUN)
        return answer


@needs_axe
@pytest.mark.parametrize(("address", "width", "scheme"), QUICK)
def test_axe_finds_nothing_on_any_kind_of_page(
    chromium: Any, demo: Project, address: str, width: int, scheme: str
) -> None:
    assert violations(chromium, page_of(demo, address), width, scheme) == []


@needs_axe
@pytest.mark.acceptance
@pytest.mark.parametrize(("width", "scheme"), SETTINGS)
@pytest.mark.parametrize("address", ALL)
def test_axe_finds_nothing_on_any_page(
    chromium: Any, demo: Project, address: str, width: int, scheme: str
) -> None:
    assert violations(chromium, page_of(demo, address), width, scheme) == []


@needs_axe
def test_axe_finds_what_is_wrong(chromium: Any, demo: Project, tmp_path: Path) -> None:
    page = page_of(demo, "index.html").read_text(encoding="utf-8")
    path = tmp_path / "page.html"
    path.write_text(page.replace("</main>", '<img src="data:,"><a href="x"></a></main>'), "utf-8")
    assert {one[0] for one in violations(chromium, path, 1280, "light")} >= {
        "image-alt",
        "link-name",
    }


@pytest.mark.parametrize("address", [*SOME, "company/overview.html"])
def test_on_a_phone_no_text_is_small_and_no_amount_breaks_in_two(
    chromium: Any, demo: Project, address: str
) -> None:
    with visited(chromium, page_of(demo, address).as_uri(), width=390) as found:
        assert found.page.evaluate(_TEXTS) == [[], []]


@pytest.mark.parametrize("address", SOME)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    chromium: Any, demo: Project, address: str
) -> None:
    with visited(chromium, page_of(demo, address).as_uri()) as found:
        count = found.page.evaluate(_REACHABLE)
        assert count > 1
        seen = []
        for _ in range(count):
            found.page.keyboard.press("Tab")
            seen.append(found.page.evaluate(_FOCUSED))
        assert [place for place, _ in seen] == [str(place) for place in range(count)]
        assert all(is_shown for _, is_shown in seen)
