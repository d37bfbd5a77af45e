import type { HandedOut } from '@coffee/features/commands';
import { CommandDelivery } from '@coffee/features/commands';
import type { KnownDevice } from '@coffee/features/devices';
import { Doorbell } from '@coffee/platform/doorbell';
import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';

type End = 'time' | 'gone';

/** One machine that waits. A ring that comes while its poll is looking is remembered, so that none is lost between. */
class Waiter {
  private rung = false;
  private end: End | null = null;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rung = true;
    this.wake();
  }

  finish(end: End): void {
    this.end ??= end;
    this.wake();
  }

  get isGone(): boolean {
    return this.end === 'gone';
  }

  /** True: look again. False: the waiting is over. */
  async next(): Promise<boolean> {
    if (!this.rung && this.end === null) await new Promise<void>((resolve) => (this.wake = resolve));
    const again = this.rung && this.end === null;
    this.rung = false;
    return again;
  }
}

/**
 * Machines that wait for a command. A poll looks once, and then only when the doorbell says that something was committed
 * for its machine. It is let go when its time is over, when the machine hangs up, and at shutdown.
 */
@Injectable()
export class DevicePolls implements OnModuleInit, OnModuleDestroy {
  private readonly waiting = new Map<string, Set<Waiter>>();
  private closing = false;
  private unlisten: () => void = () => undefined;

  constructor(
    private readonly delivery: CommandDelivery,
    private readonly doorbell: Doorbell,
  ) {}

  onModuleInit(): void {
    this.unlisten = this.doorbell.listen({
      onRing: (deviceIds) =>
        deviceIds.forEach((id) => this.waiting.get(id)?.forEach((waiter) => waiter.ring())),
      onGap: () => this.all((waiter) => waiter.ring()),
    });
  }

  onModuleDestroy(): void {
    this.closing = true;
    this.unlisten();
    this.all((waiter) => waiter.finish('time'));
  }

  async poll(request: IncomingMessage, device: KnownDevice, seconds: number): Promise<HandedOut[]> {
    if (seconds <= 0 || this.closing) return this.delivery.claim(device);
    const waiter = this.enter(device.deviceId);
    const hangUp = (): void => waiter.finish('gone');
    const timer = setTimeout(() => waiter.finish('time'), seconds * 1000);
    request.socket.once('close', hangUp);
    if (request.socket.destroyed) hangUp();
    try {
      return await this.lookUntilOver(device, waiter);
    } finally {
      clearTimeout(timer);
      request.socket.off('close', hangUp);
      this.leave(device.deviceId, waiter);
    }
  }

  private async lookUntilOver(device: KnownDevice, waiter: Waiter): Promise<HandedOut[]> {
    do {
      // Handed to a closed connection it would be lost until its lease ends.
      if (waiter.isGone) return [];
      const commands = await this.delivery.claim(device);
      if (commands.length > 0) return commands;
    } while (await waiter.next());
    return [];
  }

  private enter(deviceId: string): Waiter {
    const waiter = new Waiter();
    const waiters = this.waiting.get(deviceId) ?? new Set<Waiter>();
    this.waiting.set(deviceId, waiters.add(waiter));
    return waiter;
  }

  private leave(deviceId: string, waiter: Waiter): void {
    const waiters = this.waiting.get(deviceId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiting.delete(deviceId);
  }

  private all(act: (waiter: Waiter) => void): void {
    for (const waiters of this.waiting.values()) for (const waiter of waiters) act(waiter);
  }
}
