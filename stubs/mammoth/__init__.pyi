from collections.abc import Callable
from typing import BinaryIO

class Result:
    value: str

def convert_to_html(
    fileobj: BinaryIO,
    *,
    convert_image: Callable[[object], list[object]] = ...,
    ignore_empty_paragraphs: bool = ...,
    external_file_access: bool = ...,
) -> Result: ...
