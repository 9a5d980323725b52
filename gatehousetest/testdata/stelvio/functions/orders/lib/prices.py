from .money import cents


def total(items):
    return sum(cents(item["price"]) for item in items)
