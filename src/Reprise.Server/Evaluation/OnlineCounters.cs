namespace Reprise.Server.Evaluation;

/// <summary>What rules have scored since the server started. Safe for use from many threads.</summary>
internal sealed class OnlineCounters
{
    private long _received, _scored, _facts, _dropped, _limited, _failed;

    /// <summary>Interactions that a rule selected and its sample holds.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Of these, those that were scored.</summary>
    public long Scored => Volatile.Read(ref _scored);

    /// <summary>Scores that became facts.</summary>
    public long Facts => Volatile.Read(ref _facts);

    /// <summary>Interactions that found no room in the queue.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>Interactions beyond what their rule scores in a minute.</summary>
    public long Limited => Volatile.Read(ref _limited);

    /// <summary>Interactions that could not be read, or whose scores could not be written.</summary>
    public long Failed => Volatile.Read(ref _failed);

    public void AddReceived() => Interlocked.Increment(ref _received);

    public void AddScored(int facts)
    {
        Interlocked.Increment(ref _scored);
        Interlocked.Add(ref _facts, facts);
    }

    public void AddDropped() => Interlocked.Increment(ref _dropped);

    public void AddLimited() => Interlocked.Increment(ref _limited);

    public void AddFailed() => Interlocked.Increment(ref _failed);
}
