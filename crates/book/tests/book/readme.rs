//! The READMEs.
