"""Rendering PDF: what people wrote is printed as text; the result is tagged, and the same each time."""

import io

import pypdf
import pytest
import typst
from django.db import transaction

from support import pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, date: none)
#set text(lang: "fr")
= #data.title
#data.text
"""


@pytest.fixture
def template(settings, tmp_path):
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.typ").write_text(TEMPLATE)
    settings.BASE_DIR = tmp_path
    return "page.typ"


def read(content):
    return pypdf.PdfReader(io.BytesIO(content))


def words(content):
    return " ".join("".join(page.extract_text() for page in read(content).pages).split())


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#include "page.typ"',
        "#import",
        "*gras* _italique_ $x^2$ `code` <label> @ref // commentaire /* et */",
        "\\ \\u{41} = Titre - liste + liste / terme",
        'guillemets " et \' et \\"',
        "http://evil.example/",
    ],
)
def test_what_people_wrote_is_printed_as_they_wrote_it(template, db, text):
    content = pdf.render(template, {"title": text, "text": text})
    assert words(content) == " ".join(f"{text} {text}".split())
    assert read(content).metadata.title == text
    assert "root:" not in words(content)
    assert not any("/Annots" in page for page in read(content).pages)


def test_it_is_tagged_in_french_and_says_that_it_is_accessible(template, db):
    document = read(pdf.render(template, {"title": "Titre", "text": "Texte"}))
    assert (
        document.root_object["/MarkInfo"]["/Marked"] is True or document.root_object["/MarkInfo"]["/Marked"]
    )
    assert document.root_object["/Lang"] == "fr"
    assert "/StructTreeRoot" in document.root_object
    assert document.root_object["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in document.root_object["/Metadata"].get_object().get_data()


@pytest.mark.parametrize("text", ["Fête 🎉", "会議", "\ufeffTexte", "\u200b", "\U000f0000", "\ufffe"])
def test_a_sign_for_which_there_is_no_font_does_not_prevent_the_rest(template, db, text):
    document = read(pdf.render(template, {"title": "Titre", "text": text}))
    assert document.root_object["/MarkInfo"]["/Marked"]
    assert "Titre" in document.pages[0].extract_text()


def test_the_same_data_makes_the_same_bytes(template, db):
    data = {"title": "Titre", "text": "Texte"}
    assert pdf.render(template, data) == pdf.render(template, data)


def test_a_fault_of_the_template_is_not_hidden(settings, template, db):
    path = settings.BASE_DIR / "templates" / template
    path.write_text(TEMPLATE.replace("#set document(title: data.title, date: none)", ""))
    with pytest.raises(typst.TypstError, match="title"):
        pdf.render(template, {"title": "Titre", "text": ""})


def test_a_template_reads_nothing_outside_its_folder(settings, template, db):
    (settings.BASE_DIR / "secret").write_text("secret")
    path = settings.BASE_DIR / "templates" / template
    for wanted in ("/etc/passwd", "../secret", "/../secret"):
        path.write_text(f'#set document(title: "T", date: none)\n#read("{wanted}")')
        with pytest.raises(typst.TypstError):
            pdf.render(template, {})


@pytest.mark.django_db(transaction=True)
def test_nothing_is_rendered_inside_a_transaction(template):
    data = {"title": "Titre", "text": "Texte"}
    with pytest.raises(RuntimeError, match="outside"), transaction.atomic():
        pdf.render(template, data)
    assert pdf.render(template, data)
