import pytest

from mapping.names import alphabetical, full_name, usual_name


@pytest.mark.parametrize(
    ("legal", "usual"),
    [
        ("Communauté d'agglomération Étampois Sud Essonne", "Étampois Sud Essonne"),
        ("Communauté d'agglomération Communauté Paris-Saclay", "Communauté Paris-Saclay"),
        ("Communauté d'agglomération Coeur d'Essonne Agglomération", "Cœur d’Essonne Agglomération"),
        ("Communauté d'agglomération Versailles Grand Parc (CAVGP)", "Versailles Grand Parc"),
        ("Communauté de communes des Deux Vallées", "Deux Vallées"),
        ("Communauté de communes du Val d'Essonne (CCVE)", "Val d’Essonne"),
        ("Communauté de communes l'Orée de la Brie", "L’Orée de la Brie"),
        ("Communauté de communes Le Dourdannais en Hurepoix", "Le Dourdannais en Hurepoix"),
        ("Établissement public territorial Grand-Orly Seine Bièvre", "EPT Grand-Orly Seine Bièvre"),
        ("Métropole du Grand Paris", "Métropole du Grand Paris"),
    ],
)
def test_an_intercommunalite_has_the_name_that_people_use(legal, usual):
    assert usual_name(legal) == usual


def test_the_full_name_loses_only_its_acronym_and_its_typewriter_marks():
    assert (
        full_name("Communauté de communes du Val d'Essonne (CCVE)")
        == "Communauté de communes du Val d’Essonne"
    )


def test_accents_do_not_send_a_name_to_the_end_of_the_list():
    names = ["Égly", "Étampes", "Épinay-sur-Orge", "Fleury", "Dourdan", "Œuilly", "Orsay", "L’Orée", "Lardy"]
    assert sorted(names, key=alphabetical) == [
        "Dourdan",
        "Égly",
        "Épinay-sur-Orge",
        "Étampes",
        "Fleury",
        "L’Orée",
        "Lardy",
        "Œuilly",
        "Orsay",
    ]
