const PACK: &str = ""; const SOURCES: &[(&[u8], Media)] = &[];
