"""A whole installation for a fault round: three services as processes, a database and a broker of their own."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.faults.sinks import Hook, Mailbox
from tests.servers import kafka
from tests.servers.place import free_port
from tests.servers.sql import administer_now

TOKEN = "faults-operator-token"
BROKER = "kafka-faults"
SERVICES = ("ingest", "tracker", "notifier")
AGENCIES = """code,name,aliases,kind,parent,head,head_email,email,phone,valid_from,valid_to
H00.SNV,Sở Nội vụ,SNV,department,,Giám đốc Sở Nội vụ,gd@snv.example,vt@snv.example,,,
H00.STC,Sở Tài chính,STC,department,,Giám đốc Sở Tài chính,gd@stc.example,vt@stc.example,,,
H00.SYT,Sở Y tế,SYT,department,,Giám đốc Sở Y tế,gd@syt.example,vt@syt.example,,,
"""
CONFIG = """
[office]
name = "Văn phòng UBND tỉnh Mẫu"
code = "H00"
agencies = "agencies.csv"
[sources.thu]
preset = "dondoc"
auth = {{ scheme = "api-key", header = "X-Api-Key", secrets = ["faults"] }}
# Short times, so that what a killed sender held is looked at again within the round's patience.
[channels.email]
kind = "smtp"
host = "127.0.0.1"
port = {mail}
from = "Đôn đốc <dondoc@vanphong.example>"
timeout = 2
[channels.hethong]
kind = "webhook"
url = "http://127.0.0.1:{hook}/notices"
secret = "whsec_ZG9uZG9jLWZhdWx0cy1zZWNyZXQtMDE="
allow_private = true
timeout = 2
[notices]
lease = 10
[[recipients]]
audience = "agency"
channel = "hethong"
"""


class Installation:
    """Starts everything; `kill_something` takes one part away without a warning and brings it back."""

    def __init__(self, folder: Path, postgres: str, dice: random.Random) -> None:
        self.folder, self.postgres, self.dice = folder, postgres, dice
        self.mail, self.hook = Mailbox(dice.randrange(10**9)), Hook(dice.randrange(10**9))
        self.name = f"faults_{os.getpid()}_{dice.randrange(10**9)}"
        self.database = postgres.rpartition("/")[0] + "/" + self.name
        self.ports = {service: free_port() for service in SERVICES}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: list[str] = []
        (folder / "dondoc.toml").write_text(CONFIG.format(mail=self.mail.port, hook=self.hook.port), "utf-8")
        (folder / "agencies.csv").write_text(AGENCIES, "utf-8")

    def up(self) -> None:
        administer_now(self.postgres, f'CREATE DATABASE "{self.name}"')
        kafka.down(BROKER)
        self.broker = kafka.up(name=BROKER)
        done = subprocess.run(self._command("migrate"), env=self._environment("ingest"), cwd=self.folder, check=False)
        assert done.returncode == 0, "migrate failed"
        for service in SERVICES:
            self.start(service)
        for service in SERVICES:
            self.await_ready(service)

    def start(self, service: str) -> None:
        with (self.folder / f"{service}.log").open("ab") as log:
            self.processes[service] = subprocess.Popen(
                self._command(service), cwd=self.folder, env=self._environment(service), stdout=log, stderr=log
            )

    def await_ready(self, service: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                if httpx.get(self.base(service) + "/health/ready", timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise AssertionError(f"{service} is not ready:\n" + self.log(service)[-3000:])

    def kill_something(self) -> None:
        """SIGKILL to a service or the broker, or the end of every database connection; then bring it back."""
        victim = self.dice.choice([*SERVICES, *SERVICES, "broker", "connections"])
        self.killed.append(victim)
        if victim == "broker":
            kafka.kill(BROKER)
            time.sleep(self.dice.uniform(0, 1.5))
            kafka.start(int(self.broker.rpartition(":")[2]), BROKER)
        elif victim == "connections":
            administer_now(
                self.postgres,
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{self.name}' AND pid <> pg_backend_pid()",
            )
        else:
            self.processes[victim].send_signal(signal.SIGKILL)
            self.processes[victim].wait()
            time.sleep(self.dice.uniform(0, 0.5))
            self.start(victim)

    def items(self, service: str, path: str, **params: str) -> list[dict[str, Any]]:
        """Every row of a list, page by page."""
        found: list[dict[str, Any]] = []
        cursor: str | None = None
        with httpx.Client(headers={"authorization": f"Bearer {TOKEN}"}, timeout=30) as http:
            while True:
                page = http.get(
                    self.base(service) + path,
                    params={"limit": "200", **params, **({"after": cursor} if cursor else {})},
                ).raise_for_status()
                found += page.json()["items"]
                cursor = page.json()["next"]
                if not cursor:
                    return found

    def base(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports[service]}"

    def log(self, service: str) -> str:
        return (self.folder / f"{service}.log").read_text("utf-8", "replace")

    def close(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        for process in self.processes.values():
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        self.mail.close()
        self.hook.close()
        kafka.down(BROKER)
        administer_now(self.postgres, f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def _command(self, verb: str) -> list[str]:
        return [str(Path(sys.executable).parent / "dondoc"), verb]

    def _environment(self, service: str) -> dict[str, str]:
        mine = {
            "DONDOC_DATABASE_URL": self.database,
            "DONDOC_KAFKA_SERVERS": self.broker,
            "DONDOC_DATA": str(self.folder / "data"),
            "DONDOC_PORT": str(self.ports[service]),
            "DONDOC_BOOTSTRAP_TOKEN": TOKEN,
            "DONDOC_LOG_FORMAT": "json",
        }
        return {k: v for k, v in os.environ.items() if not k.startswith("DONDOC_")} | mine
