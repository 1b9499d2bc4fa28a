"""Puts the output of `gigasite compare` and a picture of its report into the README.

python tools/readme_result.py            # needs chromium for the picture
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README, PICTURE = ROOT / "README.md", ROOT / "docs" / "_static" / "report.png"
BEGIN, END = "<!-- result -->", "<!-- end of result -->"


def main() -> None:
    """Runs the comparison once and writes both."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        command = [str(Path(sys.executable).with_name("gigasite")), "compare", "--color", "never"]
        out = subprocess.run([*command, "--html", str(page)], check=True, capture_output=True, text=True).stdout
        if browser := shutil.which("chromium"):
            PICTURE.parent.mkdir(exist_ok=True)
            flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=1280,1180"]
            subprocess.run([browser, *flags, f"--screenshot={PICTURE}", page.as_uri()], check=True, capture_output=True)
    table = out.split("\nboundary", 1)[0].rstrip()
    text = README.read_text("utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n```console\n$ gigasite compare\n{table}\n```\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
