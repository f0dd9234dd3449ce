"""What the community's records say about people: pure arithmetic over a `Corpus`, the clock passed in.

`events` reads one stream of events from all witnesses, one small function a witness. `points` weighs
them by the rules, `levels` and `badges` judge what has been earned, `assess` does all of it for a
whole community. `contributions` is who wrote what; `ties` is what staff may know in aggregate;
`help` is where help is wanted. Nothing here reads a file or knows a page.

Standing is a function of the *set* of events: their order, repetitions and the batches they came in
change nothing, and nothing is ever counted up. Points are whole hundredths, so that sums are exact.
"""
