export { RecipeMachinesReader } from './recipe-machines.reader';
export { RecipeNotFound } from './recipes.errors';
export { priceOf, type RecipeRow, toRecipe } from './recipes.mapper';
export { RecipesModule } from './recipes.module';
export { RecipesReader } from './recipes.reader';
export { RecipesService } from './recipes.service';
