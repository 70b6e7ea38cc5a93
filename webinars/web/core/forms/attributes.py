"""HTML attributes of input elements."""

from markupsafe import Markup, escape


def html_attributes(**values: object) -> Markup:
    """Return the attributes that WTForms' html_params does, only faster.

    True is an attribute without a value, False none. Names may end in "_", and "_" in names of data and ARIA
    attributes is "-".
    """
    parts = []
    for name, value in sorted(values.items(), key=lambda item: item[0]):
        if value is False:
            continue
        key = name.rstrip("_")
        if key.startswith(("data_", "aria_")):
            key = key.replace("_", "-")
        if value is True:
            parts.append(str(escape(key)))
        else:
            # Of Markup, which is not escaped again, the quotes are.
            text = str(escape(value)).replace('"', "&quot;")
            parts.append(f'{escape(key)}="{text}"')
    return Markup(" ".join(parts))  # noqa: S704 - names and values are escaped
