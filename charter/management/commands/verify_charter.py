import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from charter.models import Charter
from charter.verification import verify


class Command(BaseCommand):
    help = "Vérifie la chaîne des adoptions, signatures et retraits de la charte d’un cycle."

    def add_arguments(self, parser):
        parser.add_argument("slug", metavar="CYCLE", help="L’adresse du cycle, par exemple demonstration.")
        parser.add_argument("--json", action="store_true", help="Répondre en JSON.")

    def handle(self, *, slug: str, json: bool, **options):
        charter = Charter.objects.filter(cycle__slug=slug).first()
        if charter is None:
            raise CommandError(f"{slug} : ce cycle n’a pas de charte sur le portail.")
        verdict = verify(charter)
        self.stdout.write(_as_json(slug, verdict) if json else _as_text(slug, verdict))
        if not verdict.is_valid:
            count = len(verdict.problems)
            raise CommandError(f"{slug} : {count} anomalie{'s' if count > 1 else ''}.")


def _as_json(slug, verdict):
    return json.dumps({"cycle": slug, "valid": verdict.is_valid, **asdict(verdict)}, ensure_ascii=False)


def _as_text(slug, verdict):
    counted = (
        f"{slug} : {verdict.links} maillons (adoptions : {verdict.adoptions}, signatures : "
        f"{verdict.signatures}, retraits : {verdict.withdrawals})"
    )
    if verdict.erased:
        counted += f", dont {verdict.erased} signatures de comptes effacés, que seule la chaîne atteste"
    if verdict.is_valid:
        return f"{counted}. Tout concorde."
    return "\n".join([f"{counted}.", *(f"  {problem}" for problem in verdict.problems)])
