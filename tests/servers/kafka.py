"""An Apache Kafka broker for tests: one node (KRaft), from its Maven artifacts, on free ports."""

import shutil
import signal
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path

from tests.servers.place import Missing, await_, end, free_port, home, install, launch, listens, run

HERE = Path(__file__).parent
SETTINGS = """process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs={data}
num.partitions=1
auto.create.topics.enable=false
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=10485760
"""


def up(port: int | None = None, name: str = "kafka") -> str:
    """Start a fresh broker called `name` and give its `host:port`. Raises Missing."""
    jars = _jars()
    data = home() / name
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    port = port or free_port()
    (data / "server.properties").write_text(
        SETTINGS.format(port=port, controller=free_port(), data=data / "log"), "utf-8"
    )
    cluster = (
        urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=").replace("-", "A")
    )  # no word of the command line begins with a dash
    run([*_java(jars), "kafka.tools.StorageTool", "format", "-t", cluster, "-c", str(data / "server.properties")])
    start(port, name)
    return f"127.0.0.1:{port}"


def start(port: int, name: str = "kafka") -> None:
    """Start the broker again on the data that it has (after `kill`, in fault tests)."""
    launch(name, [*_java(_jars()), "kafka.Kafka", str(home() / name / "server.properties")])
    await_(name, lambda: listens(port))


def kill(name: str = "kafka") -> None:
    """Kill the broker without a warning; its data stays."""
    end(name, signal.SIGKILL)


def down(name: str = "kafka") -> None:
    end(name)
    shutil.rmtree(home() / name, ignore_errors=True)


def _java(jars: Path) -> list[str]:
    java = shutil.which("java")
    if not java:
        raise Missing("java was not found; install default-jre-headless")
    small = ["-Xmx512m", "-Xms256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
    return [java, *small, f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}", "-cp", f"{jars}/*"]


def _jars() -> Path:
    """The broker's jars, resolved once with Maven."""
    folder, pom = home() / "jars", HERE / "pom.xml"
    mark = folder / ".complete"
    if mark.exists() and mark.read_text() == pom.read_text():
        return folder
    needed = [
        package for tool, package in (("java", "default-jre-headless"), ("mvn", "maven")) if not shutil.which(tool)
    ]
    if needed:
        install(*needed)
    shutil.rmtree(folder, ignore_errors=True)
    run(["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={folder}"])
    mark.write_text(pom.read_text())
    return folder
