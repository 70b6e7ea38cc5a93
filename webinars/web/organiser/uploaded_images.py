"""An uploaded image of a form, checked."""

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from webinars.errors import InvalidInputError
from webinars.files.images import ImageLimits, UploadedImage, check_image
from webinars.web.core.errors.error_text import error_sentence
from webinars.web.organiser.events.form import add_error


def uploaded_image(field: FileField, limits: ImageLimits) -> UploadedImage | None:
    """Return the image of a field; None without one. One that is refused has an error at the field."""
    file: FileStorage | None = request.files.get(field.name)
    if file is None or not file.filename:
        return None
    # One byte over the limit shows that the file is too large.
    image = UploadedImage(file.filename, file.stream.read(limits.most_bytes + 1))
    try:
        check_image(image, limits)
    except InvalidInputError as error:
        add_error(field, error_sentence(error))
    return image
