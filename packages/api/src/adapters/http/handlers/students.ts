import { objects, rosterFiles } from '@academy/sdk/contract'
import type { Database, Dispatch, FirstLoginFiles, RosterStorage, RosterTemplate } from '../../../application/ports.ts'
import { importRoster } from '../../../application/upload-roster.ts'
import { attachment } from '../attachment.ts'
import { matchesTag } from '../entity-tag.ts'
import type { OperationHandlers } from '../operation.ts'
import { readRosterForm } from '../roster-form.ts'
import { acceptedView, studentView } from '../views.ts'
import { pageOf } from './page.ts'

type StudentOperations = Pick<
  OperationHandlers,
  'downloadRosterTemplate' | 'bulkCreateStudentsFromExcel' | 'listStudents'
>

const { template } = rosterFiles

export function studentHandlers(ports: {
  database: Database
  dispatch: Dispatch
  firstLogins: FirstLoginFiles | undefined
  rosters: RosterStorage
  rosterTemplate: RosterTemplate
}): StudentOperations {
  return {
    async downloadRosterTemplate({ header }) {
      const { tag } = ports.rosterTemplate
      const kept = { etag: tag, 'cache-control': `private, max-age=${template.keptSeconds}` }
      if (matchesTag(header['if-none-match'], tag)) return { status: 304, body: undefined, headers: kept }
      const [contentType] = objects.rosterContentTypes
      const headers = { ...kept, 'content-type': contentType, 'content-disposition': attachment(template) }
      return { status: 200, body: await ports.rosterTemplate.bytes(), headers }
    },

    async bulkCreateStudentsFromExcel({ identity, header, trace, raw }) {
      const { roster, options } = await readRosterForm(ports, identity.tenantId, raw)
      const key = header['idempotency-key']
      const withKey = { ...options, ...(key !== undefined && { idempotencyKey: key }) }
      return { status: 202, body: acceptedView(await importRoster(ports, identity.tenantId, roster, withKey, trace)) }
    },

    async listStudents({ identity, query }) {
      const { items, nextCursor } = await ports.database.read(identity.tenantId, ({ students }) =>
        students.list({
          ...pageOf(query),
          ...(query.name !== undefined && { name: query.name }),
          ...(query.grade !== undefined && { grade: query.grade }),
        }),
      )
      return { status: 200, body: { items: items.map(studentView), next_cursor: nextCursor } }
    },
  }
}
