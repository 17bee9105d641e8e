"""Every route of the portal, and what each role gets from it: one line a route, one line a case.

A status is a number, or LOGIN: sent to the log-in page. HEAD answers as GET does. POST is refused where a
case declares none, every other method everywhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.http import urlencode

from accounts import fresh_code
from cycle.models import AgendaItem, Membership, Venue
from participants.models import Invitation, NoticeMail
from tests import journeys
from tests.roles import ANONYMOUS, MEMBERS, ROLES

LOGIN = "login"
Expected = Mapping[str, int | str]


def each(status: int | str, **by_role: int | str) -> Expected:
    """The same for everyone, but for the roles named."""
    return {**dict.fromkeys(ROLES, status), **by_role}


def only(*roles: str, status: int | str = 200, members: int = 404, others: int = 404) -> Expected:
    """`status` for these roles; a member of the cycle without it gets `members`, an outsider `others`."""
    return {**dict.fromkeys(ROLES, others), **dict.fromkeys(MEMBERS, members), **dict.fromkeys(roles, status)}


@dataclass(frozen=True, repr=False)
class Case:
    """One object behind a route. `kwargs` may hold functions of the world; `data` is a POST that does it."""

    name: str
    get: Expected
    post: Expected | None = None
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable = field(default_factory=dict)
    query: str | Callable[[], str] = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    roles: tuple[str, ...] = ROLES
    # What somebody does just before, in place of being one of the roles (see `tests.journeys`).
    after: Callable | None = None
    # The browser suite may pass it by: the page of another case is the same.
    is_twin: bool = False


@dataclass(frozen=True)
class Route:
    cases: tuple[Case, ...]
    is_private: bool = False
    # A page is HTML for people; the rest (a feed, a robots.txt) is for programs.
    is_page: bool = True

    def expected(self, case: Case, method: str, role: str) -> int | str:
        if method not in ("GET", "HEAD", "POST"):
            return 405
        if self.is_private and role == ANONYMOUS:
            return LOGIN
        if method == "POST":
            return 405 if case.post is None else case.post[role]
        return case.get[role]


def step(
    name: str, after: Callable, get=200, post=200, data=None, query: str | Callable[[], str] = ""
) -> Case:
    """A page in the middle of something."""
    return Case(name, each(get), each(post), data=data or {}, query=query, roles=("outsider",), after=after)


def public(*cases: Case, **options) -> Route:
    """Whoever is not logged in may knock."""
    return Route(cases, **options)


def private(*cases: Case, **options) -> Route:
    """Whoever is not logged in is sent to log in first, whatever the method."""
    return Route(cases, is_private=True, **options)


def page(**options) -> Route:
    """Something that everyone may read and nobody may change."""
    return public(Case("everyone", get=each(200)), **options)


DEMO = {"PORTAL_DEMO": True}
EVERYONE = each(200)
MEMBERS_ONLY = only(*MEMBERS)
TEAM_ELSEWHERE = only("facilitator_elsewhere")
NOBODY = each(404)
STEWARDS = only("steward")


def of_a_cycle(get=EVERYONE, post=None, data=None) -> tuple[Case, ...]:
    """A page of a cycle: open on the public one; on a private one for its own members alone."""

    def on(shown: Expected, allowed: Expected | None) -> Expected | None:
        return allowed and {role: 404 if shown[role] == 404 else status for role, status in allowed.items()}

    return (
        Case("public cycle", get, post, {"slug": "publique"}, data or {}),
        Case("private cycle", MEMBERS_ONLY, on(MEMBERS_ONLY, post), {"slug": "privee"}, data or {}),
        Case(
            "cycle elsewhere",
            TEAM_ELSEWHERE,
            on(TEAM_ELSEWHERE, post),
            {"slug": "ailleurs"},
            data or {},
            is_twin=True,
        ),
        Case("no such cycle", NOBODY, on(NOBODY, post), {"slug": "nulle-part"}, data or {}),
    )


def of_ones_own_cycle(member: int, alone: int | None = None, data=None) -> tuple[Case, ...]:
    """A page about oneself in a cycle: for its members. A POST gives `alone` to its only facilitator."""
    alone = alone or member
    on_team = only(*MEMBERS, status=member) | {"facilitator": alone}
    return (
        Case("public cycle", MEMBERS_ONLY, on_team, {"slug": "publique"}, data or {}),
        Case("private cycle", MEMBERS_ONLY, on_team, {"slug": "privee"}, data or {}, is_twin=True),
        Case(
            "cycle elsewhere",
            TEAM_ELSEWHERE,
            only("facilitator_elsewhere", status=alone),
            {"slug": "ailleurs"},
            data or {},
            is_twin=True,
        ),
        Case("no such cycle", NOBODY, NOBODY, {"slug": "nulle-part"}, data or {}),
    )


def of_a_workday(get=EVERYONE, number=1) -> tuple[Case, ...]:
    def day(cycle):
        return lambda world: world.day(getattr(world, cycle), number).pk

    return (
        Case("public cycle", get, kwargs={"pk": day("public")}),
        Case("private cycle", MEMBERS_ONLY, kwargs={"pk": day("private")}),
        Case("cycle elsewhere", TEAM_ELSEWHERE, kwargs={"pk": day("elsewhere")}, is_twin=True),
        Case("no such day", NOBODY, kwargs={"pk": 2**40}),
    )


def of_a_charter(which: str, get=EVERYONE) -> tuple[Case, ...]:
    """A page of one version of a charter."""

    def version(slug, name=which):
        return {"pk": lambda world: getattr(world.charters[slug], name).pk}

    return (
        Case("public cycle", get, kwargs=version("publique")),
        Case("private cycle", MEMBERS_ONLY, kwargs=version("privee")),
        Case("cycle elsewhere", TEAM_ELSEWHERE, kwargs=version("ailleurs"), is_twin=True),
        Case("draft", NOBODY, kwargs=version("publique", "draft")),
        Case("no such version", NOBODY, kwargs={"pk": 2**40}),
    )


def of_a_signature(get=200, post=None, withdrawn=200) -> tuple[Case, ...]:
    """A page of the facilitator's own signature."""

    def signature(name):
        return {"pk": lambda world: getattr(world.charters["publique"], name).pk}

    own = {status: only("facilitator", status=status) for status in {get, withdrawn, post or get}}
    may = own[post] if post else None
    return (
        Case("in force", own[get], may, signature("signed")),
        Case("withdrawn", own[withdrawn], may, signature("withdrawn")),
        Case("no such signature", NOBODY, NOBODY if post else None, {"pk": 2**40}),
    )


def signing() -> Route:
    """Outsiders join first, members without a fresh code type one, whoever has signed reads the receipt."""

    def version(slug, name="in_force"):
        return {"pk": lambda world: getattr(world.charters[slug], name).pk}

    signs = {"name": "Pauline Participe", "is_read": "on"}
    public = each(302, observer=403)
    private_cycle = only("participant", "facilitator", status=302, members=403)
    return private(
        Case("public cycle", public, public, version("publique"), signs),
        Case("private cycle", private_cycle, private_cycle, version("privee"), signs, is_twin=True),
        Case("replaced", public, public, version("publique", "replaced"), signs, is_twin=True),
        Case("draft", NOBODY, NOBODY, version("publique", "draft"), signs),
        Case("no such version", NOBODY, NOBODY, {"pk": 2**40}, signs),
        Case(
            "fresh code",
            each(200),
            each(302),
            version("publique"),
            signs,
            roles=("participant",),
            after=journeys.about_to_sign,
        ),
    )


def of_the_team(get=200, post=None, data=None, *, alike=False) -> tuple[Case, ...]:
    """A page of those who run a cycle: its other members are refused. `get` or `post` may be 405 for all.

    `alike`: it says the same of a cycle whose programme is not published.
    """

    def on(status, *roles):
        if status in (None, 405):
            return None if status is None else each(405)
        return only(*roles, status=status, members=403 if "facilitator" in roles else 404)

    def case(name, slug, *roles, **options):
        return Case(name, on(get, *roles), on(post, *roles), {"slug": slug}, data or {}, **options)

    return (
        case("public cycle", "publique", "facilitator"),
        case("private cycle", "privee", "facilitator", is_twin=True),
        # Its programme is not published.
        case("cycle elsewhere", "ailleurs", "facilitator_elsewhere", is_twin=alike),
        case("no such cycle", "nulle-part"),
    )


def of_a_notice_mail() -> tuple[Case, ...]:
    """What the team decides of a mail of one of its notices."""

    def case(name, slug, *roles, **options):
        def pk(world):
            return NoticeMail.objects.filter(notice__cycle__slug=slug).last().pk

        allowed = only(*roles, status=302, members=403 if "facilitator" in roles else 404)
        return Case(name, each(405), allowed, {"slug": slug, "pk": pk}, {"action": "leave"}, **options)

    return (
        case("public cycle", "publique", "facilitator"),
        case("private cycle", "privee", "facilitator", is_twin=True),
        case("cycle elsewhere", "ailleurs", "facilitator_elsewhere", is_twin=True),
    )


# Whoever runs a cycle may make another.
RUNNING_ANY = Case(
    "anybody", each(403) | {"facilitator": 200, "facilitator_elsewhere": 200, "anonymous": LOGIN}
)


def of_a_member(data=None) -> tuple[Case, ...]:
    """What the team does about one member of its cycle; those of another cycle are not there."""

    def case(name, slug, allowed, status, member="participant", **options):
        def pk(world):
            return Membership.objects.current().get(cycle__slug=slug, user=world.users[member]).pk

        at = "publique" if member == "facilitator_elsewhere" else slug
        done = {**allowed, "facilitator": status}
        return Case(name, allowed, done, {"slug": at, "pk": pk}, data or {}, **options)

    own = only("facilitator", members=403)
    foreign = own | {"facilitator": 404}
    return (
        case("public cycle", "publique", own, 302),
        case("private cycle", "privee", own, 302, is_twin=True),
        case("member of another cycle", "ailleurs", foreign, 404, member="facilitator_elsewhere"),
    )


def of_an_invitation_to_settle() -> tuple[Case, ...]:
    """What the team decides of an invitation that waits."""

    def case(name, slug, of, allowed, **options):
        def pk(world):
            return Invitation.objects.open().get(cycle__slug=of).pk

        return Case(name, each(405), allowed, {"slug": slug, "pk": pk}, {"action": "again"}, **options)

    own = only("facilitator", status=302, members=403)
    return (
        case("public cycle", "publique", "publique", own),
        case("private cycle", "privee", "privee", own, is_twin=True),
        case("of another cycle", "publique", "ailleurs", only(members=403) | {"facilitator": 404}),
    )


def of_an_invitation() -> tuple[Case, ...]:
    """Answering: for the account of the invited address, and for it alone."""

    def case(name, token, get, post, **options):
        return Case(name, get, post, {"token": token}, {"action": "accept"}, **options)

    read, answered = each(403, outsider=200), each(403, outsider=302)
    return (
        case("public cycle", "ouverte-publique", read, answered),
        case("private cycle", "ouverte-privee", read, answered, is_twin=True),
        case("over", "retiree-publique", each(410), each(410)),
        case("no such invitation", "nulle-part", NOBODY, NOBODY),
    )


def of_a_venue(data=None) -> tuple[Case, ...]:
    """A place of a cycle where no day meets, for its team; another cycle's is not there."""

    def case(name, cycle, *roles, slug, **options):
        def pk(world):
            return Venue.objects.get(cycle=getattr(world, cycle), name__startswith="Salle").pk

        allowed = {"members": 403 if slug == "publique" or "facilitator" in roles else 404}
        kwargs = {"slug": slug, "pk": pk}
        return Case(
            name, only(*roles, **allowed), only(*roles, status=302, **allowed), kwargs, data or {}, **options
        )

    return (
        case("public cycle", "public", "facilitator", slug="publique"),
        case("private cycle", "private", "facilitator", slug="privee", is_twin=True),
        case("cycle elsewhere", "elsewhere", "facilitator_elsewhere", slug="ailleurs", is_twin=True),
        Case(
            "place of another cycle",
            only(members=403) | {"facilitator": 404},
            only(members=403) | {"facilitator": 404},
            {"slug": "publique", "pk": lambda world: Venue.objects.filter(cycle=world.private).last().pk},
        ),
    )


def of_a_workday_to_prepare() -> tuple[Case, ...]:
    """Editing a day: the fourth one of the world, which says everything that a day can say."""

    def case(name, cycle, *roles, **options):
        def data(world):
            day = world.day(getattr(world, cycle), 4)
            return {"version": 1, "phase": day.phase_id, "status": "planned", "day": "2027-03-16"}

        allowed = {"members": 403 if "facilitator" in roles else 404}
        pk = {"pk": lambda world: world.day(getattr(world, cycle), 4).pk}
        return Case(name, only(*roles, **allowed), only(*roles, status=302, **allowed), pk, data, **options)

    return (
        case("public cycle", "public", "facilitator"),
        case("private cycle", "private", "facilitator", is_twin=True),
        case("cycle elsewhere", "elsewhere", "facilitator_elsewhere", is_twin=True),
        Case("no such day", NOBODY, NOBODY, {"pk": 2**40}),
    )


def of_an_agenda(get: int | None = 200, post=None, data=None) -> tuple[Case, ...]:
    """The run of the fourth day of the world, for the team; its other members read the day's own page."""

    def case(name, cycle, *roles, **options):
        def filled(world):
            return data(world.day(getattr(world, cycle), 5))

        members = 403 if "facilitator" in roles else 404
        pk = {"pk": lambda world: world.day(getattr(world, cycle), 4).pk}
        may = post and only(*roles, status=post, members=members)
        return Case(
            name, only(*roles, status=get, members=members), may, pk, filled if data else {}, **options
        )

    return (
        case("public cycle", "public", "facilitator"),
        case("private cycle", "private", "facilitator", is_twin=True),
        case("cycle elsewhere", "elsewhere", "facilitator_elsewhere", is_twin=True),
        Case("no such day", NOBODY, NOBODY if post else None, {"pk": 2**40}),
    )


def of_an_agenda_item(get=200, gone=404, data=None) -> tuple[Case, ...]:
    """The second sequence of that day. What a POST gets once it has left the run is `gone`."""

    def case(name, cycle, *roles, item="Tour de parole", get=get, post=302, **options):
        def pk(world):
            return world.day(getattr(world, cycle), 4).pk

        def key(world):
            found = AgendaItem.objects.filter(workday=pk(world), title=item).first()
            return (
                found.pk if found else AgendaItem.objects.get(workday__cycle=world.private, title=item[1:]).pk
            )

        members = 403 if "facilitator" in roles else 404
        shown = each(405) if get == 405 else only(*roles, status=get, members=members)
        may = only(*roles, status=post, members=members)
        return Case(name, shown, may, {"pk": pk, "item": key}, data or {}, **options)

    absent = 405 if get == 405 else 404
    return (
        case("public cycle", "public", "facilitator"),
        case("private cycle", "private", "facilitator", is_twin=True),
        case("cycle elsewhere", "elsewhere", "facilitator_elsewhere", is_twin=True),
        case("item of another day", "public", "facilitator", item="-Accueil", get=absent, post=gone),
        Case("no such day", each(absent), NOBODY, {"pk": 2**40, "item": 1}),
    )


def of_a_neighbourhood(status=200) -> tuple[Case, ...]:
    own, foreign = (
        {"pk": lambda world: world.neighbourhood.pk},
        {"pk": lambda world: world.neighbourhood_elsewhere.pk},
    )
    return (
        Case("own", STEWARDS, only("steward", status=status), own),
        Case("elsewhere", NOBODY, NOBODY, foreign),
        Case("no such quartier", NOBODY, NOBODY, {"pk": 2**40}),
        Case("no quartier", NOBODY, NOBODY, {"pk": lambda world: world.commune.pk}),
    )


def proposal(actor, **more) -> dict[str, Any]:
    """What the form of a proposed organisation sends when nothing is corrected."""
    fields = {name: getattr(actor, name) for name in ("name", "legal_family", "category", "version")}
    return {**fields, "commune": actor.commune_id, **more}


def of_a_proposed_actor(data, get=None, query="") -> tuple[Case, ...]:
    """Something that a steward does to a proposed organisation, on their own map alone."""
    own, foreign = (
        {"pk": lambda world: world.proposed_actor.pk},
        {"pk": lambda world: world.proposed_actor_elsewhere.pk},
    )
    read, unread = (get, NOBODY) if get else (each(405), each(405))
    return (
        Case("own", read, only("steward", status=302), own, data, query),
        Case("elsewhere", unread, NOBODY, foreign, data, query),
        Case("no such actor", unread, NOBODY, {"pk": 2**40}, data, query),
    )


def in_demonstration(get, post=None, data=None) -> Route:
    """There in the demonstration; elsewhere no such page for anybody."""
    return public(
        Case("demonstration", get, post, data=data or {}, settings={"PORTAL_DEMO": True}),
        Case("elsewhere", NOBODY, NOBODY),
    )


def entrance(data=None) -> Route:
    """A step of logging in, which nobody takes who is logged in."""
    return public(Case("anybody", each(302, anonymous=200), each(302), data=data or {}))


WRONG_CODE = {"code": "AAAA-AAAA"}
NOT_FRESH = Case("no fresh code", each(302), each(302))


def for_second_factor():
    return "?" + urlencode({"pour": fresh_code.SECOND_FACTOR.sealed(), "next": "/compte/"})


ROUTES: dict[str, Route] = {
    "home": page(),
    "landing": private(Case("oneself", each(302))),
    "accessibility": page(),
    "privacy": page(),
    "legal": page(),
    "health": page(is_page=False),
    "robots": page(is_page=False),
    "favicon": public(Case("everyone", each(302))),
    # Accounts
    "account_login": entrance({"login": "quelquun@example.org"}),
    "account_signup": entrance({"email": "quelquun@example.org"}),
    "account_confirm_login_code": public(
        Case("nothing begun", each(302), each(302)),
        step("code sent", journeys.asked_to_log_in, data=WRONG_CODE),
    ),
    "account_request_login_code": public(Case("anybody", each(LOGIN), each(LOGIN))),
    "account_email_verification_sent": public(
        Case("nothing begun", each(302, anonymous=LOGIN), each(302, anonymous=LOGIN)),
        step("code sent", journeys.asked_to_sign_up, data=WRONG_CODE),
    ),
    "account_logout": public(Case("oneself", each(200, anonymous=302), each(302))),
    "account_inactive": page(),
    "account_email": private(Case("oneself", each(302), each(302))),
    "account_reauthenticate": private(Case("oneself", each(302), each(302))),
    "accounts:profile": private(Case("oneself", each(200))),
    "accounts:data": private(Case("oneself", each(200)), is_page=False),
    "accounts:delete": private(
        Case("no fresh code", each(200), each(302)),
        step("fresh", journeys.logged_in_a_moment_ago, post=302, data={"address": "outsider@example.org"}),
        step("another address", journeys.logged_in_a_moment_ago, data={"address": "autre@example.org"}),
    ),
    "accounts:deleted": public(Case("anybody", each(302, anonymous=200))),
    "accounts:fresh_code": private(
        Case("no purpose", each(302), each(302)),
        Case("not asked yet", each(200), each(302), query=for_second_factor, data={"action": "ask"}),
        step("code sent", journeys.asked_for_a_fresh_code, data=WRONG_CODE, query=for_second_factor),
    ),
    "mfa_index": private(Case("oneself", each(200)), step("enrolled", journeys.enrolled, post=405)),
    "mfa_authenticate": public(
        Case("nothing begun", each(302, anonymous=LOGIN), each(302, anonymous=LOGIN)),
        step("code typed", journeys.half_logged_in, data=WRONG_CODE),
    ),
    "mfa_reauthenticate": private(
        Case("no second factor", each(403), each(403)),
        step("enrolled", journeys.enrolled, data=WRONG_CODE),
    ),
    "mfa_activate_totp": private(
        NOT_FRESH,
        step("fresh", journeys.logged_in_a_moment_ago, post=302, data={"action": "begin"}),
        step("about to scan", journeys.about_to_scan, data=WRONG_CODE),
    ),
    "mfa_deactivate_totp": private(NOT_FRESH, step("enrolled", journeys.enrolled, post=302)),
    "mfa_view_recovery_codes": private(NOT_FRESH, step("enrolled", journeys.enrolled, post=405)),
    "mfa_generate_recovery_codes": private(NOT_FRESH, step("enrolled", journeys.enrolled, post=302)),
    "mfa_download_recovery_codes": private(NOT_FRESH, is_page=False),
    # The demonstration
    "demo:index": in_demonstration(each(200)),
    "demo:enter": in_demonstration(each(405), each(302), {"role": "participant"}),
    "demo:mails": in_demonstration(each(200)),
    # Cycles
    "cycle:list": public(Case("", get=each(302))),
    "workday:list": public(Case("", get=each(302))),
    "cycle:detail": public(*of_a_cycle()),
    "cycle:programme": public(
        *of_a_cycle(),
        Case("an edition", each(200), kwargs={"slug": "publique"}, query="?edition=1", is_twin=True),
        Case("no such edition", each(200), kwargs={"slug": "publique"}, query="?edition=x", is_twin=True),
    ),
    "cycle:leaflet": public(*of_a_cycle(), is_page=False),
    "cycle:feed": public(*of_a_cycle(), is_page=False),
    "cycle:contact": public(
        *of_a_cycle(
            post=each(302),
            data={"name": "Quelqu’un", "email": "quelquun@example.org", "message": "Bonjour à l’équipe."},
        )
    ),
    "workday:detail": public(*of_a_workday()),
    "workday:ics": public(*of_a_workday(), is_page=False),
    # Preparing a cycle
    "cycle:board": private(*of_the_team()),
    "cycle:board_list": private(*of_the_team(alike=True)),
    "cycle:board_month": private(*of_the_team(alike=True)),
    "cycle:board_year": private(*of_the_team(alike=True)),
    "cycle:programme_publish": private(*of_the_team(get=405, post=302)),
    "cycle:changes": private(*of_the_team()),
    "cycle:workday_create": private(*of_the_team(post=200, alike=True)),
    "cycle:new": private(RUNNING_ANY),
    "cycle:new_blank": private(replace(RUNNING_ANY, post=RUNNING_ANY.get)),
    "cycle:new_file": private(replace(RUNNING_ANY, post=RUNNING_ANY.get)),
    "cycle:roll_out": private(*of_the_team(post=200, alike=True)),
    "cycle:file": private(*of_the_team(post=200, alike=True)),
    "cycle:file_download": private(*of_the_team(), is_page=False),
    "cycle:venues": private(*of_the_team(alike=True)),
    "cycle:venue_create": private(*of_the_team(post=302, data={"name": "Un autre lieu"}, alike=True)),
    "cycle:venue_edit": private(*of_a_venue(data={"name": "Un autre nom", "version": 1})),
    "cycle:venue_delete": private(*of_a_venue()),
    "participants:notice": private(*of_the_team(post=302, data={"action": "save", "text": "Un mot."})),
    "participants:notice_mail": private(*of_a_notice_mail()),
    "participants:team": private(
        *of_the_team(post=302, data={"email": "nouvelle@example.org", "role": "observer"}, alike=True)
    ),
    "participants:invitation_settle": private(*of_an_invitation_to_settle()),
    "participants:member_role": private(*of_a_member({"role": "observer"})),
    "participants:member_remove": private(*of_a_member()),
    "invitation:detail": private(*of_an_invitation()),
    "workday:changes": private(*of_a_workday(MEMBERS_ONLY)),
    "workday:edit": private(*of_a_workday_to_prepare()),
    "workday:agenda": private(*of_an_agenda()),
    "workday:agenda_add": private(
        *of_an_agenda(post=302, data=lambda _: {"title": "Bilan", "minutes": 15, "version": 1})
    ),
    "workday:agenda_copy": private(
        *of_an_agenda(post=302, data=lambda fifth: {"source": fifth.pk, "version": 1})
    ),
    "workday:agenda_edit": private(
        *of_an_agenda_item(gone=409, data={"title": "Tour de table", "minutes": 20, "version": 1})
    ),
    "workday:agenda_move": private(*of_an_agenda_item(get=405, gone=409, data={"rank": 1, "version": 1})),
    "workday:agenda_delete": private(*of_an_agenda_item(gone=302, data={"version": 1})),
    # One's own place in a cycle
    "participants:join": private(
        *of_a_cycle(post=each(302), data={"name": "Awa Diop", "function": "Enseignante"})
    ),
    "participants:card": private(*of_ones_own_cycle(302, data={"name": "Awa Diop"})),
    "participants:leave": private(*of_ones_own_cycle(302, alone=409)),
    # The charter
    "charter:list": public(Case("", get=each(302))),
    "charter:detail": public(*of_a_cycle(), Case("no charter", each(200), kwargs={"slug": "demonstration"})),
    "charter:version_detail": public(*of_a_charter("in_force"), *of_a_charter("replaced")[:1]),
    "charter:version_text": public(*of_a_charter("in_force"), is_page=False),
    "charter:version_sign": signing(),
    "charter:receipt": private(*of_a_signature()),
    "charter:signature_display": private(*of_a_signature(post=302, withdrawn=302)),
    "charter:signature_withdraw": private(*of_a_signature(post=302, withdrawn=302)),
    # Territories
    "mapping:territory_list": page(),
    "mapping:territory_detail": public(
        Case("department", each(200), kwargs={"kind": "department", "code": "W91"}),
        Case("agglomeration", each(200), kwargs={"kind": "epci", "code": "200000000"}),
        Case("commune", each(200), kwargs={"kind": "commune", "code": "W9001"}),
        Case("former commune", each(200), kwargs={"kind": "former_commune", "code": "W9099"}),
        Case("quartier", each(200), kwargs={"kind": "neighbourhood", "code": "la-halle"}),
        Case("no such territory", NOBODY, kwargs={"kind": "commune", "code": "W0000"}),
        Case("another kind", NOBODY, kwargs={"kind": "epci", "code": "W91"}),
    ),
    "mapping:neighbourhood_create": private(Case("anywhere", each(403, steward=200), each(403, steward=200))),
    "mapping:neighbourhood_edit": private(*of_a_neighbourhood()),
    "mapping:neighbourhood_delete": private(*of_a_neighbourhood(status=302)),
    # Moderation
    "moderation:list": private(Case("anywhere", each(403, steward=200))),
    "moderation:actor": private(
        *of_a_proposed_actor(lambda world: proposal(world.proposed_actor, action="publish"), get=STEWARDS)
    ),
    "moderation:merge": private(
        *of_a_proposed_actor(lambda world: {"version": 1, "into": world.actor.pk}),
        Case(
            "into one elsewhere",
            each(405),
            only("steward", status=409),
            {"pk": lambda world: world.proposed_actor.pk},
            lambda world: {"version": 1, "into": world.proposed_actor_elsewhere.pk},
        ),
    ),
    "moderation:withdraw": private(*of_a_proposed_actor({"version": 1}, get=STEWARDS, query="?version=1")),
    "moderation:restore": private(*of_a_proposed_actor({"version": 1})),
    # The map
    "map:detail": public(
        Case("everything", each(200)),
        Case("a question", each(200), query="?public=age_16_18&territoire=commune-W9001"),
        Case("seats", each(200), query="?vue=siege&q=boussole", is_twin=True),
        Case("a former commune", each(200), query="?territoire=ancienne-commune-W9099", is_twin=True),
        Case("not understood", each(200), query="?public=x&territoire=y&categorie=z&moment=a&vue=b"),
    ),
    # Actors
    "actor:contact": private(
        Case(
            "own",
            each(404, steward=200),
            each(404, steward=302),
            {"pk": lambda world: world.own_contact.pk},
            {"function": "Veille"},
        ),
        Case("no such contact", NOBODY, NOBODY, {"pk": 2**40}),
    ),
    "actor:detail": public(
        Case("published", each(200), kwargs={"pk": lambda world: world.actor.pk}),
        Case("proposed", STEWARDS, kwargs={"pk": lambda world: world.proposed_actor.pk}),
        Case("proposed elsewhere", NOBODY, kwargs={"pk": lambda world: world.proposed_actor_elsewhere.pk}),
        Case("merged", each(302), kwargs={"pk": lambda world: world.merged_actor.pk}),
        Case("no such actor", NOBODY, kwargs={"pk": 2**40}),
    ),
}
