using System.Collections.Concurrent;
using Reprise.Cache.Answers;
using Reprise.Capture;
using Reprise.Embeddings;
using Reprise.Interactions;

namespace Reprise.Server.Cache;

/// <summary>
/// Requests that are on their way to a provider, by what they ask: whoever asks the very same meanwhile waits for that answer, and whoever asks right after it
/// finds it here until it is an entry. Safe for use from many threads.
/// </summary>
internal sealed class Flights(CacheOptions options, CapturePipeline pipeline, TimeProvider time)
{
    /// <summary>Most bytes of answers kept here until they are entries; beyond it the entries are waited for without.</summary>
    private const long BytesMax = 32L << 20;
    private const int FlightsMax = 65_536;

    /// <summary>Longest time an answer is kept that does not become an entry, as while the store is down.</summary>
    private static readonly TimeSpan s_landed = TimeSpan.FromSeconds(30);

    /// <summary>How long after the entry is there, for those who looked just before.</summary>
    private static readonly TimeSpan s_filled = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<PartitionKey, Flight> _byQuestion = new();
    private long _bytes;
    private int _followers;

    /// <summary>Questions under way, and those whose answers have just come.</summary>
    public int Count => _byQuestion.Count;

    /// <summary>Of answers that have come and are not entries yet.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Requests that wait.</summary>
    public int Followers => Volatile.Read(ref _followers);

    /// <summary>The flight of a question, begun by this request when there was none; null when there is no room.</summary>
    public Flight? Join(CacheCall cached, out bool leads)
    {
        leads = false;
        var exact = cached.Key.Exact;
        if (_byQuestion.TryGetValue(exact, out var flight))
        {
            if (!flight.IsOver(time.GetTimestamp())) return flight;
            Remove(exact, flight);
        }

        if (_byQuestion.Count >= FlightsMax) return null;
        var mine = Begin(cached);
        flight = _byQuestion.GetOrAdd(exact, mine);
        leads = flight == mine;
        return flight;
    }

    /// <summary>Begins a flight whatever there is, for a request that wants a fresh answer: later ones wait for this one. Null when there is no room.</summary>
    public Flight? Lead(CacheCall cached)
    {
        var exact = cached.Key.Exact;
        if (_byQuestion.Count >= FlightsMax && !_byQuestion.ContainsKey(exact)) return null;
        var mine = Begin(cached);
        Flight? replaced = null;
        _byQuestion.AddOrUpdate(exact, mine, (_, before) =>
        {
            replaced = before;
            return mine;
        });
        // Leaving twice counts once, should another have removed it in between.
        if (replaced is not null) Interlocked.Add(ref _bytes, -replaced.Leave());
        return mine;
    }

    /// <summary>The flight of a question whose answer has just come; null when there is none.</summary>
    public Flight? FindLanded(PartitionKey exact) =>
        _byQuestion.TryGetValue(exact, out var flight) && flight.Answer.IsCompleted && !flight.IsOver(time.GetTimestamp()) ? flight : null;

    /// <summary>Waits for a flight's answer as long as it may take; null when it brings none that can be shared, or not in time.</summary>
    /// <param name="flight">On its way, or landed.</param>
    /// <param name="patience">Of the one who waits, where that is less than everybody's; null for no such limit.</param>
    /// <param name="cancellationToken">When it hangs up.</param>
    public async Task<RecordedInteraction?> FollowAsync(Flight flight, TimeSpan? patience, CancellationToken cancellationToken)
    {
        if (!flight.Answer.IsCompleted)
        {
            var longest = patience < options.FollowFor ? patience.Value : options.FollowFor;
            if (longest <= TimeSpan.Zero || !flight.TryFollow(options.MaxFollowers)) return null;
            Interlocked.Increment(ref _followers);
            try
            {
                await flight.Answer.WaitAsync(longest, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return null;
            }
            finally
            {
                Interlocked.Decrement(ref _followers);
                flight.EndFollowing();
            }
        }

        return (await flight.Answer)?.Value;
    }

    /// <summary>A leader's call has ended; null when it is no record.</summary>
    public void Land(PartitionKey exact, Flight flight, CapturedCall? call)
    {
        // What did not go well is nobody else's, and one who has the same question asks for itself.
        if (call is not { Outcome: CallOutcome.Completed, HttpStatus: >= 200 and < 300, Response: { } response, Request: not null })
        {
            Remove(exact, flight);
            flight.Land(null, 0, time.GetTimestamp());
            return;
        }

        var size = response.Bytes.Length + call.Request.Bytes.Length;
        var mayStay = Interlocked.Add(ref _bytes, size) <= BytesMax;
        if (!mayStay)
        {
            Interlocked.Add(ref _bytes, -size);
            Remove(exact, flight);
            if (!flight.IsFollowed)
            {
                flight.Land(null, 0, time.GetTimestamp());
                return;
            }
        }

        var copy = Copy(call);
        var reading = new Lazy<RecordedInteraction?>(() => Read(copy));
        if (!flight.Land(reading, mayStay ? size : 0, time.GetTimestamp() + Ticks(s_landed)) && mayStay) Interlocked.Add(ref _bytes, -size);
    }

    /// <summary>The flight's answer is an entry now.</summary>
    public void Filled(PartitionKey exact, InteractionId leader)
    {
        if (_byQuestion.TryGetValue(exact, out var flight) && flight.Leader == leader) flight.EndAt(time.GetTimestamp() + Ticks(s_filled));
    }

    /// <summary>The record of a project has changed: what has landed may not be what it says any more.</summary>
    public void Drop(string project)
    {
        foreach (var (exact, flight) in _byQuestion)
        {
            if (flight.Project == project && flight.Answer.IsCompleted) Remove(exact, flight);
        }
    }

    /// <summary>Forgets what is over.</summary>
    public void Sweep()
    {
        var now = time.GetTimestamp();
        foreach (var (exact, flight) in _byQuestion)
        {
            if (flight.IsOver(now)) Remove(exact, flight);
        }
    }

    private static Flight Begin(CacheCall cached)
    {
        var began = cached.Call.Captured.Timestamp;
        return new Flight(cached.Id, cached.Question.Project, began, began + cached.Wish.Ttl);
    }

    private void Remove(PartitionKey exact, Flight flight)
    {
        if (_byQuestion.TryRemove(new KeyValuePair<PartitionKey, Flight>(exact, flight))) Interlocked.Add(ref _bytes, -flight.Leave());
    }

    private RecordedInteraction? Read(CapturedCall call)
    {
        var record = pipeline.Derive(call);
        return AnswerForms.WhyNotKept(record) is null ? record : null;
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);

    /// <summary>Of its own: the recorder's buffers are used again.</summary>
    private static CapturedCall Copy(CapturedCall call) => new()
    {
        Id = call.Id, Project = call.Project, Timestamp = call.Timestamp, Provider = call.Provider, Dialect = call.Dialect, Method = call.Method, Path = call.Path, Query = call.Query,
        Request = call.Request! with { Bytes = call.Request.Bytes.ToArray() },
        Response = call.Response! with { Bytes = call.Response.Bytes.ToArray(), Chunks = [.. call.Response.Chunks] },
        HttpStatus = call.HttpStatus, Outcome = call.Outcome, RecordError = call.RecordError, Labels = call.Labels,
    };
}
