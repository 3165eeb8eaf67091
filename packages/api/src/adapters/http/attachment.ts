/** A file for people: its name, and one for clients that know no other letters than ASCII. */
export interface AttachmentName {
  readonly fileName: string
  readonly asciiFileName: string
}

/**
 * Content-Disposition of a download (RFC 6266): `filename*` carries the real name in UTF-8 (RFC 8187), `filename` the
 * other one for clients that do not know it.
 *
 * @example attachment({ fileName: '명단.xlsx', asciiFileName: 'roster.xlsx' })
 * // attachment; filename="roster.xlsx"; filename*=UTF-8''%EB%AA%85%EB%8B%A8.xlsx
 */
export function attachment({ fileName, asciiFileName }: AttachmentName): string {
  // What encodeURIComponent leaves alone and RFC 8187 does not allow.
  const encoded = encodeURIComponent(fileName).replaceAll(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `attachment; filename="${asciiFileName}"; filename*=UTF-8''${encoded}`
}
