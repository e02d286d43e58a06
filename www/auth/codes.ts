// Codes of refusals, as errors and answers carry them.
import type { CrosspassErrorCode as Code } from "@crosspass/auth";

export type { Code };

/** The code that an error of the module carries, or what it is without one. */
export function codeOf(error: unknown, other: Code): Code {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? (code as Code) : other;
}
