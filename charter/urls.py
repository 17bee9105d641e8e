from django.urls import path

from .views import charter, signatures, signing

app_name = "charter"
urlpatterns = [
    path("cycles/<slug:slug>/charte/", charter.detail, name="detail"),
    path("charte/", charter.charter_list, name="list"),
    path("charte/<int:pk>/", charter.version_detail, name="version_detail"),
    path("charte/<int:pk>/texte.json", charter.version_text, name="version_text"),
    path("charte/<int:pk>/signer/", signing.version_sign, name="version_sign"),
    path("charte/signatures/<int:pk>/", signatures.receipt, name="receipt"),
    path("charte/signatures/<int:pk>/affichage/", signatures.signature_display, name="signature_display"),
    path("charte/signatures/<int:pk>/retirer/", signatures.signature_withdraw, name="signature_withdraw"),
]
