from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from ...models import Steward, Territory


class Command(BaseCommand):
    help = (
        "Confie la carte d’un territoire à une personne, qui pourra y créer des quartiers "
        "et y relire les structures proposées."
    )

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE")
        parser.add_argument(
            "--territory", required=True, metavar="CODE", help="code Insee ou SIREN, par exemple 91"
        )

    def handle(self, *args, email, territory, **options):
        user = get_user_model().objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Aucun compte à l’adresse {email}.")
        place = (
            Territory.objects.filter(code=territory)
            .exclude(kind__in=[*Territory.NEIGHBOURHOOD_KINDS, Territory.Kind.FORMER_COMMUNE])
            .first()
        )
        if place is None:
            raise CommandError(
                f"Aucun territoire de code {territory}. Chargez-les d’abord (load_territories)."
            )
        _, created = Steward.objects.get_or_create(territory=place, user=user)
        said = "tient désormais" if created else "tenait déjà"
        self.stdout.write(f"{user.email} {said} la carte : {place.name}.")
