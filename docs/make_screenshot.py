"""Writes docs/site.png, the picture of the demo site in the README: `make screenshots`."""

from __future__ import annotations

import shutil
import tempfile
import threading
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from lod import package_data
from lod.publish import publish
from lod.site import Site
from webapp.app import create_app

HERE = Path(__file__).resolve().parent
PAGES = ("/", "/search?q=Amsterdam")
"""The pages that stand beside each other."""
WIDTH, HEIGHT = 1200, 1000
COLOURS = 96
"""So many are enough for letters and cloth, and make the file small."""
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")


def published(folder: Path) -> Site:
    """The demo, published in a folder of its own."""
    shutil.copytree(package_data.folder("data") / "demo", folder, ignore=shutil.ignore_patterns("var"))
    site = Site.load(folder)
    publish(site)
    return site


def shots(address: str) -> list[Image.Image]:
    """The tops of the pages, as a browser shows them."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=["--headless", "--no-sandbox"])
        page = browser.new_page(locale="en", viewport={"width": WIDTH, "height": HEIGHT})
        made = []
        for path in PAGES:
            page.goto(address + path)
            page.evaluate("document.fonts.ready")
            made.append(Image.open(BytesIO(page.screenshot())).convert("RGB"))
        browser.close()
    return made


def main() -> None:
    """Publish, serve, look and write."""
    with tempfile.TemporaryDirectory() as folder:
        site = published(Path(folder) / "demo")
        server = make_server("127.0.0.1", 0, create_app(site), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        pages = shots(f"http://127.0.0.1:{server.server_port}")
        server.shutdown()
    gap = WIDTH // 50
    whole = Image.new("RGB", (len(pages) * (WIDTH + gap) - gap, HEIGHT), "white")
    for number, page in enumerate(pages):
        whole.paste(page, (number * (WIDTH + gap), 0))
    small = whole.resize((1600, round(1600 * HEIGHT / whole.width)), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(HERE / "site.png", optimize=True)


if __name__ == "__main__":
    main()
