import { Module } from '@nestjs/common';
import { AuditModule } from '../audit';
import { AuthModule } from '../auth';
import { InvitationsService } from './invitations.service';
import { UsersReader } from './users.reader';
import { UsersService } from './users.service';

@Module({
  imports: [AuditModule, AuthModule],
  providers: [InvitationsService, UsersReader, UsersService],
  exports: [InvitationsService, UsersReader, UsersService],
})
export class UsersModule {}
