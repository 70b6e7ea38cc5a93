"""Images that pages show: PNG and JPEG of a limited size, checked by their header; nothing is unpacked."""

import hashlib
from dataclasses import dataclass

from webinars.errors import InvalidInputError
from webinars.files.validation import extension_of, jpeg_pixels, media_type_of, png_pixels

# Media types by extension. No SVG, which may contain script, and which e-mail programs do not show.
IMAGE_TYPES = {"jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png"}


@dataclass(frozen=True)
class UploadedImage:
    """An uploaded image: its file name and bytes."""

    name: str
    body: bytes


@dataclass(frozen=True)
class ImageLimits:
    """How large an image may be: kilobytes of its file, and millions of pixels."""

    kilobytes: int
    megapixels: int

    @property
    def most_bytes(self) -> int:
        """Return the limit of the file in bytes."""
        return self.kilobytes * 1024


def check_image(image: UploadedImage, limits: ImageLimits) -> str:
    """Return the media type of an image.

    Raises:
        InvalidInputError: "file-type-not-accepted" (facts: taken), "picture-too-large" (facts: most, in
            kilobytes), "image-too-large" (facts: most, in millions of pixels), and those of
            validation.media_type_of().
    """
    if extension_of(image.name) not in IMAGE_TYPES:
        raise InvalidInputError("file-type-not-accepted", taken=", ".join(sorted(IMAGE_TYPES)))
    if len(image.body) > limits.most_bytes:
        raise InvalidInputError("picture-too-large", most=limits.kilobytes)
    pixels = max(png_pixels(image.body), jpeg_pixels(image.body))
    if pixels > limits.megapixels * 1_000_000:
        raise InvalidInputError("image-too-large", most=limits.megapixels)
    return media_type_of(image.name, image.body)


def image_digest(body: bytes) -> str:
    """Return the hash of an image that its address contains."""
    return hashlib.sha256(body).hexdigest()[:16]
