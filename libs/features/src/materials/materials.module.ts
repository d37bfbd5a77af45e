import { Module } from '@nestjs/common';
import { MaterialsReader } from './materials.reader';

@Module({ providers: [MaterialsReader], exports: [MaterialsReader] })
export class MaterialsModule {}
