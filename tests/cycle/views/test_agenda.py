"""The team prepares the run of a day; everybody else reads what it shows of it."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from cycle.methods import TEMPLATES
from cycle.models import AgendaItem, Workday
from tests.assurance.forms import read
from tests.cycle.preparing import facilitator
from tests.factories import accounts
from tests.factories import cycle as make

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "agenda"}
BOTH = pytest.mark.parametrize("headers", [{}, HTMX], ids=["without_js", "htmx"])
CIRCLE = {
    "title": "Tour de parole",
    "minutes": "45",
    "intention": "Entendre tout le monde.\r\nSans répondre.",
    "method": "talking_circle",
    "material": "Un bâton",
    "lead": "Les Passerelles",
    "is_public": "on",
}


@pytest.fixture
def day():
    return make.workday(
        make.cycle(),
        title="Nos valeurs",
        precision="minute",
        date=datetime.date(2027, 3, 16),
        starts_at=datetime.time(9),
        ends_at=datetime.time(16, 30),
    )


@pytest.fixture
def team(client, day):
    return facilitator(client, day.cycle)


def page(day, name="agenda", *arguments):
    return reverse(f"workday:{name}", args=[day.pk, *arguments])


def items(day, *titles, **fields):
    return [make.agenda_item(day, title=title, **fields) for title in titles]


def order(day):
    return "".join(AgendaItem.objects.filter(workday=day).values_list("title", flat=True))


def sent(day, **fields):
    return {"version": Workday.objects.get(pk=day.pk).agenda_version, **fields}


def new(day, **fields):
    return sent(day) | CIRCLE | {"key": str(uuid.uuid4())} | fields


def section(text):
    """The inside of #agenda, without the tokens, which differ each time."""
    inside = re.search(r'<section id="agenda"[^>]*>(.*?)</section>', text, re.DOTALL)[1]
    return without_tokens(inside)


def without_tokens(text):
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text).split()


def test_an_empty_run_says_how_to_begin(client, day, team):
    text = client.get(page(day)).text
    assert "Rien n’est encore prévu" in text
    for name in ("agenda_add", "agenda_copy"):
        assert f'href="{page(day, name)}"' in text


def test_the_run_is_a_link_away_from_the_board_the_day_and_its_form(client, day, team):
    for address in (
        reverse("cycle:board", args=[day.cycle.slug]),
        day.get_absolute_url(),
        reverse("workday:edit", args=[day.pk]),
    ):
        assert f'href="{page(day)}"' in client.get(address).text


def test_the_team_reads_everything_with_its_time_and_the_time_that_is_left(client, day, team):
    items(day, "Installer", is_public=False, minutes=15)
    items(day, "Tour", minutes=45, lead="Les Passerelles", material="Un bâton", method="talking_circle")
    text = client.get(page(day)).text.replace("\u00a0", " ")
    for words in (
        "1 h sur 7 h 30 : il reste 6 h 30.",
        "<b>9 h 15</b> <small>45 min</small>",
        "Les Passerelles",
        "Un bâton",
        "<dd>Tour de parole</dd>",
        "dans l’équipe seulement",
    ):
        assert words in text


def test_a_sequence_is_added_at_the_end_and_read_by_everybody(client, day, team):
    theme = make.theme(day.cycle, title="Nos principes")
    items(day, "Accueil")
    assert "Tour de parole" not in Client().get(day.get_absolute_url()).text
    answer = client.post(page(day, "agenda_add"), new(day, theme=theme.pk), follow=True)
    added = AgendaItem.objects.get(title="Tour de parole")
    assert answer.redirect_chain == [(f"{page(day)}#sequence-{added.pk}", 302)]
    assert "« Tour de parole » est dans le déroulé." in answer.text
    assert (added.rank, added.intention) == (2, "Entendre tout le monde.\nSans répondre.")
    shown = Client().get(day.get_absolute_url()).text.replace("\u00a0", " ")
    for words in ("Le déroulé", "<b>9 h 30</b>", "45 min", "Entendre tout le monde.", "Nos principes"):
        assert words in shown
    for words in ("Un bâton", "Les Passerelles", "talking"):
        assert words not in shown


def test_what_the_team_keeps_is_shown_to_nobody_else(client, day):
    items(day, "Brouillon interne", is_public=False)
    visitors = [Client()]
    for role in ("participant", "observer"):
        make.membership(day.cycle, person := accounts.user(), role)
        visitors.append(Client())
        visitors[-1].force_login(person)
    for visitor in visitors:
        text = visitor.get(day.get_absolute_url()).text
        assert "Brouillon interne" not in text
        assert "Le déroulé" not in text


@pytest.mark.parametrize("role", ["participant", "observer"])
def test_other_members_of_a_private_cycle_read_what_is_shown(client, role):
    day = make.workday(make.cycle(is_public=False))
    items(day, "Accueil", lead="Les Passerelles")
    assert Client().get(day.get_absolute_url()).status_code == 404
    make.membership(day.cycle, person := accounts.user(), role)
    client.force_login(person)
    text = client.get(day.get_absolute_url()).text
    assert "Accueil" in text
    assert "Les Passerelles" not in text
    assert page(day) not in text


def test_the_run_says_who_wrote_it_last(client, day, team):
    assert "Enregistré le" not in client.get(page(day)).text
    client.post(page(day, "agenda_add"), new(day))
    assert "par une personne de l’équipe." in client.get(page(day)).text


def test_a_sequence_goes_where_it_is_wanted(client, day, team):
    first, _ = items(day, "A", "B")
    client.post(page(day, "agenda_add"), new(day, title="C", place=str(first.pk)))
    client.post(page(day, "agenda_add"), new(day, title="D", place="0"))
    assert order(day) == "DACB"


@pytest.mark.parametrize("method", TEMPLATES, ids=lambda method: method.key)
def test_a_method_fills_in_the_form(client, day, team, method):
    assert f"?methode={method.key}" in client.get(page(day)).text
    shown = client.get(page(day, "agenda_add") + f"?methode={method.key}")
    form = dict(read(shown.text)[0][-1].values)
    assert (form["title"], form["minutes"]) == (method.title, str(method.minutes))
    assert form["intention"].replace("&#x27;", "'") == method.intention
    assert form["material"] == method.material
    assert f'value="{method.method}" selected' in shown.text


@pytest.mark.parametrize("key", ["", "x", "9" * 400])
def test_an_unknown_method_is_an_empty_form(client, day, team, key):
    answer = client.get(page(day, "agenda_add"), {"methode": key})
    assert answer.status_code == 200
    assert dict(read(answer.text)[0][-1].values)["title"] == ""


def test_the_same_form_sent_twice_adds_one_sequence(client, day, team):
    data = new(day)
    for _ in range(3):
        assert client.post(page(day, "agenda_add"), data).status_code == 302
    assert order(day) == "Tour de parole"


def test_going_back_and_sending_something_else_loses_nothing(client, day, team):
    data = new(day)
    client.post(page(day, "agenda_add"), data)
    answer = client.post(page(day, "agenda_add"), data | {"title": "Autrement"})
    item = AgendaItem.objects.get()
    assert answer.status_code == 409
    assert "Autrement" in answer.text
    assert f'action="{page(day, "agenda_edit", item.pk)}"' in answer.text
    form = dict(read(answer.text)[0][-1].values)
    assert form["version"] == "2"
    client.post(page(day, "agenda_edit", item.pk), data | {"title": "Autrement", "version": 2})
    assert order(day) == "Autrement"


def test_a_stale_addition_shows_what_is_there_and_is_added_once_confirmed(client, day, team):
    data = new(day)
    items(day, "Venue d’ailleurs")
    Workday.objects.update(agenda_version=7)
    answer = client.post(page(day, "agenda_add"), data)
    assert answer.status_code == 409
    for words in ("Quelqu’un a changé le déroulé", "Venue d’ailleurs", "Un bâton", 'value="7"', data["key"]):
        assert words in answer.text
    assert order(day) == "Venue d’ailleurs"
    assert client.post(page(day, "agenda_add"), data | {"version": 7}).status_code == 302
    assert AgendaItem.objects.count() == 2


def test_a_sequence_is_corrected_in_its_place(client, day, team):
    item, _ = items(day, "A", "B")
    assert 'value="A"' in client.get(page(day, "agenda_edit", item.pk)).text
    answer = client.post(page(day, "agenda_edit", item.pk), sent(day, **CIRCLE), follow=True)
    assert "« Tour de parole » est à jour." in answer.text
    assert order(day) == "Tour de paroleB"
    answer = client.post(page(day, "agenda_edit", item.pk), sent(day, **CIRCLE) | {"version": 1}, follow=True)
    assert "rien n’a changé" in answer.text
    assert Workday.objects.get().agenda_version == 2


def test_a_stale_correction_shows_both_texts_and_loses_nothing(client, day, team):
    (item,) = items(day, "A")
    address = page(day, "agenda_edit", item.pk)
    client.post(address, {**CIRCLE, "title": "Par elle", "version": 1})
    answer = client.post(address, {**CIRCLE, "title": "Par moi", "version": 1})
    assert answer.status_code == 409
    for words in (
        "Par elle",
        "Par moi",
        "enregistrée autrement",
        'name="version" value="2"',
        "Garder ma version",
    ):
        assert words in answer.text
    assert order(day) == "Par elle"
    client.post(address, {**CIRCLE, "title": "Par moi", "version": 2})
    assert order(day) == "Par moi"


def test_a_correction_of_what_somebody_removed_can_be_added_anew(client, day, team):
    item, _ = items(day, "A", "B")
    client.post(page(day, "agenda_delete", item.pk), sent(day))
    for change in ({}, {"minutes": "0"}):
        answer = client.post(page(day, "agenda_edit", item.pk), {**CIRCLE, "version": 1, **change})
        assert answer.status_code == 409
        assert "Quelqu’un a retiré cette séquence" in answer.text
        assert f'action="{page(day, "agenda_add")}"' in answer.text
        assert "Un bâton" in answer.text
    form = dict(read(answer.text)[0][-1].values)
    client.post(page(day, "agenda_add"), {**CIRCLE, "version": form["version"], "key": form["key"]})
    assert order(day) == "BTour de parole"
    assert client.get(page(day, "agenda_edit", item.pk)).status_code == 404


@BOTH
def test_a_sequence_moves_by_a_button(client, day, team, headers):
    _, item, _ = items(day, "A", "B", "C")
    answer = client.post(page(day, "agenda_move", item.pk), sent(day, rank=3), headers=headers)
    assert order(day) == "ACB"
    if headers:
        assert answer.status_code == 200
        assert "<html" not in answer.text
        assert '<p id="annonce" hx-swap-oob="innerHTML">B : 3e sur 3</p>' in answer.text
        # The button that was pressed is there again, under the same name, with the new version.
        assert f'id="descendre-{item.pk}"' in answer.text
        assert 'name="version" value="2"' in answer.text
    else:
        assert answer["Location"] == f"{page(day)}#sequence-{item.pk}"
        assert "B : 3e sur 3." in client.get(page(day)).text


def test_what_htmx_swaps_equals_its_section_of_the_page(client, day, team):
    item, _ = items(day, "A", "B", lead="Ici", intention="Pour cela.")
    answer = client.post(page(day, "agenda_move", item.pk), sent(day, rank=2), headers=HTMX)
    fragment = answer.text.split('<p id="annonce"')[0]
    assert without_tokens(fragment) == section(client.get(page(day)).text)
    assert 'id="annonce" class="visually-hidden" role="status"' in client.get(page(day)).text


def test_the_back_button_gets_a_whole_page(client, day, team):
    assert "<html" in client.get(page(day), headers={"HX-Request": "true"}).text


@BOTH
def test_a_move_sent_twice_moves_once(client, day, team, headers):
    item, *_ = items(day, "A", "B", "C")
    for _ in range(2):
        answer = client.post(page(day, "agenda_move", item.pk), {"rank": 2, "version": 1}, headers=headers)
        assert answer.status_code in (200, 302)
    assert order(day) == "BAC"


@BOTH
def test_a_stale_move_shows_the_run_as_it_is(client, day, team, headers):
    item, *_ = items(day, "A", "B", "C")
    Workday.objects.update(agenda_version=5)
    answer = client.post(page(day, "agenda_move", item.pk), {"rank": 3, "version": 1}, headers=headers)
    assert answer.status_code == 409
    assert ("<html" in answer.text) == (not headers)
    assert "rien n’a été déplacé" in answer.text
    assert 'name="version" value="5"' in answer.text
    assert order(day) == "ABC"


@pytest.mark.parametrize("rank", ["0", "4", "x", "-1", "9" * 400, ""])
def test_nothing_moves_out_of_the_run(client, day, team, rank):
    item, *_ = items(day, "A", "B", "C")
    answer = client.post(page(day, "agenda_move", item.pk), sent(day, rank=rank), headers=HTMX)
    assert "A : 1re sur 3" in answer.text
    assert order(day) == "ABC"


def test_the_first_cannot_rise_nor_the_last_go_down_and_their_buttons_say_so(client, day, team):
    first, last = items(day, "A", "B")
    text = client.get(page(day)).text
    for button, is_disabled in [
        (f"monter-{first.pk}", True),
        (f"descendre-{first.pk}", False),
        (f"monter-{last.pk}", False),
        (f"descendre-{last.pk}", True),
    ]:
        assert ("aria-disabled" in re.search(rf'id="{button}"[^>]*>', text)[0]) == is_disabled


def test_a_sequence_leaves_once_asked(client, day, team):
    item, _ = items(day, "A", "B")
    assert "La garder" in client.get(page(day, "agenda_delete", item.pk)).text
    assert order(day) == "AB"
    data = sent(day)
    answer = client.post(page(day, "agenda_delete", item.pk), data, follow=True)
    assert "« A » n’est plus dans le déroulé." in answer.text
    answer = client.post(page(day, "agenda_delete", item.pk), data, follow=True)
    assert "n’était déjà plus" in answer.text
    assert order(day) == "B"
    assert client.get(page(day, "agenda_delete", item.pk)).status_code == 404


def test_a_stale_removal_asks_again(client, day, team):
    (item,) = items(day, "A")
    AgendaItem.objects.update(title="A, revue")
    Workday.objects.update(agenda_version=3)
    answer = client.post(page(day, "agenda_delete", item.pk), {"version": 1})
    assert answer.status_code == 409
    for words in ("rien n’est retiré", "A, revue", 'name="version" value="3"'):
        assert words in answer.text
    assert order(day) == "A, revue"


def copying(client, day, source):
    form = dict(read(client.get(page(day, "agenda_copy")).text)[0][-1].values)
    return {"source": source.pk, "version": form["version"], "key": form["key"]}


def test_the_run_of_another_day_is_taken_over_once(client, day, team):
    source = make.workday(day.cycle, title="La veille")
    items(source, "A", "B", theme=make.theme(day.cycle))
    data = copying(client, day, source)
    answer = client.post(page(day, "agenda_copy"), data, follow=True)
    assert "2 séquences reprises de « La veille »." in answer.text
    answer = client.post(page(day, "agenda_copy"), data, follow=True)
    assert "déjà repris" in answer.text
    assert order(day) == "AB"
    assert "déjà 2 séquences" in client.get(page(day, "agenda_copy")).text
    client.post(page(day, "agenda_copy"), copying(client, day, source))
    assert order(day) == "ABAB"
    assert set(AgendaItem.objects.values_list("theme", flat=True)) == {day.cycle.themes.get().pk}


def test_a_run_comes_from_a_cycle_that_one_runs_and_from_no_other(client, day, team):
    mine, not_mine = make.workday(make.cycle(title="Le mien")), make.workday(make.cycle(title="Le leur"))
    make.membership(mine.cycle, team, "facilitator")
    make.membership(not_mine.cycle, team, "participant")
    for source in (mine, not_mine):
        items(source, "X")
    text = client.get(page(day, "agenda_copy")).text
    assert "Le mien" in text
    assert "Le leur" not in text
    answer = client.post(page(day, "agenda_copy"), sent(day, source=not_mine.pk))
    assert answer.status_code == 200
    assert "Choisissez une journée de la liste." in answer.text
    client.post(page(day, "agenda_copy"), sent(day, source=mine.pk))
    assert order(day) == "X"


def test_a_stale_copy_shows_the_run_and_keeps_the_choice(client, day, team):
    source = make.workday(day.cycle, title="La veille")
    items(source, "A")
    data = copying(client, day, source)
    items(day, "Arrivée entre-temps")
    Workday.objects.filter(pk=day.pk).update(agenda_version=4)
    answer = client.post(page(day, "agenda_copy"), data)
    assert answer.status_code == 409
    for words in (
        "Arrivée entre-temps",
        f'value="{source.pk}" selected',
        'name="version" value="4"',
        data["key"],
    ):
        assert words in answer.text
    assert order(day) == "Arrivée entre-temps"


def test_where_no_day_has_a_run_the_page_says_so(client, day, team):
    items(day, "Seule")
    assert "Aucune autre journée" in client.get(page(day, "agenda_copy")).text
    answer = client.post(page(day, "agenda_copy"), sent(day, source=day.pk))
    assert answer.status_code == 200
    assert order(day) == "Seule"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"title": " "}, "Donnez un titre à la séquence."),
        ({"title": "x" * 151}, "150"),
        ({"title": "A\x1fB"}, "Écrivez sur une seule ligne"),
        ({"minutes": ""}, "Donnez une durée de 1 à 600 minutes."),
        ({"minutes": "0"}, "Donnez une durée de 1 à 600 minutes."),
        ({"minutes": "601"}, "Donnez une durée de 1 à 600 minutes."),
        ({"minutes": "9" * 400}, "Donnez une durée de 1 à 600 minutes."),
        ({"minutes": "une heure"}, "Donnez un nombre de minutes, en chiffres."),
        ({"intention": "x" * 10_000}, "2000"),
        ({"intention": "a\x07b"}, "caractères de contrôle"),
        ({"material": "x" * 10_000}, "1000"),
        ({"lead": "Une\nAutre"}, "Écrivez sur une seule ligne"),
        ({"method": "brainstorming"}, "Choisissez une des méthodes proposées."),
        ({"theme": "99999999"}, "Ce thème n’est pas de ce cycle"),
        ({"theme": "foreign"}, "Ce thème n’est pas de ce cycle"),
    ],
)
@pytest.mark.parametrize("name", ["agenda_add", "agenda_edit"])
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client, day, team, change, message, name
):
    if change == {"theme": "foreign"}:
        change = {"theme": make.theme(make.cycle()).pk}
    arguments = [make.agenda_item(day).pk] if name == "agenda_edit" else []
    answer = client.post(page(day, name, *arguments), new(day, **{"title": CIRCLE["title"], **change}))
    assert answer.status_code == 200
    assert message in answer.text
    assert 'aria-invalid="true"' in answer.text
    (field,) = change
    for other, words in {
        "intention": "Sans répondre.",
        "material": "Un bâton",
        "lead": "Les Passerelles",
    }.items():
        assert other == field or words in answer.text
    if field == "intention":
        assert change["intention"][:100].strip("\x07") in answer.text
    assert "Tour de parole" not in order(day)


def test_a_place_that_is_gone_is_said_beside_its_field(client, day, team):
    answer = client.post(page(day, "agenda_add"), new(day, title="A", place="99999"))
    assert "Cette place n’est plus dans le déroulé" in answer.text
    assert order(day) == ""


def test_a_full_day_says_so_and_keeps_what_was_typed(client, day, team, monkeypatch):
    monkeypatch.setattr("cycle.agenda_editing.ITEMS_A_DAY", 1)
    items(day, "A")
    source = make.workday(day.cycle)
    items(source, "B")
    answer = client.post(page(day, "agenda_add"), new(day))
    assert "Une journée compte au plus" in answer.text
    assert "Un bâton" in answer.text
    answer = client.post(page(day, "agenda_copy"), sent(day, source=source.pk))
    assert "Une journée compte au plus" in answer.text
    assert order(day) == "A"


@pytest.mark.parametrize("name", ["agenda_add", "agenda_edit"])
def test_beside_each_free_text_no_minor_is_to_be_named(client, day, team, name):
    arguments = [make.agenda_item(day).pk] if name == "agenda_edit" else []
    text = client.get(page(day, name, *arguments)).text
    for field in ("title", "intention", "material", "lead"):
        hint = re.search(rf'id="id_{field}_helptext">(.*?)</p>', text, re.DOTALL)[1]
        assert "mineure" in hint


PAGES = ["agenda", "agenda_add", "agenda_copy", "agenda_edit", "agenda_delete", "agenda_move"]


@pytest.mark.parametrize(("role", "status"), [("participant", 403), ("observer", 403), (None, 404)])
@pytest.mark.parametrize("name", PAGES)
@BOTH
def test_only_the_team_writes_it(client, day, role, status, name, headers):
    item, _ = items(day, "A", "B")
    person = accounts.user()
    if role:
        make.membership(day.cycle, person, role)
    # Running another cycle opens nothing here.
    make.membership(make.cycle(), person, "facilitator")
    client.force_login(person)
    arguments = [item.pk] if name in ("agenda_edit", "agenda_delete", "agenda_move") else []
    if name != "agenda_move":
        assert client.get(page(day, name, *arguments), headers=headers).status_code == status
    if name != "agenda":
        answer = client.post(
            page(day, name, *arguments), {**CIRCLE, "rank": 2, "version": 1}, headers=headers
        )
        assert answer.status_code == status
    assert order(day) == "AB"


@pytest.mark.parametrize("name", ["agenda_edit", "agenda_delete"])
def test_a_sequence_of_another_day_is_not_there(client, day, team, name):
    foreign = make.agenda_item(make.workday(make.cycle()), title="Un secret")
    assert client.get(page(day, name, foreign.pk)).status_code == 404
    answer = client.post(page(day, name, foreign.pk), sent(day, **CIRCLE), follow=True)
    assert "Un secret" not in answer.text
    answer = client.post(page(day, "agenda_move", foreign.pk), sent(day, rank=1))
    assert answer.status_code == 409
    foreign.refresh_from_db()
    assert foreign.title == "Un secret"


@pytest.mark.parametrize("count", [1, 12])
@pytest.mark.parametrize(("name", "most"), [("agenda", 9), ("agenda_add", 9), ("agenda_copy", 9)])
def test_more_sequences_cost_no_more_queries(
    client, day, team, count, name, most, django_assert_max_num_queries
):
    for _ in range(count):
        make.agenda_item(day, theme=make.theme(day.cycle))
        make.agenda_item(make.workday(day.cycle))
    with django_assert_max_num_queries(most):
        client.get(page(day, name))


@pytest.mark.parametrize("count", [1, 12])
def test_more_sequences_cost_the_page_of_the_day_no_more_queries(day, count, django_assert_max_num_queries):
    for _ in range(count):
        make.agenda_item(day, theme=make.theme(day.cycle))
    with django_assert_max_num_queries(9):
        assert "Séquence 1" in Client().get(day.get_absolute_url()).text


def test_the_form_of_the_day_is_not_stale_because_its_run_changed(client, day, team):
    client.post(page(day, "agenda_add"), new(day))
    assert Workday.objects.get().version == day.version
