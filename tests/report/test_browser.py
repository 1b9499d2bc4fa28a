"""The report in a real browser: no request, no sideways scroll, no text on text, contrast, the first screen, paper.

Needs Chromium, its driver and selenium; skipped where one of them is missing. With ``GIGASITE_SCREENSHOTS`` set to a folder,
pictures of every width and theme are kept there.
"""

from __future__ import annotations

import base64
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import gigasite as gs
from gigasite import report
from gigasite.report.page import page as page_of
from report import fake

webdriver = pytest.importorskip("selenium.webdriver")
pytestmark = pytest.mark.browser

WIDTHS = (1440, 1024, 760, 390, 320)
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver") or shutil.which("chromium-driver")

TEXTS = """
const out = {overlap: [], outside: [], small: []};
for (const svg of document.querySelectorAll('.plots svg')) {
  const box = svg.getBoundingClientRect();
  if (!box.width) continue;
  const scale = box.width / svg.viewBox.baseVal.width;
  const texts = [...svg.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
  const id = svg.closest('figure').id;
  texts.forEach(([t, r], i) => {
    if (r.left < box.left - 1.5 || r.right > box.right + 1.5 || r.top < box.top - 1.5 || r.bottom > box.bottom + 3)
      out.outside.push(id + ': ' + t.textContent);
    if (parseFloat(getComputedStyle(t).fontSize) * scale < 9) out.small.push(id + ': ' + t.textContent);
    for (const [u, q] of texts.slice(i + 1)) {
      const w = Math.min(r.right, q.right) - Math.max(r.left, q.left), h = Math.min(r.bottom, q.bottom) - Math.max(r.top, q.top);
      if (w > 2 && h > 4) out.overlap.push(id + ': ' + t.textContent + ' | ' + u.textContent);
    }
  });
}
return out;
"""
CONTRAST = """
const probe = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
function rgba(colour) {
  probe.clearRect(0, 0, 1, 1); probe.fillStyle = '#000'; probe.fillStyle = colour; probe.fillRect(0, 0, 1, 1);
  const d = probe.getImageData(0, 0, 1, 1).data; return [d[0], d[1], d[2], d[3] / 255];
}
const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
const linear = v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
const page = rgba(getComputedStyle(document.body).backgroundColor);
function behind(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
  return layers.reverse().reduce((under, top) => over(top, under), page);
}
function painted(text, r) {  // the shape under the middle of a text of a drawing
  if (getComputedStyle(text).paintOrder.startsWith('stroke')) return page;
  for (const e of document.elementsFromPoint(r.left + r.width / 2, r.top + r.height / 2)) {
    if (e === text || !(e instanceof SVGGeometryElement)) continue;
    const s = getComputedStyle(e);
    if (s.fill === 'none' || s.fill.startsWith('url')) continue;
    const c = rgba(s.fill); c[3] *= parseFloat(s.fillOpacity); return over(c, behind(e.closest('figure')));
  }
  return behind(text.closest('figure'));
}
const bad = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const node = walker.currentNode, e = node.parentElement;
  if (!node.textContent.trim() || !e.checkVisibility() || e.classList.contains('skip')) continue;
  const range = document.createRange(); range.selectNodeContents(node);
  const r = range.getBoundingClientRect();
  if (!r.width) continue;
  const svg = e.closest('svg'), colour = rgba(svg ? getComputedStyle(e).fill : getComputedStyle(e).color);
  const back = svg ? painted(e, r) : behind(e), value = ratio(over(colour, back), back);
  if (value < 4.5) bad.push(value.toFixed(2) + ' ' + node.textContent.trim().slice(0, 40));
}
return bad;
"""


class Page:
    """A browser with the report open at a width and in a theme."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def __getattr__(self, name: str) -> Any:
        return getattr(self.driver, name)

    def show(self, file: Path, width: int, theme: str = "light", height: int = 900, whole: bool = True) -> None:
        self.size(width, height)
        self.media(theme)
        self.driver.get(file.as_uri())
        if whole:
            self.size(width, self.driver.execute_script("return document.documentElement.scrollHeight"))

    def size(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        )

    def media(self, theme: str, kind: str = "") -> None:
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": kind, "features": features})

    def keep(self, name: str) -> None:
        folder = os.environ.get("GIGASITE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(picture))


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    if not BROWSER or not DRIVER:
        pytest.skip("no Chromium with its driver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for word in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--force-device-scale-factor=1",
    ):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield Page(driver)
    driver.quit()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    out = {}
    for name, make in {"seeds": lambda: fake.comparison(draws=2000), **fake.ODD}.items():
        out[name] = folder / f"{name}.html"
        out[name].write_text(report.html(make()), "utf-8")
    out["real"] = folder / "real.html"
    out["real"].write_text(report.html(gs.compare(gs.example("seeds"), draws=100)), "utf-8")
    out["decided"] = folder / "decided.html"
    out["decided"].write_text(page_of(fake.decided()), "utf-8")
    return out


def check_layout(page: Page, width: int) -> None:
    assert page.execute_script("return document.documentElement.scrollWidth") == width
    texts = page.execute_script(TEXTS)
    assert texts == {"overlap": [], "outside": [], "small": []}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_the_seeds_at_every_width_in_both_themes(page: Page, files: dict[str, Path], width: int, theme: str) -> None:
    page.show(files["seeds"], width, theme)
    page.keep(f"report-{width}-{theme}")
    requests = page.execute_script("return performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith('data:'))")
    assert requests == []
    assert page.get_log("browser") == []
    check_layout(page, width)
    assert page.execute_script(CONTRAST) == []


@pytest.mark.parametrize("width", [1440, 760, 390, 320])
@pytest.mark.parametrize("odd", [*fake.ODD, "decided", "real"])
def test_odd_data(page: Page, files: dict[str, Path], odd: str, width: int) -> None:
    page.show(files[odd], width)
    page.keep(f"odd-{odd}-{width}")
    check_layout(page, width)
    assert page.get_log("browser") == []
    assert page.execute_script(CONTRAST) == []


def test_the_first_screen(page: Page, files: dict[str, Path]) -> None:
    page.show(files["seeds"], 1440, whole=False)
    page.keep("report-1440x900")
    ends = page.execute_script("return ['h1', '.answer', '.true', 'h3'].map(s => document.querySelector(s).getBoundingClientRect().bottom)")
    assert max(ends) <= 900


def test_the_data_folds_are_reached_by_keyboard(page: Page, files: dict[str, Path]) -> None:
    page.show(files["seeds"], 390, whole=False)
    sizes = page.execute_script(
        "return [...document.querySelectorAll('nav a, summary')].map(e => [e.tabIndex, e.getBoundingClientRect().height])"
    )
    assert all(index == 0 and height >= 24 for index, height in sizes)
    page.execute_script("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.execute_script("return document.documentElement.scrollWidth") == 390
    labels = page.execute_script("return [...document.querySelectorAll('.scroll')].map(e => [e.tabIndex, e.getAttribute('aria-label')])")
    assert all(index == 0 and name for index, name in labels)


def test_paper(page: Page, files: dict[str, Path], tmp_path: Path) -> None:
    page.show(files["seeds"], 1440, "dark", whole=False)
    page.media("dark", "print")
    assert page.execute_script("return getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    shown = page.execute_script("return [...document.querySelectorAll('.hmg img')].map(e => [e.className, getComputedStyle(e).display])")
    assert {(c, d) for c, d in shown} == {("hl", "block"), ("hd", "none")}
    page.media("dark")
    pdf = base64.b64decode(page.execute_cdp_cmd("Page.printToPDF", {"preferCSSPageSize": True, "printBackground": True})["data"])
    document = pytest.importorskip("pypdfium2").PdfDocument(pdf)
    assert 1 <= len(document) <= 10
    headings = set(
        page.execute_script("return [...document.querySelectorAll('h2, h3')].map(e => e.innerText.replace(/\\s+/g, ' ').trim())")
    )
    for sheet in document:
        lines = [" ".join(line.split()) for line in sheet.get_textpage().get_text_range().splitlines() if line.strip()]
        assert lines[-1] not in headings
        assert sheet.render(scale=0.2).to_numpy()[2, 2].min() == 255
    document.close()
    if folder := os.environ.get("GIGASITE_SCREENSHOTS"):
        Path(folder, "report.pdf").write_bytes(pdf)
