const numbersALetter = 100_000
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The student number of an ordinal: a letter and five digits, 0 is A00000; undefined beyond Z99999. */
export function studentNumber(ordinal: number): string | undefined {
  const letter = letters[Math.floor(ordinal / numbersALetter)]
  return letter && `${letter}${String(ordinal % numbersALetter).padStart(5, '0')}`
}
