"""Whom a connection to the outside believes: the machine's authorities, and those that the operator names."""

import ssl
from collections.abc import Iterator


def trusting(authorities: str | None = None) -> ssl.SSLContext:
    """Certificates and host names are checked; `authorities` (PEM) are believed beside the machine's own.

    Raises ValueError where `authorities` holds no certificate.
    """
    context = ssl.create_default_context()
    if authorities is None:
        return context
    try:
        context.load_verify_locations(cadata=authorities)
    except (ssl.SSLError, ValueError) as unreadable:
        raise ValueError("no certificate in PEM form") from unreadable
    return context


def why(failure: BaseException) -> str:
    """In a word or two why a connection failed: what is wrong with a certificate, else the kind of the failure."""
    for one in _causes(failure):
        if isinstance(one, ssl.SSLCertVerificationError):
            return f"certificate refused: {one.verify_message}"
    return type(failure).__name__


def _causes(failure: BaseException | None) -> Iterator[BaseException]:
    while failure is not None:
        yield failure
        failure = failure.__cause__
