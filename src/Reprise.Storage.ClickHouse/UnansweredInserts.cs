using System.Security.Cryptography;
using Reprise.Interactions;

namespace Reprise.Storage.ClickHouse;

/// <summary>
/// Inserts whose answer never came, by the ids they held. Sent again they carry their old token, so that the server leaves the second one out even when the first is
/// still under way. Any other insert has a token of its own: what was deleted must be storable again.
/// </summary>
internal sealed class UnansweredInserts
{
    private const int Most = 1000;
    private readonly Dictionary<string, InteractionId> _tokens = new(StringComparer.Ordinal);

    public InteractionId? TokenOf(IEnumerable<InteractionId> ids) => _tokens.Count > 0 && _tokens.TryGetValue(KeyOf(ids), out var token) ? token : null;

    public void Remember(IEnumerable<InteractionId> ids, InteractionId token)
    {
        // As many as the server itself remembers tokens.
        if (_tokens.Count >= Most) _tokens.Clear();
        _tokens[KeyOf(ids)] = token;
    }

    public void Forget(IEnumerable<InteractionId> ids)
    {
        if (_tokens.Count > 0) _tokens.Remove(KeyOf(ids));
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
