import type { Clock } from '@coffee/device-sdk/clock';
import { systemClock } from '@coffee/device-sdk/clock';
import type { DeviceClient, DeviceState } from '@coffee/device-sdk/device-client';
import type { Dice } from './dice';

const MINUTE_MS = 60_000;
/** One machine in nine has a clock that is off. */
const SKEWED_ONE_IN = 9;
const FIRMWARE = '2.4.1';

type Registration = Parameters<typeof DeviceClient.open>[0]['registration'];

/** What a machine is and says of itself, by its place in the fleet: model, addresses, readings, and how well its clock goes. */
export class Identity {
  readonly clock: Clock;
  readonly #switchedOnAt = Date.now();

  constructor(
    private readonly deviceId: string,
    private readonly index: number,
    private readonly dice: Dice,
    clockDice: Dice,
  ) {
    this.clock = skewedClock(index, clockDice);
  }

  get hasDoor(): boolean {
    return this.index % 3 !== 2;
  }

  registration(): Registration {
    const { deviceId, index } = this;
    return {
      device_id: deviceId,
      model: this.hasDoor ? 'CoffeePro-A' : 'CoffeePro-B',
      firmware_version: FIRMWARE,
      serial: `SN${String(index + 1).padStart(6, '0')}`,
      mac: `02:c0:ff:ee:${hexByte(index >> 8)}:${hexByte(index)}`,
    };
  }

  /** `speed`: how many times as fast as the computer's time simulated time runs. */
  readings(speed: number): Partial<DeviceState> {
    const { index, dice } = this;
    return {
      ip: `10.20.${index >> 8}.${(index & 255) + 1}`,
      wifi_ssid: 'CoffeeNet',
      wifi_signal: Math.round(-48 - (index % 20) - dice.between(0, 8)),
      temperature: Math.round((91 + dice.between(-1.5, 1.5)) * 10) / 10,
      firmware_version: FIRMWARE,
      uptime_seconds: Math.floor(((Date.now() - this.#switchedOnAt) * speed) / 1000),
    };
  }
}

function hexByte(value: number): string {
  return (value & 255).toString(16).padStart(2, '0');
}

function skewedClock(index: number, dice: Dice): Clock {
  const minutes = dice.between(3, 20) * (dice.chance(0.5) ? 1 : -1);
  if (index % SKEWED_ONE_IN !== SKEWED_ONE_IN - 2) return systemClock;
  return {
    now: () => Date.now() + minutes * MINUTE_MS,
    sleep: (ms, signal) => systemClock.sleep(ms, signal),
  };
}
