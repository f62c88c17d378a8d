"""The verbs of residents: nothing changes people here, only what is known of their certificates."""

from madoguchi.engines.residents.actions.certificates import (
    CertificateLink,
    CertificatesLoaded,
    LinkCertificate,
    LoadCertificates,
    LoadCertificatesInput,
    ResidentNotFoundError,
)

__all__ = [
    "CertificateLink",
    "CertificatesLoaded",
    "LinkCertificate",
    "LoadCertificates",
    "LoadCertificatesInput",
    "ResidentNotFoundError",
]
