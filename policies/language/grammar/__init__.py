"""The grammars of statements, by language: each reads a text and says where it found what.

Another language is another package beside `english`, and a line here.
"""

from collections.abc import Callable, Iterator, Mapping

from policies.language.grammar import english
from policies.language.grammar.findings import Finding
from policies.language.grammar.written import Written

GRAMMARS: Mapping[str, Callable[[str, Written], Iterator[Finding]]] = {"en": english.read}
