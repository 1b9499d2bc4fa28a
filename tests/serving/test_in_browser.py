"""The page in a real browser: keyboard alone, the address and back, reset, errors, contrast and room at every width and theme.

Needs Chromium, its driver and selenium; skipped where one of them is missing. ``GIGASITE_SCREENSHOTS`` keeps pictures, as in tests/report.
"""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gigasite.serving.server import Server
from gigasite.serving.study import Study
from report.test_browser import BROWSER, CONTRAST, DRIVER, TEXTS

webdriver = pytest.importorskip("selenium.webdriver")
keys = pytest.importorskip("selenium.webdriver.common.keys").Keys
pytestmark = pytest.mark.browser

LAUNCH = "sites.orbit.launch_price_usd_per_kg"
WIDTHS = (1440, 1024, 760, 390, 320)


class Page:
    """A browser that waits until the page has settled."""

    def __init__(self, driver: Any, server: Server) -> None:
        self.driver, self.server = driver, server

    def js(self, code: str) -> Any:
        return self.driver.execute_script(code)

    def show(self, query: str = "", width: int = 1440, height: int = 900, theme: str = "light") -> None:
        self.size(width, height)
        features = [{"name": "prefers-color-scheme", "value": theme}]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": features})
        self.driver.get(self.server.address + query)
        self.settle()

    def size(self, width: int, height: int) -> None:
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        )

    def settle(self) -> None:
        end = time.monotonic() + 120.0
        while not self.js(
            "return !busy && !wanted && (!document.querySelector('.stale') || !!document.querySelector('.wrong:not([hidden])'))"
        ):
            assert time.monotonic() < end, "the page does not settle"
            time.sleep(0.05)

    def state(self) -> dict[str, str]:
        return dict(self.js("return {live: $('live').textContent, strip: $('strip').textContent, command: $('command').textContent}"))

    def at(self, name: str) -> int:
        return int(self.js(f"return controls.findIndex(one => one.name === '{name}')"))

    def keep(self, name: str) -> None:
        folder = os.environ.get("GIGASITE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            picture = self.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"]
            Path(folder, f"{name}.png").write_bytes(base64.b64decode(picture))


@pytest.fixture(scope="module")
def page(server: Server) -> Iterator[Page]:
    if not BROWSER or not DRIVER:
        pytest.skip("no Chromium with its driver: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield Page(driver, server)
    driver.quit()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hides_overlaps_or_runs_out_of_the_page(page: Page, width: int, theme: str) -> None:
    page.show(f"?{LAUNCH}=300", width, 900 if width > 400 else 844, theme)
    page.keep(f"serve-{theme}-{width}")
    page.size(width, int(page.js("return document.documentElement.scrollHeight")))
    page.settle()
    assert page.js("return document.documentElement.scrollWidth") == width
    found = page.js(TEXTS.replace("'.plots svg'", "'.plot svg'"))
    assert found == {"overlap": [], "outside": [], "small": []}
    assert page.js(CONTRAST) == []
    scales = "return [...document.querySelectorAll('.plot svg')].map(s => s.getBoundingClientRect().width / s.viewBox.baseVal.width)"
    assert len(page.js(scales)) == 2 and all(0.85 < scale < 1.1 for scale in page.js(scales))  # text keeps its size
    assert [entry["message"] for entry in page.driver.get_log("browser")] == []


def test_the_address_and_back(page: Page, study: Study) -> None:
    page.show()
    untouched = page.state()
    assert page.js("return location.search") == "" and page.js("return $('reset').disabled")
    page.show(f"?{LAUNCH}=300&unknown=3&sites.orbit.altitude_km=9")
    moved = page.state()
    assert moved != untouched and page.js("return location.search") == f"?{LAUNCH}=300"
    assert page.js("return $('count').textContent") == "1 change from the scenario"
    page.show(page.js("return location.search"))
    assert page.state() == moved
    page.js("$('reset').click()")
    page.settle()
    assert page.state() == untouched and page.js("return location.search") == ""
    page.show(f"?{LAUNCH}=-5")
    assert page.js("return location.search") == f"?{LAUNCH}=0"  # what is not legal is brought to the nearest that is


def test_the_keyboard_alone_reaches_and_moves_every_input(page: Page, study: Study) -> None:
    page.show()
    reached = []
    for _ in range(40):
        page.driver.switch_to.active_element.send_keys(keys.TAB)
        reached.append(page.js("return document.activeElement.id"))
    wanted = [f"{kind}-{i}" for i in range(len(study.controls)) for kind in "nr"]
    assert [name for name in reached if name in wanted][: len(wanted)] == wanted
    for i, one in enumerate(study.controls):
        page.js(f"$('r-{i}').focus()")
        before = page.js(f"return now(controls[{i}])")
        page.driver.switch_to.active_element.send_keys(keys.ARROW_RIGHT)
        assert page.js(f"return now(controls[{i}])") > before, one.name
        assert one.unit in page.js(f"return $('r-{i}').getAttribute('aria-valuetext')")
    assert page.js("return changed.size") == len(study.controls)
    page.driver.switch_to.active_element.send_keys(keys.HOME)
    page.settle()
    assert page.js(f"return now(controls[{len(study.controls) - 1}])") == pytest.approx(
        study.controls[-1].track[0], abs=0.01 * abs(study.controls[-1].now)
    )


def test_an_arrow_is_a_step_that_a_person_would_take(page: Page) -> None:
    page.show(f"?{LAUNCH}=300")
    page.js(f"$('r-{page.at(LAUNCH)}').focus()")
    page.driver.switch_to.active_element.send_keys(keys.ARROW_LEFT)
    page.settle()
    assert page.js("return location.search") == f"?{LAUNCH}=290"


def field(page: Page, text: str) -> int:
    i = page.at(LAUNCH)
    page.js(f"$('n-{i}').value = ''; $('n-{i}').focus()")
    page.driver.switch_to.active_element.send_keys(text, keys.TAB)
    page.settle()
    return i


def test_a_number_is_typed_with_a_unit(page: Page) -> None:
    page.show()
    i = field(page, "0.5 USD/g")
    assert page.js(f"return $('n-{i}').value") == "500" and page.js("return location.search") == f"?{LAUNCH}=500"


def test_bad_input_is_told_under_its_field_and_mended(page: Page) -> None:
    page.show()
    untouched = page.state()
    i = field(page, "5 MW")
    assert page.js(f"return $('e-{i}').textContent").startswith("error: sites.orbit.launch_price_usd_per_kg:")
    assert page.js(f"return $('n-{i}').getAttribute('aria-invalid')") == "true" and page.state() == untouched
    i = field(page, "-7")
    assert "outside 0 to 1,000,000" in page.js(f"return $('e-{i}').textContent")
    page.keep("serve-bad-input")
    field(page, "3000")
    assert page.js(f"return $('e-{i}').hidden") and page.state() != untouched


def test_outside_the_sources_is_said(page: Page, study: Study) -> None:
    page.show(f"?{LAUNCH}=50")
    i = page.at(LAUNCH)
    assert page.js(f"return $('s-{i}').querySelector('.out').textContent") == "outside sources"


def test_pressing_in_the_map_moves_two_inputs(page: Page) -> None:
    page.show()
    page.js(
        "const box = $('map').getBoundingClientRect(), at = {clientX: box.left + box.width * 0.4, clientY: box.top + 200, bubbles: true};"
        "$('map').dispatchEvent(new PointerEvent('pointerdown', at));"
        "dispatchEvent(new PointerEvent('pointerup'));"
    )
    page.settle()
    assert page.js("return changed.size") == 2 and LAUNCH in page.js("return location.search")


def test_the_live_region_speaks_once_the_page_has_settled(page: Page) -> None:
    page.show(f"?{LAUNCH}=300")
    time.sleep(1.0)
    assert page.js("return $('said').textContent") == page.state()["live"]


def test_the_first_screen_holds_the_answer_and_every_site(page: Page, study: Study) -> None:
    page.show()
    for element in ("live", "rank", "n-0"):
        assert page.js(f"return $('{element}').getBoundingClientRect().bottom") <= 900, element
    page.show(width=390, height=844)
    page.js(f"$('r-{len(study.controls) - 1}').scrollIntoView()")
    end = time.monotonic() + 10.0
    while page.js("return $('strip').getBoundingClientRect().top") != 0:  # the costs stay in sight while an input is moved
        assert time.monotonic() < end
        time.sleep(0.1)
