"""The first screen against a stored picture, pixel by pixel, with the browser and the font that drew it.

Another browser or font draws other edges: the test is skipped there and says so. A change that is meant is stored anew with
``GIGASITE_NEW_PICTURES=1 pytest tests/report/test_pixels.py``; look at the pictures before you commit them.
"""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from report.test_browser import Page, files, page

Image = pytest.importorskip("PIL.Image")
pytestmark = pytest.mark.browser

STORED = Path(__file__).parent / "pictures"
#: Share of the pixels that may differ by more than a shade.
TOLERANCE = 0.005
SHADE = 16

__all__ = ["files", "page"]  # fixtures


def drawn_with(browser: Page) -> dict[str, str]:
    """Browser and font behind the pixels."""
    version = browser.driver.capabilities["browserVersion"]
    font = subprocess.run(["fc-match", "Arial"], capture_output=True, text=True).stdout.strip() if shutil.which("fc-match") else "?"
    return {"browser": version, "font": font}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_screen_is_the_stored_picture(page: Page, files: dict[str, Path], theme: str) -> None:
    page.show(files["seeds"], 1440, theme, whole=False)
    shot = base64.b64decode(page.driver.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})["data"])
    picture, mark = STORED / f"report-1440x900-{theme}.png", STORED / "drawn_with.json"
    if os.environ.get("GIGASITE_NEW_PICTURES"):
        STORED.mkdir(exist_ok=True)
        picture.write_bytes(shot)
        mark.write_text(json.dumps(drawn_with(page), indent=1) + "\n")
    elif json.loads(mark.read_text()) != drawn_with(page):
        pytest.skip(f"stored with {mark.read_text()}, here {drawn_with(page)}: draw anew with GIGASITE_NEW_PICTURES=1")
    now, then = (np.asarray(Image.open(source).convert("RGB"), int) for source in (io.BytesIO(shot), picture))
    assert now.shape == then.shape
    differing = np.mean(np.abs(now - then).max(axis=2) > SHADE)
    assert differing <= TOLERANCE, f"{differing:.2%} of the pixels differ"
