"""Whether an event is already what a form says: whoever sent the form before has then saved it."""

from dataclasses import replace

from webinars.events.models import Event
from webinars.web.workspace.linked import (
    MOST_LINKS,
    LinkedForm,
    Links,
    form_for,
    values_of_links,
)
from webinars.web.workspace.said import Said, announcement, read, values_of


def stands_already(event: Event, form: LinkedForm, said: Said, links: Links) -> bool:
    """Tell whether a form without errors says of an event what is so, however its times are written."""
    values = {**values_of(event), **values_of_links(event.links, MOST_LINKS)}
    shown = form_for(event.links, {})(formdata=None, data=values)
    is_so = announcement(shown, read(shown), series_id=None, links=list(event.links))
    wanted = announcement(form, said, series_id=None, links=list(links))
    wanted = replace(
        wanted,
        contact_name=wanted.contact_name or event.contact_name,
        contact_email=wanted.contact_email or event.contact_email,
    )
    return wanted == is_so and (form.series.data or "") == values["series"]
