// Runs in the page before any script of its own. Nothing in the page follows the machine's clock: time stands still until `step`
// moves it, so that a frame is the same on every worker, however long drawing takes. `step` is called for every frame from 0 on.
(() => {
  const EPOCH = Date.UTC(2000, 0, 1);
  const { MessageChannel, requestAnimationFrame: paint } = window;
  const RealDate = Date;
  const nextFrame = () => new Promise((done) => paint.call(window, done));
  const turn = () =>
    new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        done();
      };
      port2.postMessage(0);
    });
  const define = (target, name, value) => Object.defineProperty(target, name, { value, writable: true, configurable: true });

  let now = 0;
  const refused = [];
  document.addEventListener('securitypolicyviolation', (e) => refused.push(e.blockedURI || e.effectiveDirective), true);

  // Clocks.
  class PageDate extends RealDate {
    constructor(...args) {
      super(...(args.length === 0 ? [EPOCH + Math.floor(now)] : args));
    }
    static now() {
      return EPOCH + Math.floor(now);
    }
  }
  define(
    window,
    'Date',
    new Proxy(PageDate, { apply: () => new PageDate().toString(), construct: (d, args, as) => Reflect.construct(d, args, as) }),
  );
  PageDate.prototype.constructor = window.Date;
  Object.defineProperty(performance, 'now', { value: () => now });
  Object.defineProperty(performance, 'timeOrigin', { value: EPOCH });
  Object.defineProperty(Event.prototype, 'timeStamp', { get: () => now });
  Object.defineProperty(AnimationTimeline.prototype, 'currentTime', { get: () => now });

  // Timers and frames.
  let ids = 0;
  const timers = new Map();
  let frames = new Map();
  const addTimer = (call, delay, args, every) => {
    const wait = Math.max(1, Number(delay) || 0);
    const id = ++ids;
    timers.set(id, { id, at: now + wait, every: every ? wait : null, call, args });
    return id;
  };
  const run = (call, args) => {
    try {
      if (typeof call === 'function') call.apply(window, args);
      // biome-ignore lint/security/noGlobalEval: setTimeout('code') is the page's own way to say it, inside its sandbox
      else window.eval(String(call));
    } catch (error) {
      window.reportError(error);
    }
  };
  define(window, 'setTimeout', (call, delay, ...args) => addTimer(call, delay, args, false));
  define(window, 'setInterval', (call, delay, ...args) => addTimer(call, delay, args, true));
  define(window, 'clearTimeout', (id) => void timers.delete(Number(id)));
  define(window, 'clearInterval', (id) => void timers.delete(Number(id)));
  define(window, 'requestAnimationFrame', (call) => {
    frames.set(++ids, call);
    return ids;
  });
  define(window, 'cancelAnimationFrame', (id) => void frames.delete(id));
  define(window, 'requestIdleCallback', (call) => addTimer(() => call({ didTimeout: false, timeRemaining: () => 50 }), 1, [], false));
  define(window, 'cancelIdleCallback', (id) => void timers.delete(id));

  // Chance: mulberry32 from one seed.
  let state = 0x9e3779b9;
  const chance = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  define(Math, 'random', chance);
  const fill = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(chance() * 256);
    return array;
  };
  define(Crypto.prototype, 'getRandomValues', fill);
  define(Crypto.prototype, 'randomUUID', () => {
    const hex = [...fill(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join('');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  });
  // Ways out, and clocks that would not stand still.
  for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection', 'WebTransport', 'scheduler', 'SharedWorker', 'Worker'])
    delete window[name];

  // Who listens to the clock keeps the page from being taken for still.
  let listening = false;
  const { addEventListener } = EventTarget.prototype;
  define(EventTarget.prototype, 'addEventListener', function (type, ...rest) {
    if (type === 'workprint:seek') listening = true;
    return addEventListener.call(this ?? window, type, ...rest);
  });

  // CSS animations, transitions and element.animate(): their timeline stands still too; each is moved by the time since it was seen first.
  const known = new WeakMap();
  const animate = () => {
    let moving = false;
    for (const animation of document.getAnimations()) {
      if (animation.playState !== 'running') continue;
      const current = animation.currentTime;
      if (typeof current !== 'number') continue;
      moving = true;
      let since = known.get(animation);
      // Unknown, or the page has sought it: it goes on from where it is.
      if (since === undefined) since = { at: now, from: current };
      else if (since.set !== current) since = { at: since.seen, from: current };
      const next = since.from + (now - since.at) * animation.playbackRate;
      if (next !== current) animation.currentTime = next;
      known.set(animation, { ...since, set: animation.currentTime, seen: now });
    }
    for (const svg of document.querySelectorAll('svg')) {
      if (!svg.querySelector('animate, animateTransform, animateMotion, set')) continue;
      moving = true;
      svg.pauseAnimations();
      svg.setCurrentTime(now / 1000);
    }
    return moving;
  };

  const loaded = async () => {
    for (let pending = true; pending; ) {
      const images = [...document.images].filter((image) => !image.complete);
      await Promise.all(images.map((image) => image.decode().catch(() => {})));
      if (document.fonts.status === 'loading') await document.fonts.ready;
      pending = [...document.images].some((image) => !image.complete) || document.fonts.status === 'loading';
    }
  };

  const clock = { time: 0, duration: 0, frame: 0, fps: 0 };
  define(window, 'workprint', clock);

  /** Moves the page to a frame. Resolves when it is drawn as it should be; still: nothing can change any more. */
  const step = async (to, at) => {
    for (;;) {
      let next = null;
      for (const timer of timers.values())
        if (timer.at <= to && (next === null || timer.at < next.at || (timer.at === next.at && timer.id < next.id))) next = timer;
      if (next === null) break;
      now = Math.max(now, next.at);
      if (next.every === null) timers.delete(next.id);
      else next.at += next.every;
      run(next.call, next.args);
      await turn();
    }
    now = to;
    Object.assign(clock, at);
    animate();
    window.dispatchEvent(new CustomEvent('workprint:seek', { detail: { ...at } }));
    const called = frames;
    frames = new Map();
    for (const [, call] of called) run(call, [now]);
    // What follows in promises and messages, then the events of animations that ended.
    await turn();
    await turn();
    animate();
    await nextFrame();
    await turn();
    const moving = animate();
    await loaded();
    return { still: !moving && !listening && timers.size === 0 && frames.size === 0, refused };
  };

  /** Everything that is shown at first is there, every picture of the clip is in memory. */
  const ready = async (pictures) => {
    const kept = pictures.map((src) => Object.assign(new Image(), { src }));
    await Promise.all(kept.map((image) => image.decode().catch(() => {})));
    await loaded();
    await nextFrame();
    await loaded();
    define(window, '__workprintKept', kept);
    return { refused };
  };
  Object.defineProperty(window, '__workprintClock', { value: { step, ready } });
})();
