import { mkdir, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';

/** What a machine did with its hands, one line a deed: what the server believes can be held against it. */
export class Deeds {
  private constructor(private readonly file: FileHandle) {}

  static async open(dir: string): Promise<Deeds> {
    await mkdir(dir, { recursive: true });
    return new Deeds(await open(path.join(dir, 'deeds.log'), 'a'));
  }

  async note(commandId: string, type: string): Promise<void> {
    await this.file.appendFile(`${JSON.stringify({ command_id: commandId, type })}\n`);
  }

  close(): Promise<void> {
    return this.file.close();
  }
}
