import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { AlipayServer } from './alipay';
import { Bank } from './bank';
import { Control } from './control';
import { type Call, json, readCall, send, write } from './exchange';
import { environmentFor, loadKeys, writeWhole } from './keys';
import { Ledger } from './ledger';
import { Notifier } from './notifications';
import type { SandboxOptions } from './options';
import { StripeServer } from './stripe';
import { type Handled, WechatServer } from './wechat';

interface ProviderServer {
  takes(call: Call): boolean;
  handle(call: Call): Handled;
}

/** One port for all: the paths of the three providers do not meet. */
export class Sandbox {
  private readonly server: Server;
  private readonly ledger: Ledger;
  private readonly bank: Bank;
  private readonly notifier: Notifier;
  private readonly control: Control;
  private readonly providers: readonly ProviderServer[];
  private readonly keysFolder: string;

  constructor(private readonly options: SandboxOptions) {
    this.keysFolder = path.join(options.state, 'keys');
    const keys = loadKeys(this.keysFolder);
    this.ledger = new Ledger(options.state);
    this.bank = new Bank(this.ledger, options.strict);
    this.notifier = new Notifier(keys, this.ledger, options.notify, options.lateMs);
    this.bank.whenSettled((refund, script) => this.notifier.tell(refund, script));
    this.control = new Control(this.bank, this.ledger, this.notifier);
    this.providers = [
      new WechatServer(this.bank, keys),
      new AlipayServer(this.bank, keys),
      new StripeServer(this.bank, this.ledger, keys),
    ];
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  /** Answers its address, after the API's environment was written to `environment.json`. */
  async start(): Promise<string> {
    this.server.listen(this.options.port, '127.0.0.1');
    await once(this.server, 'listening');
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const environment = JSON.stringify(environmentFor(this.keysFolder, url), null, 2);
    writeWhole(path.join(this.options.state, 'environment.json'), environment);
    return url;
  }

  async stop(): Promise<void> {
    this.bank.close();
    this.notifier.close();
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
    this.ledger.close();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const call = await readCall(request);
      if (this.control.takes(call)) return write(response, this.control.handle(call));
      const provider = this.providers.find((each) => each.takes(call));
      if (!provider) return write(response, json(404, { error: 'no provider answers here' }));
      const { reply, mode } = provider.handle(call);
      await this.notifier.urgentOnes();
      if (reply === 'drop') response.destroy();
      else await send(response, reply, mode, this.options.slowMs);
    } catch (error) {
      console.error(error);
      if (response.headersSent) response.destroy();
      else write(response, json(500, { error: 'the sandbox itself failed' }));
    }
  }
}
