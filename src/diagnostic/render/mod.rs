//! Findings for people (`human`), programs (`json`), GitHub Actions (`github`) and code scanners (`sarif`).
