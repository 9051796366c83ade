"""Settings by occasion: demo and test stand on base; live refuses to start unsafe."""
