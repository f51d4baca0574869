"""Inputs, step rules, optimisers and starts as short texts that read back exactly: `correlated:rho=0.9:range=11`."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.bench.numbers import parse_number, write_number
from tutor.bench.picture import PictureSpec
from tutor.bench.problem import BenchError
from tutor.descent.inputs import MOST_RHO, InputsSpec
from tutor.descent.numbers import check_number, check_positive, read_number, read_whole
from tutor.descent.problem import DescentError, control_label, unknown
from tutor.language import _
from tutor.nn.descent import (
    FULL,
    KINDS,
    MOST_BATCH,
    MOST_DIMS,
    OPTIMISER_KINDS,
    RANGES,
    STEP_KINDS,
    UNSCALED,
    Optimiser,
    StepRule,
)
from tutor.quoting import quote

FULL_WORD = "full"
BETAS: Mapping[str, tuple[str, ...]] = {
    "sgd": (),
    "momentum": ("beta",),
    "rmsprop": ("beta2",),
    "adam": ("beta", "beta2"),
}
"""What can be set at each optimiser; RMSProp's alpha is beta2, as both average squares."""
LEAST_BETA2 = 0.001
MOST_BETA = 0.9999
MOST_START = 1000.0
MOST_WEIGHTS = MOST_DIMS + 1
MOST_STEP = 100.0


# ── inputs ───────────────────────────────────────────────────────────────────────────────────────


def parse_inputs(text: str, control: str = "inputs.1") -> InputsSpec:
    """Read `01`, `skewed:range=11`, `correlated:rho=0.9`, `patches:picture=moon`; DescentError says what is wrong."""
    kind, *parts = text.split(":")
    kind = kind.strip()
    if kind in RANGES:
        kind, parts = "uniform", [f"range={kind}", *parts]
    if kind not in KINDS:
        message = _("there are no inputs {name}").format(name=quote(kind))
        raise unknown(message, kind, (*RANGES, *KINDS[1:]), control)
    settings = _settings(kind, parts, _INPUT_SETTINGS[kind], control)
    if settings.get("range", "01") not in RANGES:
        message = _("there is no range {name}").format(name=quote(settings["range"]))
        raise unknown(message, settings["range"], RANGES, control)
    rho = 0.0
    if "rho" in settings:
        rho = check_number("rho", read_number("rho", settings["rho"]), 0.0, MOST_RHO)
    elif kind == "correlated":
        rho = USUAL_RHO
    return InputsSpec(kind, settings.get("range", "01"), rho, parse_picture(settings.get("picture")))


def parse_picture(text: str | None) -> PictureSpec:
    """Read a picture as the bench does; the usual one for None. DescentError where it is none."""
    if text is None:
        return PictureSpec()
    try:
        return PictureSpec.parse(text)
    except BenchError as error:
        raise DescentError(str(error), "picture") from None


def write_inputs(inputs: InputsSpec) -> str:
    """Write inputs as `parse_inputs` reads them."""
    if inputs.kind == "uniform":
        return inputs.range
    parts = [inputs.kind]
    picture = inputs.kind == "patches" and inputs.picture != PictureSpec()
    # In front of a picture the range is always said: whatever the file's name holds then belongs to the name.
    if inputs.kind not in UNSCALED and (inputs.range != "01" or picture):
        parts.append(f"range={inputs.range}")
    if inputs.kind == "correlated":
        parts.append(f"rho={write_number(inputs.rho)}")
    if picture:
        parts.append(f"picture={inputs.picture}")
    return ":".join(parts)


USUAL_RHO = 0.9
_INPUT_SETTINGS = {
    kind: (
        *(("range",) if kind not in UNSCALED else ()),
        *(("rho",) if kind == "correlated" else ()),
        *(("picture",) if kind == "patches" else ()),
    )
    for kind in KINDS
}


_EXAMPLES = {"range": "11", "rho": "0.9", "picture": "moon", "beta": "0.9", "beta2": "0.99"}


def _settings(kind: str, parts: list[str], known: tuple[str, ...], control: str) -> dict[str, str]:
    """Take `name=value` apart; what follows a picture and is no setting still to come belongs to its name."""
    settings: dict[str, str] = {}
    for part in parts:
        name, equals, value = part.partition("=")
        fits = bool(equals) and name in known and name not in settings
        if "picture" in settings and not fits:
            settings["picture"] += f":{part}"
            continue
        if not equals:
            example = f"{kind}:{known[0]}={_EXAMPLES[known[0]]}" if known else "correlated:rho=0.9"
            message = _("{part} is no setting; write a name, = and a value, as in {example}")
            raise DescentError(message.format(part=quote(part), example=example), control)
        if name not in known:
            message = _("{name} cannot be set for {kind}").format(kind=kind, name=quote(name))
            raise unknown(message, name, known, control)
        if not fits:
            raise DescentError(_("{name} is set twice").format(name=name), control)
        settings[name] = value
    return settings


# ── steps ────────────────────────────────────────────────────────────────────────────────────────


def parse_step(text: str) -> StepRule:
    """Read `mean_square:0.5`, `max:0.9`, `optimal:1`, or a plain number, which is η itself."""
    rule, colon, value = text.strip().partition(":")
    if not colon and parse_number(rule.replace(",", ".")) is not None:
        rule, value = "rate", rule
    if rule not in STEP_KINDS:
        message = _("there is no step rule {name}").format(name=quote(rule))
        raise unknown(message, rule, STEP_KINDS, "rule")
    return step_rule(rule, read_number("step", value) if colon or value else 1.0)


def step_rule(rule: str, value: float) -> StepRule:
    """Return the rule with that value; DescentError where the value is not above 0 and at most MOST_STEP."""
    return StepRule(rule, check_positive("step", value, MOST_STEP))  # type: ignore[arg-type]  # one of STEP_KINDS


def write_step(step: StepRule) -> str:
    """Write a step rule as `parse_step` reads it."""
    value = write_number(step.value)
    return value if step.kind == "rate" else f"{step.kind}:{value}"


def parse_optimiser(text: str) -> Optimiser:
    """Read `sgd`, `momentum:beta=0.9`, `rmsprop:beta2=0.99`, `adam:beta=0.9:beta2=0.999`."""
    kind, *parts = text.strip().split(":")
    if kind not in OPTIMISER_KINDS:
        message = _("there is no optimiser {name}").format(name=quote(kind))
        raise unknown(message, kind, OPTIMISER_KINDS, "optimiser")
    settings = _settings(kind, parts, BETAS[kind], "optimiser")
    return optimiser(kind, **{name: read_number("beta", value) for name, value in settings.items()})


def optimiser(kind: str, **betas: float) -> Optimiser:
    """Return an optimiser, with PyTorch's defaults for what is not said; DescentError where a β is out of range."""
    for name, value in betas.items():
        check_number("beta", value, LEAST_BETA2 if name == "beta2" else 0.0, MOST_BETA)
    return Optimiser(kind, **betas)  # type: ignore[arg-type]  # one of OPTIMISER_KINDS


def write_optimiser(optimiser: Optimiser) -> str:
    """Write an optimiser as `parse_optimiser` reads it."""
    usual = Optimiser(optimiser.kind)
    values = ((name, getattr(optimiser, name), getattr(usual, name)) for name in BETAS[optimiser.kind])
    said = [f"{name}={write_number(value)}" for name, value, default in values if value != default]
    return ":".join([optimiser.kind, *said])


def parse_batch(text: str) -> int:
    """Read a number of examples or `full`, which is FULL: the gradient of the expected loss itself."""
    if text.strip() == FULL_WORD:
        return FULL
    if parse_number(text) is None:
        message = _("{name} must be a whole number from {low} to {high} or {word}, not {given}")
        raise DescentError(
            message.format(name=control_label("batch"), low=1, high=MOST_BATCH, word=FULL_WORD, given=quote(text)),
            "batch",
        )
    return read_whole("batch", text, 1, MOST_BATCH)


def write_batch(batch: int) -> str:
    """Write a batch size as `parse_batch` reads it."""
    return FULL_WORD if batch == FULL else str(batch)


def parse_start(text: str) -> tuple[float, ...]:
    """Read numbers with commas between, one for each weight; an empty text is the usual start, (−1, 1, −1, …)."""
    if not text.strip():
        return ()
    parts = text.replace(";", ",").replace("−", "-").split(",")
    if len(parts) > MOST_WEIGHTS:
        raise DescentError(
            _("{name} has at most {n} numbers").format(name=control_label("start"), n=MOST_WEIGHTS), "start"
        )
    numbers = [parse_number(part) for part in parts]
    if any(number is None for number in numbers):
        message = _("{name} must be numbers with commas between, as in {example}, not {given}")
        raise DescentError(message.format(name=control_label("start"), example="-1,1", given=quote(text)), "start")
    return tuple(check_number("start", number, -MOST_START, MOST_START) for number in numbers if number is not None)


def write_start(start: tuple[float, ...]) -> str:
    """Write a start as `parse_start` reads it."""
    return ",".join(map(write_number, start))
