"""Model and standing become a `Plan` of documents, lists and feeds. Knows no builder."""
