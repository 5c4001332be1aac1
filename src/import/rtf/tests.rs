//! Tests of reading RTF.
