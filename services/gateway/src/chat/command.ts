/** What a message asks for. */
export type Command =
  | { name: 'video' | 'image'; prompt: string }
  | { name: 'status'; id: string }
  /** Anything else; `why` when it is nearly a command. */
  | { name: 'help'; why: string | null };

const NEEDS = { video: 'a prompt', image: 'a prompt', status: 'the id of a task' } as const;

/** Pure. */
export function readCommand(message: string): Command {
  const [, word = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(message.trim()) ?? [];
  const name = word.toLowerCase();
  if (name !== 'video' && name !== 'image' && name !== 'status') {
    return { name: 'help', why: word === '' || name === 'help' ? null : `There is no command /${word.slice(0, 32)}.` };
  }
  if (rest === '') return { name: 'help', why: `/${name} needs ${NEEDS[name]}.` };
  return name === 'status' ? { name, id: rest } : { name, prompt: rest };
}

export const HELP = {
  '/video PROMPT': 'makes a video',
  '/image PROMPT': 'makes a picture',
  '/status ID': 'says how far it is, and where the result is',
};
