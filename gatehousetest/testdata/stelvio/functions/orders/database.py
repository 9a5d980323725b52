orders = []


def save(order):
    orders.append(order)
    return len(orders)
