"""What an entry of each register must say, and when it is out of date. A class here is a register, by its `register`.

`stale(today)` gives the sentence's end ("was last … ; the limit is …") for each thing of an entry that is out of date.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from controls import residency

NOTICE = 30  # days between telling customers of a subprocessor and its taking effect (SUB-2)
TRAINING = 365  # days
DEVICE_CHECK = 92  # days between two looks at a workstation
IDLE_MINUTES = 15
PENETRATION = 365  # days between two independent tests (SDL-12)
SERIOUS_OPEN = 30  # days that a critical or high finding may stay open
MINOR, MAJOR = 14, 92  # days between two releases (SDL-9)
APP_VERSIONS = 3


GOOGLE_EU = (
    "europe-central2", "europe-north1", "europe-southwest1", "europe-west1", "europe-west3", "europe-west4",
    "europe-west8", "europe-west9", "europe-west10", "europe-west12",
)  # fmt: skip
"""Google Cloud's regions in the EU. Missing on purpose: europe-west2 is London, europe-west6 is Zurich."""


def _place(value: str) -> str:
    if value in residency.AWS_EU or residency.is_eu(value) or value in GOOGLE_EU:
        return value
    allowed = ", ".join((*residency.EU, *residency.AWS_EU, *GOOGLE_EU))
    raise ValueError(f"is no region inside the EU; allowed are {allowed}")


Place = Annotated[str, AfterValidator(_place)]
Pseudonym = Annotated[str, Field(pattern=r"staff-[0-9a-f]{6}")]


class Entry(BaseModel):
    """`reviewed`: when somebody last looked whether the entry is still right."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    register_name: ClassVar[str]
    reviewed: date

    @property
    def called(self) -> str:
        raise NotImplementedError

    @property
    def past(self) -> bool:
        """Whether it is only history, and needs no more review."""
        return False

    def stale(self, today: date) -> Iterator[str]:
        yield from ()


class Subprocessor(Entry):
    """`told`: when customers were told that it would take effect; None for those named in the first agreement."""

    register_name = "subprocessors"
    name: str
    purpose: str
    data: str
    places: tuple[Place, ...] = Field(min_length=1)
    certificates: dict[str, date]  # name: the day on which the report or certificate that we hold ends
    agreement: str
    agreed: date
    told: date | None = None
    effective: date

    @property
    def called(self) -> str:
        return self.name

    @model_validator(mode="after")
    def _notice(self) -> "Subprocessor":
        if self.told and self.effective - self.told < timedelta(days=NOTICE):
            raise ValueError(
                f"effective {self.effective} is less than {NOTICE} days after customers were told on {self.told}"
            )
        if self.agreed > self.effective:
            raise ValueError(f"agreed {self.agreed} is after effective {self.effective}; the agreement must come first")
        return self

    def stale(self, today: date) -> Iterator[str]:
        for name, ends in self.certificates.items():
            if today > ends:
                yield f"certificate {name} ended on {ends}; get the current one"


class Device(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    disk_encrypted: Literal[True]
    detection: str  # the EDR product
    locks_after: int = Field(ge=1, le=IDLE_MINUTES)  # minutes idle
    checked: date


class Staff(Entry):
    """One person with access to production, by pseudonym: who it is, only the identity provider says."""

    register_name = "staff"
    id: Pseudonym
    role: str
    groups: tuple[str, ...]  # Entra groups that the person may activate
    since: date
    left: date | None = None
    agreements: dict[Literal["confidentiality", "acceptable use", "conduct"], date]
    trained: date
    device: Device

    @property
    def called(self) -> str:
        return self.id

    @model_validator(mode="after")
    def _complete(self) -> "Staff":
        if missing := {"confidentiality", "acceptable use", "conduct"} - set(self.agreements):
            raise ValueError(f"agreements lacks {', '.join(sorted(missing))}")
        if self.left and self.groups:
            raise ValueError(
                f"groups is {', '.join(self.groups)}, but the person left on {self.left}; it must be empty"
            )
        return self

    @property
    def past(self) -> bool:
        return self.left is not None

    def stale(self, today: date) -> Iterator[str]:
        if self.left:
            return
        if (today - self.trained).days > TRAINING:
            yield f"trained on {self.trained}; the limit is {TRAINING} days"
        if (today - self.device.checked).days > DEVICE_CHECK:
            yield f"device was last checked on {self.device.checked}; the limit is {DEVICE_CHECK} days"


class Data(Entry):
    """A kind of data that is held: why, where, and for how long after it is no longer needed."""

    register_name = "data"
    name: str
    holds: str
    data_class: Literal["customer", "operational", "public"]
    why: str
    where: str
    basis: str  # for personal data: the article of the GDPR; else "none"
    kept_days: int = Field(ge=1)

    @property
    def called(self) -> str:
        return self.name

    @model_validator(mode="after")
    def _ages_out(self) -> "Data":
        if self.data_class == "customer" and self.kept_days > 90 and "backup" not in self.name:
            raise ValueError(f"kept_days is {self.kept_days}; customer data in active systems goes within 90 (DEL-1)")
        return self


class Asset(Entry):
    register_name = "assets"
    name: str
    kind: str
    owner: str
    data_class: Literal["customer", "operational", "public"]
    critical: bool

    @property
    def called(self) -> str:
        return self.name


class PenetrationTest(Entry):
    """`open`: findings not yet mended, by severity; `summary`: where the summary for customers lies."""

    register_name = "penetration-tests"
    ended: date
    tester: str
    independent: Literal[True]
    scope: str
    open: dict[Literal["critical", "high", "medium", "low"], int]
    retested: date | None = None
    summary: str

    @property
    def called(self) -> str:
        return f"test of {self.ended}"

    def stale(self, today: date) -> Iterator[str]:
        serious = self.open.get("critical", 0) + self.open.get("high", 0)
        if serious and (today - self.ended).days > SERIOUS_OPEN:
            yield f"{serious} critical or high findings are open since {self.ended}; the limit is {SERIOUS_OPEN} days"


class Exemption(Entry):
    """A promise that does not hold somewhere for a while: which, why, who answers for it, until when."""

    register_name = "exceptions"
    name: str
    commitment: str = Field(pattern=r"[A-Z]{3}-\d{1,2}")
    reason: str
    owner: str
    approved_by: str
    until: date

    @property
    def called(self) -> str:
        return self.name

    def stale(self, today: date) -> Iterator[str]:
        if today > self.until:
            yield f"ended on {self.until}; mend it, or have its owner renew it"


class Release(Entry):
    """`what`: the cloud service, or the app that customers install. `rollback`: the version to go back to."""

    register_name = "releases"
    what: Literal["cloud", "app"]
    version: str
    kind: Literal["minor", "major", "patch"]
    released: date
    author: Pseudonym
    reviewer: Pseudonym
    rollback: str
    in_use: bool

    @property
    def called(self) -> str:
        return f"{self.what} {self.version}"

    @property
    def past(self) -> bool:
        return not self.in_use

    @model_validator(mode="after")
    def _reviewed_by_another(self) -> "Release":
        if self.author == self.reviewer:
            raise ValueError(f"reviewer is {self.reviewer}, who is the author; it must be somebody else")
        return self


class Policy(Entry):
    """A document that people keep to: the policies, and the data processing agreement."""

    register_name = "policies"
    name: str
    subject: Literal["data handling", "access", "incidents", "vendors", "agreement"]
    version: str
    responsible: str
    approved: date

    @property
    def called(self) -> str:
        return self.name


def kinds() -> dict[str, type[Entry]]:
    return {kind.register_name: kind for kind in Entry.__subclasses__()}


def together(kind: type[Entry], entries: tuple[Entry, ...], today: date) -> Iterator[str]:
    """What is out of date about a register as a whole."""
    if kind is PenetrationTest:
        newest = max((each.ended for each in entries if isinstance(each, PenetrationTest)), default=None)
        if newest is None or (today - newest).days > PENETRATION:
            yield f"the last independent test ended {_day(newest)}; the limit is {PENETRATION} days"
    if kind is Release:
        releases = [each for each in entries if isinstance(each, Release)]
        yield from _releases(releases, today)
    if kind is Policy:
        held = {each.subject for each in entries if isinstance(each, Policy)}
        for subject in ("data handling", "access", "incidents", "vendors", "agreement"):
            if subject not in held:
                yield f"there is no policy on {subject}"


def _releases(releases: list[Release], today: date) -> Iterator[str]:
    cloud = [each for each in releases if each.what == "cloud"]
    for kinds_of, limit in ((("minor", "major"), MINOR), (("major",), MAJOR)):
        newest = max((each.released for each in cloud if each.kind in kinds_of), default=None)
        if newest is None or (today - newest).days > limit:
            yield f"the last {kinds_of[0]} release was {_day(newest)}; the limit is {limit} days"
    if (count := sum(each.in_use for each in cloud)) != 1:
        yield f"{count} versions of the cloud service are in use; it must be one"
    if (count := sum(each.in_use for each in releases if each.what == "app")) > APP_VERSIONS:
        yield f"{count} versions of the app are in use; the most is {APP_VERSIONS}"


def _day(newest: date | None) -> str:
    return f"on {newest}" if newest else "never"
