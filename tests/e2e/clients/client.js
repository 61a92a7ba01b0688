// What an LMS in JavaScript does with msgpack-rpc-lite: client.js CHAPTER ADDRESS EMPLOYEE. Each
// chapter checks its answers, prints what test_clients.py wants to see of them, and "done" at its
// end.
'use strict';
const assert = require('assert');
const readline = require('readline');
const rpc = require('msgpack-rpc-lite');

const [chapter, address, employee] = process.argv.slice(2);
const input = readline.createInterface({ input: process.stdin });
const nextLine = () => new Promise(resolve => input.once('line', resolve));
const show = value => console.log(JSON.stringify(value));

function connect(codecOptions) {
    const [host, port] = address.split(':');
    const lms = address.startsWith('/') ? new rpc.Client({ path: address }, codecOptions)
        : rpc.createClient(Number(port), host, 0, codecOptions);
    lms.setMaxListeners(0);    // each request below waits for "close" too
    return lms;
}

// The module leaves requests unanswered for ever when the connection ends, so an LMS ends them.
function ask(lms, method, ...args) {
    return new Promise((resolve, reject) => {
        const ended = () => reject(new Error('the connection is closed'));
        lms.once('close', ended);
        lms.request(method, ...args)
            .finally(() => lms.off('close', ended))
            .then(([result]) => resolve(result), reject);
    });
}

// What a request is rejected with: the error's text itself, as a string.
async function shown(lms, method, ...args) {
    const error = await ask(lms, method, ...args).then(
        () => assert.fail(`no error from ${method} ${JSON.stringify(args)}`), reason => reason);
    assert.strictEqual(typeof error, 'string', error);
    return error;
}

// Counts what comes in, in whatever way the module looks at it.
function countAnswers(lms) {
    const seen = { answers: 0 };
    const emit = lms.emit;
    lms.emit = function (name, ...args) {
        seen.answers += name.startsWith('data:') ? 1 : 0;
        return emit.call(this, name, ...args);
    };
    return seen;
}

async function recommendation(lms) {
    const answer = await ask(lms, 'recommend', { employee, k: 8, lang: 'en' });
    assert(answer.items.length > 2);
    for (const item of answer.items) {
        const parts = item.why.map(why => why.contribution).concat(Object.values(item.terms));
        const sum = parts.reduce((a, b) => a + b, 0);
        assert(Math.abs(sum - item.score) <= 1e-6 * item.score, JSON.stringify(item));
        assert(Number.isInteger(item.price_cents));
    }
    assert.deepStrictEqual(answer.items.map(item => item.rank), answer.items.map((_, i) => i + 1));
    const scores = answer.items.map(item => item.score);
    assert.deepStrictEqual(scores, [...scores].sort((a, b) => b - a));
    show(answer);
}

async function errors(lms) {
    show([await shown(lms, 'recommend', { employee: 'wd-☃' }),
        await shown(lms, 'recommend', { employee, k: 'vijf' }),
        await shown(lms, 'recommend', { employee, k: 101 }),
        await shown(lms, 'recomend')]);
}

// request() writes at once and keeps no queue: 200 are on their way before an answer is read.
async function pipelined(lms) {
    const asked = Array.from({ length: 200 }, (_, i) => `wd-${String(i + 1).padStart(4, '0')}`);
    asked[76] = 'nobody';
    const answers = await Promise.allSettled(
        asked.map(name => ask(lms, 'recommend', { employee: name })));
    answers.forEach((answer, i) =>
        answer.status === 'fulfilled' && assert.strictEqual(answer.value.employee, asked[i]));
    show(answers.filter(answer => answer.status === 'rejected').map(answer => answer.reason));
}

const event = (name, more) => ({ id: `${name}-${employee}`, employee, course: 'k-meldcode-cert',
    type: 'shown', at: '2026-11-20T10:00:00Z', ...more });

async function notifications(lms) {
    const seen = countAnswers(lms);
    const before = (await ask(lms, 'server.stats')).notifications_failed;
    for (let i = 0; i < 50; i++) lms.notify('recommend', { employee });
    lms.notify('no.such.method');
    lms.notify('recommend', { employee: 'nobody' });
    await lms.notify('event.add', { items: [event('told')] });
    await ask(lms, 'event.add', { items: [event('asked')] });
    const ids = (await ask(lms, 'event.list', { employee })).items.map(item => item.id);
    assert(ids.includes(`told-${employee}`) && ids.includes(`asked-${employee}`));
    const failed = (await ask(lms, 'server.stats')).notifications_failed - before;
    assert.strictEqual(seen.answers, 4);
    show(failed);
}

async function writing(lms) {
    const course = (await ask(lms, 'recommend', { employee, k: 1 })).items[0].course;
    const reason = 'één dag – prima 😀';
    const items = [event('rated', { course, type: 'rated', value: 4.0, reason }),
        event('done', { course, type: 'completed' })];
    const answer = await ask(lms, 'event.add', { items });
    assert.deepStrictEqual([answer.written, answer.duplicates], [2, 0]);
    const again = await ask(lms, 'event.add', { items });
    assert.deepStrictEqual([again.duplicates, again.revision], [2, answer.revision]);
    const { items: listed } = await ask(lms, 'event.list', { employee });
    const rated = listed.find(item => item.id === `rated-${employee}`);
    assert.deepStrictEqual([rated.value, rated.reason], [4, reason]);
    const left = (await ask(lms, 'recommend', { employee, k: 100 })).items.map(item => item.course);
    assert(left.length > 0 && !left.includes(course));
    show(course);
}

// One kind of number, undefined, dates, arguments outside a map, the specification without bin.
async function peculiar(lms) {
    const whole = await ask(lms, 'recommend', { employee, k: 5, diversity: 1.0, filters: {} });
    const absent = await ask(lms, Buffer.from('recommend'),
        { employee, k: 5, diversity: 1, goal: undefined, as_of: null });
    assert.deepStrictEqual(absent, whole);
    const old = connect({ encode: { useraw: true } });
    const named = { employee: Buffer.from(employee), k: 5, diversity: 1 };
    assert.deepStrictEqual(await ask(old, Buffer.from('recommend'), named), whole);
    old.close();
    assert.deepStrictEqual(await ask(lms, 'server.ping', []), { alive: true });
    show([await shown(lms, 'recommend', { employee: Buffer.from(employee) }),
        await shown(lms, 'recommend', { employee, as_of: new Date() }),
        await shown(lms, 'recommend', { employee, diversity: NaN }),
        await shown(lms, 'recommend', { employee, k: 2.5 }),
        await shown(lms, 'recommend', [{ employee }]),
        await shown(lms, 'recommend', employee, 5)]);
    // 3.0 goes out as the integer 3, an integer over 2^31 as a float
    const dear = event('dear', { type: 'enrolled', price_cents: 3e9 });
    await ask(lms, 'event.add', { items: [dear] });
    const { items } = await ask(lms, 'event.list', { employee });
    assert.deepStrictEqual(items.find(item => item.id === dear.id), dear);
}

async function restart(lms) {
    const before = await ask(lms, 'recommend', { employee });
    const closed = new Promise(resolve => lms.once('close', resolve));
    show('asked');
    await nextLine();
    await closed;
    show('noticed');
    await new Promise(resolve => connect().once('error', resolve));
    show('refused');
    await nextLine();
    const again = connect();
    assert.deepStrictEqual(await ask(again, 'recommend', { employee }), before);
    show('same');
    again.close();
}

const chapters = { recommendation, errors, pipelined, notifications, writing, peculiar, restart };
const lms = connect();
chapters[chapter](lms).then(() => {
    console.log('done');
    lms.close();
    input.close();
}, error => {
    console.error(error);
    process.exit(1);
});
