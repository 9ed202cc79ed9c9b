"""The same servers from Docker, where a machine has an engine but not the programs."""

import shutil
import subprocess

from tests.servers.place import await_, free_port, home, listens, run

IMAGES = {"postgres": "postgres:17", "kafka": "apache/kafka:4.1.1"}


def answers() -> bool:
    """Whether a Docker engine runs here."""
    if not shutil.which("docker"):
        return False
    return subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False).returncode == 0


def up(name: str) -> str:
    """Start the server `name` (postgres | kafka) in a container; gives what its tests take as address."""
    port = free_port()
    inner = {"postgres": 5432, "kafka": port}[name]
    settings = {
        "postgres": ["-e", "POSTGRES_USER=dondoc", "-e", "POSTGRES_HOST_AUTH_METHOD=trust"],
        "kafka": [word for pair in _kafka(port) for word in ("-e", pair)],
    }[name]
    run(
        [
            "docker",
            "run",
            "-d",
            "--rm",
            "--name",
            _container(name),
            "-p",
            f"127.0.0.1:{port}:{inner}",
            *settings,
            IMAGES[name],
        ]
    )
    (home() / f"{name}.log").write_text(f"container {_container(name)}\n")
    await_(name, lambda: listens(port))
    return f"postgresql://dondoc@127.0.0.1:{port}/postgres" if name == "postgres" else f"127.0.0.1:{port}"


def down(name: str) -> None:
    if shutil.which("docker"):
        subprocess.run(["docker", "rm", "-f", _container(name)], capture_output=True, timeout=60, check=False)


def _container(name: str) -> str:
    return f"{home().name}-{name}"


def _kafka(port: int) -> list[str]:
    return [
        "KAFKA_NODE_ID=1",
        "KAFKA_PROCESS_ROLES=broker,controller",
        "KAFKA_CONTROLLER_QUORUM_VOTERS=1@localhost:29093",
        f"KAFKA_LISTENERS=PLAINTEXT://0.0.0.0:{port},CONTROLLER://localhost:29093",
        f"KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://127.0.0.1:{port}",
        "KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER",
        "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1",
        "KAFKA_AUTO_CREATE_TOPICS_ENABLE=false",
    ]
