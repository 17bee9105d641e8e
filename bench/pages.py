"""What is measured, and what is aimed at. A new page is one line here."""

from dataclasses import dataclass

# How the answer comes about.
BARE = "bare"  # a Django view without anything around it
WARM = "warm"  # anonymous; public pages come from memory
COLD = "cold"  # anonymous; memory switched off, so that every request builds the page
UNCHANGED = "304"  # the browser has the page and asks whether it changed
MEMBER = "member"  # logged in as a facilitator: never from memory
SIGNING = "signing"  # a POST by somebody else each time, who has typed a code a moment ago


@dataclass(frozen=True)
class Page:
    """One row of the table; `cpu_ms` to `gzipped_bytes` are what to reach, None where nothing is promised."""

    name: str
    path: str
    state: str
    cpu_ms: float | None = None
    queries: int | None = None
    first_visit_bytes: int | None = None
    html: bool = True
    gzipped_bytes: int | None = None


ESSONNE = "/cycles/essonne-2021/"
DEMONSTRATION = "/cycles/demonstration/"
CHARTER = f"{DEMONSTRATION}charte/"
SIXTY_DAYS = "/cycles/soixante-journees/animation/"
FIRST_VISIT = 60_000
FIRST_VISIT_OF_THE_MAP = 70_000
# The page alone: whoever works there has the rest already.
BEHIND_THE_SCENES = 40_000
# Who serves 16–18 year-olds in Grand Paris Sud?
QUESTION = "/carte/?public=age_16_18&territoire=intercommunalite-200059228"

# What somebody who signs types.
SIGNATURE = {"name": "Personne", "is_read": "on", "is_displayed": "on"}

PAGES = (
    Page("bare Django view", "/", BARE, html=False),
    Page("home", "/", WARM),
    Page("home", "/", COLD),
    Page("cycle, Essonne 2021", ESSONNE, WARM, 2, 6, FIRST_VISIT),
    Page("cycle, Essonne 2021", ESSONNE, COLD, 20, 6),
    Page("cycle, Essonne 2021", ESSONNE, UNCHANGED, 1.5),
    Page("cycle, Essonne 2021", ESSONNE, MEMBER),
    Page("cycle, demonstration", DEMONSTRATION, WARM, 2, 6, FIRST_VISIT),
    Page("cycle, demonstration", DEMONSTRATION, COLD, 20, 6),
    Page("calendar feed", f"{DEMONSTRATION}calendrier.ics", WARM, 2, html=False),
    Page("calendar feed", f"{DEMONSTRATION}calendrier.ics", COLD, 10, html=False),
    Page("calendar feed", f"{DEMONSTRATION}calendrier.ics", UNCHANGED, 1.5, html=False),
    Page("charter", CHARTER, WARM, 2, 8),
    Page("charter", CHARTER, COLD, 15, 8),
    Page("a signature", "/charte/{version}/signer/", SIGNING, 15, html=False),
    Page("card, 5,000 actors", f"{DEMONSTRATION}ma-fiche/", MEMBER, 15, 10),
    Page("board, 60 workdays", SIXTY_DAYS, MEMBER, 25, 12, FIRST_VISIT, gzipped_bytes=BEHIND_THE_SCENES),
    Page(
        "month, 60 workdays",
        f"{SIXTY_DAYS}mois/",
        MEMBER,
        25,
        12,
        FIRST_VISIT,
        gzipped_bytes=BEHIND_THE_SCENES,
    ),
    Page("workday", "/journees/{workday}/", WARM),
    Page("workday", "/journees/{workday}/", COLD),
    Page("territory", "/territoires/departement/91/", WARM),
    Page("territory", "/territoires/departement/91/", COLD),
    Page("map, 5,000 actors", "/carte/", WARM, 2, 10, FIRST_VISIT_OF_THE_MAP),
    Page("map, 5,000 actors", "/carte/", COLD, 15, 10),
    Page("map, a question", QUESTION, WARM, 2, 10, FIRST_VISIT_OF_THE_MAP),
    Page("map, a question", QUESTION, COLD, 15, 10),
    Page("map, words", "/carte/?q=tremplin+ecoute", COLD, None, 10),
    Page("health", "/sante/", WARM, html=False),
)
