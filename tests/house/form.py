"""The forms of a page, read as a browser reads them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """Where it is sent, and what is sent if nobody changes anything."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    # Names of fields that a person fills in.
    open: set[str] = field(default_factory=set)
    # Names of buttons that say which of them was pressed.
    buttons: set[str] = field(default_factory=set)


def forms(text):
    """All forms of a page, in their order."""
    reader = _Reader()
    reader.feed(text)
    return reader.forms


class _Reader(HTMLParser):
    """Knows inputs, selects, text areas and named buttons."""

    def __init__(self):
        super().__init__()
        self.forms = []
        self._inside = None
        self._select = None

    def handle_starttag(self, tag, attrs):
        """Forms begin, fields belong to the form that is open."""
        attributes = dict(attrs)
        if tag == "form":
            self._inside = Form(attributes.get("action") or "", (attributes.get("method") or "get").lower())
            self.forms.append(self._inside)
        elif self._inside is not None:
            self._field(tag, attributes)

    def handle_endtag(self, tag):
        """A form ends."""
        if tag == "form":
            self._inside = None
        elif tag == "select":
            self._select = None

    def _field(self, tag, attributes):
        name, value = attributes.get("name"), attributes.get("value") or ""
        kind = attributes.get("type", "text")
        if tag == "select":
            self._select = name
            self._inside.open.add(name)
        elif tag == "option" and self._select:
            if "selected" in attributes or self._select not in self._inside.fields:
                self._inside.fields[self._select] = value
        elif tag == "textarea" and name:
            self._inside.open.add(name)
            self._inside.fields[name] = ""
        elif tag == "input" and name and kind in ("radio", "checkbox"):
            self._inside.open.add(name)
            if "checked" in attributes:
                self._inside.fields[name] = value or "on"
        elif tag == "button" and name or kind in ("submit", "button", "image") and name:
            self._inside.buttons.add(name)
        elif tag == "input" and name:
            self._inside.fields[name] = value
            if kind != "hidden":
                self._inside.open.add(name)
