using Reprise.Interactions;

namespace Reprise.Capture;

/// <summary>
/// One call as it was on the wire, before anybody has read it: what the gateway hands to the pipeline and what the journal keeps. The bodies may be rented;
/// whoever consumes the call last disposes it.
/// </summary>
public sealed class CapturedCall : IDisposable
{
    private IDisposable? _rented;

    public required InteractionId Id { get; init; }
    public required string Project { get; init; }

    /// <summary>When the request reached us, UTC.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>Who answered, or was asked last.</summary>
    public required string Provider { get; set; }

    /// <summary>The dialect configured for the provider; null to infer it from the path.</summary>
    public string? Dialect { get; set; }
    public required string Method { get; init; }

    /// <summary>Path below the provider's base URL, without query, as sent.</summary>
    public required string Path { get; set; }

    /// <summary>Query string with its question mark and credentials taken out, or empty.</summary>
    public string Query { get; set; } = "";

    /// <summary>Headers of the request on which the answer may depend, names in lower case; never credentials.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; set; } = [];

    /// <summary>Null when the caller asked to omit it.</summary>
    public Body? Request { get; set; }

    /// <summary>What had arrived when the call ended; null when nothing had, or the caller asked to omit it.</summary>
    public Body? Response { get; set; }
    public IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; set; } = [];

    /// <summary>Null when no answer came.</summary>
    public int? HttpStatus { get; set; }
    public CallOutcome Outcome { get; set; }

    /// <summary>Why the outcome is not <see cref="CallOutcome.Completed"/>, in words without content.</summary>
    public string? Error { get; set; }
    public long LatencyMs { get; set; }

    /// <summary>How often the upstream was tried: 1 without retries and fallbacks.</summary>
    public int Attempts { get; set; } = 1;

    /// <summary>What could not be recorded as it should, such as a body over the limit; null when nothing.</summary>
    public string? RecordError { get; set; }
    public long? TtftMs { get; set; }

    /// <summary>What the cache did with the call; null when it took no part.</summary>
    public CacheOutcome? Cache { get; set; }

    /// <summary>What the caller's headers said about the call, and the tag of an experiment that it was dealt to.</summary>
    public CallLabels Labels { get; set; } = CallLabels.None;

    /// <summary>What privacy did to the call before it was written; null when nothing.</summary>
    public PrivacyNote? Privacy { get; set; }

    /// <summary>What the gateway's scan found before the call was sent; null when it did not scan.</summary>
    public SecurityNote? Security { get; set; }

    /// <summary>Why nothing of the call is recorded, in one word; null when it is.</summary>
    public string? Withheld { get; set; }

    /// <summary>
    /// Its request and labels went through the guard when they were taken, long before the answer came, and <see cref="Privacy"/> says what was done. A body may go through
    /// it twice, a pseudonym may not. Not journalled: what is read back from the journal has been through the guard.
    /// </summary>
    internal bool IsTakenBefore { get; set; }

    /// <summary>What the guard keeps between its looks at the call.</summary>
    internal object? Guarded { get; set; }

    /// <summary>Where the whole call stands in the journal.</summary>
    internal JournalEntry Entry { get; set; }

    /// <summary>Where its stream stood when the last event had come but not yet the end.</summary>
    internal JournalEntry EarlyEntry { get; set; }

    /// <summary>Whether a stream's last event has been journalled before its end.</summary>
    public bool HasEarlyEntry => EarlyEntry.IsJournaled;

    /// <summary>Set when the store refused the call and it could not be kept aside: its journal file is then its only place.</summary>
    internal bool StaysJournaled { get; set; }

    /// <summary>What the call counts for while it waits.</summary>
    internal long QueuedBytes => Entry.IsJournaled ? Entry.Length : BodyBytes;

    /// <summary>Bytes of both bodies.</summary>
    public long BodyBytes => (Request?.Bytes.Length ?? 0) + (Response?.Bytes.Length ?? 0);

    /// <summary>Disposes <paramref name="rented"/> together with this call.</summary>
    public void Own(IDisposable rented) => _rented = rented;

    public void Dispose()
    {
        _rented?.Dispose();
        _rented = null;
    }
}

public enum CallOutcome
{
    Completed,

    /// <summary>The client hung up.</summary>
    Cancelled,

    /// <summary>The upstream took longer than its limit.</summary>
    TimedOut,

    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>The upstream broke off in the middle of its answer.</summary>
    Broken,

    /// <summary>The client wanted a cached answer or none, and there was none: nobody was asked.</summary>
    NotCached,

    /// <summary>The project's security policy did not let the request out, or the answer in.</summary>
    Blocked,

    /// <summary>The caller's key did not let the request out: not in its scope, too often, or its budget is spent.</summary>
    Refused,

    /// <summary>The provider gave it up unanswered when the time of its batch was over.</summary>
    Expired,

    /// <summary>The provider's batch ended, and nothing in its results is about this call.</summary>
    Unanswered,

    /// <summary>It was never sent: its batch was not taken by the provider, or ended before.</summary>
    NotSent,
}

/// <summary>What a caller says about its call, from <c>Reprise-*</c> headers and their aliases.</summary>
public sealed record CallLabels
{
    public static CallLabels None { get; } = new();

    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }
    public string? SpanId { get; init; }
    public string? ParentId { get; init; }
    public string? PromptType { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>A JSON object as text, or null.</summary>
    public string? Metadata { get; init; }
    public string? IpAddress { get; init; }

    /// <summary>What the call repeats; null when it is no replay.</summary>
    public ReplayOrigin? Replay { get; init; }

    /// <summary>The prompt template behind it, as <c>name@version</c>.</summary>
    public string? PromptTemplate { get; init; }

    /// <summary>Whether the user agreed to be recorded; null when the caller did not say.</summary>
    public bool? Consent { get; init; }

    /// <summary>Headers that were refused and why; becomes part of the record.</summary>
    public string? RecordError { get; init; }
}
