// A thread of first-logins.ts: opens what an import has sealed, and answers with the encrypted workbook.
import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { parentPort, workerData } from 'node:worker_threads'
import { rosterFiles } from '@academy/sdk/contract'
import { type FirstLogin, type LoginsOrigin, openLogins, secretKeys } from '@academy/sdk/secrets'
import exceljs from 'exceljs'
import officeCrypto from 'officecrypto-tool'
import type { SealedLogins } from '../../application/ports.ts'

/** What the thread is started with. */
export interface FirstLoginsTask {
  readonly key: string
  readonly origin: LoginsOrigin
  readonly parts: readonly SealedLogins[]
  readonly passphrase: string
}

const { columns, sheet: sheetName } = rosterFiles.firstLogins
const roles = { student: '학생', parent: '학부모' } as const
const textFormat = '@'
const koreanTime = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Seoul', dateStyle: 'short', timeStyle: 'short' })

const task = workerData as FirstLoginsTask
const workbook = await writeWorkbook(task)
const file = officeCrypto.encrypt(workbook, { password: task.passphrase })
parentPort?.postMessage(new Uint8Array(file))

async function writeWorkbook({ key, origin, parts }: FirstLoginsTask): Promise<Buffer> {
  const keys = secretKeys(key)
  const stream = new PassThrough()
  const bytes = buffer(stream)
  const writer = new exceljs.stream.xlsx.WorkbookWriter({ stream, useStyles: true })
  const sheet = writer.addWorksheet(sheetName, { views: [{ state: 'frozen', ySplit: 1 }] })
  // As texts: a name that begins with = must not be run, whatever is done to its cell.
  sheet.columns = columns.map(({ field, header, width }) => ({
    ...{ key: field, header, width },
    style: { numFmt: textFormat },
  }))
  for (const { sealed, expiresAt } of parts) {
    const until = koreanTime.format(expiresAt)
    for (const login of openLogins(keys, origin, sealed)) sheet.addRow(cellsOf(login, until)).commit()
  }
  sheet.commit()
  await writer.commit()
  return bytes
}

type Field = (typeof columns)[number]['field']

function cellsOf(login: FirstLogin, until: string): Readonly<Record<Field, string>> {
  const { row, role, name, login: id, secret } = login
  return { row: String(row), role: roles[role], name, login: id, secret, expires_at: until }
}
