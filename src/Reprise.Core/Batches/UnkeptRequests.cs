using System.Collections.Concurrent;

namespace Reprise.Batches;

/// <summary>
/// Requests that a privacy policy does not let be kept as they are, until they are sent. They live in the memory of the server that took them and nowhere else: should it
/// end before, they are gone, and their calls go on record as not sent.
/// </summary>
public sealed class UnkeptRequests
{
    private readonly ConcurrentDictionary<(string Project, string Batch, int Leg), IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> _kept = new();

    internal void Add(Batch batch, int leg, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> requests) => _kept[(batch.Project, batch.Id, leg)] = requests;

    internal IReadOnlyDictionary<string, ReadOnlyMemory<byte>>? Find(Batch batch, int leg) => _kept.GetValueOrDefault((batch.Project, batch.Id, leg));

    internal void Remove(Batch batch)
    {
        foreach (var key in _kept.Keys)
            if (key.Project == batch.Project && key.Batch == batch.Id) _kept.TryRemove(key, out _);
    }

    internal void Remove(Batch batch, int leg) => _kept.TryRemove((batch.Project, batch.Id, leg), out _);
}
