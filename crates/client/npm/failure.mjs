// What ends the command with a sentence instead of a stack: 1 for a refusal, 2 for words that make no sense.

export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
