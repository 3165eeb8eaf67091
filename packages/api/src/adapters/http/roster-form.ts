import { objects, type RequestBodyOf, type TenantId, validateRequestBody } from '@academy/sdk/contract'
import { ContractViolation, RejectedInputError } from '@academy/sdk/errors'
import type { Multipart } from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import type { RosterStorage } from '../../application/ports.ts'
import { type RosterOptions, type StoredRoster, storeRoster } from '../../application/upload-roster.ts'
import { toInteger } from './read-parameters.ts'

type RosterUpload = RequestBodyOf<'bulkCreateStudentsFromExcel'>

const integerFields: ReadonlySet<string> = new Set(['lecture_id', 'session_id', 'max_processing_seconds'])
const booleanFields: ReadonlySet<string> = new Set(['dry_run'])
// Boundaries, part headers and options around the file.
const formOverheadBytes = 64 * 1024

/**
 * Reads the upload form part by part: the file goes to the storage as it comes, and is removed again when the rest of
 * the form is refused.
 * @throws ContractViolation naming the fields that break the contract
 * @throws RejectedInputError as `storeRoster` does, and for a body that is no form
 */
export async function readRosterForm(
  ports: { rosters: RosterStorage },
  tenant: TenantId,
  request: FastifyRequest,
): Promise<{ roster: StoredRoster; options: RosterOptions }> {
  const form = new RosterForm(ports, tenant)
  try {
    checkEnvelope(request)
    for await (const part of request.parts()) await form.take(part)
    return form.finished()
  } catch (error) {
    // The rest of the body is not worth the connection.
    request.raw.unpipe()
    request.raw.resume()
    await form.discard()
    throw error
  }
}

// Fields of a form are text; what is neither a number nor a truth value stays text, and the contract refuses it.
function fieldValue(name: string, value: unknown): unknown {
  if (integerFields.has(name)) return toInteger(value)
  if (booleanFields.has(name) && (value === 'true' || value === 'false')) return value === 'true'
  return value
}

function checkEnvelope(request: FastifyRequest): void {
  if (!request.isMultipart()) {
    throw new RejectedInputError('file_type_not_supported', 'send a multipart/form-data body with the field file')
  }
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > objects.rosterLimitBytes + formOverheadBytes) {
    throw new RejectedInputError('file_too_large', `a roster may have ${objects.rosterLimitBytes} bytes`)
  }
}

class RosterForm {
  readonly #ports: { rosters: RosterStorage }
  readonly #tenant: TenantId
  readonly #fields: Record<string, unknown> = {}
  #roster: StoredRoster | undefined

  constructor(ports: { rosters: RosterStorage }, tenant: TenantId) {
    this.#ports = ports
    this.#tenant = tenant
  }

  async take(part: Multipart): Promise<void> {
    if (part.type === 'field') {
      this.#fields[part.fieldname] = fieldValue(part.fieldname, part.value)
      return
    }
    if (part.fieldname !== 'file') {
      part.file.resume()
      this.#fields[part.fieldname] = part.filename
      return
    }
    const file = { name: part.filename, contentType: part.mimetype, content: part.file }
    this.#roster = await storeRoster(this.#ports, this.#tenant, file)
    this.#fields.file = part.filename
  }

  finished(): { roster: StoredRoster; options: RosterOptions } {
    const violations = validateRequestBody.bulkCreateStudentsFromExcel(this.#fields)
    if (violations.length > 0) throw new ContractViolation('the upload form', violations)
    if (!this.#roster) throw new RejectedInputError('file_unreadable', 'the field file holds no file')
    const {
      file: _,
      kind = 'students',
      password_mode = 'fixed',
      tier,
      ...rest
    } = this.#fields as unknown as RosterUpload
    const { max_processing_seconds, ...options } = rest
    return {
      roster: this.#roster,
      options: {
        kind,
        password_mode,
        ...options,
        ...(tier !== undefined && { tier }),
        ...(max_processing_seconds !== undefined && { maxProcessingSeconds: max_processing_seconds }),
      },
    }
  }

  async discard(): Promise<void> {
    if (this.#roster) await this.#ports.rosters.remove(this.#roster.key)
  }
}
