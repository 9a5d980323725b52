def cents(price):
    return round(price * 100)
