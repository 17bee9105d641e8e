"""What the map says in a sentence: who acts, for whom, when, where."""

from .acting import ALL, SEATS, WIDE, Answer, Question
from .geography import Place
from .models import CATEGORY_LABELS, Public, Stage, Territory

_FOR = {
    Public.PRIMARY: "pour les élèves d’école primaire",
    Public.MIDDLE_SCHOOL: "pour les élèves de collège",
    Public.HIGH_SCHOOL: "pour les élèves de lycée",
    Public.AGE_16_18: "pour les 16–18\u00a0ans",
    Public.NEET_16_25: "pour les 16–25\u00a0ans sans emploi ni formation",
    Public.PARENTS: "pour les parents",
    Public.PROFESSIONALS: "pour les professionnels",
}
_WHEN = {
    Stage.PREVENTION: "en prévention",
    Stage.DROPPING_OUT: "pendant le décrochage",
    Stage.OUT_OF_SCHOOL: "après une sortie sans solution",
}
# For nobody, for one, for many.
_ACT = ("n’agit", "agit", "agissent")
_STAND = ("n’est sur la carte", "est sur la carte", "sont sur la carte")
_SIT = ("n’a son siège", "a son siège", "ont leur siège")
# Followed by « et une action pour… »: one of the two alone is not denied.
_SIT_AND_ACT = ("n’a à la fois son siège", *_SIT[1:])


def in_figures(number: int) -> str:
    """A number as it is printed in French: « 5 000 »."""
    return f"{number:,}".replace(",", "\u202f")


def in_place(place: Place) -> str:
    """« à Massy », « aux Ulis », « dans Grand Paris Sud »."""
    if place.kind == Territory.Kind.COMMUNE:
        for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
            if place.name.startswith(article):
                return contracted + place.name.removeprefix(article)
        return f"à {place.name}"
    if place.kind == Territory.Kind.EPCI:
        return f"dans {'l’' if place.name.startswith('EPT ') else ''}{place.name}"
    if place.kind in Territory.NEIGHBOURHOOD_KINDS:
        return f"dans le quartier « {place.name} »"
    noun = "le département" if place.kind == Territory.Kind.DEPARTMENT else "la région"
    return f"dans {noun} ({place.name})"


def sentence(answer: Answer) -> str:
    """The answer in one sentence: « 12 structures agissent pour les 16–18 ans dans Grand Paris Sud »."""
    asked = answer.question
    verbs, where = _verbs_and_where(answer)
    words = [
        subject(answer.total),
        _sort_of(asked),
        verbs[min(answer.total, 2)],
        *((where, _act_for(asked)) if asked.view == SEATS else (_whom(asked), where)),
    ]
    return " ".join(word for word in words if word) + "."


def subject(number: int) -> str:
    return "Aucune structure" if not number else f"{in_figures(number)} structure{'s' if number > 1 else ''}"


def wide_sentence(answer: Answer) -> str:
    """Those of the whole department, told apart; empty where nobody asks for them or there are none."""
    if not answer.wide or answer.question.view in (WIDE, SEATS):
        return ""
    proposes = "proposent" if answer.wide > 1 else "propose"
    action = "une telle action" if answer.question.asks_of_actions else "une action"
    # Not « en plus »: some may act here as well, and are counted for that.
    start = "Parmi elles" if answer.counts_wide else "Dans tout le département"
    where = " dans tout le département" if answer.counts_wide else ""
    return f"{start}, {subject(answer.wide)} {proposes} {action}{where}."


def empty_sentence(answer: Answer) -> str:
    """What is said above the communes where the answer is nobody."""
    asked = answer.question
    words = [
        "Dans ces communes,",
        f"aucune structure {_sort_of(asked)}" if _sort_of(asked) else "personne",
        _sit(asked)[0] if asked.view == SEATS else _ACT[0],
        _act_for(asked) if asked.view == SEATS else _whom(asked),
        # Those that act there, and no further, are not what was asked for.
        "à l’échelle du département" if asked.view == WIDE else "",
    ]
    return " ".join(word for word in words if word) + "."


def empty_heading(answer: Answer) -> str:
    """The heading over them: that nobody acts is said only where nobody was left out of the question."""
    asked = answer.question
    if _sort_of(asked) or asked.asks_of_actions or asked.view == WIDE:
        return "Les communes sans réponse"
    return f"Où personne {_SIT[0] if asked.view == SEATS else _ACT[0]}"


def _verbs_and_where(answer: Answer):
    asked = answer.question
    where = in_place(asked.place) if asked.place else ""
    if asked.view == SEATS:
        if asked.place and asked.place.kind in Territory.NEIGHBOURHOOD_KINDS:
            # A seat is known to its commune, not to its street.
            several = len(answer.geography.communes_of(asked.place)) > 1
            where = f"dans {'les communes' if several else 'la commune'} du quartier « {asked.place.name} »"
        return _sit(asked), where or "sur la carte"
    if asked.view == WIDE:
        return _ACT, "dans tout le département" + (f", donc aussi {where}" if where else "")
    if asked.view == ALL and where and asked.place and not asked.place.is_wide:
        return _ACT, f"{where} ou dans tout le département"
    if where or asked.asks_of_actions:
        return _ACT, where
    return _STAND, ""


def _sort_of(asked: Question) -> str:
    told = []
    if asked.category:
        told.append(f"de la catégorie « {CATEGORY_LABELS[asked.category]} »")
    if asked.words:
        told.append(f"où il est question de « {asked.words} »")
    return " et ".join(told)


def _whom(asked: Question) -> str:
    told = [
        _FOR[Public(asked.public)] if asked.public else "",
        _WHEN[Stage(asked.stage)] if asked.stage else "",
    ]
    return " ".join(word for word in told if word)


def _sit(asked: Question) -> tuple[str, str, str]:
    return _SIT_AND_ACT if asked.asks_of_actions else _SIT


def _act_for(asked: Question) -> str:
    return f"et une action {_whom(asked)}" if asked.asks_of_actions else ""
