'use strict';
// The page asks the server for what follows from the inputs and puts it in. One question at a time: the last position counts.
const $ = id => document.getElementById(id);
const data = JSON.parse($('data').textContent), controls = data.controls;
const NARROW = '\u202f';
const changed = new Map(); // name -> number, or a text that has a unit of its own
let asked = '', busy = false, wanted = false, map = null, speaking = 0, waiting = 0;

// ---- numbers and places on a track
const sign = text => text.replace('-', '\u2212');
function digits(value) {
  const size = Math.abs(value);
  return size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : Math.min(6, 2 - Math.floor(Math.log10(size)));
}
const show = value => sign(value.toLocaleString('en-US', {maximumFractionDigits: digits(value)}));
const limit = (value, [low, high]) => Math.min(high ?? Infinity, Math.max(low ?? -Infinity, value));
function place(one, value) {
  const [low, high] = one.track, at = limit(value, one.track);
  return one.log ? Math.log(at / low) / Math.log(high / low) : (at - low) / (high - low);
}
function readable(value, step) { return step ? +(Math.round(value / step) * step).toPrecision(12) : value; }
function step(one, value) { // a step that a person would take: 10 at 300, 0.01 at 0.4
  const size = one.log ? Math.abs(value) || one.track[0] : (one.track[1] - one.track[0]) / 4;
  return 10 ** (Math.floor(Math.log10(size)) - 1);
}
function value(one, at) {
  const [low, high] = one.track, x = one.log ? low * (high / low) ** at : low + at * (high - low);
  return limit(readable(x, step(one, x)), one.track);
}
const now = one => { const own = changed.get(one.name); return typeof own === 'number' ? own : one.now; };

// ---- an input
function draw(one, i) {
  const x = now(one), text = show(x), moved = changed.has(one.name), outside = x < one.sourced[0] || x > one.sourced[1];
  const range = $('r-' + i), field = $('n-' + i);
  range.value = Math.round(place(one, x) * 1000);
  range.setAttribute('aria-valuetext', `${text} ${one.unit}`.trim());
  if (typeof changed.get(one.name) !== 'string') field.value = text;
  $('c-' + i).classList.toggle('chg', moved);
  const said = $('s-' + i), left = document.createElement('span'), right = document.createElement('span');
  left.textContent = `sourced ${show(one.p10)}–${show(one.p90)}`;
  right.className = outside ? 'out' : '';
  right.textContent = outside ? 'outside sources' : moved ? 'scenario ' + show(one.now) : '';
  said.replaceChildren(left, right);
}
function set(i, x) {
  const one = controls[i];
  if (typeof x === 'number' && show(x) === show(one.now)) changed.delete(one.name); else changed.set(one.name, x);
  wrong(i, '');
  draw(one, i);
  ask();
}
function wrong(i, text) {
  $('c-' + i).classList.toggle('bad', !!text);
  $('n-' + i).setAttribute('aria-invalid', text ? 'true' : 'false');
  $('e-' + i).hidden = !text;
  $('e-' + i).textContent = text;
}
function prepare(one, i) {
  const range = $('r-' + i), field = $('n-' + i), box = $('c-' + i), at = x => `calc(10px + ${place(one, x)} * (100% - 20px))`;
  box.querySelector('.bd').style.left = at(one.p10);
  box.querySelector('.bd').style.right = `calc(100% - 10px - ${place(one, one.p90)} * (100% - 20px))`;
  box.querySelector('.df').style.left = `calc(9px + ${place(one, one.now)} * (100% - 20px))`;
  range.addEventListener('input', () => set(i, value(one, range.value / 1000)));
  range.addEventListener('keydown', event => { // an arrow moves one readable step
    const way = {ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1}[event.key];
    if (!way) return;
    event.preventDefault();
    const x = now(one), by = step(one, x);
    set(i, limit(readable(x + way * by, by), one.track));
  });
  field.addEventListener('change', () => {
    const text = field.value.trim().replace(/\u2212/g, '-'), x = Number(text.replace(/,/g, ''));
    if (!text) { changed.delete(one.name); wrong(i, ''); draw(one, i); ask(); }
    else set(i, Number.isFinite(x) ? x : text);
  });
  draw(one, i);
}

// ---- the address
function query() {
  const words = new URLSearchParams();
  for (const one of controls) if (changed.has(one.name)) words.set(one.name, changed.get(one.name));
  return words;
}
function fromAddress() {
  const words = new URLSearchParams(location.search);
  for (const one of controls) {
    const x = parseFloat(words.get(one.name));
    if (Number.isFinite(x) && show(x) !== show(one.now)) changed.set(one.name, limit(x, one.legal));
  }
}
function tell() {
  const n = changed.size, words = query().toString();
  $('count').textContent = n ? `${n} change${n > 1 ? 's' : ''} from the scenario` : 'As in the scenario';
  $('reset').disabled = !n;
  history.replaceState(null, '', words ? '?' + words : location.pathname);
}

// ---- what follows
async function get(path, words) {
  const answer = await fetch(`${path}?${words}`, {cache: 'no-store'});
  const found = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(found.error), {told: found});
  return found;
}
function ask() { tell(); dim(true); wanted = true; if (!busy) follow(); }
function dim(on) { for (const id of ['live', 'rank', 'strip', 'more']) $(id).classList.toggle('stale', on); }
async function follow() {
  busy = true;
  while (wanted) {
    wanted = false;
    const words = query(), width = Math.round($('rank').clientWidth), size = {width, ...Object.fromEntries(words)};
    try {
      let found = await get('shown', new URLSearchParams({...size, preview: 1}));
      put(found);
      if (wanted) continue;
      if (found.preview) { found = await get('shown', new URLSearchParams(size)); put(found); }
      if (wanted) continue;
      for (const id of ['more', 'turn']) $(id).hidden = false; // so that the map has its width
      $('more').classList.add('stale');
      putMore(await get('more', new URLSearchParams({...size, width: Math.max(320, Math.round($('map').clientWidth))})));
    } catch (error) { if (!wanted) fail(error); }
  }
  busy = false;
}
function put(found) {
  for (const [i, one] of controls.entries()) { // a text with a unit has become a number
    if (typeof changed.get(one.name) === 'string' && one.name in found.values) { changed.set(one.name, found.values[one.name]); draw(one, i); tell(); }
    wrong(i, '');
  }
  $('live').innerHTML = found.live;
  $('rank').innerHTML = found.rank;
  $('strip').innerHTML = found.strip;
  $('command').textContent = found.command;
  $('preview').hidden = !found.preview;
  $('preview').textContent = `Preview: ${found.draws} draws`;
  for (const id of ['live', 'rank', 'strip']) $(id).classList.remove('stale');
  clearTimeout(speaking);
  speaking = setTimeout(() => { $('said').textContent = $('live').textContent; }, 700);
}
function putMore(found) {
  map = found.map;
  $('turn').hidden = !map;
  if (map) { $('map').innerHTML = map.svg; $('map-head').innerHTML = map.headline; }
  $('turns').innerHTML = found.turns;
  $('more').hidden = !map && !found.turns;
  $('more').classList.remove('stale');
}
function fail(error) {
  const told = error.told || {}, i = controls.findIndex(one => told.path ? told.path.endsWith(one.name.split('.').pop()) : told.parameter && one.name.endsWith(told.parameter));
  if (i >= 0) wrong(i, error.message);
  else { $('preview').hidden = false; $('preview').textContent = told.error || 'gigasite does not answer: has it ended?'; }
}

// ---- the map, whose point is the present setting
$('map').addEventListener('pointerdown', event => {
  if (!map) return;
  const move = event => {
    const box = $('map').getBoundingClientRect(), scale = map.width / box.width;
    const x = ((event.clientX - box.left) * scale - map.left) / (map.right - map.left);
    const y = (map.bottom - (event.clientY - box.top) * scale) / (map.bottom - map.top);
    for (const [axis, at] of [[map.x, x], [map.y, y]]) {
      const i = controls.findIndex(one => one.name === axis.name), one = controls[i];
      const [low, high] = axis.ends, t = limit(at, [0, 1]), v = axis.log ? low * (high / low) ** t : low + t * (high - low);
      if (i >= 0) set(i, limit(readable(v, step(one, v)), one.track));
    }
  };
  const up = () => { removeEventListener('pointermove', move); removeEventListener('pointerup', up); };
  move(event);
  addEventListener('pointermove', move);
  addEventListener('pointerup', up);
});

// ---- the buttons
$('reset').addEventListener('click', () => { changed.clear(); controls.forEach((one, i) => { wrong(i, ''); draw(one, i); }); ask(); });
$('copy').addEventListener('click', async () => {
  try { await navigator.clipboard.writeText(location.href); $('copy').textContent = 'Link copied'; }
  catch { $('copy').textContent = 'Copy the address bar'; }
  setTimeout(() => { $('copy').textContent = 'Copy link'; }, 1600);
});
document.querySelector('form').addEventListener('submit', event => event.preventDefault());
addEventListener('resize', () => { clearTimeout(waiting); waiting = setTimeout(ask, 120); });

fromAddress();
controls.forEach(prepare);
ask();
