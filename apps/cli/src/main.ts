import 'reflect-metadata';
import { CommandFactory } from 'nest-commander';
import { version } from '../package.json';
import { CliModule } from './cli.module';
import { outcomeOf } from './exit-code';

const rethrow = (error: Error): never => {
  throw error;
};

async function main(): Promise<void> {
  const app = await CommandFactory.createWithoutRunning(CliModule, {
    logger: false,
    abortOnError: false,
    errorHandler: rethrow,
    serviceErrorHandler: rethrow,
    version,
  });
  try {
    await CommandFactory.runApplication(app);
  } finally {
    await app.close();
  }
}

main().catch((error: unknown) => {
  const { code, message } = outcomeOf(error);
  if (message !== null) process.stderr.write(`${message}\n`);
  process.exitCode = code;
});
