from django.forms.renderers import TemplatesSetting


class PortalFormRenderer(TemplatesSetting):
    """Every field looks the same everywhere: label, help, input, error beside it (see templates/forms/)."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
