//! The tests are in `tests/`: the playground in a real browser.
