import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Networks that aren't the public Internet (IANA's special-purpose registries), with those that lead back into them. */
const V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
];
/** Of IPv6 only what is given out as public counts as such; of that, not what carries an IPv4 address. */
const PUBLIC_V6 = '2000::/3';
const V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const privateV4 = listOf(V4, 'ipv4');
const privateV6 = listOf(V6, 'ipv6');
const publicV6 = listOf([PUBLIC_V6], 'ipv6');

/** Whether an IP address leads to this machine, its network or nowhere; also for what is no address. */
export function isPrivateAddress(address: string): boolean {
  if (isIPv4(address)) return privateV4.check(address, 'ipv4');
  if (!isIPv6(address)) return true;
  return !publicV6.check(address, 'ipv6') || privateV6.check(address, 'ipv6');
}

function listOf(networks: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', prefix] = network.split('/');
    list.addSubnet(address, Number(prefix), family);
  }
  return list;
}
