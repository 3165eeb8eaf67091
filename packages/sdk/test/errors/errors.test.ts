import {
  AcademyError,
  AmbiguousError,
  ContractViolation,
  FenceLostError,
  JobAborted,
  RetryableError,
  TerminalError,
} from '@academy/sdk/errors'
import { describe, expect, test } from 'vitest'

/** A second installed copy of the package: the same source, loaded as another module. */
async function secondCopy(): Promise<typeof import('@academy/sdk/errors')> {
  const url = new URL('../../src/errors/academy-error.ts', import.meta.url)
  return import(/* @vite-ignore */ `${url.href}?copy=2`)
}

describe('errors', () => {
  test('the code comes first in the message and its meaning from the contract', () => {
    const error = new AcademyError('database_unavailable', 'no answer within 5 s', { details: { host: 'db' } })
    expect(error.message).toBe('[database_unavailable] no answer within 5 s')
    expect(error.text).toBe('no answer within 5 s')
    expect(error.retryable).toBe(true)
    expect(error.details).toEqual({ host: 'db' })
    expect(new AcademyError('job_not_found', 'x').retryable).toBe(false)
  })

  test('a cause is kept, and stays absent when there was none', () => {
    const cause = new Error('socket hang up')
    expect(new RetryableError('provider_unavailable', 'x', { cause }).cause).toBe(cause)
    expect('cause' in new TerminalError('source_missing', 'x')).toBe(false)
  })

  test('how the handler failed decides about a retry, whatever the table says of the code', () => {
    expect(new RetryableError('source_missing', 'x', { retryAfterSeconds: 30 })).toMatchObject({
      retryable: true,
      retryAfterSeconds: 30,
    })
    expect(new TerminalError('provider_unavailable', 'x').retryable).toBe(false)
    expect(new AmbiguousError('provider_result_ambiguous', 'x').retryable).toBe(false)
  })

  test('instanceof tells the classes apart', () => {
    const error: unknown = new RetryableError('provider_unavailable', 'x')
    expect(error).toBeInstanceOf(RetryableError)
    expect(error).toBeInstanceOf(AcademyError)
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(TerminalError)
    expect({ code: 'provider_unavailable' }).not.toBeInstanceOf(AcademyError)
    expect(null).not.toBeInstanceOf(AcademyError)
    expect(new Error('x')).not.toBeInstanceOf(AcademyError)
  })

  test('instanceof survives two copies of the package', async () => {
    const other = await secondCopy()
    expect(other.AcademyError).not.toBe(AcademyError)
    expect(new other.AcademyError('shutdown', 'x')).toBeInstanceOf(AcademyError)
    expect(new RetryableError('shutdown', 'x')).toBeInstanceOf(other.AcademyError)
    expect(new other.AcademyError('shutdown', 'x')).not.toBeInstanceOf(RetryableError)
  })

  test("a caller's own subclass is recognised, and is not every error of its parent", () => {
    class VendorBusy extends RetryableError {}
    expect(new VendorBusy('provider_unavailable', 'x')).toBeInstanceOf(VendorBusy)
    expect(new VendorBusy('provider_unavailable', 'x')).toBeInstanceOf(RetryableError)
    expect(new RetryableError('provider_unavailable', 'x')).not.toBeInstanceOf(VendorBusy)
  })

  test('an abort says why', () => {
    expect(new JobAborted('cap')).toMatchObject({ reason: 'cap', code: 'inference_timeout' })
    expect(new JobAborted('shutdown')).toMatchObject({ code: 'shutdown', retryable: true, name: 'JobAborted' })
  })

  test('a lost fence names the job and the fence', () => {
    expect(new FenceLostError('b4b1', 7)).toMatchObject({ jobId: 'b4b1', fence: 7, code: 'fence_lost' })
  })

  test('a violation names field and rule, and does not grow with the document', () => {
    const violation = {
      pointer: '/tier',
      schemaPath: 'schemas/common/tier.json#/enum',
      keyword: 'enum',
      message: 'must be one of lite, basic, premium',
    }
    const error = new ContractViolation(
      'the message',
      Array.from({ length: 50 }, () => violation),
    )
    expect(error.message).toContain('/tier must be one of lite, basic, premium (schemas/common/tier.json#/enum)')
    expect(error.message).toContain('and 47 more')
    expect(error.violations).toHaveLength(50)
  })
})
