using System.Diagnostics;
using Reprise.Documents;

namespace Reprise.Client.Recording;

/// <summary>
/// Hands records from many threads to one, in order, without locks: a caller swaps the end of a linked list for its own link, which takes one instruction however many
/// do so at once. It is bounded by whoever counts what is in it, and takes no memory while it is empty.
/// </summary>
internal sealed class RecordQueue
{
    private Link _first;
    private Link _last;

    public RecordQueue() => _first = _last = new Link();

    /// <summary>For the reader. False also when a caller is about to link what it has added.</summary>
    public bool IsEmpty => ReferenceEquals(_first, Volatile.Read(ref _last));

    /// <summary>From any thread.</summary>
    public void Add(in Waiting waiting)
    {
        var link = new Link { Value = waiting };
        Volatile.Write(ref Interlocked.Exchange(ref _last, link).Next, link);
    }

    /// <summary>For the reader: the oldest, if there is one yet.</summary>
    public bool TryTake(out Waiting waiting)
    {
        if (Volatile.Read(ref _first.Next) is not { } next)
        {
            waiting = default;
            return false;
        }

        waiting = next.Value;
        // It stays as the new beginning, so it must not keep what it carried.
        next.Value = default;
        _first = next;
        return true;
    }

    private sealed class Link
    {
        public Link? Next;
        public Waiting Value;
    }
}

/// <summary>A record that waits, with what was around it when it was recorded.</summary>
/// <param name="Record">As it was handed over.</param>
/// <param name="At">When that was, in ticks of UTC.</param>
/// <param name="Scope">The scope that was open.</param>
/// <param name="Activity">The activity that was current.</param>
internal readonly record struct Waiting(InteractionDocument Record, long At, RecordScope? Scope, Activity? Activity);
