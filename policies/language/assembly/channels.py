"""What holds for each channel: a refusal outweighs a mention, and a limit outweighs a mention without one."""

from collections.abc import Iterable
from typing import Any

from policies.language.assembly.record import Record
from policies.language.grammar.findings import ChannelFound, Finding

Rules = dict[str, dict[str, Any]]
_BOTH = "This channel is both welcome and refused; it was taken as refused. Please say which you mean."
_TWO_USES = "This channel was said to be for something else, too; the narrower use was kept."


def channel_rules(found: Iterable[Finding], record: Record) -> Rules:
    rules: Rules = {}
    firm: set[str] = set()
    for each in found:
        if not isinstance(each, ChannelFound):
            continue
        rule = rules.setdefault(each.channel, open_channel())
        _accept(each, rule, record, said_before=each.channel in firm)
        _use(each, rule, record)
        if each.firm:
            firm.add(each.channel)
        record.note(each.span, f"channels.{each.channel}")
    for rule in rules.values():
        if not rule["accepted"]:
            rule["use"] = None
    return rules


def open_channel() -> dict[str, Any]:
    return {"accepted": True, "use": None, "reply": None, "hours": None, "note": None}


def _accept(each: ChannelFound, rule: dict[str, Any], record: Record, *, said_before: bool) -> None:
    contradicts = rule["accepted"] != each.accepted and each.firm and said_before
    if contradicts:
        record.problem(each.span, _BOTH)
    rule["accepted"] = rule["accepted"] and each.accepted


def _use(each: ChannelFound, rule: dict[str, Any], record: Record) -> None:
    if rule["use"] and each.use and rule["use"] != each.use:
        record.problem(each.span, _TWO_USES)
    rule["use"] = (
        "scheduling_only" if "scheduling_only" in (rule["use"], each.use) else rule["use"] or each.use
    )
