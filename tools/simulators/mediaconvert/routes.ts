import type { Faults } from '../faults.ts';
import type { Answer, Call, Route } from '../http.ts';
import { type MediaJob, type MediaJobs, wordsOf } from './jobs.ts';
import { type CreateJob, complaint, joined, type WireSettings } from './wire.ts';

const VERSION = '2017-08-29';
const ACCOUNT = '000000000000';
const PAGE = 20;

const refuse = (status: number, type: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  json: { message },
  headers: { 'x-amzn-errortype': type, ...headers },
});

const arn = (what: string): string => `arn:aws:mediaconvert:us-east-1:${ACCOUNT}:${what}`;
const seconds = (at: Date | null): number | undefined => (at ? Math.floor(+at / 1000) : undefined);

/** The REST API under `base`. */
export function mediaConvertRoutes(base: string, origin: () => string, jobs: MediaJobs, faults: Faults): Route[] {
  const templates = new Map<string, { name: string; settings: WireSettings }>();
  const queues = new Set(['Default']);
  const path = (rest: string) => `${base}/${VERSION}/${rest}`;
  const guarded =
    (handle: (call: Call) => Answer | Promise<Answer>): Route['handle'] =>
    (call) =>
      String(call.headers.authorization ?? '').startsWith('AWS4-HMAC-SHA256 ')
        ? handle(call)
        : refuse(403, 'ForbiddenException', 'Missing Authentication Token');
  const one =
    (handle: (job: MediaJob, call: Call) => Answer): Route['handle'] =>
    (call) => {
      const job = jobs.find(call.params.id ?? '');
      return job ? handle(job, call) : refuse(404, 'NotFoundException', `Job ${call.params.id} not found`);
    };
  const queueOf = (name: string) => {
    const own = jobs.list().filter((j) => j.queue === name);
    return {
      ...{ arn: arn(`queues/${name}`), name, status: 'ACTIVE', pricingPlan: 'ON_DEMAND', type: name === 'Default' ? 'SYSTEM' : 'CUSTOM' },
      concurrentJobs: jobs.concurrent,
      progressingJobsCount: own.filter((j) => j.status === 'PROGRESSING').length,
      submittedJobsCount: own.filter((j) => j.status === 'SUBMITTED').length,
    };
  };
  const nameOf = (text: string) => decodeURIComponent(text).split('/').at(-1) ?? '';

  const create = (call: Call): Answer => {
    const body = (call.body ?? {}) as CreateJob;
    const words = wordsOf(body);
    const fault = faults.take(['reset-before', 'lost-response', 'http', 'http-after'], 'mediaconvert', words);
    if (fault?.kind === 'reset-before') return { reset: true };
    if (fault?.kind === 'http') return trouble(fault.status ?? 500);
    const template = body.jobTemplate ? templates.get(nameOf(body.jobTemplate)) : undefined;
    if (body.jobTemplate && !template) return refuse(404, 'NotFoundException', `Job template ${body.jobTemplate} not found`);
    const whole = template ? { ...body, settings: joined(template.settings, body.settings ?? {}) } : body;
    const wrong = complaint(whole) ?? (queues.has(nameOf(body.queue ?? 'Default')) ? null : `/queue: ${body.queue} is not there`);
    if (wrong) return refuse(400, 'BadRequestException', wrong);
    const job = jobs.create(whole);
    if (fault?.kind === 'lost-response') return { reset: true };
    if (fault?.kind === 'http-after') return trouble(fault.status ?? 500);
    return { status: 201, json: { job: wireJob(job) } };
  };

  return [
    {
      method: 'POST',
      path: path('endpoints'),
      handle: guarded(() => ({ status: 200, json: { endpoints: [{ url: `${origin()}${base}` }] } })),
    },
    { method: 'POST', path: path('jobs'), handle: guarded(create) },
    { method: 'GET', path: path('jobs'), handle: guarded((call) => list(call, jobs, faults)) },
    {
      method: 'GET',
      path: path('jobs/:id'),
      handle: guarded(
        one((job) => {
          const fault = faults.take(['http-get'], 'mediaconvert', wordsOf(job.body));
          return fault ? trouble(fault.status ?? 500) : { status: 200, json: { job: wireJob(job) } };
        }),
      ),
    },
    {
      method: 'DELETE',
      path: path('jobs/:id'),
      handle: guarded(
        one((job) => (jobs.cancel(job) ? { status: 202, json: {} } : refuse(409, 'ConflictException', `Job ${job.id} is ${job.status}`))),
      ),
    },
    { method: 'GET', path: path('queues'), handle: guarded(() => ({ status: 200, json: { queues: [...queues].map(queueOf) } })) },
    {
      method: 'GET',
      path: path('queues/:name'),
      handle: guarded(({ params }) => {
        const name = nameOf(params.name ?? '');
        return queues.has(name)
          ? { status: 200, json: { queue: queueOf(name) } }
          : refuse(404, 'NotFoundException', `Queue ${name} not found`);
      }),
    },
    {
      method: 'POST',
      path: path('queues'),
      handle: guarded(({ body }) => {
        const { name = '' } = (body ?? {}) as { name?: string };
        queues.add(name);
        return { status: 201, json: { queue: queueOf(name) } };
      }),
    },
    {
      method: 'POST',
      path: path('jobTemplates'),
      handle: guarded(({ body }) => {
        const { name = '', settings = {} } = (body ?? {}) as { name?: string; settings?: WireSettings };
        templates.set(name, { name, settings });
        return { status: 201, json: { jobTemplate: { arn: arn(`jobTemplates/${name}`), name, settings } } };
      }),
    },
    {
      method: 'GET',
      path: path('jobTemplates/:name'),
      handle: guarded(({ params }) => {
        const found = templates.get(nameOf(params.name ?? ''));
        if (!found) return refuse(404, 'NotFoundException', `Job template ${params.name} not found`);
        return { status: 200, json: { jobTemplate: { arn: arn(`jobTemplates/${found.name}`), ...found } } };
      }),
    },
  ];
}

const trouble = (status: number): Answer =>
  status === 429
    ? refuse(429, 'TooManyRequestsException', 'Too Many Requests')
    : refuse(status, status < 500 ? 'BadRequestException' : 'InternalServerErrorException', 'Something went wrong');

function list({ url }: Call, jobs: MediaJobs, faults: Faults): Answer {
  const fault = faults.take(['http-get'], 'mediaconvert', 'list');
  if (fault) return trouble(fault.status ?? 500);
  const size = Math.min(PAGE, Number(url.searchParams.get('maxResults') ?? PAGE));
  const from = Number(url.searchParams.get('nextToken') ?? 0);
  const [status, queue] = ['status', 'queue'].map((key) => url.searchParams.get(key));
  const all = jobs.list().filter((j) => (!status || j.status === status) && (!queue || j.queue === queue.split('/').at(-1)));
  const ordered = url.searchParams.get('order') === 'ASCENDING' ? [...all].reverse() : all;
  const page = ordered.slice(from, from + size);
  const more = from + size < ordered.length ? { nextToken: String(from + size) } : {};
  return { status: 200, json: { jobs: page.map(wireJob), ...more } };
}

export function wireJob(job: MediaJob): Record<string, unknown> {
  const { id, body, queue, status, percent, errorCode, errorMessage, createdAt, startedAt, endedAt, made } = job;
  return {
    ...{
      arn: arn(`jobs/${id}`),
      id,
      createdAt: seconds(createdAt),
      queue: arn(`queues/${queue}`),
      role: body.role,
      settings: body.settings,
    },
    ...{ status, priority: body.priority ?? 0, userMetadata: body.userMetadata ?? {}, clientRequestToken: body.clientRequestToken },
    ...(status === 'PROGRESSING' ? { currentPhase: 'TRANSCODING', jobPercentComplete: percent } : {}),
    ...(status === 'COMPLETE' ? { jobPercentComplete: 100 } : {}),
    ...(errorCode === null ? {} : { errorCode, errorMessage }),
    timing: { submitTime: seconds(createdAt), startTime: seconds(startedAt), finishTime: seconds(endedAt) },
    outputGroupDetails: (made?.details ?? []).map((group) => ({
      outputDetails: group.map(({ durationInMs, ...videoDetails }) => ({ durationInMs, videoDetails })),
    })),
  };
}

/** The event that EventBridge would pass on. */
export function eventOf(job: MediaJob, status: string, id: string): Record<string, unknown> {
  return {
    ...{ version: '0', id, 'detail-type': 'MediaConvert Job State Change', source: 'aws.mediaconvert', account: ACCOUNT },
    ...{ time: new Date().toISOString().replace(/\.\d+/, ''), region: 'us-east-1', resources: [arn(`jobs/${job.id}`)] },
    detail: {
      ...{ timestamp: Date.now(), accountId: ACCOUNT, queue: arn(`queues/${job.queue}`), jobId: job.id, status },
      ...(job.errorCode === null ? {} : { errorCode: job.errorCode, errorMessage: job.errorMessage }),
      ...(status === 'STATUS_UPDATE' ? { jobProgress: { jobPercentComplete: job.percent } } : {}),
      userMetadata: job.body.userMetadata ?? {},
    },
  };
}
