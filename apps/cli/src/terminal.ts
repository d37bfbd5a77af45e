import { Injectable } from '@nestjs/common';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { UsageError } from './failures';

/** Data goes to standard output, everything that is said to a person to standard error. */
@Injectable()
export class Terminal {
  get isInteractive(): boolean {
    return process.stdin.isTTY && process.stderr.isTTY;
  }

  /** One JSON document with `--json`, else the lines meant for people. */
  result(json: boolean | undefined, data: unknown, lines: readonly string[]): void {
    const text = json ? JSON.stringify(data, null, 2) : lines.join('\n');
    if (text !== '') process.stdout.write(`${text}\n`);
  }

  say(message: string): void {
    process.stderr.write(`${message}\n`);
  }

  /** Something that cannot be taken back: asks, and without a terminal refuses unless `--yes` was given. */
  async confirm(question: string, yes: boolean | undefined): Promise<void> {
    if (yes) return;
    if (!this.isInteractive)
      throw new UsageError(`${question}\nNobody can be asked here: repeat it with --yes.`);
    const prompt = createInterface({ input: process.stdin, output: process.stderr });
    try {
      const answer = await prompt.question(`${question} [y/N] `);
      if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError('Nothing was changed.');
    } finally {
      prompt.close();
    }
  }

  /** `given` is the option's value; `-` or `fromStdin` reads the first line of standard input. */
  async password(given: string | undefined, fromStdin: boolean | undefined): Promise<string> {
    if (fromStdin || given === '-') return this.firstLine();
    if (given !== undefined) return given;
    if (this.isInteractive) return this.hiddenQuestion('Password: ');
    throw new UsageError('A password is needed: --password-stdin reads it from standard input.');
  }

  private async firstLine(): Promise<string> {
    const lines = createInterface({ input: process.stdin });
    for await (const line of lines) return line;
    throw new UsageError('Standard input is empty: the password was expected there.');
  }

  private async hiddenQuestion(question: string): Promise<string> {
    process.stderr.write(question);
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
    const prompt = createInterface({ input: process.stdin, output: silent, terminal: true });
    try {
      return await prompt.question('');
    } finally {
      prompt.close();
      process.stderr.write('\n');
    }
  }
}
