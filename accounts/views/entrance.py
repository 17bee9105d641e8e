"""Typing the code that was mailed, to log in or to sign up: allauth's views, with a stricter count."""

import time
from typing import Any

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, RedirectView

from ..models import User
from ..tries import spend_try


class CodePage(FormView):
    """No more than CODE_TRIES tries a code, parallel requests included, and none with a clock set back.

    An address without an account costs as many queries as one with: a test compares the two.
    """

    lookups_of_an_account: int
    _process: Any  # allauth's record of the code that was asked

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if request.method == "POST" and getattr(self, "_process", False) is None:
            messages.error(request, "Ce code a expiré. Demandez-en un autre.")
        return response

    def get_form_kwargs(self):
        if self._process.user is None:
            for _ in range(self.lookups_of_an_account):
                User.objects.filter(pk=0).first()
        return super().get_form_kwargs()

    def post(self, request, *args, **kwargs):
        began = self._process.state["at"]
        # The moment at which a code was asked names it, for a known address and for an unknown one alike.
        code_id = f"{self._process.__class__.__name__}:{request.session.session_key}:{began}"
        if began > time.time() or not spend_try(request, code_id):
            self._process.abort()
            messages.error(request, get_adapter().error_messages["too_many_login_attempts"])
            return HttpResponseRedirect(reverse("account_login"))
        return super().post(request, *args, **kwargs)


class ConfirmLoginCodeView(CodePage, views.ConfirmLoginCodeView):
    lookups_of_an_account = 1


class ConfirmEmailVerificationCodeView(CodePage, views.ConfirmEmailVerificationCodeView):
    lookups_of_an_account = 2


confirm_login_code = login_not_required(ConfirmLoginCodeView.as_view())
confirm_email_code = never_cache(login_not_required(ConfirmEmailVerificationCodeView.as_view()))
# allauth goes through this name after a failure; asking for a code and logging in are one page here.
request_login_code = login_not_required(RedirectView.as_view(pattern_name="account_login", query_string=True))
