// @vitest-environment jsdom
// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import { DOOR_PROBLEM, lab, record } from '../../test/mock/labs';
import { MockHost } from '../../test/mock/host';
import { statuses } from '$lib/state/status';
import { factsOf, fit, partsOf, type Facts } from './facts';
import { STEPS } from '../../test/mock/steps';
import { everyPart } from './words';

function facts(own = lab('x', 'all'), here?: string): Facts {
  const host = new MockHost().add(own);
  return factsOf(own, statuses(host.view(own.name), undefined), here);
}

describe('the drawing', () => {
  it('has a part for each step', () => {
    for (const step of STEPS) expect(partsOf(step.id), step.id).not.toEqual([]);
  });

  it('shows nothing as proven before anything was looked at', () => {
    expect(everyPart(facts(lab('x', 'none'))).filter((part) => part.mark === 'proven')).toEqual([]);
  });

  it('shows everything as proven when every step is', () => {
    const all = facts();
    expect(everyPart(all).filter((part) => part.mark !== 'proven')).toEqual([]);
    expect(all.mysql).toMatchObject({ listensOn: '0.0.0.0', count: 5 });
    expect(all.oneLight).toBe(false);
  });

  it('does not take a range that the door lets in for this computer’s address', () => {
    const own = lab('x', 'all');
    expect(facts(own).laptopAddress).toBe('198.51.100.23/32');
    own.cloud.laptop_cidr = '0.0.0.0/0';
    expect(facts(own).laptopAddress).toBeUndefined();
    expect(facts(own).sshWhom).toBe('0.0.0.0/0');
  });

  it('shows the hop as broken at the door when the rule is wrong, and whom the rule names', () => {
    const own = lab('x', 'all');
    own.steps.mysql_rule = record('mysql_rule', 'partial', DOOR_PROBLEM);
    own.steps.show_databases = record('show_databases', 'waiting');
    const broken = facts(own);
    expect(broken.hop.mark).toBe('broken');
    expect(broken.mysqlDoor.whom).toBe('172.31.27.9/32');
    expect(broken.oneLight).toBe(true);
  });

  it('says that MySQL listens on the machine alone until the bind address is set', () => {
    expect(facts(lab('x', 'bind_address')).mysql.listensOn).toBe('127.0.0.1');
  });

  it('shows stopped machines as waiting', () => {
    const own = lab('x', 'all');
    own.server.state = 'stopped';
    const off = facts(own);
    expect(off.server.part.mark).toBe('waiting');
    expect([off.hop.mark, off.mysql.mark, off.sshServer.mark]).toEqual(['waiting', 'waiting', 'waiting']);
    expect(off.mysqlDoor.mark).toBe('proven');
  });

  it('marks the parts that the step at hand is about', () => {
    expect([...facts(lab('x', 'mysql_rule'), 'mysql_rule').here]).toEqual(['door-3306']);
  });
});

it('cuts long names to their place', () => {
  expect(fit('mysql_server', 18)).toBe('mysql_server');
  expect(fit('a'.repeat(60), 18)).toHaveLength(18);
  expect(fit('👩‍👩‍👧‍👦'.repeat(5), 8)).toBe(`${'👩‍👩‍👧‍👦'.repeat(3)}…`);
  expect(fit('👩‍👩‍👧‍👦'.repeat(4), 8)).toBe('👩‍👩‍👧‍👦'.repeat(4));
});
