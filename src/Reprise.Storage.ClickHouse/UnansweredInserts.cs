using System.Security.Cryptography;
using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Inserts whose answer never came, by the ids they held. Sent again they carry their old token, so that the server leaves the second one out even when the first is
/// still under way. Any other insert has a token of its own, and whoever uses an old one looks whether the rows are there: what was deleted must be storable again.
/// </summary>
internal sealed class UnansweredInserts
{
    private const int Most = 1000;
    private readonly Dictionary<string, (InteractionId Token, InteractionId[] Ids)> _inserts = new(StringComparer.Ordinal);
    private readonly Dictionary<InteractionId, string> _keys = [];

    public InteractionId? TokenOf(IEnumerable<InteractionId> ids) => _inserts.Count > 0 && _inserts.TryGetValue(KeyOf(ids), out var insert) ? insert.Token : null;

    public void Remember(IEnumerable<InteractionId> ids, InteractionId token)
    {
        // As many as the server itself remembers tokens.
        if (_inserts.Count >= Most)
        {
            _inserts.Clear();
            _keys.Clear();
        }

        var held = ids.ToArray();
        var key = KeyOf(held);
        _inserts[key] = (token, held);
        foreach (var id in held) _keys[id] = key;
    }

    /// <summary>These are there: the inserts that held them are through, whatever was heard of them.</summary>
    public void Forget(IEnumerable<InteractionId> ids)
    {
        if (_inserts.Count == 0) return;
        foreach (var id in ids)
        {
            if (!_keys.TryGetValue(id, out var key) || !_inserts.Remove(key, out var insert)) continue;
            foreach (var held in insert.Ids)
            {
                if (_keys.TryGetValue(held, out var current) && current == key) _keys.Remove(held);
            }
        }
    }

    private static string KeyOf(IEnumerable<InteractionId> ids)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> bytes = stackalloc byte[16];
        foreach (var id in ids)
        {
            id.WriteBytes(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
