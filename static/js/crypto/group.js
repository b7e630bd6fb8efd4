/* How a group keeps one secret among those who are in it: docs/encryption.md, "A new secret".

   After every push `see` is given what the server passes on; what has to be done follows from that and from the keyring
   alone, so a lost message, a reload or a slow line only means that it is done at the next look. */
import { isProven, openBox, prove, sealBox, fourWords } from "./proofs.js";

const SWITCH_AFTER = 2000; // milliseconds: who has not shown the new secret by then waits for the next picture
const WARN_AFTER = 3000; // milliseconds someone may sit here without showing the secret
const AGAIN = 1000; // milliseconds until the next try when the server did not answer
const SECRET = 32; // bytes

/**
 * Tells "secret" when another secret came in, and "state" ({ sending, words, seats }) after every look, where seats maps
 * a seat to "proven", "waiting" or "without".
 */
export class Group extends EventTarget {
  #view = null;
  #seen = null;
  #busy = false;
  #sending = -1;
  #timers = new Map();
  #unproven = new Map(); // seat -> since when
  #found = null; // the last epoch and members
  #useless = ""; // the box that could not be opened

  /**
   * @param {object} parts
   * @param {Keyring} parts.ring
   * @param {Frames} parts.frames
   * @param {number} parts.seat my own
   * @param {(command: string, fields: object) => Promise<boolean>} parts.post whether the server took it
   */
  constructor({ ring, frames, seat, post }) {
    super();
    Object.assign(this, { ring, frames, seat, post });
    for (const epoch of ring.epochs) this.#hand(epoch);
  }

  /**
   * @param {object} view what the server passes on
   * @param {number} view.epoch the epoch this room should be in
   * @param {?number} view.keeper the seat that shares secrets now
   * @param {boolean} view.shared whether this epoch's secret was shared already
   * @param {string} view.box a secret sealed to me, or ""
   * @param {?number} view.box_from the seat that sealed it
   * @param {Array<{seat: number, present: boolean, public: string, epoch: number, proof: string, boxed: boolean}>} view.seats
   */
  see(view) {
    this.#view = view;
    if (!this.#busy) this.#look();
  }

  async #look() {
    this.#busy = true;
    while (this.#seen !== this.#view) {
      this.#seen = this.#view;
      // A server that names an earlier epoch, by mistake or on purpose, leads nobody back to an old secret.
      const view = { ...this.#seen, epoch: Math.max(this.#seen.epoch, this.ring.newest) };
      await this.#settle(view).catch(() => this.#later("again", AGAIN, () => this.see({ ...this.#view })));
    }
    this.#busy = false;
  }

  async #settle(view) {
    const me = { seat: this.seat, owner: (await this.ring.pair()).public };
    const members = await Promise.all(view.seats.map((entry) => this.#member(view.epoch, entry)));
    const owners = [];
    for (const member of members) owners[member.seat] = member.linked ? member.owner : "";
    this.frames.setOwners(owners);
    if (this.ring.has(view.epoch)) await this.#shareWithThoseWithout(view, me, members);
    else await this.#obtain(view, me, members);
    await this.#announce(view, me, members);
    this.#switch(view, members);
    this.#found = { epoch: view.epoch, members };
    await this.#tell();
  }

  /** What someone has shown: knowing the link (`linked`), and holding the secret of this epoch (`proven`). */
  async #member(epoch, entry) {
    const { seat, present, boxed, public: owner, proof } = entry;
    const [first, newest = first] = proof.split(".");
    const linked = await isProven(this.ring, 0, seat, owner, first);
    const proven = linked && entry.epoch === epoch && (await isProven(this.ring, epoch, seat, owner, newest));
    return { seat, present, boxed, owner, proof, linked, proven };
  }

  async #obtain(view, me, members) {
    if (view.box) {
      const from = members.find(({ seat, linked }) => linked && seat === view.box_from);
      const secret = from && (await openBox(this.ring, view.epoch, from, me, view.box).catch(() => null));
      if (secret) this.#take(view.epoch, secret);
      else if (view.box !== this.#useless) await this.#askAgain(view, me);
    } else if (view.keeper === this.seat && !view.shared) {
      const secret = crypto.getRandomValues(new Uint8Array(SECRET));
      const others = members.filter(({ seat, linked }) => linked && seat !== this.seat);
      // Only when the server took it is this the secret: somebody else may have been first.
      if (await this.#share(view.epoch, me, others, secret)) this.#take(view.epoch, secret);
    }
  }

  /** A box sealed to a key I no longer have. Announcing anew takes it away, and the keeper seals another; once. */
  async #askAgain(view, me) {
    this.#useless = view.box;
    await this.post("announce", { public: me.owner, epoch: 0, proof: await prove(this.ring, 0, me.seat, me.owner) });
  }

  /** Newcomers, and who lost their secret: they show that they know the link, but not this epoch's secret. */
  async #shareWithThoseWithout(view, me, members) {
    if (view.keeper !== this.seat || view.epoch === 0) return;
    const without = members.filter(({ linked, proven, boxed, seat }) => linked && !proven && !boxed && seat !== this.seat);
    if (without.length) await this.#share(view.epoch, me, without, this.ring.bytes(view.epoch));
  }

  async #share(epoch, me, others, secret) {
    const fields = { epoch };
    for (const to of others) fields[`box-${to.seat}`] = await sealBox(this.ring, epoch, me, to, secret);
    return this.post("share-key", fields);
  }

  /** Show my public key with proofs that I know the link and, if so, that I hold this epoch's secret. */
  async #announce(view, me, members) {
    const epoch = this.ring.has(view.epoch) ? view.epoch : 0;
    const epochs = epoch ? [0, epoch] : [0];
    const proofs = await Promise.all(epochs.map((each) => prove(this.ring, each, me.seat, me.owner)));
    const proof = proofs.join("."), shown = members.find(({ seat }) => seat === me.seat);
    if (shown?.owner === me.owner && shown.proof === proof) return;
    if (!(await this.post("announce", { public: me.owner, epoch, proof }))) throw new Error("not announced");
  }

  /** Everybody changes over as soon as everybody has shown the new secret, or after a moment. */
  #switch(view, members) {
    const { epoch } = view;
    if (!this.ring.has(epoch) || epoch <= this.#sending) return;
    const use = () => {
      if (epoch <= this.#sending) return;
      this.#sending = epoch;
      this.ring.secret(epoch).then(() => this.frames.sendWith(epoch)); // after #hand, which waits for the same
      this.#later("told", 0, this.#tell);
    };
    const ready = members.every(({ proven, present, seat }) => proven || !present || seat === this.seat);
    if (ready || this.#sending < 0) use();
    else this.#later(`switch ${epoch}`, SWITCH_AFTER, use);
  }

  #tell = async () => {
    const { epoch, members } = this.#found;
    const now = performance.now(), seats = new Map();
    for (const { seat, present, proven } of members) {
      const waits = present && !proven;
      if (waits && !this.#unproven.has(seat)) {
        this.#unproven.set(seat, now);
        this.#later(`warn ${seat}`, WARN_AFTER + 50, this.#tell);
      }
      if (!waits) this.#unproven.delete(seat);
      seats.set(seat, !waits ? "proven" : now - this.#unproven.get(seat) < WARN_AFTER ? "waiting" : "without");
    }
    const holders = members.filter(({ proven }) => proven);
    const words = this.ring.has(epoch) ? await fourWords(this.ring, epoch, holders) : [];
    this.dispatchEvent(new CustomEvent("state", { detail: { sending: this.#sending, words, seats } }));
  };

  #take(epoch, secret) {
    this.ring.add(epoch, secret);
    this.#hand(epoch);
    this.dispatchEvent(new Event("secret"));
  }

  #hand(epoch) {
    this.ring.secret(epoch).then((secret) => this.frames.addSecret(epoch, secret));
  }

  #later(name, milliseconds, what) {
    if (this.#timers.has(name)) return;
    this.#timers.set(name, setTimeout(() => { this.#timers.delete(name); what(); }, milliseconds));
  }
}
