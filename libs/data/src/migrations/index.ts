import { Initial1795392000000 } from './1795392000000-initial';
import { Commands1795395600000 } from './1795395600000-commands';
import { Listening1795396800000 } from './1795396800000-listening';
import { Alarms1795399200000 } from './1795399200000-alarms';
import { Payments1795402800000 } from './1795402800000-payments';
import { Refunds1795406400000 } from './1795406400000-refunds';
import { Exports1795410000000 } from './1795410000000-exports';
import { CommandReasons1795413600000 } from './1795413600000-command-reasons';
import { Packages1795417200000 } from './1795417200000-packages';
import { EndedCommands1795420800000 } from './1795420800000-ended-commands';
import { Stock1795424400000 } from './1795424400000-stock';
import { AuditChain1795428000000 } from './1795428000000-audit-chain';
import { MaterialImports1795431600000 } from './1795431600000-material-imports';
import { Notifications1795432000000 } from './1795432000000-notifications';
import { People1795433000000 } from './1795433000000-people';
import { Search1795433100000 } from './1795433100000-search';
import { EnrolmentUses1795433200000 } from './1795433200000-enrolment-uses';
import { DeviceModelVersions1795433300000 } from './1795433300000-device-model-versions';
import { OpeningHours1795434000000 } from './1795434000000-opening-hours';
import { SellableTime1795434100000 } from './1795434100000-sellable-time';
import { SalesHours1795434200000 } from './1795434200000-sales-hours';
import { OrderSearch1795435000000 } from './1795435000000-order-search';
import { TaskLogs1795450000000 } from './1795450000000-task-logs';
import { AuditDeeds1795450100000 } from './1795450100000-audit-deeds';
import { Outcomes1795460000000 } from './1795460000000-outcomes';
import { FailingChannels1795460100000 } from './1795460100000-failing-channels';

/** Every migration, oldest first: nothing is found by a pattern. */
export const MIGRATIONS = [
  Initial1795392000000,
  Commands1795395600000,
  Listening1795396800000,
  Alarms1795399200000,
  Payments1795402800000,
  Refunds1795406400000,
  Exports1795410000000,
  CommandReasons1795413600000,
  Packages1795417200000,
  EndedCommands1795420800000,
  Stock1795424400000,
  AuditChain1795428000000,
  MaterialImports1795431600000,
  Notifications1795432000000,
  People1795433000000,
  Search1795433100000,
  EnrolmentUses1795433200000,
  DeviceModelVersions1795433300000,
  OpeningHours1795434000000,
  SellableTime1795434100000,
  SalesHours1795434200000,
  OrderSearch1795435000000,
  TaskLogs1795450000000,
  AuditDeeds1795450100000,
  Outcomes1795460000000,
  FailingChannels1795460100000,
];
