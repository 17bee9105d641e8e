"""The least that Django can do: one view, no middleware, no database. Settings and URLs in one file."""

from django.http import HttpResponse
from django.urls import path

SECRET_KEY = "nothing is signed here"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "bench.bare"
USE_TZ = True
MIDDLEWARE: list[str] = []
INSTALLED_APPS: list[str] = []


def bare(request):
    return HttpResponse("<!doctype html><title>bare</title>")


# /sante/ is where a server is asked whether it has started.
urlpatterns = [path("", bare), path("sante/", bare)]
