import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { objects } from '@academy/sdk/contract'
import { describe, expect, test } from 'vitest'
import { createRosterSource } from '../../../src/ai/adapters/roster-source.ts'
import { rosterFile } from '../support/roster-file.ts'

const { signal } = new AbortController()
const pieces = (file: Buffer, size = 1_000) =>
  Readable.from(
    Array.from({ length: Math.ceil(file.length / size) }, (_, at) => file.subarray(at * size, (at + 1) * size)),
  )
const leftovers = () => readdirSync(tmpdir()).filter((name) => /^academy-[0-9a-f]{8}-/.test(name))

describe('a roster from object storage', () => {
  test('is read as often as wanted, and leaves nothing behind', async () => {
    const file = await rosterFile([{ name: '명단', rows: [['이름'], ['김하늘']] }])
    const workbook = await createRosterSource(async () => pieces(file)).open('key', signal)
    for (let again = 0; again < 3; again += 1) {
      const rows = []
      for await (const piece of workbook.sheets[0]?.rows() ?? []) rows.push(...piece.rows)
      expect(rows.map((row) => row.cells)).toEqual([['이름'], ['김하늘']])
    }
    expect(leftovers()).toEqual([])
    await workbook.close?.()
  })

  test('one byte beyond the contract’s limit is refused without reading on', async () => {
    let read = 0
    const endless = async function* () {
      for (;;) {
        read += 1_048_576
        yield Buffer.alloc(1_048_576)
      }
    }
    const source = createRosterSource(async () => endless())
    await expect(source.open('key', signal)).rejects.toMatchObject({ code: 'file_too_large', retryable: false })
    expect(read).toBeLessThanOrEqual(objects.rosterLimitBytes + 2 * 1_048_576)
    const exact = Buffer.alloc(objects.rosterLimitBytes + 1)
    await expect(createRosterSource(async () => pieces(exact, 1_048_576)).open('key', signal)).rejects.toMatchObject({
      code: 'file_too_large',
    })
  })

  test('a download that is aborted ends with the reason', async () => {
    const controller = new AbortController()
    const source = createRosterSource(async function* () {
      yield Buffer.from('PK')
      controller.abort(new Error('shutdown'))
      yield Buffer.from('PK')
    } as never)
    await expect(source.open('key', controller.signal)).rejects.toThrow('shutdown')
  })
})
