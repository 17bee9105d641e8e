"""The people of a cycle, for its team: who is there, who is invited; roles, and leaving."""

from collections import defaultdict
from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cycle.models import Membership
from cycle.views.team import team_cycle
from mapping.names import alphabetical

from .. import inviting, services
from .. import team as people
from ..forms_team import InviteForm, RoleForm
from ..models import Invitation, Participant
from ..roles import MEANINGS

NO_CARD = "Personne sans fiche"
TOO_MANY = (
    f"Vous avez envoyé {inviting.AT_MOST} invitations en une heure : attendez un peu avant la suivante."
)


@dataclass
class Member:
    """One member as the team sees them: by their card, never by their address."""

    membership: Membership
    card: Participant | None

    @property
    def name(self) -> str:
        return self.card.name if self.card else NO_CARD

    @property
    def organisation(self):
        return self.card.present_organisation if self.card else None


@require_http_methods(["GET", "HEAD", "POST"])
def team(request, slug):
    """Everybody of the cycle by role, and the invitations that wait; a POST invites one more."""
    cycle = team_cycle(request, slug)
    if request.method != "POST":
        return _page(request, cycle, InviteForm())
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, cycle, form)
    email, role = form.cleaned_data["email"], form.cleaned_data["role"]
    try:
        is_new = inviting.invite(cycle, email, role, note=form.cleaned_data["note"], by=request.user)
    except inviting.MemberAlreadyError as already:
        current = already.membership
        said = f"Cette personne est déjà membre du cycle : {current.get_role_display()}."
        form.add_error("email", said)
        return _page(request, cycle, form, offer=current if current.role != role else None)
    except inviting.InvitedAlreadyError as already:
        form.add_error("email", _waits(already.invitation))
        return _page(request, cycle, form)
    except inviting.TooManyInvitationsError:
        form.add_error(None, TOO_MANY)
        return _page(request, cycle, form, status=429)
    if is_new:
        messages.success(request, f"L’invitation part à {email}.")
    else:
        messages.info(request, f"Cette adresse est déjà invitée ({email}) : un seul courriel est parti.")
    return redirect("participants:team", slug=cycle.slug)


@require_POST
def invitation_settle(request, slug, pk):
    """Take an invitation back, or send it again under a new link."""
    cycle = team_cycle(request, slug)
    invitation = get_object_or_404(Invitation.objects.select_related("cycle"), cycle=cycle, pk=pk)
    said = invitation.email
    if request.POST.get("action") != "again":
        if inviting.withdraw(invitation, by=request.user):
            messages.success(
                request, f"L’invitation de {said} est retirée : son lien ne mène plus nulle part."
            )
        else:
            messages.info(request, "Cette invitation n’attendait plus de réponse.")
        return redirect("participants:team", slug=cycle.slug)
    try:
        if inviting.send_again(invitation, by=request.user):
            messages.success(request, f"L’invitation repart à {said}, avec un nouveau lien.")
        else:
            messages.info(request, "Cette invitation n’attendait plus de réponse.")
    except inviting.TooManyInvitationsError:
        messages.error(request, TOO_MANY)
    return redirect("participants:team", slug=cycle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def member_role(request, slug, pk):
    """Change what somebody is in the cycle; one's own role, once asked whether one means it."""
    cycle = team_cycle(request, slug)
    membership = _membership(cycle, pk)
    is_own = membership.user_id == request.user.pk
    asked = request.GET.get("role")
    initial = asked if asked in MEANINGS else membership.role
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": initial})
    if is_own:
        form.fields["role"].label = "Votre rôle"
    context = {
        "cycle": cycle,
        "member": _with_cards(cycle, [membership])[0],
        "is_own": is_own,
        "form": form,
        "meanings": MEANINGS.values(),
        "to_confirm": None,
        "problem": None,
    }
    if not form.is_valid():
        return render(request, "participants/member_role.html", context)
    role = form.cleaned_data["role"]
    if is_own and role != membership.role and request.POST.get("sure") != role:
        return render(request, "participants/member_role.html", {**context, "to_confirm": MEANINGS[role]})
    try:
        has_changed = people.change_role(membership, role, by=request.user)
    except services.LastFacilitatorError as error:
        context["problem"] = error.message
        return render(request, "participants/member_role.html", context, status=409)
    if has_changed:
        messages.success(request, f"{context['member'].name} : {MEANINGS[role].label}.")
    else:
        messages.info(request, "Rien n’a changé.")
    if is_own and role != Membership.Role.FACILITATOR:
        return redirect("participants:card", slug=cycle.slug)
    return redirect("participants:team", slug=cycle.slug)


@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request, slug, pk):
    """End somebody's place in the cycle, once asked whether one means it; one's own is left elsewhere."""
    cycle = team_cycle(request, slug)
    membership = _membership(cycle, pk)
    if membership.user_id == request.user.pk:
        return redirect("participants:leave", slug=cycle.slug)
    member = _with_cards(cycle, [membership])[0]
    if request.method == "POST":
        if people.remove(membership, by=request.user):
            messages.success(request, f"{member.name} n’est plus membre du cycle, et l’apprend par courriel.")
        else:
            messages.info(request, f"{member.name} n’était déjà plus membre du cycle.")
        return redirect("participants:team", slug=cycle.slug)
    return render(request, "participants/member_remove.html", {"cycle": cycle, "member": member})


def _membership(cycle, pk):
    memberships = Membership.objects.current().select_related("cycle", "user")
    return get_object_or_404(memberships, cycle=cycle, pk=pk)


def _waits(invitation):
    role = invitation.get_role_display()
    return (
        f"Une invitation attend déjà à cette adresse ({role}). "
        "Renvoyez-la ou retirez-la dans la liste des invitations."
    )


def _with_cards(cycle, memberships) -> list[Member]:
    """Each membership with its card, in the order of names. One query, however many there are."""
    cards = Participant.objects.filter(membership__in=memberships).select_related("organisation__merged_into")
    by_membership = {card.membership_id: card for card in cards}
    members = [Member(membership, by_membership.get(membership.pk)) for membership in memberships]
    return sorted(members, key=lambda member: (member.card is None, alphabetical(member.name)))


def _page(request, cycle, form, *, offer=None, status=200):
    memberships = Membership.objects.current().filter(cycle=cycle).select_related("user")
    by_role = defaultdict(list)
    for member in _with_cards(cycle, list(memberships.order_by("joined_at", "pk"))):
        by_role[member.membership.role].append(member)
    invitations = Invitation.objects.open().filter(cycle=cycle).select_related("mail", "invited_by")
    context = {
        "cycle": cycle,
        "form": form,
        "offer": offer,
        "wanted": form.data.get("role", ""),
        "groups": [(meaning, by_role[meaning.value]) for meaning in MEANINGS.values()],
        "invitations": invitations.order_by("created_at", "pk"),
    }
    return render(request, "participants/team.html", context, status=status)
