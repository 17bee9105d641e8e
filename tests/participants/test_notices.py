"""Members are told what became of a day once each, when the team decides, in mail and in their diaries."""

import datetime
import threading

import icalendar
import pytest
from django.core import mail as django_mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.deletion import erase_account
from cycle.models import Workday
from cycle.services import save_workday
from participants import notices
from participants.models import Notice, NoticeMail, Told
from support.models import Mail
from support.outbox.delivery import drain
from tests.cycle.calendars import events, lines
from tests.factories.accounts import user
from tests.factories.cycle import cycle, membership, phase, workday
from tests.factories.participants import participant

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SERVICE = "equipe@example.org"


def days_on(days):
    return TODAY + datetime.timedelta(days=days)


@pytest.fixture
def place():
    made = cycle(service_email=SERVICE, title="Garder le lien")
    phase(made, begins_on=days_on(-30), ends_on=days_on(200))
    made.publish_programme()
    return made


@pytest.fixture
def team(place):
    return participant(place, role="facilitator", name="Inès").membership.user


@pytest.fixture
def people(place, team):
    return [team, *(participant(place).membership.user for _ in range(2))]


def on(of, date, **fields):
    hours = {"starts_at": datetime.time(8), "ends_at": datetime.time(16, 30)}
    return workday(of, precision="minute", date=date, **hours, **fields)


def changed(day, team, **changes):
    """What a facilitator does on the page of the day."""
    day = Workday.objects.in_full().get(pk=day.pk)
    version = day.version
    for name, value in changes.items():
        setattr(day, name, value)
    save_workday(day, day.themes.all(), version=version, user=team, reason="Salle prise.")


def unsaid(place):
    return notices.unsaid(place, TODAY)


def send(place, team, text="", **more):
    asked = {"version": 0, "seen": notices.fingerprint(unsaid(place)), "today": TODAY, "user": team, **more}
    return notices.send(place, text, **asked)


def delivered():
    """The mails that leave now, as a server gets them."""
    django_mail.outbox.clear()
    drain()
    return list(django_mail.outbox)


def files_of(message):
    """Each calendar file of a mail, read by two independent parsers: its method and its events."""
    found = []
    for part in message.message().walk():
        if part.get_content_type() == "text/calendar":
            data = part.get_payload(decode=True)
            calendar = icalendar.Calendar.from_ical(data)
            told = events(data)
            assert len(told) == len(calendar.events)
            assert {name: value for name, _, value in lines(data)}["METHOD"] == calendar["METHOD"]
            assert part.get_param("method") == calendar["METHOD"]
            found.append((str(calendar["METHOD"]), told))
    return found


# What is unsaid


def test_a_day_to_come_is_unsaid_once_its_day_is_known(place):
    workday(place)
    workday(place, precision="month", date=days_on(60).replace(day=1))
    day = on(place, days_on(30))
    (found,) = unsaid(place)
    assert (found.workday, found.method, found.is_new) == (day, "REQUEST", True)


@pytest.mark.parametrize(
    ("fields", "days"),
    [({}, -1), ({"status": "held"}, -1), ({"status": "held"}, 0), ({"status": "cancelled"}, 30)],
)
def test_what_is_behind_or_was_never_told_is_not_told_afterwards(place, fields, days):
    on(place, days_on(days), **fields)
    assert unsaid(place) == []


def test_before_the_programme_is_published_nothing_is_to_be_told():
    draft = cycle(service_email=SERVICE)
    on(draft, days_on(30))
    assert unsaid(draft) == []


def test_what_comes_back_to_what_was_told_is_no_news(place, team):
    day = on(place, days_on(30), place="Massy")
    send(place, team)
    changed(day, team, place="Évry")
    assert [change["field"] for change in unsaid(place)[0].differences] == ["Lieu"]
    changed(day, team, place="Massy")
    assert unsaid(place) == []


def test_a_video_link_alone_is_not_told(place, team):
    day = on(place, days_on(30))
    send(place, team)
    changed(day, team, video_link="https://visio.example/a")
    assert unsaid(place) == []


def test_three_queries_whatever_the_number_of_days(place, django_assert_num_queries):
    for number in range(1, 20):
        on(place, days_on(number))
    with django_assert_num_queries(3):
        assert len(unsaid(place)) == 19


# What is sent


def test_move_twice_send_move_send_cancel_send(place, team, people):
    """One identifier, a sequence that rises, the cancellation last, three mails a person."""
    day = on(place, days_on(30), title="Nos valeurs")
    changed(day, team, date=days_on(31))
    changed(day, team, date=days_on(32))
    told = []
    for step in ({}, {"date": days_on(40)}, {"status": "cancelled"}):
        if step:
            changed(day, team, **step)
        notice = send(place, team)
        assert (notice.people, unsaid(place)) == (3, [])
        left = delivered()
        assert sorted(message.to[0] for message in left) == sorted(person.email for person in people)
        told.append({message.to[0]: files_of(message) for message in left})
    assert Mail.objects.count() == 9
    for person in people:
        steps = [step[person.email] for step in told]
        assert [[method for method, _ in step] for step in steps] == [["REQUEST"], ["REQUEST"], ["CANCEL"]]
        found = [step[0][1][0] for step in steps]
        assert {event["UID"][1] for event in found} == {str(day.uid)}
        sequences = [int(event["SEQUENCE"][1]) for event in found]
        assert sequences == sorted(set(sequences))
        assert [event["STATUS"][1] for event in found] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        dates = [event["DTSTART"] for event in found]
        assert dates[1] == dates[2] == ("TZID=Europe/Paris", f"{days_on(40):%Y%m%d}T080000")
        for event in found:
            assert event["ORGANIZER"] == ("", f"mailto:{SERVICE}")
            assert event["ATTENDEE"] == ("RSVP=FALSE", f"mailto:{person.email}")


def test_a_mail_says_what_was_and_what_is_in_the_words_of_the_team(place, team):
    day = on(place, days_on(30), title="Nos valeurs", place="Massy")
    send(place, team)
    first = Mail.objects.get()
    assert "Lieu : Massy" in first.body
    assert "avant" not in first.body
    changed(day, team, place="Évry", video_link="https://visio.example/a")
    send(place, team, "La salle de Massy est prise.")
    second = Mail.objects.first()
    assert second.subject.startswith("Garder le lien : « Nos valeurs »")
    assert second.reply_to == SERVICE
    for words in (
        "La salle de Massy est prise.",
        "Lieu : Évry (avant : Massy)",
        day.get_absolute_url(),
        "/quitter/",
    ):
        assert words in second.body
    assert "visio.example" not in second.body


def test_a_day_whose_date_is_no_longer_known_leaves_the_diaries_and_may_come_back(place, team):
    day = on(place, days_on(30))
    send(place, team)
    delivered()
    changed(day, team, precision="period", date=None, starts_at=None, ends_at=None)
    (found,) = unsaid(place)
    assert found.is_cancelled
    send(place, team)
    (message,) = delivered()
    ((method, (gone,)),) = files_of(message)
    assert (method, gone["DTSTART"][1]) == ("CANCEL", f"{days_on(30):%Y%m%d}T080000")
    assert "à nouveau à préciser" in message.body
    changed(day, team, precision="day", date=days_on(50))
    send(place, team)
    (message,) = delivered()
    ((method, (back,)),) = files_of(message)
    assert (method, back["UID"]) == ("REQUEST", gone["UID"])
    assert int(back["SEQUENCE"][1]) > int(gone["SEQUENCE"][1])


def test_a_notice_of_both_kinds_carries_a_file_of_each(place, team):
    first = on(place, days_on(30))
    send(place, team)
    delivered()
    changed(first, team, status="cancelled")
    on(place, days_on(40))
    send(place, team)
    (message,) = delivered()
    assert [(method, len(told)) for method, told in files_of(message)] == [("REQUEST", 1), ("CANCEL", 1)]
    assert "2 journées à noter" in message.subject


def test_eight_in_the_morning_stays_so_across_the_change_of_clocks(place, team):
    """The last Sundays of March and October lie between these two days."""
    winter, summer = (datetime.date(TODAY.year + 1, month, 15) for month in (1, 7))
    for date in (winter, summer):
        on(place, date)
    send(place, team)
    (message,) = delivered()
    ((_, told),) = files_of(message)
    assert [event["DTSTART"] for event in told] == [
        ("TZID=Europe/Paris", f"{date:%Y%m%d}T080000") for date in (winter, summer)
    ]


def test_what_looks_like_calendar_code_stays_text(place, team):
    """One event, no property of the author's own, whatever a title or a place holds."""
    on(place, days_on(30), title="A;B,C\\nEND:VEVENT", place="BEGIN:VEVENT ATTACH:http://x")
    send(place, team, "METHOD:CANCEL\nBEGIN:VEVENT")
    (message,) = delivered()
    ((method, (event,)),) = files_of(message)
    assert method == "REQUEST"
    assert set(event) <= {
        *("UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND", "STATUS", "SUMMARY"),
        *("LOCATION", "DESCRIPTION", "URL", "ORGANIZER", "ATTENDEE"),
    }


def test_only_members_of_today_with_an_open_account_are_told(place, team, people):
    gone, closed = user(), user()
    membership(place, gone).leave()
    membership(place, closed)
    type(closed).objects.filter(pk=closed.pk).update(is_active=False)
    membership(cycle(), user())
    observer = user()
    membership(place, observer, "observer")
    assert {person.pk for person in notices.people_of(place)} == {one.pk for one in (*people, observer)}


def test_whoever_sends_twice_tells_once(place, team):
    on(place, days_on(30))
    assert send(place, team, "Bonjour.") is not None
    assert send(place, team, "Bonjour.") is None
    assert Mail.objects.count() == 1
    # Other words are not lost.
    assert send(place, team, "Et encore.") is None
    assert Notice.objects.draft_of(place).text == "Et encore."


def test_what_changed_since_the_page_was_read_is_not_sent_unseen(place, team):
    day = on(place, days_on(30))
    seen = notices.fingerprint(unsaid(place))
    changed(day, team, place="Évry")
    for act in (send, lambda *arguments, **more: notices.discard(place, seen=seen, today=TODAY, user=team)):
        with pytest.raises(notices.StaleNoticeError):
            act(place, team, seen=seen)
    assert not Mail.objects.exists()
    assert not Told.objects.exists()


def test_without_a_service_address_nothing_leaves(place, team):
    place.service_email = ""
    place.save()
    on(place, days_on(30))
    with pytest.raises(notices.NobodyToAnswerError):
        send(place, team)
    assert not Mail.objects.exists()


def test_what_the_team_leaves_unsaid_is_not_told_later_but_the_next_change_is(place, team):
    day = on(place, days_on(30), place="Massy")
    send(place, team)
    changed(day, team, place="Évry")
    notices.save_draft(place, "Un mot.", version=0, user=team)
    asked = {"seen": notices.fingerprint(unsaid(place)), "today": TODAY, "user": team}
    assert notices.discard(place, **asked) is True
    assert notices.discard(place, **asked) is False
    assert unsaid(place) == []
    assert Notice.objects.draft_of(place) is None
    changed(day, team, place="Orsay")
    (found,) = unsaid(place)
    # What members were last told, not what was left unsaid.
    assert found.differences == [{"field": "Lieu", "before": "Massy", "after": "Orsay"}]


def test_a_draft_that_somebody_else_changed_is_stale(place, team):
    assert notices.save_draft(place, "Un.", version=0, user=team) is True
    assert notices.save_draft(place, "Un.", version=0, user=team) is False
    assert notices.save_draft(place, "Deux.", version=1, user=team) is True
    on(place, days_on(30))
    with pytest.raises(notices.StaleNoticeError):
        notices.save_draft(place, "Trois.", version=1, user=team)
    with pytest.raises(notices.StaleNoticeError):
        send(place, team, "Trois.", version=1)
    assert not Mail.objects.exists()


def test_the_database_keeps_one_draft_a_cycle(place, team):
    Notice.objects.create(cycle=place)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(cycle=place)
    with pytest.raises(IntegrityError, match="notice_sent_says_when_and_by_whom"), transaction.atomic():
        Notice.objects.create(cycle=place, sent_at=timezone.now())


def test_a_mail_that_waits_still_leaves_when_the_service_address_went_with_its_account(place, team):
    owner = participant(place, role="facilitator").membership.user
    place.service_email = owner.email
    place.save()
    on(place, days_on(30))
    send(place, team)
    erase_account(owner)
    left = delivered()
    assert owner.email not in {message.to[0] for message in left}
    for message in left:
        assert owner.email not in str(files_of(message))


@pytest.mark.django_db(transaction=True)
def test_two_who_send_at_once_tell_once(place, team, people):
    on(place, days_on(30))
    other = participant(place, role="facilitator").membership.user
    seen, results = notices.fingerprint(unsaid(place)), []
    barrier = threading.Barrier(2)

    def act(person):
        try:
            barrier.wait(10)
            results.append(send(place, person, "Bonjour.", seen=seen))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[person]) for person in (team, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(result is None for result in results) == [False, True]
    assert Mail.objects.count() == NoticeMail.objects.count() == 4
