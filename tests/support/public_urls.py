"""Small public pages whose content the tests change under the middleware's feet."""

from collections import Counter

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotFound, StreamingHttpResponse
from django.middleware.csrf import get_token
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.decorators.vary import vary_on_headers

from support.public_pages import public_page

CONTENT = {"text": "premier texte"}
BUILDS = Counter()
DURING = []


def reset():
    CONTENT["text"] = "premier texte"
    BUILDS.clear()
    DURING.clear()


def show(request, name):
    BUILDS[name] += 1
    text = CONTENT["text"]
    for happening in DURING:
        happening()
    who = request.user.email if request.user.is_authenticated else "anonyme"
    words = [
        text,
        who,
        f"fragment={request.htmx.target or ''}",
        f"theme={request.GET.get('theme', '')}",
        f"query={request.GET.urlencode()}",
        f"address={request.get_full_path()}",
        f"cookies={sorted(request.COOKIES)}" if who == "anonyme" else "",
    ]
    return HttpResponse(f"<p>{name} {' '.join(words)}</p>" + "<i>é</i>" * 200)


def public(view, **marks):
    return public_page(**{"scopes": lambda request, **kwargs: ["text"], **marks})(login_not_required(view))


def page(request, name="page"):
    return show(request, name)


def with_token(request):
    get_token(request)
    return show(request, "token")


def with_cookie(request):
    response = show(request, "cookie")
    response.set_cookie("souvenir", "1")
    return response


def streamed(request):
    BUILDS["streamed"] += 1
    return StreamingHttpResponse([b"un", b"deux"])


def missing(request):
    BUILDS["missing"] += 1
    return HttpResponseNotFound("rien")


def private_page(request):
    return show(request, "private")


urlpatterns = [
    path("page/", public(page, params=["theme"], targets=["agenda"])),
    path("pages/<int:name>/", public(page, params=["theme"], max_variants=3)),
    path("jeton/", public(with_token)),
    path("cookie/", public(with_cookie)),
    path("flux/", public(streamed)),
    path("rien/", public(missing)),
    path("jamais/", public(never_cache(page))),
    path("langue/", public(vary_on_headers("Accept-Language")(page))),
    path("privee/", private_page),
    path("", include("portal.urls")),
]
