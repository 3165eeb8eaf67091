/** A student as lists show it. */
export interface Student {
  readonly studentId: number
  readonly psNumber: string
  readonly name: string
  readonly parentPhone: string
  readonly studentPhone: string | null
  readonly school: string | null
  readonly schoolType: 'ELEMENTARY' | 'MIDDLE' | 'HIGH' | null
  readonly grade: number | null
  readonly gender: 'M' | 'F' | null
  readonly schoolClass: string | null
  readonly major: string | null
  readonly memo: string | null
  readonly createdAt: Date
}
