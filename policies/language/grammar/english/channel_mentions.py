"""Where a statement names channels together, and where it names one without meaning the practice's own."""

from collections.abc import Iterator, Sequence

from policies.language.grammar.english import channel_words as around
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.places import Span

Group = tuple[Token, ...]
_BETWEEN = {Kind.COMMA, Kind.AND, Kind.OPEN, Kind.CLOSE}
_JOINING = {
    "by",
    "via",
    "through",
    "a",
    "an",
    "the",
    "my",
    "our",
    "me",
    "us",
    "send",
    "secure",
    "client",
    "patient",
}
_CLOSE_TO_HELP = 45  # characters between "call" and the number of a helpline


def groups_of(clause: Sentence) -> Iterator[Group]:
    """Channels that are named together, as in "email, text or phone"."""
    group: list[Token] = []
    joined = False
    for token in clause.tokens:
        if token.kind == Kind.CHANNEL:
            if group and not joined:
                yield tuple(group)
                group = []
            group.append(token)
            joined = False
        elif group and token.kind in _BETWEEN:
            joined = True
        elif group and token.value not in _JOINING:
            yield tuple(group)
            group = []
    if group:
        yield tuple(group)


def is_something_else(clause: Sentence, token: Token, help_at: Sequence[Span]) -> bool:
    """A helpline's telephone, a call that we make, an email address on a form."""
    before, after = clause.plain_before(token.span), clause.plain_after(token.span)
    if around.NO_INVITATION.search(before) or around.SOMEBODY_ELSE.match(after):
        return True
    if around.OURS_TO_MAKE.search(before) and around.TO_YOU.match(after):
        return True
    if token.value == "walk_in":
        return _is_drop_in_time(clause, token)
    on_call = token.value == "phone" and around.ON_CALL.search(before)
    return bool(on_call or around.NOT_THE_CHANNEL.match(after) or _leads_to_help(token, after, help_at))


def _is_drop_in_time(clause: Sentence, token: Token) -> bool:
    """As in "drop-in: Monday 2 to 4", which is about hours."""
    said = clause.plain[token.span.start - clause.start : token.span.end - clause.start]
    return said.startswith("drop-in") and not clause.plain_before(token.span).endswith("no ")


def _leads_to_help(token: Token, after: str, help_at: Sequence[Span]) -> bool:
    """In "call or text 988" nobody is invited to call the practice, nor in "the helpline takes calls"."""
    ours = around.OURS.match(after)
    return any(
        token.span.start <= at.start < token.span.end + _CLOSE_TO_HELP
        or at.touches(token.span)
        or (at.end <= token.span.start and not ours)
        for at in help_at
    )
