// Codes of refusals, as errors and answers carry them.
import type { CrosspassErrorCode as Code } from "@crosspass/auth";

export type { Code };

/** The code that an error of the module carries; without one it is a fault of ours. */
export function codeOf(error: unknown): Code {
  const { code } = error as { code?: unknown };
  return typeof code === "string" ? (code as Code) : "temporarily_unavailable";
}
