"""[api]: the HTTP interface that every service offers."""

from pydantic import Field

from shared.config.table import Setting


class Api(Setting):
    """`open_metrics` = false asks for an operator's token on /metrics. `token_cache`: seconds for which a token that
    was looked up is believed (a revocation takes effect after at most this). `body_limit` bytes of API writes.
    `body_timeout`: seconds from a request's head to its body's last byte; who is slower holds memory and a connection.
    """

    open_metrics: bool = True
    token_cache: float = Field(default=2, ge=0, le=60)
    body_limit: int = Field(default=2 * 2**20, ge=1024)
    body_timeout: float = Field(default=60, gt=0, le=3600)
    stop_timeout: float = Field(default=25, gt=0, le=600, description="seconds for a graceful stop")
