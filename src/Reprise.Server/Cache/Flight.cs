using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>One question on its way to a provider, and its answer once it is there.</summary>
/// <param name="leader">Who goes out.</param>
/// <param name="project">Whose question it is.</param>
/// <param name="began">When.</param>
/// <param name="expires">How long its answer may be given, where the leader set a time.</param>
internal sealed class Flight(InteractionId leader, string project, DateTimeOffset began, DateTimeOffset? expires)
{
    private readonly TaskCompletionSource<Lazy<RecordedInteraction?>?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _endsAt = long.MaxValue;
    private long _bytes;
    private int _followers;
    private bool _hasLeft;
    private bool _hasFailed;

    public InteractionId Leader => leader;

    public string Project => project;

    public DateTimeOffset BeganAt => began;

    public DateTimeOffset? Expires => expires;

    /// <summary>The answer, read when the first one wants it; null when there is none to share.</summary>
    public Task<Lazy<RecordedInteraction?>?> Answer => _answer.Task;

    /// <summary>Whether it is over and brought nothing that can be shared.</summary>
    public bool HasFailed => Volatile.Read(ref _hasFailed);

    public bool IsFollowed => Volatile.Read(ref _followers) > 0;

    /// <summary>Whether its answer is not to be given any more.</summary>
    public bool IsOver(long now) => now >= Volatile.Read(ref _endsAt);

    public void EndAt(long timestamp)
    {
        if (timestamp < Volatile.Read(ref _endsAt)) Volatile.Write(ref _endsAt, timestamp);
    }

    public bool TryFollow(int most)
    {
        if (Interlocked.Increment(ref _followers) <= most) return true;
        Interlocked.Decrement(ref _followers);
        return false;
    }

    public void EndFollowing() => Interlocked.Decrement(ref _followers);

    /// <summary>The answer is there. False when the flight is off the list already; those who wait get it all the same.</summary>
    public bool Land(Lazy<RecordedInteraction?>? answer, long bytes, long endsAt)
    {
        bool isListed;
        lock (_answer)
        {
            isListed = !_hasLeft;
            if (isListed) _bytes = bytes;
        }

        EndAt(endsAt);
        if (answer is null) Volatile.Write(ref _hasFailed, true);
        _answer.TrySetResult(answer);
        return isListed;
    }

    /// <summary>It is off the list. Returns the bytes it counted for.</summary>
    public long Leave()
    {
        lock (_answer)
        {
            _hasLeft = true;
            var bytes = _bytes;
            _bytes = 0;
            return bytes;
        }
    }
}
