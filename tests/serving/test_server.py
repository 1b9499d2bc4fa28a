"""The server with a real client: who is answered, what is refused, and how it ends."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import urllib.parse
from pathlib import Path

import pytest

from gigasite.errors import ParameterError
from gigasite.serving.server import Server

LAUNCH = "sites.orbit.launch_price_usd_per_kg"


def ask(server: Server, path: str, *, method: str = "GET", token: bool = True, **headers: str) -> tuple[int, dict[str, str], str]:
    client = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    client.request(method, f"/{server.token}/{path}" if token else path, headers=names)
    answer = client.getresponse()
    found = answer.status, dict(answer.getheaders()), answer.read().decode()
    client.close()
    return found


def test_the_page_is_whole_and_loads_nothing_from_elsewhere(server: Server) -> None:
    status, headers, page = ask(server, "")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8"
    assert "http://" not in page.replace("http://www.w3.org", "") and "https://" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"] and headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff" and "Access-Control-Allow-Origin" not in headers
    for file, kind in (("app.js", "text/javascript"), ("app.css", "text/css")):
        assert ask(server, file)[1]["Content-Type"].startswith(kind)


def test_what_follows_comes_as_json(server: Server) -> None:
    query = urllib.parse.urlencode({LAUNCH: "300", "width": 700, "unknown": "1"})
    status, _, body = ask(server, f"shown?{query}")
    found = json.loads(body)
    assert status == 200 and found["values"] == {LAUNCH: 300.0} and f"--set {LAUNCH}=300" in found["command"]
    assert 'viewBox="0 0 700' in found["rank"] and "ghost" in found["rank"]


@pytest.mark.parametrize(("value", "words"), [("-5", "outside 0 to 1,000,000"), ("5 MW", "USD/kg"), ("<script>", "begin with a number")])
def test_bad_input_is_told_in_the_words_of_the_command_line(server: Server, value: str, words: str) -> None:
    status, headers, body = ask(server, f"shown?{urllib.parse.urlencode({LAUNCH: value})}")
    told = json.loads(body)
    assert status == 400 and headers["Content-Type"].startswith("application/json")
    assert told["error"].startswith("error: sites.orbit.launch_price_usd_per_kg: ") and words in told["error"]
    assert "explain   gigasite explain launch_price_usd_per_kg" in told["error"] and told["path"].endswith("launch_price_usd_per_kg")


@pytest.mark.parametrize("query", ["width=0", "width=x", "width=nan", "width=1e9"])
def test_a_width_that_is_none(server: Server, query: str) -> None:
    assert ask(server, f"shown?{query}")[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_another_page_or_name_is_refused(server: Server, headers: dict[str, str]) -> None:
    for path in ("", "shown", "app.js"):
        assert ask(server, path, **headers)[0] == 403
    assert ask(server, "", Host=f"localhost:{server.port}", Sec_Fetch_Site="same-origin")[0] == 200


@pytest.mark.parametrize("path", ["/", "/shown", "/wrong/shown", "/favicon.ico", "/%C3%A9/", "/../../etc/passwd", "//"])
def test_without_the_secret_nothing_is_answered(server: Server, path: str) -> None:
    assert ask(server, path, token=False)[0] in (403, 404)


def test_only_what_is_there(server: Server) -> None:
    for path in ("nothing", "../study.py", "app.js/", "%2e%2e/server.py"):
        assert ask(server, path)[0] == 404
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(server, "shown", method=method)[0] == 501
    assert ask(server, f"shown?x={'y' * 9000}")[0] == 414
    assert ask(server, "shown?" + "&".join(f"a{i}=1" for i in range(200)))[0] == 400


def test_it_is_for_this_machine_alone_and_each_run_has_its_secret(server: Server) -> None:
    other = Server(0)
    assert other._http.server_address[0] == "127.0.0.1" and other.token != server.token and len(other.token) >= 20
    other.close()
    with pytest.raises(ParameterError, match="cannot listen") as caught:
        Server(server.port)
    assert caught.value.parameter == "port"


def command(*words: str, cwd: Path) -> subprocess.Popen[str]:
    # A shell that starts it in the background may have told it to ignore Ctrl-C; a terminal does not.
    start = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from gigasite.cli import main; main(sys.argv[1:])"
    )
    return subprocess.Popen(
        [sys.executable, "-c", start, "serve", *words], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    (tmp_path / "plan.toml").write_text(
        'draws = 40\n[sites.a]\ntype = "campus"\nregion = "US-TX"\n[sites.b]\ntype = "campus"\nregion = "FI"\n'
    )
    return tmp_path


def test_the_command_says_where_and_ctrl_c_ends_it(plan: Path) -> None:
    run = command("plan.toml", "--port", "0", "--no-open", "--json", "where.json", "--set", "chip_life_years=4", cwd=plan)
    assert run.stdout is not None
    address = run.stdout.readline().strip()
    where = json.loads((plan / "where.json").read_text())
    assert where["address"] == address and where["command"] == "serve" and f":{where['port']}/" in address
    parts = urllib.parse.urlsplit(address)
    client = http.client.HTTPConnection(parts.netloc, timeout=60)
    client.request("GET", parts.path + "shown")
    found = json.loads(client.getresponse().read())
    assert found["command"].endswith("--set chip_life_years=4") and "plan.toml" in found["command"]
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=30)
    assert run.returncode == 0 and "Traceback" not in err and "ended" in err, err
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", where["port"]), timeout=2)


def test_a_bad_scenario_and_a_taken_port_end_before_anything_is_served(plan: Path, server: Server) -> None:
    for words, sentence in (
        (("nowhere.toml",), "there is no file"),
        (("plan.toml", "--port", str(server.port)), "cannot listen"),
        (("plan.toml", "--set", "chip_life_years"), "is not NAME=VALUE"),
        (("plan.toml", "--set", "chip_life_years=900"), "outside"),
        (("plan.toml", "--port", "99999"), "not in the range"),
    ):
        run = command(*words, "--no-open", cwd=plan)
        _, err = run.communicate(timeout=60)
        assert run.returncode == 2 and sentence in err and "Traceback" not in err, err
