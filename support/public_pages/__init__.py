"""Pages that are the same for everybody who is not logged in: built once, then served from memory.

A view opts in:

    @login_not_required
    @public_page(scopes=lambda request, slug: [f"cycle:{slug}"], params=["theme"], targets=["agenda"])
    def cycle_detail(request, slug): ...

and whoever writes what such a page shows says so in the same transaction:

    with touching(cycle.scope):
        workday.save()

See `docs/decisions/0002-pages-publiques.md` for the reasons.
"""

from .marks import public_page
from .middleware import PublicPagesMiddleware
from .scopes import bump, touching, versions

__all__ = ["PublicPagesMiddleware", "bump", "public_page", "touching", "versions"]
