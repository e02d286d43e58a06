// The rules of `npx eslint .`: typescript-eslint's strict ones, with types, and what they say of style.
import js from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** What scripts of node find without an import. */
const NODE = ["AbortSignal", "Buffer", "URL", "console", "fetch", "process", "structuredClone"];

export default defineConfig(
  {
    // What is built; what users write, compiled with their own settings; pages of attackers and of tests, served as they are.
    ignores: ["target/**", "**/node_modules/**", "**/wasm.d.ts", "tests/**", "www/hostile/**", "docs/**"],
  },
  js.configs.recommended,
  { files: ["**/*.mjs"], languageOptions: { globals: Object.fromEntries(NODE.map((name) => [name, "readonly"])) } },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      // `() => call()` and `() => {}` are read at a glance, and each brace is a byte of the receiver page.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-empty-function": ["error", { allow: ["arrowFunctions"] }],
      // A number has one text.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
    },
  },
);
