import { expect, test } from 'vitest'
import { objects } from '../../src/contract/index.ts'
import { partSizeFor } from '../../src/storage/direct-upload.ts'

test('parts have the contract’s size until there would be too many of them', () => {
  const { multipartPartBytes: part, multipartPartsLimit: limit } = objects
  expect(partSizeFor(part + 1)).toBe(part)
  expect(partSizeFor(part * limit)).toBe(part)
  for (const bytes of [part * limit + 1, objects.videoLimitBytes]) {
    expect(partSizeFor(bytes)).toBeGreaterThan(part)
    expect(Math.ceil(bytes / partSizeFor(bytes))).toBeLessThanOrEqual(limit)
  }
})
