using Reprise.Wire;

namespace Reprise.Cache.Keys;

/// <summary>A request as it came, for reading its key.</summary>
/// <param name="Provider">The provider asked, as configured.</param>
/// <param name="Dialect">The dialect to read it in.</param>
/// <param name="Wire">Method, path and decoded body.</param>
/// <param name="Query">The query string with its question mark and without credentials, or empty.</param>
/// <param name="Headers">Request headers that change answers (<see cref="CacheKeyReader.TellingHeaders"/>), lower-case names, in any order.</param>
public readonly record struct CacheRequest(string Provider, IDialect Dialect, WireRequest Wire, string Query, IReadOnlyList<KeyValuePair<string, string>> Headers);
