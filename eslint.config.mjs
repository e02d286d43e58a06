// ESLint looks for its rules here; they stand beside what they need.
export { default } from "./lint/eslint.mjs";
