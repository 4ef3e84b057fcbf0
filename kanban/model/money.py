"""Amounts of money: integers of the smallest unit of a currency, how they are typed and shown."""

import re
from decimal import Decimal
from fractions import Fraction

from kanban.text.clean import clean_line
from kanban.text.folding import folded
from kanban.text.messages import Refused, Words, msg

AMOUNT_MOST = 10**15
"""Largest amount kept, in the smallest unit: ten trillion of most currencies. Sums stay exact far beyond."""
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
"""Decimals of the currencies that do not have two (ISO 4217)."""
_CURRENCY = r"[A-Z]{3}"
_AMOUNT = r"([+-]?)((?:\d{1,3}(?:,\d{3})+|\d{1,18})(?:\.\d{1,9})?) ?(万|亿)?"
_TIMES = {"万": 10**4, "亿": 10**8}


def is_currency(text: str) -> bool:
    """Whether this can be a currency's code (ISO 4217): three capital letters."""
    return re.fullmatch(_CURRENCY, text) is not None


def digits(currency: str) -> int:
    """How many decimals an amount of the currency has."""
    return _DIGITS.get(currency, 2)


def typed_amount(text: str, currency: str, field: Words) -> int:
    """`120000`, `120,000.50`, `12万`, `CNY 120000` in the smallest unit. Raises Refused, naming the field."""
    plain = folded(clean_line(text)).strip()
    code = currency.lower()
    plain = plain.removeprefix(code).removesuffix(code).strip()
    match = re.fullmatch(_AMOUNT, plain, re.ASCII)
    if match is None:
        raise Refused(
            msg("{field}: {value!r} is no amount of money, such as 120000, 120,000.50 or 12万", field=field,
                value=clean_line(text)[:40])
        )  # fmt: skip
    amount = Decimal(match[2].replace(",", "")) * _TIMES.get(match[3] or "", 1) * 10 ** digits(currency)
    if amount != int(amount):
        raise Refused(
            msg("{field}: {value!r} has more decimals than {currency} has ({n})", field=field,
                value=clean_line(text)[:40], currency=currency, n=digits(currency))
        )  # fmt: skip
    if amount > AMOUNT_MOST:
        raise Refused(msg("{field}: {value!r} is more than is kept", field=field, value=clean_line(text)[:40]))
    return -int(amount) if match[1] == "-" else int(amount)


def money_text(amount: int | Fraction, currency: str) -> str:
    """An amount of the smallest unit as it is typed: `120,000`, `120,000.50`, `-3`; rounded to that unit."""
    places, units = digits(currency), round(amount)
    whole, rest = divmod(abs(units), 10**places)
    sign = "-" if units < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:0{places}d}" if rest else "")
