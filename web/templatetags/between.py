"""Components that wrap what stands between their tags; those that wrap nothing are included as templates."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def card(content: SafeString, title: str, name: str, tone: str = "") -> SafeString:
    context = {"content": content, "title": title, "tone": tone, "name": name}
    return render_to_string("components/card.html", context)


@register.simple_block_tag
def notice(content: SafeString, tone: str = "", role: str = "") -> SafeString:
    return render_to_string("components/notice.html", {"content": content, "tone": tone, "role": role})
