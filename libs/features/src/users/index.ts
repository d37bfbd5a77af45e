export { InvitationsService } from './invitations.service';
export { EmailTaken, LastAdmin, UserNotFound } from './users.errors';
export { toUser } from './users.mapper';
export { UsersModule } from './users.module';
export { UsersReader } from './users.reader';
export { UsersService } from './users.service';
