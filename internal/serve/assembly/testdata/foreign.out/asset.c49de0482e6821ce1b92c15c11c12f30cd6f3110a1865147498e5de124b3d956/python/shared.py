FROM = "below"
