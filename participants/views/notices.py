"""Telling the members: the draft that gathers what is unsaid, the notices sent, the mails that failed."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cycle.views.team import team_cycle, version_said
from support import outbox
from support.french import is_plural
from support.models import Mail

from .. import notices
from ..forms_notice import NoticeForm
from ..models import Notice, NoticeMail

SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
def cycle_notice(request, slug):
    """What is unsaid, to whom it would go, in which words: to keep, to send, or to leave unsaid."""
    cycle = team_cycle(request, slug)
    if request.method != "POST":
        draft = Notice.objects.draft_of(cycle)
        form = NoticeForm(initial={"text": draft.text if draft else ""})
        return _page(request, cycle, form, draft.version if draft else 0)
    form = NoticeForm(request.POST)
    version = version_said(request.POST.get("version", ""))
    if not form.is_valid():
        return _page(request, cycle, form, version)
    try:
        act = ACTIONS.get(request.POST.get("action", ""), _save)
        act(request, cycle, form.cleaned_data["text"], version)
    except notices.StaleNoticeError:
        draft = Notice.objects.draft_of(cycle)
        return _page(request, cycle, form, draft.version if draft else 0, stale=True, draft=draft)
    except notices.NobodyToAnswerError:
        return _page(request, cycle, form, version)
    return redirect("participants:notice", slug=cycle.slug)


def _save(request, cycle, text, version):
    if notices.save_draft(cycle, text, version=version, user=request.user):
        messages.success(request, "Votre message est gardé. Rien n’est encore parti.")


def _send(request, cycle, text, version):
    notice = notices.send(
        cycle,
        text,
        version=version,
        seen=request.POST.get("seen", ""),
        today=timezone.localdate(),
        user=request.user,
    )
    if notice is None:
        messages.info(request, "Rien à annoncer : tout est déjà dit.")
    else:
        people = f"{notice.people} personne{'s' if is_plural(notice.people) else ''}"
        messages.success(request, f"L’avis part à {people}, un courriel chacune.")


def _discard(request, cycle, text, version):
    if notices.discard(
        cycle, seen=request.POST.get("seen", ""), today=timezone.localdate(), user=request.user
    ):
        messages.success(
            request, "Ces changements ne seront pas annoncés. Les pages et les agendas les montrent."
        )


ACTIONS = {"save": _save, "send": _send, "discard": _discard}


@require_POST
def notice_mail(request, slug, pk):
    """What the team decides of one mail that may not have arrived: send it again, or leave it."""
    cycle = team_cycle(request, slug)
    row = get_object_or_404(NoticeMail.objects.select_related("mail"), notice__cycle=cycle, pk=pk)
    if request.POST.get("action") == "again":
        if outbox.send_again(row.mail):
            messages.success(request, "Ce courriel repart.")
        else:
            messages.info(request, "Ce courriel n’attendait pas de décision.")
    elif outbox.give_up(row.mail):
        messages.success(request, "Ce courriel ne repartira pas.")
    return redirect("participants:notice", slug=cycle.slug)


def _page(request, cycle, form, version, *, stale=False, draft=None):
    found = notices.unsaid(cycle, timezone.localdate())
    counted = {
        state: Count("mails", filter=Q(mails__mail__state=state)) for state in (s.value for s in Mail.State)
    }
    sent = Notice.objects.sent().filter(cycle=cycle).select_related("sent_by").annotate(**counted)[:SHOWN]
    unsettled = NoticeMail.objects.filter(
        notice__cycle=cycle, mail__state__in=[Mail.State.UNCERTAIN, Mail.State.FAILED]
    ).select_related("mail", "notice")
    context = {
        "cycle": cycle,
        "form": form,
        "version": version,
        "unsaid": found,
        "seen": notices.fingerprint(found),
        "people": notices.people_of(cycle),
        "sent": sent,
        "unsettled": unsettled.order_by("-mail")[:SHOWN],
        "stale": stale,
        "draft": draft,
    }
    return render(request, "participants/notice.html", context, status=409 if stale else 200)
