// The words after the command's name: which there are, what they mean, and which go together.
import { parseArgs } from "node:util";
import { Failure } from "./failure.mjs";
import { HOSTS } from "./headers.mjs";
import { readIssuer } from "./issuer.mjs";

export const HELP = `Puts Crosspass' receiver page where your static host serves it.

Usage:
  npx @crosspass/client install DIR --issuer URL [--force]
  npx @crosspass/client install DIR --check [--issuer URL]
  npx @crosspass/client install [DIR] --headers HOST [--issuer URL]

DIR is the folder that your site serves as /crosspass/, for example public/crosspass. It is made if it is not there.

Options:
  --issuer URL    Origin of the issuer, as browsers see it: https://auth.example.com
                  (http:// only on loopback, for example http://auth.localhost:9000)
  --check         Changes nothing; says whether what is installed is what this version installs (for --issuer, if
                  given), and names each file that is missing, changed or stale
  --force         Overwrites and removes files that are not Crosspass' or were edited; each is named
  --headers HOST  Prints what your host must be told, and writes nothing. HOST is one of: ${HOSTS.join(", ")}
                  The issuer is --issuer, or the one that DIR is installed for
  --help          Prints this
  --version       Prints the version of this package

Files of an earlier installation are replaced or removed, and named. Any other file that is in the way stops the
command before anything is changed. crosspass.json in DIR lists what was installed, with SHA-256.

Exit code: 0 done, or current; 1 not current, or refused; 2 wrong options, or DIR cannot be read or written.`;

/** @satisfies {import("node:util").ParseArgsConfig["options"]} */
const OPTIONS = {
  issuer: { type: "string" },
  headers: { type: "string" },
  check: { type: "boolean" },
  force: { type: "boolean" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean" },
};

/** Parses the words; a mistake is an error that names the word and the mend. */
export function readOptions(words) {
  const { values, positionals, tokens } = parse(words);
  if (values.help || words.length === 0) return { help: true };
  if (values.version) return { version: true };
  const given = tokens.filter((token) => token.kind === "option").map((token) => token.name);
  const twice = given.find((name, at) => given.indexOf(name) !== at);
  if (twice !== undefined) throw wrong(`--${twice} is given twice: give it once`);
  const [verb, folder, ...more] = positionals;
  if (verb !== "install") throw wrong(`${verb ?? "no command"}: the one command is \`install\``);
  if (more.length > 0) throw wrong(`${more[0]}: one DIR only, quoted if its name has spaces`);
  if (folder === "") throw wrong("DIR is empty: name the folder that is served as /crosspass/");
  const issuer = values.issuer === undefined ? undefined : readIssuer(values.issuer);
  return together({ ...values, folder, issuer });
}

/** Refuses options that contradict each other, and a call that lacks what it needs. */
function together(options) {
  const { folder, issuer, check, force, headers } = options;
  if (headers !== undefined && !HOSTS.includes(headers)) {
    throw wrong(`--headers ${headers}: the hosts are ${HOSTS.join(", ")}`);
  }
  const alone = Object.entries({ "--headers": headers, "--check": check, "--force": force });
  const modes = alone.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (modes.length > 1) throw wrong(`${modes.join(" and ")} do not go together: leave one out`);
  if (headers !== undefined) return options;
  if (folder === undefined) throw wrong("DIR is missing: name the folder that is served as /crosspass/");
  if (!check && issuer === undefined) throw wrong("--issuer is missing: add --issuer https://auth.example.com");
  return options;
}

function parse(words) {
  try {
    return parseArgs({ args: words, options: OPTIONS, allowPositionals: true, tokens: true });
  } catch (error) {
    throw wrong(error.message.split(". To specify")[0]);
  }
}

function wrong(message) {
  return new Failure(`${message}\nSee: npx @crosspass/client --help`, 2);
}
