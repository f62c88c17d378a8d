"""公的個人認証サービス (JPKI): reading, believing and verifying what a マイナンバーカード signs.

`card` speaks with a card; everything else needs none.
"""

from madoguchi.lib.jpki.certificates import (
    AuthenticationCertificate,
    BasicInformation,
    CertificateIdentity,
    Purpose,
    ReadCertificate,
    Sex,
    SigningCertificate,
)
from madoguchi.lib.jpki.challenges import CLOCKS_DIFFER, LONGEST_CHALLENGE, Challenge
from madoguchi.lib.jpki.comparing import Likeness, compare_addresses, compare_names, same_address, same_name
from madoguchi.lib.jpki.errors import (
    AnchorsUnusable,
    CardForTesting,
    CertificateAltered,
    CertificateExpired,
    CertificateForeign,
    CertificateForOtherPurpose,
    CertificateNotYetValid,
    CertificateRevoked,
    CertificateSelfMade,
    CertificateUnreadable,
    CertificateUnsupported,
    ChallengeUnreadable,
    IssuerGenerationMissing,
    IssuerNotValid,
    JpkiError,
    RevocationUnavailable,
    SignatureAltered,
    SignatureFileUnreadable,
    SignatureOverOtherContent,
)
from madoguchi.lib.jpki.responder import Ocsp, revocation_check
from madoguchi.lib.jpki.revocation import (
    NotChecked,
    Revocation,
    RevocationCheck,
    RevocationLists,
    RevocationStatus,
)
from madoguchi.lib.jpki.signature_file import SignatureFile
from madoguchi.lib.jpki.trust import Anchor, TrustAnchors
from madoguchi.lib.jpki.verifying import (
    Verified,
    verify_authentication,
    verify_signature,
)

__all__ = [
    "CLOCKS_DIFFER",
    "LONGEST_CHALLENGE",
    "Anchor",
    "AnchorsUnusable",
    "AuthenticationCertificate",
    "BasicInformation",
    "CardForTesting",
    "CertificateAltered",
    "CertificateExpired",
    "CertificateForOtherPurpose",
    "CertificateForeign",
    "CertificateIdentity",
    "CertificateNotYetValid",
    "CertificateRevoked",
    "CertificateSelfMade",
    "CertificateUnreadable",
    "CertificateUnsupported",
    "Challenge",
    "ChallengeUnreadable",
    "IssuerGenerationMissing",
    "IssuerNotValid",
    "JpkiError",
    "Likeness",
    "NotChecked",
    "Ocsp",
    "Purpose",
    "ReadCertificate",
    "Revocation",
    "RevocationCheck",
    "RevocationLists",
    "RevocationStatus",
    "RevocationUnavailable",
    "Sex",
    "SignatureAltered",
    "SignatureFile",
    "SignatureFileUnreadable",
    "SignatureOverOtherContent",
    "SigningCertificate",
    "TrustAnchors",
    "Verified",
    "compare_addresses",
    "compare_names",
    "revocation_check",
    "same_address",
    "same_name",
    "verify_authentication",
    "verify_signature",
]
