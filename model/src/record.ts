/** Named bytes: `type` says which, `over` lays them over a buffer. Reading and writing a field touches one byte. */
export interface RecordType<Field extends string> {
  readonly size: number
  readonly fields: readonly Field[]
  over(bytes: Uint8Array, at: number): Fields<Field>
}

export type Fields<Field extends string> = { [Name in Field]: number }

/** @example recordType('status', 'attempt').over(bytes, 0).status = 1 */
export function recordType<const Field extends string>(...fields: Field[]): RecordType<Field> {
  class View {
    readonly bytes: Uint8Array
    readonly at: number
    constructor(bytes: Uint8Array, at: number) {
      this.bytes = bytes
      this.at = at
    }
  }
  fields.forEach((field, index) => {
    Object.defineProperty(View.prototype, field, {
      get(this: View) {
        return this.bytes[this.at + index]
      },
      set(this: View, value: number) {
        this.bytes[this.at + index] = value
      },
    })
  })
  return { size: fields.length, fields, over: (bytes, at) => new View(bytes, at) as unknown as Fields<Field> }
}
