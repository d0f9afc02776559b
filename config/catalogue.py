"""The catalogue of translated words: `python -m config.catalogue compile | update | check`.

compile writes what the program reads (.mo) from what translators write (.po); update adds new English words
to every .po; check fails where a translation is missing or has other placeholders than the English.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from notifications.domain import resource_words

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "locale"
SOURCES = ("accounts", "config", "notifications", "policies", "scheduler", "web")
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
LINE_WIDTH = 100
_PLACEHOLDER = re.compile(r"\{\w*(?::[^}]*)?\}|%\(\w+\)[a-z]|%[sd]")
Words = str | tuple[str, ...] | list[str]


def main(arguments: list[str]) -> int:
    commands = {"compile": compile_all, "update": update_all, "check": check_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)  # noqa: T201  (a command prints)
        return 2
    problems = list(commands[arguments[0]]())
    print("\n".join(problems), file=sys.stderr, end="\n" * bool(problems))  # noqa: T201  (a command prints)
    return 1 if problems else 0


def compile_all(locale: Path = LOCALE) -> Iterator[str]:
    for path, catalogue in _catalogues(locale):
        with path.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)
    yield from ()


def update_all(locale: Path = LOCALE) -> Iterator[str]:
    template = _template()
    for path, catalogue in _catalogues(locale):
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as written:
            write_po(written, catalogue, width=LINE_WIDTH, sort_by_file=True, include_lineno=False)
    yield from ()


def check_all(locale: Path = LOCALE) -> Iterator[str]:
    template = _template()
    for path, catalogue in _catalogues(locale):
        for message in template:
            if message.id:
                yield from _faults(message, catalogue.get(message.id, message.context), path)


def _faults(english: Message, translated: Message | None, path: Path) -> Iterator[str]:
    language = path.parents[1].name
    if translated is None or translated.fuzzy or not all(_forms(translated.string)):
        yield f"{language}: no translation of {english.id!r}; add it to {path.name}"
    elif _placeholders(translated.string) != _placeholders(english.id):
        yield f"{language}: the translation of {english.id!r} has other placeholders than the English"


def _forms(words: Words | None) -> tuple[str, ...]:
    return (words or "",) if isinstance(words, str | None) else tuple(words)


def _placeholders(words: Words | None) -> set[str]:
    return {placeholder for form in _forms(words) for placeholder in _PLACEHOLDER.findall(form)}


def _catalogues(locale: Path) -> Iterator[tuple[Path, Catalog]]:
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        with path.open("rb") as source:
            yield path, read_po(source, locale=path.parents[1].name)


def _template() -> Catalog:
    template = Catalog()
    for place, line, words, comments, context in _words():
        template.add(words, locations=[(place, line)], auto_comments=comments, context=context)
    return template


def _words() -> Iterator[tuple[str, int, Words, list[str], str | None]]:
    for path in _files("*.py"):
        yield from _from_source(path, path.read_bytes())
    for path in (*_files("templates/**/*.html"), *_files("templates/**/*.txt")):
        yield from _from_source(path, _templatized(path))
    yield from ((place, 0, words, [], None) for place, words in _helpline_words())


def _files(pattern: str) -> Iterable[Path]:
    return sorted(path for source in SOURCES for path in (ROOT / source).rglob(pattern))


def _from_source(path: Path, source: bytes) -> Iterator[tuple[str, int, Words, list[str], str | None]]:
    found = extract("python", BytesIO(source), keywords=KEYWORDS, comment_tags=("Translators:",))
    yield from ((_name(path), line, words, comments, context) for line, words, comments, context in found)


def _templatized(path: Path) -> bytes:
    from django.utils.translation.template import templatize  # noqa: PLC0415  (only templates need Django)

    calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(map(str.strip, calls.split("\n"))).encode()  # indentation there is not Python's


def _helpline_words() -> Iterator[tuple[str, str]]:
    """What is said of a helpline; its own name is said in every language as it is."""
    place = _name(Path(resource_words.__file__))
    yield from ((place, words) for words in (*resource_words.GENERIC_NAMES, *resource_words.WAYS))


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
