import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { loadContract } from '../src/contract/load.ts'
import { isDocument, typeNameOf } from '../src/contract/names.ts'
import { emitGoldenVectors } from '../src/emit/golden-vectors.ts'
import { emitPython, pythonFolder } from '../src/emit/python.ts'
import { patched } from './patch.ts'

const contract = loadContract(fileURLToPath(new URL('../..', import.meta.url)))
const files = await emitPython(contract)
const fieldsOf = (name: string) => {
  const text = files.find((file) => file.text.includes(`\nclass ${name}(BaseModel):`))?.text ?? ''
  return [...text.matchAll(/^ {2}(\w+): /gm)].map((match) => match[1] ?? '')
}

describe('Python models', () => {
  test('no name is invented, no field is of any type', () => {
    expect(files.length).toBeGreaterThan(50)
    for (const { path, text } of files) expect(text, path).not.toMatch(/\bAnonymous|\bReserved|\bAny\b|\*\//)
  })

  test('the package exports a model of each document', () => {
    const index = files.find(({ path }) => path === `${pythonFolder}/__init__.py`)?.text ?? ''
    for (const [file, schema] of contract.schemas) {
      if (isDocument(file, schema)) expect(index, file).toContain(`"${typeNameOf(file)}"`)
    }
  })

  test('the three messages look as expected', () => {
    const messages = files.filter(({ path }) => /\/(ai_job|video_job|messaging_job)_message\.py$/.test(path))
    expect(messages.map(({ text }) => text).join('\n')).toMatchSnapshot()
  })

  test('every field of every golden vector has its place', () => {
    const vectors = emitGoldenVectors(contract).text
    expect(vectors).toContain('aiJobMessage')
    for (const message of Object.values(contract.asyncapi.components?.messages ?? {})) {
      const name = typeNameOf(String((message.payload as { $ref: string }).$ref))
      for (const { payload } of message.examples as { payload: object }[]) {
        expect(fieldsOf(name), name).toEqual(expect.arrayContaining(Object.keys(payload)))
      }
    }
  })

  test('integer enumerations keep their numbers', () => {
    const text = files.find(({ path }) => path.endsWith('omr_grading_payload_question_count.py'))?.text
    expect(text).toMatch(/= 10\n.*= 20\n.*= 30\n/)
  })

  test('an object without a name of its own stops the generation', async () => {
    const inline = { type: 'object', description: 'Inline.', properties: { x: { type: 'integer' } } }
    const changes = [{ file: 'schemas/payloads/ocr.json', pointer: '/properties/area', set: inline }]
    await expect(emitPython(patched(contract, changes))).rejects.toThrow(
      /OcrPayloadArea needs a schema file of its own/,
    )
  })

  test('a name that Python keeps for itself stops the generation', async () => {
    const none = { title: 'None', type: 'string', enum: ['A'], description: 'Nothing.' }
    const changes = [
      { file: 'schemas/common/none.json', pointer: '', set: none },
      { file: 'schemas/payloads/ocr.json', pointer: '/properties/area', set: { $ref: '../common/none.json' } },
    ]
    await expect(emitPython(patched(contract, changes))).rejects.toThrow(/invented Reserved/)
  })
})
