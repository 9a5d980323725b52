FROM = "above"
