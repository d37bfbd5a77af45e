import { PackageDownloads } from '@coffee/features/packages';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { Answers, Describe, type EdgeResponse, Public, Raw, UuidId } from '../http';
import type { SessionRequest } from '../http/session';
import { PackageAccess } from './package-access';
import { sendDownload } from './send-download';

/** Packages as machines fetch them. */
@Controller('packages')
export class DownloadsController {
  constructor(
    private readonly downloads: PackageDownloads,
    private readonly access: PackageAccess,
  ) {}

  @Get(':id/download')
  @Public()
  @Raw('application/octet-stream')
  @Describe(
    "The file, whole or in ranges, to a session, a machine's token or whoever holds a signed `package_url`; to anybody while ENABLE_DEVICE_TOKEN=false.",
  )
  @Answers(null, { status: [200, 206, 304, 416] })
  async download(
    @Param('id', UuidId) id: string,
    @Req() request: SessionRequest,
    @Res() response: EdgeResponse,
  ): Promise<void> {
    const actor = await this.access.admit(request, id);
    const download = await this.downloads.find(actor, id);
    await sendDownload(download, request as never, response);
  }
}
