"""Cycle contents of every kind, drawn at random: odd letters, quotes, line breaks, each kind of date."""

import datetime
import string

from hypothesis import strategies as st

from cycle.exchange.content import (
    AgendaItemContent,
    ContactContent,
    CycleContent,
    HeldContent,
    PartnerContent,
    PhaseContent,
    ReferenceContent,
    ThemeContent,
    VenueContent,
    WorkdayContent,
)

ODD = st.sampled_from(
    ['"', '"""', "\\", "'", "#", "=", "[[", "é", "’", "👩‍🏫", "\u200f", "\u202e", "=1+1", "\ufeff"]
)
LETTERS = st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"])
PIECES = st.lists(ODD | LETTERS, min_size=1, max_size=12).map("".join)


def filled(texts):
    return texts.filter(str.strip)


lines = filled(PIECES)
short_lines = filled(st.lists(ODD | LETTERS, min_size=1, max_size=4).map("".join))
proses = filled(st.lists(PIECES | st.sampled_from(["\n", "\n\n", "\t"]), min_size=1, max_size=6).map("".join))
maybe_line = st.just("") | lines
maybe_prose = st.just("") | proses
days = st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))
links = st.sampled_from(["", "https://example.org/a?b=c&d=%22", "https://éducation.example/"])
partial_dates = st.one_of(
    days.map(lambda day: f"{day:%Y}"), days.map(lambda day: f"{day:%Y-%m}"), days.map(datetime.date.isoformat)
)
slugs = st.text(string.ascii_lowercase + string.digits + "-_", min_size=1, max_size=20)
licences = st.just({}) | st.fixed_dictionaries({"licence": lines, "licence_url": links})


@st.composite
def dates(draw):
    precision = draw(st.sampled_from(["period", "month", "day", "minute"]))
    if precision == "period":
        return {}
    day = draw(days)
    if precision == "month":
        return {"precision": precision, "date": day.replace(day=1)}
    if precision == "day":
        return {"precision": precision, "date": day}
    starts, ends = sorted(draw(st.lists(st.integers(0, 1439), min_size=2, max_size=2, unique=True)))
    hours = {"starts": datetime.time(*divmod(starts, 60)), "ends": datetime.time(*divmod(ends, 60))}
    return {"precision": precision, "date": day, **hours}


counts = st.none() | st.integers(1, 32_767)


def agendas(themes):
    methods = ["", "talking_circle", "world_cafe", "photolanguage", "small_groups", "dot_voting"]
    return st.lists(
        st.builds(
            AgendaItemContent,
            minutes=st.integers(1, 600),
            title=lines,
            intention=maybe_prose,
            method=st.sampled_from([*methods, "consent_round"]),
            material=maybe_prose,
            lead=maybe_line,
            theme=st.sampled_from([None, *themes]),
            public=st.booleans(),
        ),
        max_size=3,
    ).map(tuple)


@st.composite
def workdays(draw, number, themes, venues):
    status = draw(st.sampled_from(["planned", "held", "cancelled"]))
    attended = {"people": draw(counts), "organisations": draw(counts)} if status == "held" else {}
    return WorkdayContent(
        number=number,
        title=draw(maybe_line),
        themes=tuple(sorted(draw(st.sets(st.sampled_from(themes))))) if themes else (),
        announced=draw(st.booleans()),
        status=status,
        venue=draw(st.sampled_from(["", *venues])),
        capacity=draw(counts),
        **attended,
        format=draw(st.sampled_from(["", "on_site", "remote", "both"])),
        place=draw(maybe_line),
        description=draw(maybe_prose),
        video_link=draw(links),
        agenda=draw(agendas(themes)),
        **draw(dates()),
    )


@st.composite
def shared_out(draw, numbers, phases):
    """Each number goes to one of the phases."""
    shares = {phase: [] for phase in phases}
    for number in numbers if phases else []:
        shares[draw(st.sampled_from(phases))].append(number)
    return shares


@st.composite
def contents(draw, territory=("department", "91")):
    """A whole cycle, private parts said."""
    ranks = st.lists(st.integers(1, 99), unique=True, max_size=4).map(sorted)
    phase_numbers = draw(ranks)
    themes = draw(shared_out(draw(ranks), phase_numbers))
    taken = draw(shared_out(draw(ranks), phase_numbers))
    all_themes = [number for numbers in themes.values() for number in numbers]
    names = sorted(draw(st.lists(short_lines, unique=True, max_size=3)))
    phases = []
    for number in phase_numbers:
        begins, ends = sorted(draw(st.tuples(days, days)))
        phases.append(
            PhaseContent(
                number=number,
                title=draw(lines),
                begins=begins,
                ends=ends,
                themes=tuple(ThemeContent(number=n, title=draw(lines)) for n in themes[number]),
                workdays=tuple(draw(workdays(n, all_themes, names)) for n in taken[number]),
            )
        )
    references = tuple(
        draw(
            st.builds(
                lambda licence, **fields: ReferenceContent(key=key, **fields, **licence),  # noqa: B023
                title=lines,
                author=lines,
                reviewer=maybe_line,
                published=st.just("") | partial_dates,
                url=links,
                licence=licences,
            )
        )
        for key in draw(st.lists(slugs, unique=True, max_size=3))
    )
    held = None
    if references and draw(st.booleans()):
        begins, ends = sorted(draw(st.tuples(partial_dates, partial_dates)))
        source = draw(st.sampled_from(references)).key
        held = HeldContent(workdays=9, begins=begins, ends=ends, source=source, note=draw(maybe_prose))
    return CycleContent(
        slug=draw(slugs),
        title=draw(lines),
        territory=territory,
        tagline=draw(maybe_line),
        context=draw(maybe_prose),
        public=draw(st.booleans()),
        fictional=draw(st.booleans()),
        charter_note=draw(maybe_prose),
        source_note=draw(maybe_prose),
        **draw(licences),
        service_email=draw(st.sampled_from(["", "equipe@example.org"])),
        objectives=tuple(draw(st.lists(proses, max_size=3))),
        held=held,
        phases=tuple(phases),
        venues=tuple(
            VenueContent(name=name, address=draw(maybe_line), access=draw(maybe_prose), capacity=draw(counts))
            for name in names
        ),
        school_zone=draw(st.sampled_from(["", "A", "B", "C"])),
        contacts=tuple(
            draw(
                st.lists(
                    st.builds(
                        ContactContent,
                        organisation=lines,
                        former_name=maybe_line,
                        address=maybe_line,
                        website=links,
                    ),
                    max_size=2,
                )
            )
        ),
        partners=tuple(
            draw(
                st.lists(
                    st.builds(
                        PartnerContent,
                        name=lines,
                        role=st.sampled_from(["organiser", "partner", "funder"]),
                        note=maybe_line,
                        website=links,
                    ),
                    max_size=2,
                )
            )
        ),
        references=references,
    )
