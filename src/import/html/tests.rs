//! Tests of reading HTML.
