from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from cycle.models import Cycle, Membership


class Command(BaseCommand):
    help = "Donne à une personne le rôle d’animation d’un cycle ; crée son compte s’il le faut."

    def add_arguments(self, parser):
        parser.add_argument("email", metavar="ADRESSE", help="adresse électronique de la personne")
        parser.add_argument(
            "--cycle", required=True, metavar="CYCLE", help="adresse courte du cycle, celle de sa page"
        )

    def handle(self, *, email, cycle, **options):
        email = email.strip().lower()
        try:
            User._meta.get_field("email").clean(email, None)
        except ValidationError:
            raise CommandError(f"« {email} » n’est pas une adresse électronique.") from None
        self.stdout.write(make_facilitator(email, cycle))


@transaction.atomic
def make_facilitator(email: str, slug: str) -> str:
    """Make this person a facilitator of this cycle, whatever their role there; say what was done."""
    try:
        # Locked, so that two commands at once make one membership.
        cycle = Cycle.objects.select_for_update().get(slug=slug)
    except Cycle.DoesNotExist:
        known = ", ".join(Cycle.objects.order_by("slug").values_list("slug", flat=True)) or "aucun"
        raise CommandError(f"Aucun cycle ne s’appelle « {slug} ». Cycles connus : {known}.") from None
    user = User.objects.filter(email=email).first()
    created = user is None
    if user is None:
        user = User.objects.create_user(email)
    elif not user.is_active:
        raise CommandError(f"Le compte {email} est désactivé.")
    membership, joined = Membership.objects.current().get_or_create(
        cycle=cycle, user=user, defaults={"role": Membership.Role.FACILITATOR}
    )
    if not joined and membership.role == Membership.Role.FACILITATOR:
        return f"{email} anime déjà le cycle « {cycle} »."
    if not joined:
        membership.role = Membership.Role.FACILITATOR
        membership.save(update_fields=["role"])
    account = "compte créé" if created else "compte existant"
    return f"{email} anime désormais le cycle « {cycle} » ({account})."
