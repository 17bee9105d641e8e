"""Production's environment, complete and fictional."""

ENVIRONMENT = {
    "SECRET_KEY": "ceci-n-est-pas-une-cle-mais-elle-est-assez-longue-et-variee-0123456789",
    "PORTAL_URL": "https://portail.example.org",
    "ALLOWED_HOSTS": "portail.example.org, www.example.org",
    "DATABASE_URL": "sqlite:////tmp/never-opened.sqlite3",
    "MAIL_FROM": "portail@example.org",
    "SMTP_HOST": "smtp.example.org",
    "OPERATOR_NAME": "Structure d’exemple",
    "OPERATOR_ADDRESS": "1 rue de l’Exemple, 91000 Évry-Courcouronnes",
    "OPERATOR_EMAIL": "contact@example.org",
    "OPERATOR_PHONE": "01 00 00 00 00",
    "PUBLICATION_DIRECTOR": "Direction d’exemple",
    "HOST_NAME": "Hébergeur d’exemple",
    "HOST_ADDRESS": "2 rue de l’Exemple, 75000 Paris",
    "HOST_PHONE": "01 00 00 00 01",
    "SOURCE_URL": "https://code.example.org/portail",
}
