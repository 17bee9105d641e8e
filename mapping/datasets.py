"""Reference data on disk: a department, its intercommunalités, its communes, the communes merged away.

The four files are described in `mapping/data/essonne/SOURCES.md`.
"""

import datetime
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.text import slugify

from .geojson import read_outline
from .models import Territory
from .names import full_name, in_french_type, usual_name
from .outlines import path_data

DEPARTMENT_FILE, EPCI_FILE = "department.geojson", "epci.geojson"
COMMUNE_FILE, FORMER_COMMUNE_FILE = "communes.geojson", "former_communes.json"

# How many colours the map has.
TINTS = 6

Key = tuple[str, str]


class DatasetError(Exception):
    """A file that cannot be loaded: its name and the reason, in French."""

    def __init__(self, file: str, reason: str):
        super().__init__(f"{file} : {reason}")


@dataclass
class Record:
    """A territory as the files tell it: its values, and the keys of those it points to."""

    kind: Territory.Kind
    code: str
    values: dict
    parents: set[Key] = field(default_factory=set)
    successor: Key | None = None

    @property
    def key(self) -> Key:
        return (self.kind, self.code)


@dataclass
class Dataset:
    name: str
    records: list[Record]


def read_dataset(directory: Path) -> Dataset:
    """Everything that a directory tells, checked. DatasetError when any part of it cannot be true."""
    if not directory.is_dir():
        raise DatasetError(str(directory), "ce dossier n’existe pas.")
    department = _read_department(directory)
    epcis = _read_epcis(directory, department)
    communes = _read_communes(directory, department, epcis)
    former = _read_former_communes(directory, communes)
    _sum_populations(department, epcis, communes)
    _tint(epcis, communes)
    name = slugify(directory.resolve().name)[:60] or "territoires"
    return Dataset(name, [department, *epcis.values(), *communes.values(), *former.values()])


def _read_department(directory):
    features = _features(directory, DEPARTMENT_FILE)
    if len(features) != 1:
        raise DatasetError(DEPARTMENT_FILE, f"un seul département attendu, {len(features)} trouvés.")
    told = _Told(DEPARTMENT_FILE, features[0]["properties"], "département")
    return Record(
        Territory.Kind.DEPARTMENT,
        told.text("code", 80),
        _values(in_french_type(told.text("name", 200)), **_outline(told, features[0])),
    )


def _read_epcis(directory, department):
    epcis: dict[str, Record] = {}
    for rank, feature in enumerate(_features(directory, EPCI_FILE), 1):
        told = _Told(EPCI_FILE, feature["properties"], f"intercommunalité n° {rank}")
        code, whole = told.text("siren", 80), full_name(told.text("name", 200))
        usual = usual_name(whole)
        told.refuse_repeat(code, epcis)
        epcis[code] = Record(
            Territory.Kind.EPCI,
            code,
            _values(
                usual,
                full_name=whole if whole != usual else "",
                is_partial=told.flag("partial"),
                **_outline(told, feature),
            ),
            parents={department.key},
        )
    return epcis


def _read_communes(directory, department, epcis):
    communes: dict[str, Record] = {}
    for rank, feature in enumerate(_features(directory, COMMUNE_FILE), 1):
        told = _Told(COMMUNE_FILE, feature["properties"], f"commune n° {rank}")
        code, epci = told.text("code", 80), told.text("epci", 80)
        told.refuse_repeat(code, communes)
        if epci not in epcis:
            raise told.wrong(f"l’intercommunalité {epci} n’est pas dans {EPCI_FILE}.")
        communes[code] = Record(
            Territory.Kind.COMMUNE,
            code,
            _values(
                in_french_type(told.text("name", 200)),
                population=told.whole_number("population"),
                latitude=told.degrees("lat", 90),
                longitude=told.degrees("lon", 180),
                **_outline(told, feature),
            ),
            parents={department.key, epcis[epci].key},
        )
    return communes


def _read_former_communes(directory, communes):
    former: dict[str, Record] = {}
    rows = _json(directory, FORMER_COMMUNE_FILE)
    if not isinstance(rows, list):
        raise DatasetError(FORMER_COMMUNE_FILE, "une liste est attendue.")
    for rank, row in enumerate(rows, 1):
        told = _Told(FORMER_COMMUNE_FILE, row, f"ancienne commune n° {rank}")
        code, successor = told.text("code", 80), told.text("successor", 80)
        told.refuse_repeat(code, former)
        if successor not in communes:
            raise told.wrong(f"la commune {successor} n’est pas dans {COMMUNE_FILE}.")
        former[code] = Record(
            Territory.Kind.FORMER_COMMUNE,
            code,
            _values(in_french_type(told.text("name", 200)), valid_until=told.day_or_nothing("valid_until")),
            parents=set(communes[successor].parents),
            successor=communes[successor].key,
        )
    return former


def _values(name, **values):
    """Every field that loading writes, so that what a file no longer says is emptied."""
    blank = {
        "full_name": "",
        "population": None,
        "is_partial": False,
        "latitude": None,
        "longitude": None,
        "outline": None,
        "shape": "",
        "tint": None,
        "valid_until": None,
    }
    return {"name": name, **blank, **values}


def _outline(told, feature):
    try:
        outline = read_outline(feature.get("geometry"))
    except ValidationError as error:
        raise told.wrong(" ".join(error.messages)) from None
    return {"outline": outline, "shape": path_data(outline)}


def _sum_populations(department, epcis, communes):
    for commune in communes.values():
        for key in commune.parents:
            parent = department if key == department.key else epcis[key[1]]
            parent.values["population"] = (parent.values["population"] or 0) + commune.values["population"]


def _tint(epcis, communes):
    """Give each intercommunalité a colour that no neighbour has, using all colours about as often."""
    touching_point: dict[tuple, set[str]] = defaultdict(set)
    for commune in communes.values():
        epci = next(code for kind, code in commune.parents if kind == Territory.Kind.EPCI)
        for point in _points(commune.values["outline"]):
            touching_point[point].add(epci)
    neighbours: dict[str, set[str]] = defaultdict(set)
    for around in touching_point.values():
        for epci in around:
            neighbours[epci] |= around - {epci}
    used = [0] * TINTS
    for code in sorted(epcis, key=lambda code: (-len(neighbours[code]), code)):
        taken = {epcis[other].values["tint"] for other in neighbours[code]}
        free = [tint for tint in range(TINTS) if tint not in taken] or list(range(TINTS))
        tint = min(free, key=lambda tint: used[tint])
        epcis[code].values["tint"] = tint
        used[tint] += 1


def _points(outline):
    coordinates = outline["coordinates"]
    polygons = [coordinates] if outline["type"] == "Polygon" else coordinates
    return (tuple(position) for polygon in polygons for ring in polygon for position in ring)


def _json(directory, file):
    try:
        return json.loads((directory / file).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DatasetError(file, f"ce fichier manque dans {directory}.") from None
    except OSError as error:
        raise DatasetError(file, f"illisible ({error.strerror}).") from None
    except json.JSONDecodeError as error:
        raise DatasetError(file, f"JSON incorrect, ligne {error.lineno}, colonne {error.colno}.") from None
    except (ValueError, RecursionError):
        raise DatasetError(file, "ce fichier n’est pas du JSON en UTF-8.") from None


def _features(directory, file):
    data = _json(directory, file)
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(isinstance(feature, dict) for feature in features):
        raise DatasetError(file, "une « FeatureCollection » GeoJSON est attendue.")
    if not features:
        raise DatasetError(file, "ce fichier ne décrit aucun territoire.")
    return [{"properties": feature.get("properties"), **feature} for feature in features]


class _Told:
    """What a file says of one territory; each reading checks the type and names the place when wrong."""

    def __init__(self, file, properties, place):
        self.file, self.properties, self.place = file, properties, place
        if not isinstance(properties, dict):
            raise self.wrong("ses propriétés manquent.")
        if isinstance(properties.get("name"), str):
            self.place = f"{place}, {properties['name']}"

    def wrong(self, reason):
        return DatasetError(self.file, f"{self.place} : {reason}")

    def refuse_repeat(self, code, known):
        if code in known:
            raise self.wrong(f"le code {code} est donné deux fois.")

    def text(self, key, longest):
        value = self.properties.get(key)
        if not isinstance(value, str) or not value.strip() or len(value) > longest or not value.isprintable():
            raise self.wrong(f"« {key} » doit être un texte de 1 à {longest} caractères.")
        if key in ("code", "siren") and "/" in value:
            raise self.wrong(f"« {key} » ne contient pas de barre oblique.")
        return value.strip()

    def flag(self, key):
        value = self.properties.get(key, False)
        if not isinstance(value, bool):
            raise self.wrong(f"« {key} » doit être vrai ou faux.")
        return value

    def whole_number(self, key):
        value = self.properties.get(key)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
            raise self.wrong(f"« {key} » doit être un nombre entier positif.")
        return value

    def degrees(self, key, most):
        value = self.properties.get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not -most <= value <= most:
            raise self.wrong(f"« {key} » doit être un nombre de degrés.")
        return float(value)

    def day_or_nothing(self, key):
        value = self.properties.get(key)
        if value is None:
            return None
        try:
            return datetime.date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self.wrong(f"« {key} » doit être une date AAAA-MM-JJ, ou rien.") from None
