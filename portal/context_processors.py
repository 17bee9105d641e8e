from django.conf import settings


def portal(request):
    """What every page wears: the portal's name, and whether this is the demonstration."""
    return {"portal_name": settings.PORTAL_NAME, "portal_demo": settings.PORTAL_DEMO}
