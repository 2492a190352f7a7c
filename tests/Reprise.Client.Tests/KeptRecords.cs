using System.Collections.Concurrent;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tests;

/// <summary>A recorder that keeps what it is given, for tests of what records.</summary>
internal sealed class KeptRecords : IRecorder
{
    private readonly ConcurrentQueue<InteractionDocument> _all = new();

    public IReadOnlyList<InteractionDocument> All => [.. _all];

    public bool Record(InteractionDocument record)
    {
        _all.Enqueue(record);
        return true;
    }
}
