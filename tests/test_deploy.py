"""The examples of docs/deploy do what they say; each is tried where its program is installed."""

from __future__ import annotations

import getpass
import grp
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from tests.ports import free_port
from tests.sources.harvest.oai_server import serving

DEPLOY = Path(__file__).resolve().parents[1] / "docs" / "deploy"


class Asking(BaseHTTPRequestHandler):
    """Answers in the form that is asked for, as `lod serve` does."""

    protocol_version = "HTTP/1.1"
    server: Upstream

    def do_GET(self) -> None:
        self.server.asked.append(dict(self.headers))
        form = self.headers.get("Accept", "text/html")
        told = [self.path, form, self.headers.get("Accept-Language", ""), self.headers["Accept-Encoding"]]
        body = f"{self.server.published}{' '.join(told)}".encode()
        self.send_response(200)
        for name, value in (
            ("Content-Type", "text/plain"),
            ("Cache-Control", "public, no-cache"),
            ("Vary", "Accept, Accept-Language, Cookie, Accept-Encoding"),
            ("ETag", f'"{abs(hash(body))}"'),
            ("Content-Length", str(len(body))),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep silent."""


class Upstream(ThreadingHTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asking)
        self.asked: list[dict[str, str]] = []
        self.published = ""


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def get(url: str, **headers: str) -> tuple[int, str, dict[str, str]]:
    asked = urllib.request.Request(url, headers={n.replace("_", "-"): v for n, v in headers.items()})
    try:
        with urllib.request.urlopen(asked, timeout=120) as answer:
            return answer.status, answer.read().decode(), dict(answer.headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, "", dict(error.headers)


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[tuple[str, Upstream]]:
    """nginx with the example, on ports of this test and without TLS."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    if program is None:
        pytest.skip("nginx is not installed")
    upstream, port = Upstream(), free_port()
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    text = re.sub(r"server \{\s*listen 80;.*?\n\}\n", "", text, flags=re.DOTALL)
    text = text.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    text = re.sub(r"\n *(listen \[::\]|ssl_)[^\n]*", "", text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{upstream.server_port}")
    assert "/var/cache/nginx-lod " in text
    text = text.replace("/var/cache/nginx-lod", str(tmp_path / "cache"))
    places = "".join(
        f"{name}_temp_path {tmp_path}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # its workers would be somebody else, who may not write here
    user = f"user {getpass.getuser()} {grp.getgrgid(os.getgid()).gr_name};" if os.getuid() == 0 else ""
    around = f"{user} error_log {tmp_path}/e; pid {tmp_path}/p; daemon off; events {{}}"
    whole = f"{around} http {{ access_log off; {places} {text} }}"
    (tmp_path / "nginx.conf").write_text(whole)
    with serving(upstream):
        process = subprocess.Popen(
            [program, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)], stderr=-3
        )
        try:
            end = time.monotonic() + 120
            while time.monotonic() < end and not listens(port):
                assert process.poll() is None, (tmp_path / "e").read_text()
                time.sleep(0.02)
            yield f"http://127.0.0.1:{port}", upstream
        finally:
            process.terminate()
            process.wait(120)


PAGE = "text/html,application/xhtml+xml,*/*;q=0.8"


def test_nginx_keeps_each_language_and_coding_of_a_page_by_itself(proxy: tuple[str, Upstream]) -> None:
    address, _ = proxy
    seen = []
    for _ in range(2):
        for coding in ("identity", "br"):
            for language in ("nl", "en"):
                _, body, headers = get(
                    f"{address}/doc/instance/x?y=1",
                    Accept=PAGE,
                    Accept_Language=language,
                    Accept_Encoding=coding,
                )
                assert body == f"/doc/instance/x?y=1 {PAGE} {language} {coding}"
                seen.append(headers["X-Cache"])
    assert seen[:4] == ["MISS"] * 4
    assert set(seen[4:]) <= {"HIT", "EXPIRED", "REVALIDATED"}
    assert "HIT" in seen[4:]


@pytest.mark.parametrize("form", ["text/turtle", "application/n-triples", "*/*", ""])
def test_a_program_that_follows_the_changes_is_never_told_what_was_true_before(
    proxy: tuple[str, Upstream], form: str
) -> None:
    """It fetches each thing once, just after it changed: seconds are enough to have it wrong for good."""
    address, upstream = proxy
    for _ in range(2):
        get(f"{address}/doc/instance/x", Accept=PAGE)
    for number in (2, 3):
        upstream.published = f"release {number} "
        _, body, headers = get(f"{address}/doc/instance/x", Accept=form)
        assert body.startswith(f"release {number} ")
        assert headers["X-Cache"] == "BYPASS"


def test_who_comes_first_after_a_quiet_day_is_shown_what_is_true(proxy: tuple[str, Upstream]) -> None:
    """What was kept longer than its seconds was given once more, however old, while it was asked for anew."""
    address, upstream = proxy
    get(f"{address}/doc/instance/x", Accept=PAGE)
    upstream.published = "the next release "
    time.sleep(6)  # the example keeps pages for five seconds
    _, body, _ = get(f"{address}/doc/instance/x", Accept=PAGE)
    assert body.startswith("the next release ")


def test_nginx_gives_through_as_long_an_address_as_the_server_takes(proxy: tuple[str, Upstream]) -> None:
    address, upstream = proxy
    assert get(f"{address}/sparql?query={'x' * 50_000}")[0] == 200
    assert len(upstream.asked) == 1


def test_nginx_gives_services_through_hides_the_numbers_and_says_who_asks(
    proxy: tuple[str, Upstream],
) -> None:
    address, upstream = proxy
    for _ in range(2):
        _, _, headers = get(
            f"{address}/sparql?query=x", X_Forwarded_For="203.0.113.9", X_Request_Id="mine-12345"
        )
        assert "X-Cache" not in headers
    assert len(upstream.asked) == 2
    assert upstream.asked[0]["X-Forwarded-For"] == "127.0.0.1"
    assert re.fullmatch("[0-9a-f]{32}", upstream.asked[0]["X-Request-Id"])
    assert get(f"{address}/metrics")[0] == 404
    assert len(upstream.asked) == 2


def test_a_proxy_passes_on_no_name_with_an_underscore(proxy: tuple[str, Upstream]) -> None:
    """`X_Forwarded_For` of a visitor would take the place of what the proxy says of him."""
    address, upstream = proxy
    asked = urllib.request.Request(f"{address}/sparql?query=x", headers={"X_Forwarded_For": "127.0.0.1"})
    with urllib.request.urlopen(asked, timeout=120):
        assert not [name for name in upstream.asked[0] if "_" in name]
    assert re.search(r"^\s*header_up -\*_\*$", (DEPLOY / "Caddyfile").read_text("utf-8"), re.MULTILINE)


@pytest.mark.parametrize(
    "unit", sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer")), ids=lambda p: p.name
)
def test_systemd_understands_the_units(unit: Path, tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    shutil.copytree(DEPLOY, tmp_path / "units")
    for file in (tmp_path / "units").glob("*.service"):
        file.write_text(file.read_text().replace("/opt/lod/.venv/bin/lod", "/bin/true"))
    done = subprocess.run(
        [program, "verify", "--man=no", str(tmp_path / "units" / unit.name)], capture_output=True, text=True
    )
    told = [line for line in done.stderr.splitlines() if str(tmp_path) in line or unit.name in line]
    assert not told, done.stderr


@pytest.mark.parametrize("unit", sorted(DEPLOY.glob("*.service")), ids=lambda p: p.name)
def test_the_units_leave_little_open(unit: Path) -> None:
    """As systemd itself counts: 10 is a service of root without any confinement."""
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd is not installed")
    words = [program, "security", "--offline=yes", "--threshold=20", "--no-pager", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True)
    if "unrecognized option" in done.stderr:
        pytest.skip("this systemd cannot judge a file")
    assert done.returncode == 0, done.stdout


def test_the_rules_for_prometheus_name_numbers_that_there_are() -> None:
    text = (DEPLOY / "prometheus.yml").read_text("utf-8")
    assert yaml.safe_load(text)["scrape_configs"][0]["job_name"] == "lod"
    told = (DEPLOY.parent / "operators.md").read_text("utf-8")
    names = set(re.findall(r"\blod_[a-z_]+", text))
    assert names
    assert not [name for name in names if name not in told]


@pytest.mark.parametrize(
    "told", [DEPLOY / "Containerfile", DEPLOY.parent / "deploy.md"], ids=lambda p: p.name
)
def test_what_pages_need_is_fetched_before_the_program_is_installed(told: Path) -> None:
    """Git does not know it: whoever installed by these lines had no SPARQL editor."""
    text = told.read_text("utf-8")
    assert 0 < text.find("python .ci/frontend.py") < text.find("--no-deps .")


def test_each_example_is_told_of() -> None:
    page = (DEPLOY.parent / "deploy.md").read_text("utf-8")
    assert not [path.name for path in DEPLOY.iterdir() if f"deploy/{path.name}" not in page]
