export { SavedViewsModule } from './saved-views.module';
export { SavedViews } from './saved-views.service';
