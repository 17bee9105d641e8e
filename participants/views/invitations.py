"""Answering an invitation: reading it writes nothing, and only the invited address may answer."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycle.models import Membership

from .. import inviting, services
from ..models import Invitation, Participant
from ..roles import MEANINGS


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request, token):
    """To what one is invited, to accept or to decline."""
    invitation = Invitation.objects.of_token(token)
    if invitation is None:
        return _over(request, status=404)
    if not invitation.is_open or invitation.has_expired:
        return _past(request, token)
    if not inviting.is_for(invitation, request.user):
        return render(request, "participants/invitation_foreign.html", {"invitation": invitation}, status=403)
    answer = ANSWERS.get(request.POST.get("action", ""), _page)
    try:
        return answer(request, invitation)
    except inviting.InvitationOverError:
        # Answered in the meantime, perhaps by the same form sent twice.
        return _past(request, token)
    except services.LastFacilitatorError as error:
        return _page(request, invitation, error.message, status=409)


def _accept(request, invitation):
    membership = inviting.accept(invitation, request.user)
    role = MEANINGS[membership.role].label
    messages.success(request, f"Bienvenue dans le cycle « {invitation.cycle} ». Votre rôle : {role}.")
    return _into_the_cycle(membership)


def _decline(request, invitation):
    inviting.decline(invitation, request.user)
    messages.success(request, "L’invitation est déclinée, et l’équipe ne garde pas votre adresse.")
    return redirect("home")


ANSWERS = {"accept": _accept, "decline": _decline}


def _page(request, invitation, problem=None, status=200):
    context = {
        "cycle": invitation.cycle,
        "invitation": invitation,
        "meaning": MEANINGS[invitation.role],
        "membership": _membership_of(request, invitation.cycle),
        "problem": problem,
    }
    return render(request, "participants/invitation.html", context, status=status)


def _over(request, status=410):
    return render(request, "participants/invitation_over.html", status=status)


def _past(request, token):
    """Whoever accepted it goes on into the cycle; for others it is over."""
    invitation = Invitation.objects.of_token(token)
    if invitation and invitation.accepted_at and (membership := _membership_of(request, invitation.cycle)):
        return _into_the_cycle(membership)
    return _over(request)


def _membership_of(request, cycle):
    memberships = Membership.objects.current().filter(cycle=cycle, user=request.user)
    return memberships.select_related("cycle").first()


def _into_the_cycle(membership):
    if Participant.objects.filter(membership=membership).exists():
        return redirect(membership.cycle)
    return redirect("participants:card", slug=membership.cycle.slug)
