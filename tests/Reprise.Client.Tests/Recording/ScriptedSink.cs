using System.Collections.Concurrent;
using Reprise.Client.Recording;
using Reprise.Documents;

namespace Reprise.Client.Tests.Recording;

/// <summary>A sink that does what the test says and keeps what it took.</summary>
internal sealed class ScriptedSink : IRecordSink
{
    private readonly ConcurrentQueue<InteractionDocument> _taken = new();
    private int _calls;
    private int _inside;

    /// <summary>What a call does, by its number from 1; null takes everything.</summary>
    public Func<int, IReadOnlyList<RecordLine>, CancellationToken, Task<int>>? Script { get; set; }

    public string Name => "scripted";

    public int Calls => Volatile.Read(ref _calls);

    public bool WasEnteredTwice { get; private set; }

    public bool IsDisposed { get; private set; }

    public IReadOnlyList<InteractionDocument> Taken => [.. _taken];

    public IReadOnlyList<string?> Names => [.. _taken.Select(record => record.Name)];

    public async Task<int> WriteAsync(IReadOnlyList<RecordLine> records, CancellationToken cancellationToken)
    {
        var call = Interlocked.Increment(ref _calls);
        if (Interlocked.Increment(ref _inside) > 1) WasEnteredTwice = true;
        try
        {
            var refused = Script is { } script ? await script(call, records, cancellationToken) : 0;
            foreach (var record in records) _taken.Enqueue(record.Read());
            return refused;
        }
        finally
        {
            Interlocked.Decrement(ref _inside);
        }
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }
}
