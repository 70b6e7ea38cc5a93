"""Files in an S3-compatible object store; obstore is imported only where one is set."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit  # noqa: TID251 - a setting, no link

# Of a file that is uploaded in parts; each is an object until all are there.
UNFINISHED = "unfinished"
# An object is sent in parts of so many octets, two at a time.
_PART = 8 * 1024 * 1024
_RETRIES: Any = {"max_retries": 3, "retry_timeout": timedelta(seconds=20)}
_STORES: dict[str, Any] = {}
ADDRESS = "s3://KEY:SECRET@HOST/BUCKET/FOLDER?region=REGION"


class StoreUnavailableError(Exception):
    """The object store cannot be reached, or refuses us; the text is one line."""


def write_object(address: str, key: str, blocks: Iterable[bytes] | bytes) -> None:
    """Store an object; it is there as a whole or not at all.

    Raises:
        StoreUnavailableError: it is not stored.
    """
    import obstore  # noqa: PLC0415 - not installed where no object store is used

    body = blocks if isinstance(blocks, bytes) else iter(blocks)
    with _failures():
        obstore.put(_store(address), key, body, chunk_size=_PART, max_concurrency=2)


def read_object(address: str, key: str, start: int, length: int, block: int) -> Iterator[bytes]:
    """Yield a range of an object in blocks of at most block octets.

    Raises:
        FileNotFoundError: there is no such object.
        EOFError: it is shorter than the range.
        StoreUnavailableError: it cannot be read now.
    """
    import obstore  # noqa: PLC0415

    while length > 0:
        with _failures():
            part = bytes(
                obstore.get_range(_store(address), key, start=start, length=min(block, length))
            )
        if not part:
            raise EOFError(f"the object {key} is shorter than it was")
        start, length = start + len(part), length - len(part)
        yield part


def object_size(address: str, key: str) -> int:
    """Return the size of an object.

    Raises:
        FileNotFoundError, StoreUnavailableError.
    """
    import obstore  # noqa: PLC0415

    with _failures():
        return int(obstore.head(_store(address), key)["size"])


def delete_objects(address: str, keys: Iterable[str]) -> None:
    """Delete objects; missing ones are no error.

    Raises:
        StoreUnavailableError: some may be left.
    """
    import obstore  # noqa: PLC0415

    with _failures():
        for key in keys:
            obstore.delete(_store(address), key)


def objects(address: str, prefix: str = "") -> Iterator[tuple[str, datetime]]:
    """Yield the key of each object below a prefix, and when it was stored.

    Raises:
        StoreUnavailableError.
    """
    import obstore  # noqa: PLC0415

    with _failures():
        for page in obstore.list(_store(address), prefix=prefix or None):
            for one in page:
                yield one["path"], one["last_modified"]


def check_address(address: str) -> None:
    """Check the address of an object store without asking it.

    Raises:
        ValueError: it is not one.
    """
    parts = urlsplit(address)
    bucket = parts.path.strip("/").partition("/")[0]
    if (
        parts.scheme != "s3"
        or not parts.hostname
        or not (bucket and parts.username and parts.password)
        or parts.port == 0
    ):
        raise ValueError(f"not an address such as {ADDRESS}")


def shown_address(address: str) -> str:
    """Return host and path of an address, without the key; empty for an empty one."""
    parts = urlsplit(address)
    return f"{parts.hostname}{parts.path}" if parts.hostname else ""


def _store(address: str) -> Any:
    if address not in _STORES:
        _STORES[address] = _open_store(address)
    return _STORES[address]


def _open_store(address: str) -> Any:
    from obstore.store import S3Store  # noqa: PLC0415

    parts = urlsplit(address)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    is_plain = query.get("tls") == "never"
    port = f":{parts.port}" if parts.port else ""
    return S3Store(
        bucket,
        prefix=prefix or None,
        endpoint=f"{'http' if is_plain else 'https'}://{parts.hostname}{port}",
        region=query.get("region", "us-east-1"),
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        virtual_hosted_style_request=False,
        client_options={"allow_http": is_plain, "timeout": "60s", "connect_timeout": "5s"},
        retry_config=_RETRIES,
    )


class _failures:  # noqa: N801 - used like a function
    """Raises StoreUnavailableError for what obstore raises, but for missing objects."""

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        """Translate an error of obstore."""
        if error is None or isinstance(error, OSError | EOFError | GeneratorExit):
            return
        from obstore.exceptions import BaseError  # noqa: PLC0415

        if isinstance(error, BaseError):
            # Its text names the key's object and the request, and no secret.
            raise StoreUnavailableError(str(error).splitlines()[0][:300]) from None
