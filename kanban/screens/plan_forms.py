"""What is typed into the forms of money and days: fields, and what is understood in them. Raises Refused."""

from datetime import date

from kanban.commands.plan import AnyPlanStep
from kanban.commands.plan_costs import SetCurrency
from kanban.model.calendar_dates import typed_day
from kanban.model.fields import is_nothing
from kanban.model.money import money_text, typed_amount
from kanban.model.plan import Plan
from kanban.screens.field_form import FormField
from kanban.text.dates import local, now
from kanban.text.messages import Refused, Words, msg

CURRENCY = "currency"
_CURRENCY_HINT = msg("of all money of the plan, such as CNY or EUR: the plan has none yet")


class Money:
    """Amounts and days as they are typed for a plan: one without a currency is given it with its first amount."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def currency_field(self) -> tuple[FormField, ...]:
        """A row for the currency, where the plan has none yet."""
        if self._plan.costs.currency:
            return ()
        return (FormField(name=CURRENCY, label=msg("currency"), hint=_CURRENCY_HINT, understood=typed_currency),)

    def currency(self, typed: str) -> str:
        """That of the plan, else what is typed. Raises Refused."""
        currency = self._plan.costs.currency or typed_currency(typed)
        if not currency:
            raise Refused(msg("currency: the plan has none yet; type one, such as CNY or EUR"))
        return currency

    def first_step(self, currency: str) -> tuple[AnyPlanStep, ...]:
        """What gives the plan its currency, where it has none yet."""
        return () if self._plan.costs.currency else (SetCurrency(currency=currency),)

    def amount(self, text: str, currency: str, field: Words) -> int:
        """In the smallest unit. Raises Refused."""
        if not text:
            raise Refused(msg("{field}: no amount is typed yet", field=field))
        return typed_amount(text, currency, field)

    def amount_words(self, text: str, field: Words) -> Words:
        """An amount in figures, as soon as the plan has a currency. Raises Refused."""
        currency = self._plan.costs.currency
        if not currency or is_nothing(text):
            return ""
        return f"{money_text(typed_amount(text, currency, field), currency)} {currency}"

    def day(self, text: str, field: Words) -> date | None:
        """None where nothing, or `none`, is typed. Raises Refused."""
        return None if is_nothing(text) else typed_day(text, self._plan.timezone, now(), field)

    def day_words(self, text: str, field: Words) -> Words:
        """The day that is understood. Raises Refused."""
        day = self.day(text, field)
        return "" if day is None else f"{field} {day}"

    def today(self) -> str:
        """Today where the plan is, as it is typed."""
        return str(local(now(), self._plan.timezone).date())


def typed_currency(text: str) -> str:
    """Its code in capitals; whether there is such a one says the command."""
    return text.strip().upper()
