import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { GuardError } from './errors.ts';

/** Public by number, but a cloud's own: Azure's metadata and DNS. The others lie in ranges that are refused anyway. */
const CLOUD_ADDRESSES = new Set(['168.63.129.16']);
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3') as [ipaddr.IPv6, number];

/** Whether an address is on the public internet. IPv4 inside IPv6 counts as what it is; tunnels and translations that carry one do not. */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast' || CLOUD_ADDRESSES.has(parsed.toString())) return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_IPV6);
}

type LookupCallback = (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void;
export type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void;

/**
 * A lookup for sockets that gives public addresses only: the address checked is the address connected to, so a name that changes its mind
 * between check and use gains nothing. A name with any private address is refused.
 */
export const publicLookup =
  (lookup: Lookup = systemLookup as unknown as Lookup): Lookup =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const addresses = found as LookupAddress[];
      const bad = addresses.find((a) => !isPublicAddress(a.address));
      if (bad || addresses.length === 0) {
        return callback(new GuardError('ADDRESS_REFUSED', `${hostname} is not a public address`) as NodeJS.ErrnoException, []);
      }
      const first = addresses[0] as LookupAddress;
      return options.all ? callback(null, addresses) : callback(null, first.address, first.family);
    });
