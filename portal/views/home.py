from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycle.models import Cycle, Workday
from cycle.summaries import summaries
from mapping.models import Actor
from support.public_pages import public_page


@login_not_required
@require_safe
@public_page(scopes=lambda request: ["cycles", "territories"])
def home(request):
    """What the portal is, the cycles this visitor may see; what waits for them: a day, cycles, proposals."""
    own = Workday.objects.filter(cycle__in=Cycle.objects.joined_by(request.user))
    return render(
        request,
        "portal/home.html",
        {
            "summaries": summaries(Cycle.objects.visible_to(request.user)),
            "proposals": Actor.objects.proposed().kept_by(request.user).count(),
            "run": Cycle.objects.facilitated_by(request.user),
            "next_workday": own.to_come(timezone.localdate()).select_related("cycle", "phase").first(),
        },
    )
