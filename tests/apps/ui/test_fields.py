"""Form fields: a name, help, an error that says what to do, and nothing typed is lost."""

from typing import Any

from django import forms
from django.template import Context, Template
from django.utils.safestring import SafeString


class RecordForm(forms.Form):
    """One field of each kind."""

    secret = forms.CharField(widget=forms.HiddenInput, initial="s", required=False)
    kvk = forms.CharField(label="KvK", help_text="8 digits")
    audience = forms.ChoiceField(choices=[("a", "All"), ("b", "Us")], initial="b")
    kind = forms.ChoiceField(choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False)
    note = forms.CharField(required=False, label="<b>Note</b>")

    def clean(self) -> None:
        """Refuse whatever was sent."""
        if self.data:
            raise forms.ValidationError("Nothing fits together.")


def shown(source: str, form: Any) -> SafeString:
    return Template("{% load ui %}" + source).render(Context({"form": form}))


def test_a_field_has_a_label_and_help_that_belong_to_it():
    markup = shown("{% field form.kvk %}", RecordForm())
    assert '<label class="form-label" for="id_kvk">KvK</label>' in markup
    assert 'aria-describedby="id_kvk_help"' in markup and 'id="id_kvk_help">8 digits' in markup


def test_an_error_stands_under_its_field_and_is_named_by_it():
    markup = shown("{% field form.kvk %}", RecordForm({"kind": "x"}))
    assert 'aria-invalid="true"' in markup and "k-inv" in markup
    assert 'aria-describedby="id_kvk_help id_kvk_error"' in markup
    assert 'id="id_kvk_error"' in markup and "This field is required." in markup


def test_what_was_typed_stays_and_is_escaped():
    assert 'value="&quot;&gt;&lt;i&gt;"' in shown("{% field form.kvk %}", RecordForm({"kvk": '"><i>'}))


def test_a_label_is_escaped_and_an_optional_field_says_so():
    markup = shown("{% field form.note %}", RecordForm())
    assert "&lt;b&gt;Note&lt;/b&gt;" in markup and "(optional)" in markup


def test_a_group_of_choices_is_a_fieldset_with_a_label_per_choice():
    markup = shown("{% field form.kind %}", RecordForm({"kind": "y"}))
    assert markup.startswith('<fieldset class="k-field"') and "<legend" in markup
    assert '<input class="form-check-input" type="radio" name="kind" value="y" id="id_kind_1" checked' in markup
    assert '<label class="form-check-label" for="id_kind_1">Y</label>' in markup


def test_a_select_keeps_what_was_chosen():
    markup = shown("{% field form.audience %}", RecordForm())
    assert 'class="form-select"' in markup and '<option value="b" selected>' in markup


def test_hidden_fields_have_no_label():
    assert "<label" not in shown("{% field form.secret %}", RecordForm())


def test_all_fields_come_in_order():
    markup = shown("{% fields form %}", RecordForm())
    assert markup.index("id_kvk") < markup.index("id_audience") < markup.index("id_agreed")


def test_the_list_of_errors_leads_to_the_fields():
    markup = shown("{% error_summary form %}", RecordForm({"audience": "a"}))
    assert "Not saved: 3 answers need attention." in markup
    assert 'href="#id_kvk"' in markup and 'href="#id_kind_0"' in markup
    assert "<li>Nothing fits together.</li>" in markup


def test_without_errors_there_is_no_list():
    assert shown("{% error_summary form %}", RecordForm()) == ""


def test_the_whole_form_posts_with_its_button():
    markup = Template(
        '{% load ui %}{% include "ui/form.html" with form=form submit="Deliver" cancel_url="/en/" %}'
    ).render(Context({"form": RecordForm()}))
    assert 'method="post"' in markup and "Deliver</button>" in markup and ">Cancel</a>" in markup
