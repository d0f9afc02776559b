"""Components that wrap what stands between their tags or need the request; the others are plain includes."""

from datetime import date
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext

from policies.language import times
from policies.language.times import say_date

register = template.Library()


@register.simple_block_tag
def card(content: SafeString, title: str, name: str, tone: str = "") -> SafeString:
    context = {"content": content, "title": title, "tone": tone, "name": name}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def disclosure(content: SafeString, title: str, name: str, *, is_open: object = False) -> SafeString:
    """A card that shows its content when it is asked for, or when something in it wants to be seen."""
    context = {"content": content, "title": title, "name": name, "is_open": is_open}
    return render_to_string("components/disclosure.html", context)


@register.simple_block_tag
def notice(content: SafeString, tone: str = "", role: str = "") -> SafeString:
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "role": role})


@register.filter
def whole_date(day: date) -> str:
    """Such as: Tuesday 10 March 2026."""
    return say_date(day, get_language() or "en")


@register.filter
def city(place: str) -> str:
    """Of a time zone, such as: New York."""
    return times.city(place, get_language() or "en")


@register.inclusion_tag("components/way.html", takes_context=True)
def way(
    context: dict[str, Any], page: str, says: str, *, leads_on: bool = False, count: int = 0
) -> dict[str, object]:
    """One link of a navigation, which says whether one is there; `leads_on`: or on a page under it.

    `count`: how many wait there for an answer.
    """
    address, here = reverse(page), context["request"].path
    within = "true" if leads_on and here.startswith(address) else ""
    current = "page" if here == address else within
    count_says = ngettext("waits for an answer", "wait for an answer", count or 0)
    return {
        "address": address,
        "says": says,
        "current": current,
        "count": count or 0,
        "count_says": count_says,
    }
