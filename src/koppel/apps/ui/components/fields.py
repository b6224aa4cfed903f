"""Form fields: label, help, the answer typed, and an error with a cross under it."""

from __future__ import annotations

from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from koppel.apps.ui.safe import element, joined

from .marks import status_shape

register = template.Library()


@register.simple_tag
def field(bound: BoundField, label: str = "", autofocus: bool = False) -> SafeString:
    """One field with its label, help and error; a group of choices becomes a fieldset.

    Args:
        bound: the field of the form, ``form.name``.
        label: other words than the form's own.
        autofocus: put the cursor here; at most one a page.
    """
    if bound.is_hidden:
        return joined([bound.as_widget()])
    words = str(label or bound.label)
    help_id, error_id = f"{bound.auto_id}_help", f"{bound.auto_id}_error"
    described = " ".join([*([help_id] if bound.help_text else []), *([error_id] if bound.errors else [])])
    attributes: dict[str, Any] = {}
    if described:
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if autofocus:
        attributes["autofocus"] = True
    notes = (_help(bound, help_id), _errors(bound, error_id))
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return _group(bound, words, attributes, notes)
    widget = joined([bound.as_widget(attrs=attributes | {"class": _classes(bound)})])
    optional = None if bound.field.required else element("span", {"class": "k-opt"}, " ", _("(optional)"))
    if isinstance(bound.field.widget, forms.CheckboxInput):
        tick = element("label", {"class": "form-check-label", "for": bound.id_for_label}, words)
        return element("div", {"class": "k-field"}, element("div", {"class": "form-check"}, widget, tick), *notes)
    name = element("label", {"class": "form-label", "for": bound.id_for_label}, words, optional)
    return element("div", {"class": "k-field"}, name, widget, *notes)


@register.simple_tag
def fields(form: forms.BaseForm) -> SafeString:
    """All fields of a form, hidden ones too."""
    return joined(field(bound) for bound in form)


@register.simple_tag
def error_summary(form: forms.BaseForm) -> SafeString:
    """Above the form: what did not happen and a link to each field that needs attention; nothing without errors."""
    problems = [element("li", None, sentence) for sentence in _sentences(form.non_field_errors())]
    for bound in form:
        for sentence in _sentences(bound.errors):
            problems.append(
                element("li", None, element("a", {"href": f"#{_first_id(bound)}"}, bound.label, ": ", sentence))
            )
    if not problems:
        return joined(())
    words = ngettext(
        "Not saved: one answer needs attention.", "Not saved: %(number)d answers need attention.", len(problems)
    )
    return element(
        "div",
        {"class": "k-note k-note-no k-errs", "role": "alert", "tabindex": "-1", "data-focus": True},
        element("b", None, words % {"number": len(problems)}),
        element("ul", {"class": "k-ul"}, *problems),
    )


def _group(
    bound: BoundField, words: str, attributes: dict[str, Any], notes: tuple[SafeString | None, ...]
) -> SafeString:
    described = {key: value for key, value in attributes.items() if key == "aria-describedby"}
    legend = element("legend", {"class": "form-label"}, words)
    return element(
        "fieldset",
        {"class": "k-field", "id": bound.auto_id, **described},
        legend,
        *(_option(bound, option) for option in bound.subwidgets),
        *notes,
    )


def _option(bound: BoundField, option: Any) -> SafeString:
    """One radio button or tick box with its label."""
    box = element(
        "input",
        {
            "class": "form-check-input is-invalid" if bound.errors else "form-check-input",
            "type": option.data["type"],
            "name": option.data["name"],
            "value": str(option.data["value"]),
            "id": option.id_for_label,
            "checked": bool(option.data["selected"]),
            "required": bound.field.required and option.data["type"] == "radio" and bound.form.use_required_attribute,
        },
    )
    name = element("label", {"class": "form-check-label", "for": option.id_for_label}, option.choice_label)
    return element("div", {"class": "form-check"}, box, name)


def _sentences(errors: ErrorList) -> list[str]:
    """The errors of a field or form as text."""
    return [str(sentence) for sentence in errors]


def _help(bound: BoundField, help_id: str) -> SafeString | None:
    return element("p", {"class": "form-text", "id": help_id}, bound.help_text) if bound.help_text else None


def _errors(bound: BoundField, error_id: str) -> SafeString | None:
    if not bound.errors:
        return None
    sentences = joined(_sentences(bound.errors), " ")
    return element(
        "p",
        {"class": "k-err", "id": error_id},
        element("span", {"class": "k-st k-st-no"}, status_shape("no"), sentences),
    )


def _classes(bound: BoundField) -> str:
    widget = bound.field.widget
    base = "form-control"
    if isinstance(widget, forms.Select):
        base = "form-select"
    elif isinstance(widget, forms.CheckboxInput):
        base = "form-check-input"
    own = widget.attrs.get("class", "")
    return " ".join(part for part in (base, own, "is-invalid k-inv" if bound.errors else "") if part)


def _first_id(bound: BoundField) -> str:
    if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{bound.auto_id}_0"
    return bound.id_for_label
