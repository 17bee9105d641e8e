"""Handing mails over an encrypted connection, whichever way it is set up."""

import datetime
import ipaddress
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from support.outbox import delivery
from tests.factories.support import mail
from tests.support.postbox import Postbox


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate and its key in one file, for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server_side(certificate):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture(params=["starttls", "ssl"])
def postbox(request, settings, server_side):
    box = Postbox()
    tls = {"ssl_context": server_side} if request.param == "ssl" else {"tls_context": server_side}
    with box.listening(**tls) as port:
        settings.EMAIL_BACKEND = "support.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 2
        settings.EMAIL_USE_SSL = request.param == "ssl"
        settings.EMAIL_USE_TLS = request.param == "starttls"
        yield box


def test_mails_leave_encrypted(db, postbox, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    mail()
    mail()
    assert delivery.drain() == {"sent": 2}
    assert len(postbox.messages) == 2


def test_a_cut_after_the_message_is_uncertain_over_tls_too(db, postbox, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    postbox.faults["DATA"] = ["cut"]
    mail()
    assert delivery.drain() == {"uncertain": 1}


def test_a_server_that_cannot_prove_who_it_is_gets_no_mail(db, postbox, caplog):
    queued = mail()
    assert delivery.drain() == {"queued": 1, "unreachable": 1}
    queued.refresh_from_db()
    assert "CERTIFICATE_VERIFY_FAILED" in queued.last_error
    assert postbox.messages == []
