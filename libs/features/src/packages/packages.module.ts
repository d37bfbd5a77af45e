import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { RecipesModule } from '../recipes';
import { DevicePackagesReader } from './device-packages.reader';
import { PackageDownloads } from './package-downloads';
import { PackageFiles } from './package-files';
import { PackageLinks } from './package-links';
import { PackageOffers } from './package-offers';
import { PackagesReader } from './packages.reader';
import { PackagesService } from './packages.service';

const PROVIDERS = [
  DevicePackagesReader,
  PackageDownloads,
  PackageFiles,
  PackageLinks,
  PackageOffers,
  PackagesReader,
  PackagesService,
];

@Module({ imports: [AuditModule, RecipesModule], providers: PROVIDERS, exports: PROVIDERS })
export class PackagesModule {}
