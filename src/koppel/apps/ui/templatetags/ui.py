"""The one library of components: ``{% load ui %}``."""

from django import template

from koppel.apps.ui.components import fields, formats, frames, icons, lists, marks

register = template.Library()
for family in (icons, marks, formats, lists, frames, fields):
    register.tags.update(family.register.tags)
    register.filters.update(family.register.filters)
