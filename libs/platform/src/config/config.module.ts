import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Config } from './config';

/** Makes `Config` injectable everywhere: `constructor(private readonly config: Config)`. */
@Global()
@Module({})
export class ConfigModule {
  /** The application's `main.ts` has loaded and checked it already. */
  static of(config: Config): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: Config, useValue: config }], exports: [Config] };
  }
}
