"""librdkafka's in-process mock cluster, driven by ctypes: a broker that fails when it is told to."""

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import confluent_kafka

PRODUCE = 0
TOPIC_AUTHORIZATION_FAILED, MESSAGE_TOO_LARGE, NOT_ENOUGH_REPLICAS, REQUEST_TIMED_OUT = 29, 10, 19, 7
PRODUCER = 0
ERROR_TEXT = 512


def _library() -> ctypes.CDLL:
    folder = Path(confluent_kafka.__file__).parent.parent / "confluent_kafka.libs"
    library = ctypes.CDLL(str(next(folder.glob("librdkafka-*"))))
    for name in ("rd_kafka_conf_new", "rd_kafka_new", "rd_kafka_handle_mock_cluster"):
        getattr(library, name).restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    return library


class MockBroker:
    """One broker; `servers` is its address."""

    def __init__(self) -> None:
        self._lib = _library()
        told = ctypes.create_string_buffer(ERROR_TEXT)
        conf = ctypes.c_void_p(self._lib.rd_kafka_conf_new())
        self._lib.rd_kafka_conf_set(conf, b"test.mock.num.brokers", b"1", told, ctypes.c_size_t(ERROR_TEXT))
        made = self._lib.rd_kafka_new(PRODUCER, conf, told, ctypes.c_size_t(ERROR_TEXT))
        assert made, told.value
        self._handle = ctypes.c_void_p(made)
        self._cluster = ctypes.c_void_p(self._lib.rd_kafka_handle_mock_cluster(self._handle))
        self.servers: str = self._lib.rd_kafka_mock_cluster_bootstraps(self._cluster).decode()

    def create(self, topic: str, partitions: int) -> None:
        assert self._lib.rd_kafka_mock_topic_create(self._cluster, topic.encode(), partitions, 1) == 0

    def fail_produce(self, *errors: int) -> None:
        """The next produce requests are answered so, one each (0 = as usual)."""
        listed = (ctypes.c_int * len(errors))(*errors)
        self._lib.rd_kafka_mock_push_request_errors_array(
            self._cluster, ctypes.c_int16(PRODUCE), ctypes.c_size_t(len(errors)), listed
        )

    def down(self) -> None:
        """Connections are cut and refused."""
        self._lib.rd_kafka_mock_broker_set_down(self._cluster, 1)

    def up(self) -> None:
        self._lib.rd_kafka_mock_broker_set_up(self._cluster, 1)

    def close(self) -> None:
        self._lib.rd_kafka_destroy(self._handle)


@contextmanager
def mock_broker() -> Iterator[MockBroker]:
    made = MockBroker()
    yield made
    made.close()
