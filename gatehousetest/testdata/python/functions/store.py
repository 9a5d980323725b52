notes = ["first"]
