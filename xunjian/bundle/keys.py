"""Keys: who can open a bundle (age, X25519) and who signed it (Ed25519); certificates of laptops.

What is signed carries its purpose in its first words, so that no signature passes for another one. A manifest is
signed as it is: it begins with a brace. See docs/bundle-format.md, "Signatures".
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SUITE = "age-x25519 ed25519 sha256"
"""Named in every manifest; another suite would be another name."""

Hex32 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Hex64 = Annotated[str, Meta(pattern=r"\A[0-9a-f]{128}\Z")]
Recipient = Annotated[str, Meta(pattern=r"\Aage1[0-9a-z]{58}\Z")]
"""A public age key."""
Uid = Annotated[str, Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]


@dataclass(frozen=True)
class Signer:
    """An Ed25519 key; `seed` is its 32 secret bytes."""

    seed: bytes

    @classmethod
    def new(cls) -> "Signer":
        """Return a fresh key."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @cached_property
    def key(self) -> str:
        """The public key in hex."""
        return self._private.public_key().public_bytes_raw().hex()

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        return self._private.sign(message)

    @cached_property
    def _private(self) -> "Ed25519PrivateKey":
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed)


def verify(key: str, signature: bytes, message: bytes) -> bool:
    """Tell whether the signature of `message` was made by the owner of a public key (hex)."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def new_identity() -> str:
    """Return a fresh secret age key."""
    from pyrage import x25519

    return str(x25519.Identity.generate())


def recipient_of(identity: str) -> str:
    """Return the public age key of a secret one; raises ValueError for text that is none."""
    from pyrage import IdentityError, x25519

    try:
        return str(x25519.Identity.from_str(identity).to_public())
    except IdentityError as error:
        raise ValueError("no age key") from error


def commit_message(name: bytes) -> bytes:
    """Return what the bureau signs to say that it wrote or took in the commit of this hash."""
    return b"xunjian commit 1\n" + name


class BureauCard(Struct, frozen=True):
    """The bureau's public keys, which every laptop gets when it joins."""

    key: Hex32
    """Signs what the bureau sends."""
    recipient: Recipient
    recovery: Recipient
    """Of the recovery key on paper."""

    @property
    def recipients(self) -> tuple[str, str]:
        """Who can open every bundle."""
        return self.recipient, self.recovery


class GroupCard(Struct, frozen=True):
    """A group's public keys under the bureau's signature."""

    enrolment: Uid
    """Uid of this set of keys."""
    team: Uid
    recipient: Recipient
    joining: Hex32
    """Whoever holds its secret may admit laptops to the group."""
    signature: Hex64 = "0" * 128

    def message(self, bureau: str) -> bytes:
        """Return what the bureau signs."""
        parts = ("xunjian group 1", bureau, self.enrolment, self.team, self.recipient, self.joining)
        return "\n".join(parts).encode()

    def is_of(self, bureau: str, card: BureauCard) -> bool:
        """Tell whether the bureau made this set of keys."""
        return verify(card.key, bytes.fromhex(self.signature), self.message(bureau))


class Certificate(Struct, frozen=True):
    """What makes a laptop's own key one of a group's."""

    group: GroupCard
    signature: Hex64

    @classmethod
    def issue(cls, group: GroupCard, joining: Signer, key: str) -> "Certificate":
        """Admit a laptop's public key to a group."""
        return cls(group, joining.sign(_laptop_message(group, key)).hex())

    def covers(self, key: str) -> bool:
        """Tell whether the group admitted this public key."""
        return verify(self.group.joining, bytes.fromhex(self.signature), _laptop_message(self.group, key))


def _laptop_message(group: GroupCard, key: str) -> bytes:
    return f"xunjian laptop 1\n{group.enrolment}\n{key}".encode()


@dataclass(frozen=True)
class Keys:
    """All that a workspace signs and opens with, unlocked."""

    signer: Signer
    identities: tuple[str, ...]
    bureau: BureauCard
    certificate: Certificate | None = None
    """None at the bureau."""
    recovery: str | None = None
    """The secret recovery key, only where the keys were made just now: for its sheet, and kept nowhere."""


def lock(secret: bytes, passphrase: str) -> str:
    """Return a secret as an age file in text form that opens with the passphrase (scrypt; takes about a second)."""
    from pyrage import passphrase as age

    return bytes(age.encrypt(secret, passphrase, armored=True)).decode()


def unlock(text: str, passphrase: str) -> bytes | None:
    """Return the secret, or None where the passphrase does not open it."""
    from pyrage import DecryptError
    from pyrage import passphrase as age

    try:
        return bytes(age.decrypt(text.encode(), passphrase))
    except DecryptError:
        return None


def hand_to(secret: bytes, recipient: str) -> str:
    """Return a secret as an age file in text form for the owner of a public age key."""
    import pyrage
    from pyrage import x25519

    return bytes(pyrage.encrypt(secret, [x25519.Recipient.from_str(recipient)], armored=True)).decode()


def take_from(text: str, identity: str) -> bytes | None:
    """Return a secret that was handed to the owner of this age key, or None for another's."""
    import pyrage
    from pyrage import x25519

    try:
        return bytes(pyrage.decrypt(text.encode(), [x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError):
        return None
