"""Which ways of getting in touch are welcome, which are not, and what they are for."""

from collections.abc import Iterator, Sequence

from policies.language.grammar.english import channel_words as around
from policies.language.grammar.english.channel_mentions import Group, groups_of, is_something_else
from policies.language.grammar.english.help_words import HELP, PRACTICE_LINE
from policies.language.grammar.english.kinds import Kind
from policies.language.grammar.english.text import Sentence, Token
from policies.language.grammar.english.uses import is_for_changes, use_of
from policies.language.grammar.findings import ChannelFound
from policies.language.grammar.places import Span

_MAIN_NUMBER = "our main number"
_FEW = 3  # tokens of what stands in a list


def read(sentence: Sentence) -> Iterator[ChannelFound]:
    above = _above(sentence)
    for clause in sentence.clauses:
        of_a_helpline = PRACTICE_LINE.search(clause.plain) and _MAIN_NUMBER not in clause.plain
        help_at = [clause.place(match) for match in HELP.finditer(clause.plain)]
        groups = [] if of_a_helpline else list(_own_channels(clause, help_at))
        use = use_of(clause, headed=bool(above)) or _use_said_before(sentence, clause)
        if above and not groups:
            yield from _below(clause, above, use)
        for group in groups:
            yield from _rule(clause, group, use)
        others = help_at or around.COLLEAGUE.search(clause.plain)
        if around.NUMBER_OR_ADDRESS.search(clause.plain) and not others:
            yield from _addresses(clause)
        above = [token for group in groups for token in group] or above


def _own_channels(clause: Sentence, help_at: Sequence[Span]) -> Iterator[Group]:
    """Those named together that are the practice's."""
    for group in groups_of(clause):
        own = tuple(token for token in group if not is_something_else(clause, token, help_at))
        if own:
            yield own


def _above(sentence: Sentence) -> Sequence[Token]:
    """The channels that "these" or a heading means."""
    points_back = around.POINTING_BACK.search(sentence.plain)
    meant = sentence.before if sentence.before and points_back else sentence.label
    return [token for token in meant.tokens if token.kind == Kind.CHANNEL] if meant else []


def _use_said_before(sentence: Sentence, clause: Sentence) -> str | None:
    """As in "contact is for practical matters only. Please use text or email for this"."""
    if sentence.before and around.FOR_THIS.search(clause.plain):
        return use_of(sentence.before, headed=False)
    return None


def _below(clause: Sentence, above: Sequence[Token], use: str | None) -> Iterator[ChannelFound]:
    """What stands under the name of a channel, as in "Text messaging: not used"."""
    limited = around.AT_TIMES.search(clause.plain) or around.FOR_MATTERS.search(clause.plain)
    refused = around.REFUSED_BELOW.match(clause.plain) and not use and not limited
    if refused or use:
        for token in above:
            yield ChannelFound(clause.span, token.value, not refused, None if refused else use, firm=True)


def _rule(clause: Sentence, group: Group, use: str | None) -> Iterator[ChannelFound]:
    if is_for_changes(clause, clause.plain_after(group[-1].span)):
        use = "scheduling_only"
    accepted = _is_accepted(clause, group, use)
    if accepted is None:
        return
    firm = not accepted or bool(use) or _is_invited(clause, group)
    for token in group:
        yield ChannelFound(token.span, token.value, accepted, use if accepted else None, firm)


def _is_invited(clause: Sentence, group: Group) -> bool:
    """As in "please call", or in "Email me any time"."""
    before, after = clause.plain_before(group[0].span), clause.plain_after(group[-1].span)
    return bool(around.INVITING.search(before) or (not before.strip() and around.OURS.match(after)))


def _is_accepted(  # noqa: PLR0911  (the order of these cases is what it decides)
    clause: Sentence, group: Group, use: str | None
) -> bool | None:
    """None where the channels only come up."""
    before, after = clause.plain_before(group[0].span), clause.plain_after(group[-1].span)
    named = clause.plain[group[0].span.start - clause.start : group[-1].span.end - clause.start]
    refused, denied = around.REFUSING.search(before), around.DENIAL.search(before)
    unused = around.REFUSED.search(after)
    if around.FOR_A_TIME.search(clause.plain) and not use:
        return None
    if clause.label and around.NOT_DONE.search(clause.label.plain) and len(clause.tokens) <= _FEW:
        return False
    if not refused and not unused:
        return None if denied and not around.DISCOURAGED.search(before) else True
    if use == "scheduling_only" and around.EXCEPT.search(after):
        return True
    if around.AT_TIMES.search(before + named + after.partition(",")[0]) or around.DISCOURAGED.search(before):
        return True
    tail = before[refused.start() :] + named + after if refused else after
    if around.FOR_MATTERS.search(tail):
        return True if use == "scheduling_only" else None
    return False


def _addresses(clause: Sentence) -> Iterator[ChannelFound]:
    """As in "reach me at 212-555-0148 or at anna@example.org"."""
    for token in clause.tokens:
        if token.kind == Kind.ADDRESS:
            yield ChannelFound(token.span, "email" if "@" in token.value else "phone", accepted=True)
