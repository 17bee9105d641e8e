import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower

from support.fields import LineField


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None):
        """A user known by an e-mail address, kept in lower case; without a password unless one is given."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

    def hold(self, pk) -> "User | None":
        """This account, locked until the end of the transaction; None once it is closed or erased.

        Whatever writes something about a person holds their account first, so that nothing is written about
        somebody who is being erased.
        """
        return self.select_for_update().filter(pk=pk, is_active=True).first()

    def hold_or_refuse(self, pk) -> "User":
        """This account, held; PermissionDenied when it was deleted a moment ago."""
        if (held := self.hold(pk)) is None:
            raise PermissionDenied
        return held

    def get_by_natural_key(self, username):
        return self.get(email=username.lower())


class User(AbstractBaseUser):
    """Somebody who can log in. Who that person is in a cycle is kept by `participants`, not here."""

    email = models.EmailField(
        "adresse électronique",
        max_length=254,
        unique=True,
        error_messages={"unique": "Un compte existe déjà à cette adresse."},
    )
    is_active = models.BooleanField("compte actif", default=True)
    date_joined = models.DateTimeField("inscription", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"

    class Meta:
        verbose_name = "compte"
        verbose_name_plural = "comptes"
        constraints = [
            # With it, a plain unique index means one account an address, whatever the capitals typed.
            models.CheckConstraint(
                condition=models.Q(email=Lower(F("email"))),
                name="user_email_is_lower_case",
                violation_error_message="L’adresse s’enregistre en minuscules.",
            )
        ]

    def __str__(self):
        return self.email

    def erase(self):
        """Forget whose account this is, and close it; the row stays for what counts it."""
        # Belongs to nobody (RFC 2606), is guessed by nobody, and leaves the old address free to come back.
        self.email = f"{uuid.uuid4()}@erased.invalid"
        self.set_unusable_password()
        self.is_active, self.last_login = False, None
        self.save()


class IdentityQuerySet(models.QuerySet["Identity"]):
    def of(self, user) -> "Identity":
        """This person's identity row, made on first use; two at once make one."""
        return self.get_or_create(user=user)[0]


class Identity(models.Model):
    """Who is behind rows that can never change: they point here, and only this is blanked.

    Its name is for people whom a file names and who have no account here; what somebody with an account is
    called in a cycle stands on their card there. The row itself stays when the account goes: what it did
    remains one person's, without saying whose.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        User, verbose_name="compte", on_delete=models.SET_NULL, null=True, blank=True, related_name="identity"
    )
    name = LineField("nom", max_length=200, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "identité"
        verbose_name_plural = "identités"

    def __str__(self):
        if self.user_id is None:
            return "personne dont le compte est effacé"
        return self.name or "une personne de l’équipe"

    def erase(self):
        """Forget whose row this is; what points to it keeps pointing."""
        self.user, self.name = None, ""
        self.save(update_fields=["user", "name"])
