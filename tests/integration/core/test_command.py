"""The command as a person types it: exit codes, refusals, start and stop."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest

CONFIG = """\
[sources.internal]
auth = { scheme = "api-key", secrets = ["k"] }
[channels.console]
kind = "console"
"""


def environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DONDOC_")}
    return {**kept, "DONDOC_DATA": str(folder / "data"), "NO_COLOR": "1", **more}


def dondoc(folder: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "services", *words]
    return subprocess.run(
        command, cwd=folder, env=environment(folder, {"PYTHONPATH": str(Path.cwd()), **more}),
        capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dondoc.toml").write_text(CONFIG, "utf-8")
    return tmp_path


def test_wrong_use_is_2_and_shows_no_traceback(folder: Path) -> None:
    for words in (["nonsense"], ["tokens", "create"], ["tokens", "create", "x", "--role", "king"]):
        done = dondoc(folder, *words)
        assert done.returncode == 2, words
        assert "Traceback" not in done.stderr


def test_a_refused_configuration_is_1_with_its_line(folder: Path) -> None:
    (folder / "dondoc.toml").write_text(CONFIG.replace("api-key", "api-kee"), "utf-8")
    for verb in ("serve", "migrate", "doctor"):
        done = dondoc(folder, verb, DONDOC_LANG="en")
        assert done.returncode == 1
        assert done.stderr.startswith("dondoc.toml:2: sources.internal.auth.scheme: ")


def test_the_doctor_sees_what_only_a_service_would_refuse(folder: Path) -> None:
    (folder / "dondoc.toml").write_text(CONFIG + '[sources.internal.map]\n"document.nummer" = "so"\n', "utf-8")
    done = dondoc(folder, "doctor", DONDOC_LANG="en")
    assert (done.returncode, done.stderr.split(" ")[:2]) == (
        1,
        ["dondoc.toml:6:", "sources.internal.map.document.nummer:"],
    )


def test_a_configuration_that_is_not_there_is_said(folder: Path) -> None:
    done = dondoc(folder, "serve", "--config", "other.toml")
    said = "không mở được tệp (không có tệp hoặc thư mục này – No such file or directory); hãy kiểm tra --config"
    assert (done.returncode, done.stderr.strip()) == (1, f"other.toml:1: {said}")


@pytest.mark.parametrize(
    ("verb", "more", "said"),
    [
        ("ingest", {}, "PostgreSQL"),
        ("tracker", {"DONDOC_DATABASE_URL": "postgresql://x/y", "DONDOC_CLOCK": "2026-11-16 x2"}, "DONDOC_CLOCK"),
        ("serve", {"DONDOC_KAFKA_SERVERS": "127.0.0.1:9"}, "DONDOC_KAFKA_SERVERS"),
        ("serve", {"DONDOC_CLOCK": "tomorrow"}, "DONDOC_CLOCK"),
        ("serve", {"DONDOC_PORT": "many"}, "DONDOC_PORT"),
        ("serve", {"DONDOC_CLOCK": "0001-01-01T00:00:00+07:00 x1"}, "DONDOC_CLOCK"),
        ("serve", {"DONDOC_DATA": "/dev/null"}, "DONDOC_DATA"),
        ("migrate", {"DONDOC_DATABASE_URL": "mysql://x/y"}, "DONDOC_DATABASE_URL"),
    ],
)
def test_what_does_not_fit_together_is_refused(folder: Path, verb: str, more: dict[str, str], said: str) -> None:
    done = dondoc(folder, verb, **more)
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_said(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = dondoc(folder, "serve", DONDOC_PORT=port)
    assert done.returncode == 1
    assert f"{port} (địa chỉ và cổng đang được tiến trình khác dùng – " in done.stderr


def test_tokens_are_made_listed_and_revoked(folder: Path) -> None:
    assert dondoc(folder, "migrate").returncode == 0
    made = dondoc(folder, "tokens", "create", "người xem", "--role", "viewer")
    assert made.returncode == 0
    shown = dondoc(folder, "tokens", "list").stdout
    assert "người xem" in shown
    assert made.stdout.strip() not in shown
    identity = shown.split()[0]
    assert dondoc(folder, "tokens", "revoke", identity).returncode == 0
    assert dondoc(folder, "tokens", "revoke", identity).returncode == 1


def test_tokens_before_migrating_name_the_remedy(folder: Path) -> None:
    done = dondoc(folder, "tokens", "list")
    assert done.returncode == 1
    assert "dondoc migrate" in done.stderr


def test_the_doctor_says_what_to_mend(folder: Path) -> None:
    sick = dondoc(folder, "doctor", DONDOC_LANG="en")
    assert sick.returncode == 1
    assert "run dondoc migrate" in sick.stdout
    dondoc(folder, "migrate")
    assert "schema: current" in dondoc(folder, "doctor", DONDOC_LANG="en").stdout
    well = dondoc(folder, "doctor").stdout
    assert "+ lược đồ: đúng phiên bản" in well
    assert "+ nhật ký sự kiện: bảng trong cơ sở dữ liệu" in well


def test_the_doctor_says_why_a_channel_is_not_reached(folder: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    mail = f'[channels.mail]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nfrom = "vp@vp.example"\n'
    (folder / "dondoc.toml").write_text(CONFIG + mail, "utf-8")
    assert f"127.0.0.1:{port} (máy kia từ chối kết nối" in dondoc(folder, "doctor").stdout
    assert (
        f"127.0.0.1:{port} cannot be reached (Connection refused)" in dondoc(folder, "doctor", DONDOC_LANG="en").stdout
    )


def test_a_file_that_is_no_text_is_said(folder: Path) -> None:
    (folder / "a.txt").write_bytes(b"\x00\x01\x02")
    done = dondoc(folder, "read", "a.txt")
    assert (done.returncode, done.stdout) == (1, "")
    assert "UTF-8" in done.stderr


@pytest.fixture
def served(folder: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"PYTHONPATH": str(Path.cwd()), "DONDOC_PORT": str(port), "DONDOC_LOG_FORMAT": "json"}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "services", "serve"]
        process = subprocess.Popen(command, cwd=folder, env=environment(folder, more), stdout=log, stderr=log)
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


def test_two_of_them_never_share_a_folder(folder: Path, served: tuple[subprocess.Popen[bytes], str]) -> None:
    process, base = served
    _wait_until_ready(base, process)
    second = dondoc(folder, "serve", DONDOC_PORT="0")
    assert second.returncode == 1
    assert "DONDOC_DATA" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda data: (data / "dondoc.db").write_bytes(b"rubbish" * 1000), "file is not a database"),
        (lambda data: (data / "dondoc.db").mkdir(), "unable to open database file"),
    ],
)
@pytest.mark.parametrize("verb", ["serve", "migrate"])
def test_a_file_that_is_no_database_is_said(
    folder: Path, verb: str, spoil: Callable[[Path], object], said: str
) -> None:
    (folder / "data").mkdir()
    spoil(folder / "data")
    done = dondoc(folder, verb, DONDOC_PORT="0")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert said in done.stderr
    assert "DONDOC_DATABASE_URL" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("closed", [".", "dondoc.db"])
def test_a_folder_or_file_that_may_not_be_written_is_said_by_its_name(folder: Path, closed: str) -> None:
    assert dondoc(folder, "migrate").returncode == 0
    place = (folder / "data" / closed).resolve()
    place.chmod(0o500)
    done = dondoc(folder, "serve", DONDOC_PORT="0")
    place.chmod(0o700)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert str(place) in done.stderr


def test_a_database_that_is_away_at_the_first_start_is_said(folder: Path) -> None:
    away = "postgresql://dondoc:secret@127.0.0.1:1/x"
    done = dondoc(folder, "serve", DONDOC_PORT="0", DONDOC_DATABASE_URL=away)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "127.0.0.1:1/x" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.postgres
def test_a_database_without_a_schema_is_said_once(folder: Path, bare_postgres_url: str) -> None:
    """Separate services wait for `dondoc migrate`, however long it takes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = {"PYTHONPATH": str(Path.cwd()), "DONDOC_PORT": str(port), "DONDOC_DATABASE_URL": bare_postgres_url}
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-m", "services", "tracker"]
        process = subprocess.Popen(command, cwd=folder, env=environment(folder, more), stdout=log, stderr=log)
    base = f"http://127.0.0.1:{port}"
    try:
        until(lambda: httpx.get(f"{base}/health/ready").status_code == 503)
        time.sleep(2.5)  # the database is looked at every second
        said = httpx.get(f"{base}/health/ready").text
    finally:
        process.kill()
        process.wait()
    assert "dondoc migrate" in said
    assert (folder / "log").read_text("utf-8").count("service.waiting") == 1


def test_only_its_owner_may_read_a_new_folder(folder: Path) -> None:
    assert dondoc(folder, "migrate").returncode == 0
    assert stat.S_IMODE((folder / "data").stat().st_mode) == 0o700


def test_serve_starts_on_an_empty_folder_and_stops_gracefully(
    folder: Path, served: tuple[subprocess.Popen[bytes], str]
) -> None:
    process, base = served
    _wait_until_ready(base, process)
    assert "chỉ hiện một lần" in (folder / "log").read_text("utf-8")
    body = b'{"event_id": "e", "document": {"number": "1", "notation": "X", "abstract": "y"}}'
    answer = httpx.post(f"{base}/webhooks/internal", content=body, headers={"x-api-key": "k"})
    assert answer.status_code == 202
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
    assert "service.stopped" in (folder / "log").read_text("utf-8")


def _wait_until_ready(base: str, process: subprocess.Popen[bytes]) -> None:
    def ready() -> bool:
        assert process.poll() is None
        return httpx.get(f"{base}/health/ready").status_code == 200

    until(ready)


def until(holds: Callable[[], bool]) -> None:
    for _ in range(300):
        try:
            if holds():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError("it does not come to pass")
