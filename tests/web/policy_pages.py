"""What a browser sends of a form's page, read from its HTML as the browser reads it."""

import re
from collections import defaultdict
from html.parser import HTMLParser

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = defaultdict(list)
        self._select = self._textarea = ""
        self._options: list[tuple[str, bool]] = []
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "input" and "name" in said:
            if said["type"] != "checkbox":
                value = said.get("value", "")
                self.sent[said["name"]].append(re.sub(r"[\r\n]", "", value))
            elif "checked" in said:
                self.sent[said["name"]].append(said["value"])
        elif tag == "select":
            self._select, self._options = said["name"], []
        elif tag == "option":
            self._options.append((said["value"], "selected" in said))
        elif tag == "textarea":
            self._textarea, self._words = said["name"], ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            chosen = [value for value, is_chosen in self._options if is_chosen]
            self.sent[self._select].append((chosen or [self._options[0][0]])[-1])
        elif tag == "textarea":
            words = re.sub(r"\r\n|\r", "\n", self._words).removeprefix("\n")
            self.sent[self._textarea].append(words.replace("\n", "\r\n"))
            self._textarea = ""


def sent_by(html: str) -> Sent:
    reading = _Form()
    reading.feed(html)
    return dict(reading.sent)
