"""A cycle file is read whole or refused whole, and says why."""

import datetime

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from cycle.exchange import Refused, read

SMALLEST = """
slug = "essai"
title = "Essai"
[territory]
kind = "department"
code = "91"
"""
PHASE = """
[[phases]]
number = 1
title = "Une phase"
begins = 2021-03-01
ends = 2021-05-31
"""
WORKDAY = PHASE + "[[phases.workdays]]\nnumber = 1\n"
REFERENCE = '[[references]]\nkey = "compte-rendu"\ntitle = "T"\nauthor = "A"\n'


def problems(text):
    with pytest.raises(Refused) as refused:
        read(text)
    return [str(problem) for problem in refused.value.problems]


def test_the_smallest_file():
    content = read(SMALLEST)
    assert (content.slug, content.title, content.territory) == ("essai", "Essai", ("department", "91"))
    assert content.public is False
    assert content.service_email is None


@pytest.mark.parametrize(
    ("date", "precision", "day"),
    [
        ("", "period", None),
        ('date = "2021-03"', "month", datetime.date(2021, 3, 1)),
        ("date = 2021-03-16", "day", datetime.date(2021, 3, 16)),
        ('date = 2021-03-16\nstarts = "09:00"\nends = "16:30"', "minute", datetime.date(2021, 3, 16)),
        ("date = 2021-03-16\nstarts = 09:00:00\nends = 16:30:00", "minute", datetime.date(2021, 3, 16)),
    ],
)
def test_a_date_says_by_its_form_how_precisely_it_is_known(date, precision, day):
    (phase,) = read(SMALLEST + WORKDAY + date).phases
    (workday,) = phase.workdays
    assert (workday.precision, workday.date) == (precision, day)
    hours = (datetime.time(9), datetime.time(16, 30)) if precision == "minute" else (None, None)
    assert (workday.starts, workday.ends) == hours


def test_the_order_of_numbers_is_the_order_of_things():
    text = SMALLEST + PHASE + "workdays = [{ number = 2, themes = [5, 4] }, { number = 1 }]\n"
    text += 'themes = [{ number = 5, title = "B" }, { number = 4, title = "A" }]'
    (phase,) = read(text).phases
    assert [workday.number for workday in phase.workdays] == [1, 2]
    assert [theme.number for theme in phase.themes] == [4, 5]
    assert phase.workdays[1].themes == (4, 5)


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ('titel = "x"', "titel : cette clé est inconnue ; vouliez-vous dire « title » ?"),
        ("xyzzy = 1", "xyzzy : cette clé est inconnue."),
        ("tagline = 3", "tagline : il faut un texte entre guillemets ; ici, un nombre entier."),
        ("public = 1", "public : il faut true ou false, sans guillemets ; ici, un nombre entier."),
        (
            'public = "true"',
            "public : il faut true ou false, sans guillemets ; ici, un texte entre guillemets.",
        ),
        ("phases = true", "phases : il faut une liste entre crochets ; ici, true ou false, sans guillemets."),
        ("phases = [1]", "phases[1] : il faut une table ; ici, un nombre entier."),
        ("tagline = '  '", "tagline : ce texte est vide."),
        ('tagline = "a\\nb"', "tagline : Écrivez sur une seule ligne, sans caractère de contrôle."),
        ('context = "a\\u0000b"', "context : Retirez les caractères de contrôle."),
        ('objectives = ["a", ""]', "objectives[2] : ce texte est vide."),
        (
            'objectives = ["a", 2]',
            "objectives[2] : il faut un texte entre guillemets ; ici, un nombre entier.",
        ),
        ("anchor = 2026-01-06", "anchor : l’ancre est un lundi."),
        ("anchor = 1800-01-06", "anchor : l’année 1800 est hors de 1900 – 2199."),
        ('licence_url = "https://example.org"', "licence : nommez la licence dont vous donnez l’adresse."),
    ],
)
def test_a_wrong_key_is_named_with_its_reason(added, problem):
    assert problems(f"{added}\n{SMALLEST}") == [problem]


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        (PHASE.replace("number = 1", ""), "phases[1].number : cette clé manque."),
        (PHASE.replace("= 1", "= 0"), "phases[1].number : il faut un nombre de 1 à 999."),
        (PHASE.replace("= 1", "= true"), "phases[1].number : il faut un nombre entier ; ici, true ou false"),
        (
            PHASE.replace("= 1", "= 1e0"),
            "phases[1].number : il faut un nombre entier ; ici, un nombre à virgule",
        ),
        (
            PHASE.replace("2021-05-31", "2021-02-28"),
            "phases[1].ends : la fin de la phase vient après son début.",
        ),
        (PHASE.replace("2021-05-31", '"2021-05"'), "phases[1].ends : il faut un jour sans guillemets"),
        (PHASE + PHASE, "phases[2].number : phase : « 1 » est déjà pris par phases[1].number."),
        (WORKDAY + "date = 2021-03-16T09:00:00", "phases[1].workdays[1].date : il faut un texte"),
        (WORKDAY + 'date = "2021-13"', "phases[1].workdays[1].date : un mois s’écrit"),
        (WORKDAY + 'date = "2021-03-16"', "phases[1].workdays[1].date : un mois s’écrit"),
        (WORKDAY + "date = 2500-01-01", "phases[1].workdays[1].date : l’année 2500 est hors de"),
        (WORKDAY + 'starts = "09:00"', "phases[1].workdays[1].starts : des heures demandent un jour"),
        (
            WORKDAY + 'date = 2021-03-16\nstarts = "09:00"',
            "phases[1].workdays[1].ends : donnez le début et la fin",
        ),
        (
            WORKDAY + 'date = 2021-03-16\nstarts = "9h"\nends = "10:00"',
            "phases[1].workdays[1].starts : il faut une heure",
        ),
        (
            WORKDAY + 'date = 2021-03-16\nstarts = 09:00:30\nends = "10:00"',
            "phases[1].workdays[1].starts : l’heure se donne sans secondes.",
        ),
        (
            WORKDAY + 'date = 2021-03-16\nstarts = "10:00"\nends = "10:00"',
            "phases[1].workdays[1].ends : la fin vient après le début.",
        ),
        (WORKDAY + "agenda = 3", "phases[1].workdays[1].agenda : il faut une liste"),
        (
            WORKDAY + 'agenda = [{ title = "A" }]',
            "phases[1].workdays[1].agenda[1].minutes : cette clé manque.",
        ),
        (
            WORKDAY + 'agenda = [{ title = "A", minutes = 0 }]',
            "phases[1].workdays[1].agenda[1].minutes : il faut un nombre de 1 à 600.",
        ),
        (
            WORKDAY + "agenda = [{ minutes = 5 }]",
            "phases[1].workdays[1].agenda[1].title : cette clé manque.",
        ),
        (
            WORKDAY + 'agenda = [{ title = "A", minutes = 5, method = "x" }]',
            'phases[1].workdays[1].agenda[1].method : "x" n’existe pas',
        ),
        (
            WORKDAY + 'agenda = [{ title = "A", minutes = 5, theme = 7 }]',
            "phases[1].workdays[1].agenda[1].theme : aucun thème ne porte le numéro 7.",
        ),
        (
            WORKDAY + 'agenda = [{ title = "A", minutes = 5, intention = "' + "x" * 2001 + '" }]',
            "phases[1].workdays[1].agenda[1].intention : ",
        ),
        (
            WORKDAY + "agenda = [" + '{ title = "A", minutes = 5 }, ' * 101 + "]",
            "phases[1].workdays[1].agenda : une journée compte au plus 100 séquences.",
        ),
        (WORKDAY + "themes = [7]", "phases[1].workdays[1].themes : aucun thème ne porte le numéro 7."),
        (WORKDAY + "themes = [true]", "phases[1].workdays[1].themes[1] : il faut un nombre entier"),
        (
            WORKDAY + 'status = "lost"',
            'phases[1].workdays[1].status : "lost" n’existe pas ; choisissez parmi',
        ),
        (
            WORKDAY + 'format = "x"',
            'phases[1].workdays[1].format : "x" n’existe pas ; choisissez parmi "on_site"',
        ),
        (WORKDAY + 'video_link = "javascript:alert(1)"', "phases[1].workdays[1].video_link : Saisissez"),
        (WORKDAY + f'title = "{"x" * 201}"', "phases[1].workdays[1].title : Assurez-vous"),
        (REFERENCE + REFERENCE, "references[2].key : référence : « compte-rendu » est déjà pris par"),
        (REFERENCE.replace("compte-rendu", "compte rendu"), "references[1].key : Ce champ ne doit contenir"),
        (
            REFERENCE + 'published = "juin 2022"',
            "references[1].published : Écrivez une année, un mois ou un jour",
        ),
        (
            REFERENCE + "published = 2022",
            "references[1].published : il faut un texte entre guillemets ou un jour",
        ),
        (REFERENCE + 'url = "fonda.asso.fr"', "references[1].url : Saisissez une URL valide."),
        ('[[partners]]\nname = "P"\nrole = "boss"', 'partners[1].role : "boss" n’existe pas'),
        ('[[contacts]]\naddress = "ici"', "contacts[1].organisation : cette clé manque."),
        (
            '[held]\nworkdays = 9\nbegins = "2021-03"\nends = "2022-02"\nsource = "nulle-part"',
            "held.source : aucune référence n’a la clé « nulle-part ».",
        ),
        (
            REFERENCE + '[held]\nworkdays = 9\nbegins = "2022"\nends = "2021"\nsource = "compte-rendu"',
            "held.ends : la fin vient après le début.",
        ),
    ],
)
def test_a_wrong_table_is_named_with_its_reason(added, problem):
    (found,) = problems(SMALLEST + added)
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("slug = essai", "ligne 1, colonne 8 : valeur illisible"),
        ('slug = "a"\nslug = "b"\n', "ligne 2, colonne 11 : cette clé est déjà donnée."),
        ('slug = "a"\n\ntitle "b"', "ligne 3, colonne 7 : il manque « = » après la clé."),
        ("starts = 09:00", "ligne 1, colonne 11 : valeur incomprise"),
        ('title = "sans fin', "fin du fichier : il manque le guillemet fermant."),
        ("d = 2021-02-30", "ligne 1, colonne 5 : cette date n’existe pas."),
        ("[a]\n[a]", "ligne 2, colonne 3 : cette table est déjà donnée."),
        ("a = " + "[" * 100_000, "le fichier emboîte trop de listes ou de tables."),
        ("a = " + "9" * 10_000, "écriture TOML incorrecte."),
    ],
)
def test_what_is_no_toml_is_told_by_its_line(text, problem):
    (found,) = problems(text)
    assert found.startswith(problem)


def test_several_errors_are_listed_at_once():
    found = problems('titre = "x"\nslug = "a b"\n[territory]\nkind = "planet"\n')
    assert [problem.split(" : ")[0] for problem in found] == [
        "title",
        "territory.kind",
        "territory.code",
        "slug",
        "titre",
    ]


toml_values = st.recursive(
    st.booleans() | st.integers() | st.text() | st.dates() | st.times() | st.floats() | st.datetimes(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)
KEYS = [
    "slug",
    "title",
    "territory",
    "phases",
    "themes",
    "workdays",
    "number",
    "date",
    "held",
    "references",
    "key",
]


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from(KEYS) | st.text(), toml_values))
def test_any_toml_is_read_or_refused(table):
    # None of these has a territory of a known kind.
    with pytest.raises(Refused) as refused:
        read(tomli_w.dumps(table))
    assert refused.value.problems
