// Imports and words that lint must refuse, each at a place where somebody could write them.
export const CANARIES = [
  {
    name: 'the admin imports a feature',
    file: 'apps/admin/src/features/orders/canary.ts',
    code: "import { OrdersService } from '@coffee/features/orders';\nexport const x = OrdersService;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'the admin imports the platform',
    file: 'apps/admin/src/api/canary.ts',
    code: "import { Clock } from '@coffee/platform/clock';\nexport const x = Clock;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a feature imports an app by its path',
    file: 'libs/features/src/orders/canary.ts',
    code: "import { AppModule } from '../../../../apps/api/src/app.module';\nexport const x = AppModule;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'the contract imports rows',
    file: 'libs/contract/src/canary.ts',
    code: "import { OrderEntity } from '@coffee/data/entities';\nexport const x = OrderEntity;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'the platform imports a feature',
    file: 'libs/platform/src/clock/canary.ts',
    code: "import { OrdersService } from '@coffee/features/orders';\nexport const x = OrdersService;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'the device SDK imports the server',
    file: 'libs/device-sdk/src/canary.ts',
    code: "import { Config } from '@coffee/platform/config';\nexport const x = Config;\n",
    rule: '@nx/enforce-module-boundaries',
  },
  {
    name: 'a feature reads the environment',
    file: 'libs/features/src/orders/canary.ts',
    code: 'export const x = process.env.PORT;\n',
    rule: 'no-restricted-syntax',
  },
  {
    name: 'a feature takes the data source past the tenant',
    file: 'libs/features/src/orders/canary.ts',
    code: "import { DataSource } from 'typeorm';\nexport const x = DataSource;\n",
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    name: 'a feature injects a repository past the tenant',
    file: 'libs/features/src/orders/canary.service.ts',
    code: "import { InjectRepository } from '@nestjs/typeorm';\nexport const x = InjectRepository;\n",
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    name: 'a controller imports a row',
    file: 'apps/api/src/orders/canary.controller.ts',
    code: "import { OrderEntity } from '@coffee/data/entities';\nexport const x = OrderEntity;\n",
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    name: 'a service imports libs/testing',
    file: 'libs/features/src/orders/canary.service.ts',
    code: "import { factory } from '@coffee/testing/factories';\nexport const x = factory;\n",
    rule: '@typescript-eslint/no-restricted-imports',
  },
  {
    name: 'a feature reaches into its sibling',
    file: 'libs/features/src/orders/canary.ts',
    code: "import { toDevice } from '../devices/devices.mapper';\nexport const x = toDevice;\n",
    rule: 'coffee/stay-in-feature',
  },
  {
    name: 'an admin feature imports another one',
    file: 'apps/admin/src/features/orders/canary.tsx',
    code: "import { DevicePage } from '../devices/device-page';\nexport const x = DevicePage;\n",
    rule: 'coffee/stay-in-feature',
  },
  {
    name: 'an index exports everything',
    file: 'libs/features/src/orders/index.ts',
    code: "export * from './orders.service';\n",
    rule: 'no-restricted-syntax',
  },
  {
    name: 'raw HTML in a component',
    file: 'apps/admin/src/ui/canary.tsx',
    code: "export const X = () => <p dangerouslySetInnerHTML={{ __html: '' }} />;\n",
    rule: 'no-restricted-syntax',
  },
  {
    name: 'a component speaks English by itself',
    file: 'apps/admin/src/ui/canary.tsx',
    code: 'export const X = () => <p>Device</p>;\n',
    rule: 'no-restricted-syntax',
  },
  {
    name: 'a label speaks Chinese by itself',
    file: 'apps/admin/src/ui/canary.tsx',
    code: 'export const X = () => <p title="设备" />;\n',
    rule: 'no-restricted-syntax',
  },
  {
    name: 'a rule is switched off without a reason',
    file: 'libs/platform/src/clock/canary.ts',
    code: '// eslint-disable-next-line eqeqeq\nexport const x = 1 == Number(2);\n',
    rule: 'coffee/disable-needs-reason',
  },
];

/** The opposite: what everybody may write, so that a rule which refuses everything is found out too. */
export const ALLOWED = [
  {
    name: 'a feature imports its sibling through the index',
    file: 'libs/features/src/orders/canary.ts',
    code: "import { DevicesService } from '@coffee/features/devices';\nexport const x = DevicesService;\n",
  },
  {
    name: 'an ingest takes the data source',
    file: 'libs/features/src/devices/canary.ingest.ts',
    code: "import { DataSource } from 'typeorm';\nexport const x = DataSource;\n",
  },
  {
    name: 'the admin imports the contract',
    file: 'apps/admin/src/features/orders/canary.tsx',
    code: "import { formatMoney } from '@coffee/contract/money';\nexport const x = formatMoney;\n",
  },
  {
    name: 'a spec imports libs/testing',
    file: 'libs/features/src/orders/canary.int.spec.ts',
    code: "import { factory } from '@coffee/testing/factories';\nexport const x = factory;\n",
  },
];

/** Cycles are found between files that exist. */
export const CYCLE = { file: 'tools/boundaries/canary/egg.ts', rule: 'import-x/no-cycle' };
