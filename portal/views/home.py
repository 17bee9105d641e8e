from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycle.models import Cycle, Workday
from cycle.summaries import summaries
from support.public_pages import public_page


@login_not_required
@require_safe
@public_page(scopes=lambda request: ["cycles", "territories"])
def home(request):
    """What the portal is, the cycles this visitor may see; their next workday, the cycles that they run."""
    own = Workday.objects.filter(cycle__in=Cycle.objects.joined_by(request.user))
    return render(
        request,
        "portal/home.html",
        {
            "summaries": summaries(Cycle.objects.visible_to(request.user)),
            "run": Cycle.objects.facilitated_by(request.user),
            "next_workday": own.to_come(timezone.localdate()).select_related("cycle", "phase").first(),
        },
    )
