// Names that the build puts in place of values (crates/xtask/src/npm/bundle.rs).

/** The address of the wasm module, relative to the script or absolute; set by the build. */
declare const __WASM_URL__: string;
/**
 * Whether this is built into a page of ours, not into a package: such a page has a sentence of its own for each code, and
 * takes its wishes to the issuer, which refuses what it may not want.
 */
declare const __OWN_PAGE__: boolean;
