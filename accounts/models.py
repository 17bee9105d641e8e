from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email, password=None):
        """A user known by an e-mail address, kept in lower case; without a password unless one is given."""
        user = self.model(email=self.normalize_email(email).lower())
        user.set_password(password)
        user.save(using=self._db)
        return user

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
