"""An invented Swiss shop of tea and ceramics: its articles, its customers and their orders.

Every person, address and order is made up. Amounts are whole rappen, rates
tenths of a percent (81 = 8.1 %); prices include VAT.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from random import Random

STANDARD, REDUCED = 81, 26
ZURICH = timezone(timedelta(hours=1))


@dataclass(frozen=True)
class Article:
    """Something the shop sells; the price includes tax at the rate."""

    sku: str
    name: str
    price: int
    rate: int
    weight: str
    colours: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A customer who does not exist."""

    name: str
    company: str
    street: str
    town: str
    postal_code: str
    canton: str
    phone: str
    email: str


@dataclass(frozen=True)
class Line:
    """One item row of an order."""

    article: Article
    quantity: int
    colour: str = ""

    @property
    def amount(self) -> int:
        """Price × quantity."""
        return self.article.price * self.quantity


@dataclass(frozen=True)
class Order:
    """One order as placed; what follows from it is in `sums`."""

    number: str
    placed_at: datetime
    billing: Person
    shipping: Person
    lines: tuple[Line, ...]
    coupon: tuple[str, str, int] | None = None  # code, "amount" or "percent", rappen or tenths of a percent
    promotion: tuple[str, int] | None = None  # name, tenths of a percent
    line_discounts: dict[int, int] = field(default_factory=dict)  # position of the line -> rappen
    delivery: tuple[str, int] = ("Retrait en magasin", 0)
    handling: tuple[str, int] | None = None
    tip: int = 0
    gift_card: int = 0
    payment: str = "TWINT"
    state: str = "paid"  # paid, awaiting, refunded, partially_refunded, cancelled
    refunded: int = 0
    comment: str = ""


@dataclass(frozen=True)
class Sums:
    """What an order comes to; lists have one entry per line."""

    subtotal: int
    coupon: int
    coupon_shares: list[int]
    promotion: int
    promotion_shares: list[int]
    discount: int  # everything taken off
    line_tax: list[int]
    shipping_tax: int
    shipping_rate: int
    tax: int
    fees: int
    total: int  # before a gift card is redeemed


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two positive numbers, halves up."""
    return (2 * numerator + denominator) // (2 * denominator)


def tax_inside(amount: int, rate: int) -> int:
    """The tax contained in a gross amount, half up."""
    return half_up(amount * rate, 1000 + rate)


def spread(amount: int, weights: list[int]) -> list[int]:
    """Shares in proportion to the weights, half up; the last one takes the rest."""
    whole = sum(weights)
    shares = [half_up(amount * weight, whole) for weight in weights]
    return [*shares[:-1], amount - sum(shares[:-1])]


def add_up(order: Order) -> Sums:
    """What the order comes to: coupon first, then the promotion on what is left, then tax line by line."""
    amounts = [line.amount - order.line_discounts.get(n, 0) for n, line in enumerate(order.lines)]
    left = list(amounts)
    coupon = promotion = 0
    coupon_shares = promotion_shares = [0] * len(left)
    if order.coupon:
        _, kind, value = order.coupon
        coupon = min(value, sum(left)) if kind == "amount" else half_up(sum(left) * value, 1000)
        coupon_shares = spread(coupon, left)
        left = [base - share for base, share in zip(left, coupon_shares, strict=True)]
    if order.promotion:
        promotion = half_up(sum(left) * order.promotion[1], 1000)
        promotion_shares = spread(promotion, left)
        left = [base - share for base, share in zip(left, promotion_shares, strict=True)]
    line_tax = [tax_inside(base, line.article.rate) for base, line in zip(left, order.lines, strict=True)]
    handling = order.handling[1] if order.handling else 0
    shipping_rate = max(line.article.rate for line in order.lines)
    shipping_tax = tax_inside(order.delivery[1] + handling, shipping_rate)
    subtotal = sum(line.amount for line in order.lines)
    discount = coupon + promotion + sum(order.line_discounts.values())
    fees = handling + order.tip
    total = subtotal - discount + order.delivery[1] + fees
    tax = sum(line_tax) + shipping_tax
    return Sums(
        subtotal, coupon, coupon_shares, promotion, promotion_shares, discount, line_tax,
        shipping_tax, shipping_rate, tax, fees, total,
    )  # fmt: skip


ARTICLES = (
    Article("TH-SEN-100", "Thé vert Sencha, 100 g", 1480, REDUCED, "0.12"),
    Article("TH-DAR-100", "Darjeeling First Flush, 100 g", 1850, REDUCED, "0.12"),
    Article("TH-EGR-100", "Earl Grey bio, 100 g", 1240, REDUCED, "0.12"),
    Article("TH-ROO-250", "Rooibos nature, 250 g", 1690, REDUCED, "0.28"),
    Article("TI-VER-050", "Tisane de verveine, 50 g", 960, REDUCED, "0.07"),
    Article("TH-MAT-030", "Matcha de cérémonie, 30 g", 3400, REDUCED, "0.08"),
    Article("MI-ALP-250", "Miel de fleurs des Alpes, 250 g", 1150, REDUCED, "0.42"),
    Article("BI-CIT-180", "Sablés au citron, 180 g", 820, REDUCED, "0.2"),
    Article("CE-TAS-01", "Tasse en grès", 2400, STANDARD, "0.35", ("bleu", "sable", "anthracite")),
    Article("CE-BOL-02", "Bol à matcha", 4800, STANDARD, "0.5", ("blanc", "noir")),
    Article("CE-THE-03", "Théière céladon, 0,8 l", 8900, STANDARD, "1.1"),
    Article("CE-ASS-04", "Assiette à dessert", 1950, STANDARD, "0.4", ("bleu", "sable")),
    Article("AC-FIL-01", "Filtre à thé en inox", 795, STANDARD, "0.06"),
    Article("AC-BOU-02", "Bouilloire à col de cygne", 11900, STANDARD, "1.3"),
    Article("AC-FOU-03", "Fouet à matcha en bambou", 2750, STANDARD, "0.05"),
    Article("AC-BOI-04", "Boîte à thé laquée, 100 g", 1560, STANDARD, "0.15"),
)
CERAMICS = tuple(article for article in ARTICLES if article.rate == STANDARD)

FIRST_NAMES = (
    "Amélie", "Baptiste", "Camille", "Damien", "Élodie", "Fabrice", "Géraldine", "Hugo", "Inès", "Jérôme", "Karine",
    "Loïc", "Mélanie", "Nathan", "Océane", "Pascal", "Romane", "Sébastien", "Thérèse", "Valentin", "Yasmina", "Zoé",
)  # fmt: skip
LAST_NAMES = (
    "Aeby", "Berthoud", "Chappuis", "Corminboeuf", "Delacrétaz", "Emery", "Favre", "Genoud", "Hofer", "Jaquier",
    "Kolly", "Longchamp", "Monnier", "Nicollier", "Oberson", "Perrenoud", "Quartier", "Rochat", "Savary", "Thévoz",
    "Uldry", "Vuilleumier", "Wicht", "Zbinden",
)  # fmt: skip
STREETS = (
    "Rue du Lac", "Avenue de la Gare", "Chemin des Vignes", "Rue de Bourg", "Route de la Fontaine", "Grand-Rue",
    "Rue des Moulins", "Chemin du Verger", "Quai des Bateliers", "Ruelle de l'Église",
)  # fmt: skip
TOWNS = (
    ("Lausanne", "1003", "VD"), ("Genève", "1204", "GE"), ("Fribourg", "1700", "FR"), ("Neuchâtel", "2000", "NE"),
    ("Sion", "1950", "VS"), ("Delémont", "2800", "JU"), ("Yverdon-les-Bains", "1400", "VD"), ("Vevey", "1800", "VD"),
    ("Bulle", "1630", "FR"), ("La Chaux-de-Fonds", "2300", "NE"), ("Martigny", "1920", "VS"), ("Morges", "1110", "VD"),
)  # fmt: skip
COMPANIES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "Café du Marronnier Sàrl",
    "Atelier Pleine Lune",
    "Hôtel du Vieux-Pont SA",
)
DELIVERIES = (
    ("PostPac Economy", 790), ("PostPac Economy", 790), ("PostPac Priority", 1050), ("Retrait en magasin", 0),
)  # fmt: skip
PAYMENTS = ("TWINT", "TWINT", "Carte de crédit", "Facture", "PostFinance")
COUPONS = (("BIENVENUE10", "amount", 1000), ("PRINTEMPS", "percent", 100), ("MERCI5", "amount", 500))
PROMOTIONS = (("Semaine du thé", 50), ("Fidélité", 100))
COMMENTS = (
    "Merci de livrer chez la voisine\nsi je suis absente.",
    "C'est un cadeau : pas de facture dans le colis, s'il vous plaît.",
    "Sonner deux fois.\nDigicode 4721; 3e étage.",
    "Livraison \"contre signature\" uniquement.",
)  # fmt: skip
PLAIN_LETTERS = str.maketrans("éèêëàâçîïôöûüœÉ' ", "eeeeaaciioouuoE-.")


def invent_person(random: Random) -> Person:
    """A customer with a Swiss address and an e-mail address that reaches nobody."""
    first, last = random.choice(FIRST_NAMES), random.choice(LAST_NAMES)
    town, postal_code, canton = random.choice(TOWNS)
    mail = f"{first}.{last}@example.ch".translate(PLAIN_LETTERS).lower()
    street = f"{random.choice(STREETS)} {random.randint(1, 88)}"
    phone = f"+41 {random.choice(('21', '22', '26', '79'))} 555 {random.randint(0, 99):02} {random.randint(0, 99):02}"
    return Person(f"{first} {last}", random.choice(COMPANIES), street, town, postal_code, canton, phone, mail)


def invent_orders(random: Random, numbers: list[str], *, is_one_rate: bool) -> list[Order]:
    """One order for each number; with `is_one_rate` each order's items share one VAT rate."""
    placed_at = datetime(2026, 3, 2, 8, 5, tzinfo=ZURICH)
    orders = []
    for number in numbers:
        placed_at += timedelta(minutes=random.randint(37, 940))
        orders.append(_invent_order(random, number, placed_at, is_one_rate=is_one_rate))
    return orders


def _invent_order(random: Random, number: str, placed_at: datetime, *, is_one_rate: bool) -> Order:
    billing = invent_person(random)
    elsewhere = invent_person(random) if random.random() < 0.15 else billing
    order = Order(number, placed_at, billing, elsewhere, _invent_lines(random, is_one_rate=is_one_rate))
    order = replace(order, delivery=random.choice(DELIVERIES), payment=random.choice(PAYMENTS))
    if random.random() < 0.22:
        order = replace(order, coupon=random.choice(COUPONS))
    if random.random() < 0.2:
        order = replace(order, comment=random.choice(COMMENTS))
    return _invent_payment(random, order)


def _invent_lines(random: Random, *, is_one_rate: bool) -> tuple[Line, ...]:
    offered = list(ARTICLES)
    if is_one_rate:
        rate = random.choice((STANDARD, REDUCED))
        offered = [article for article in ARTICLES if article.rate == rate]
    chosen = random.sample(offered, random.choice((1, 1, 2, 2, 2, 3, 3, 4)))
    return tuple(
        Line(article, random.choice((1, 1, 1, 2, 2, 3, 4)), random.choice(article.colours or ("",)))
        for article in chosen
    )


def _invent_payment(random: Random, order: Order) -> Order:
    luck = random.random()
    if luck < 0.74:
        return order
    if luck < 0.88:
        return replace(order, payment="Facture", state="awaiting")
    if luck < 0.96:
        return replace(order, state="partially_refunded", refunded=order.lines[0].article.price)
    return replace(order, state="cancelled")
