namespace Reprise.Cache.Keys;

/// <summary>Who may share an answer. Part of every key.</summary>
/// <param name="Project">The tenant; nothing crosses it.</param>
/// <param name="Policy">The policy's name: what one policy keeps another does not give.</param>
/// <param name="Generation">Counts up to leave everything behind that was kept so far.</param>
/// <param name="Within">The user, the session, a hash of the credential, or a name the caller chose; empty for the whole project.</param>
/// <param name="Inputs">What else the answer depends on, as the caller declared it: names and content hashes, in any order.</param>
public readonly record struct CacheScope(string Project, string Policy, long Generation, string Within, IReadOnlyList<KeyValuePair<string, string>> Inputs);
