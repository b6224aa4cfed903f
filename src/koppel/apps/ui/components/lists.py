"""Everything around a list: pages, sorting, facets, chips, the search box within it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppel.apps.ui.addresses import changed_query, htmx_attributes, query_of, query_without
from koppel.apps.ui.facets import Facet, FacetChoice
from koppel.apps.ui.safe import element, joined

from .formats import number
from .icons import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def url_with(context: template.Context, **changes: Any) -> str:
    """The address of this page with some keys changed; back on its first page unless ``page`` is given."""
    return changed_query(query_of(context.get("request")), changes)


@register.simple_tag(takes_context=True)
def url_without(context: template.Context, key: str, value: str) -> str:
    """The address of this page with one value of one key taken out."""
    return query_without(query_of(context.get("request")), key, value)


@register.simple_tag(takes_context=True)
def pages(context: template.Context, page: Page[Any], target: str = "", param: str = "page") -> SafeString:
    """Which rows these are and links to the other pages, query string kept.

    Args:
        page: one page of a paginator.
        target: selector of the part that htmx refreshes.
        param: the key of the page number in the address.
    """
    query = query_of(context.get("request"))
    swap = f"outerHTML show:{target}:top"

    def link(to: int, text: str, label: str = "") -> SafeString:
        url = changed_query(query, {param: to}, page_key=param)
        return element("a", {"href": url, "aria-label": label or None, **htmx_attributes(url, target, swap=swap)}, text)

    steps: list[SafeString] = []
    if page.has_previous():
        steps.append(link(page.previous_page_number(), _("Previous")))
    for place in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        if place == page.number:
            steps.append(element("b", {"aria-current": "page"}, number(page.number)))
        elif isinstance(place, int):
            steps.append(link(place, number(place), _("Page %(number)s") % {"number": number(place)}))
        else:
            steps.append(element("span", {"aria-hidden": "true"}, "…"))
    if page.has_next():
        steps.append(link(page.next_page_number(), _("Next")))
    rows = _("%(first)s to %(last)s of %(all)s") % {
        "first": number(page.start_index()),
        "last": number(page.end_index()),
        "all": number(page.paginator.count),
    }
    navigation = element("nav", {"class": "ms-auto k-pager", "aria-label": _("Pages")}, *steps)
    return element(
        "div",
        {"class": "k-tools k-under"},
        element("span", {"class": "k-2"}, rows),
        navigation if page.paginator.num_pages > 1 else None,
    )


@register.simple_tag(takes_context=True)
def sort_header(
    context: template.Context,
    key: str,
    label: str,
    current: str = "",
    numeric: bool = False,
    first: str = "asc",
    target: str = "",
) -> SafeString:
    """A column head that sorts by its column, and the other way at the second click.

    Args:
        key: the value of ``sort`` in the address.
        label: the column's name.
        current: how the list is sorted now, "-" in front for descending.
        numeric: the column holds numbers (to the right).
        first: the order of the first click, ``asc`` or ``desc``.
        target: selector of the part that htmx refreshes.
    """
    order = "descending" if current == f"-{key}" else "ascending" if current == key else None
    to_descending = order == "ascending" or (order is None and first == "desc")
    url = changed_query(query_of(context.get("request")), {"sort": f"-{key}" if to_descending else key})
    arrow = icon("down" if order == "descending" else "up") if order else None
    link = element(
        "a", {"href": url, "id": f"sort-{key}", **htmx_attributes(url, target)}, label, " " if arrow else None, arrow
    )
    return element("th", {"scope": "col", "class": "k-num" if numeric else None, "aria-sort": order}, link)


@register.simple_tag
def facet(group: Facet) -> SafeString:
    """One group of answers to tick, with counts; the rest behind "more"."""
    rest = group.rest
    more = None
    if rest:
        words = ngettext("%(number)s more", "%(number)s more", len(rest)) % {"number": number(len(rest))}
        hidden = element("span", {"class": "k-sr"}, " ", group.label)
        more = element(
            "details",
            {"class": "k-facmore"},
            element("summary", None, words, hidden),
            *(_choice(group, choice) for choice in rest),
        )
    legend = element("legend", None, group.label)
    return element("fieldset", {"class": "k-fac"}, legend, *(_choice(group, choice) for choice in group.first), more)


def _choice(group: Facet, choice: FacetChoice) -> SafeString:
    box = element(
        "input",
        {
            "class": "form-check-input",
            "type": "checkbox",
            "name": group.name,
            "value": choice.value,
            "id": f"f-{group.name}-{slugify(choice.value) or 'none'}",
            "checked": choice.chosen,
        },
    )
    count = element("span", {"class": "k-c"}, number(choice.count))
    empty = not choice.count and not choice.chosen
    return element("label", {"class": "off" if empty else None}, box, element("span", None, choice.label), count)


@register.simple_tag(takes_context=True)
def filters(context: template.Context, facets: Sequence[Facet], target: str = "", label: str = "") -> SafeString:
    """The whole form of facets: folded on a phone, refreshing by htmx, with a button where there is no script."""
    request = context.get("request")
    path = request.path if request is not None else ""
    chosen = sum(len(group.chosen) for group in facets)
    htmx = {"hx-trigger": "change", **htmx_attributes(path, target)} if target else {}
    form = element(
        "form",
        {"class": "k-facets", "method": "get", "action": path, "aria-label": label or _("Filters"), **htmx},
        _kept(context, without={group.name for group in facets}),
        *(facet(group) for group in facets),
        element("noscript", None, _show_button()),
    )
    amount = element("b", None, number(chosen)) if chosen else None
    summary = element("summary", {"class": "btn btn-outline-secondary"}, icon("filter"), _("Filters"), amount)
    return element("details", {"class": "k-filters"}, summary, form)


@register.simple_tag(takes_context=True)
def chips(context: template.Context, facets: Iterable[Facet], target: str = "") -> SafeString:
    """The chosen answers, each with a cross, and "Clear all"; nothing when nothing is chosen."""
    query = query_of(context.get("request"))
    links: list[SafeString] = []
    names: dict[str, None] = {}
    for group in facets:
        for choice in group.chosen:
            names[group.name] = None
            url = query_without(query, group.name, choice.value)
            gone = element("span", {"class": "k-sr"}, " ", _("remove this filter"))
            links.append(
                element(
                    "a",
                    {"class": "k-chip", "href": url, **htmx_attributes(url, target)},
                    choice.label,
                    icon("cross"),
                    gone,
                )
            )
    if not links:
        return joined(())
    everything = changed_query(query, names)
    links.append(element("a", {"href": everything, **htmx_attributes(everything, target)}, _("Clear all")))
    return element("div", {"class": "k-chips", "role": "group", "aria-label": _("Chosen filters")}, *links)


@register.simple_tag(takes_context=True)
def search_within(context: template.Context, label: str, name: str = "q", target: str = "") -> SafeString:
    """The search box of a list: refreshes while typing, a plain form without script."""
    request = context.get("request")
    path = request.path if request is not None else ""
    box: dict[str, Any] = {
        "class": "form-control",
        "id": f"within-{name}",
        "name": name,
        "type": "search",
        "placeholder": label,
        "value": query_of(request).get(name, ""),
        "autocomplete": "off",
    }
    form: dict[str, Any] = {"class": "k-inq", "role": "search", "aria-label": label, "method": "get", "action": path}
    if target:
        form |= {
            "hx-trigger": f"input changed delay:300ms from:#within-{name}, submit",
            **htmx_attributes(path, target),
        }
    hidden_label = element("label", {"class": "k-sr", "for": f"within-{name}"}, label)
    return element("form", form, _kept(context, without={name}), icon("search"), hidden_label, element("input", box))


@register.simple_tag(takes_context=True)
def order(
    context: template.Context, choices: Iterable[tuple[str, str]], current: str = "", target: str = ""
) -> SafeString:
    """The order of a list as a select, for a phone where there are no column heads."""
    request = context.get("request")
    path = request.path if request is not None else ""
    htmx = {"hx-trigger": "change", **htmx_attributes(path, target)} if target else {}
    options = [element("option", {"value": key, "selected": key == current}, label) for key, label in choices]
    return element(
        "form",
        {"class": "k-order", "method": "get", "action": path, **htmx},
        _kept(context, without={"sort"}),
        element("label", {"class": "k-s k-2", "for": "order"}, _("Order")),
        element("select", {"class": "form-select", "id": "order", "name": "sort"}, *options),
        element("noscript", None, _show_button()),
    )


def _show_button() -> SafeString:
    return element("button", {"class": "btn btn-sm btn-outline-secondary", "type": "submit"}, _("Show"))


def _kept(context: template.Context, *, without: set[str]) -> SafeString:
    """Hidden fields for what the address holds besides this form, so that sending it keeps the rest."""
    query = query_of(context.get("request"))
    left_out = without | {"page"}
    return joined(
        element("input", {"type": "hidden", "name": key, "value": value})
        for key, values in query.lists()
        if key not in left_out
        for value in values
    )
