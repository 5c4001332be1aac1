//! Pages chosen, split and merged, on packs made in code.
