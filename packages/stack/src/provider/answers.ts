import type { Registration } from './registration.ts'
import { isAccepted, newId } from './registration.ts'

const accountId = '12925149'

/** The answer of POST /messages/v4/send-many/detail: failures one by one, successes counted (and listed when asked). */
export function sendManyAnswer(registrations: readonly Registration[], showMessageList: boolean): unknown {
  const failed = registrations.filter((each) => !isAccepted(each))
  const groupId = newId('G4V')
  return {
    failedMessageList: failed.map(describe),
    groupInfo: {
      count: {
        total: registrations.length,
        sentTotal: 0,
        sentFailed: 0,
        sentSuccess: 0,
        sentPending: 0,
        sentReplacement: 0,
        refund: 0,
        registeredFailed: failed.length,
        registeredSuccess: registrations.length - failed.length,
      },
      status: failed.length === registrations.length ? 'FAILED' : 'SENDING',
      accountId,
      apiVersion: '4',
      groupId,
      _id: groupId,
      dateCreated: new Date().toISOString(),
    },
    ...(showMessageList && {
      messageList: registrations.map(({ messageId, statusCode, statusMessage }) => ({
        messageId,
        statusCode,
        statusMessage,
      })),
    }),
  }
}

/** The answer of POST /messages/v4/send: one message, described whole. */
export const sendOneAnswer = (registration: Registration): unknown => ({
  groupId: newId('G4V'),
  ...describe(registration),
})

/** The body of every refusal of a whole request. */
export const errorAnswer = (errorCode: string, errorMessage: string): unknown => ({ errorCode, errorMessage })

const describe = ({ messageId, to, from, type, statusCode, statusMessage }: Registration) => ({
  to,
  from,
  type,
  statusMessage,
  country: '82',
  messageId,
  statusCode,
  accountId,
})
