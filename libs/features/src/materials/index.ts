export { toMaterial } from './materials.mapper';
export { MaterialsModule } from './materials.module';
export { MaterialsReader } from './materials.reader';
