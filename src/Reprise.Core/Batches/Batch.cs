using System.Text.Json.Serialization;

namespace Reprise.Batches;

/// <summary>
/// Calls that were handed to a provider's batch API together, to be answered later and cheaper. What was asked for and how far it is; each call's request waits beside it
/// (<see cref="BatchRows"/>) and becomes an interaction on record when its result is there.
/// </summary>
public sealed record Batch
{
    /// <summary>The kind of settings that hold a batch; the key is its id.</summary>
    public const string SettingKind = "batch";

    /// <summary>The kind of settings that hold the calls of a batch, some hundred to a part.</summary>
    public const string PartKind = "batch.part";

    /// <summary>Such as <c>batch-20260303-120000-k7f3</c>; made of the idempotency key where there is one.</summary>
    public required string Id { get; init; }
    public required string Project { get; init; }

    /// <summary>What its sender calls it.</summary>
    public string? Name { get; init; }
    public required BatchState State { get; init; }

    /// <summary>Why something did not go as it should, for people; null when all is well.</summary>
    public string? Reason { get; init; }

    /// <summary>The provider's configured name.</summary>
    public required string Provider { get; init; }

    /// <summary>Whose batch API it speaks, <c>openai</c> or <c>anthropic</c>.</summary>
    public required string Family { get; init; }

    /// <summary>What a call costs against the price of a direct one; fixed when the batch was taken.</summary>
    public decimal PriceFactor { get; init; } = 0.5m;

    /// <summary>SHA-256 of what was asked for, where an idempotency key came with it.</summary>
    public string? RequestHash { get; init; }

    /// <summary>Who sent it.</summary>
    public string Actor { get; init; } = "";

    /// <summary>The server that took it.</summary>
    public string Owner { get; init; } = "";

    /// <summary>The provider's batches it is made of, each within that one's limits.</summary>
    public IReadOnlyList<BatchLeg> Legs { get; init; } = [];

    /// <summary>Somebody asked for its end.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>Calls of a filter or a dataset that could not be asked again, by why.</summary>
    public IReadOnlyDictionary<string, long> SkippedBy { get; init; } = new Dictionary<string, long>(StringComparer.Ordinal);
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Of the setting; 0 before it is kept.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public bool HasEnded => State is BatchState.Done or BatchState.Cancelled;
}

/// <summary>One batch at the provider.</summary>
public sealed record BatchLeg
{
    /// <summary>From 0.</summary>
    public required int Number { get; init; }
    public required LegState State { get; init; }
    public string? Reason { get; init; }

    /// <summary>Calls in it.</summary>
    public required int Count { get; init; }
    public required int Parts { get; init; }

    /// <summary>Where a direct call would go, such as <c>/v1/chat/completions</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Whether a privacy policy changed requests, so that what is kept is not what is to be sent: that is in the memory of the server that took it alone.</summary>
    public bool IsShaped { get; init; }

    /// <summary>The uploaded file of requests, where the provider wants one.</summary>
    public string? FileId { get; init; }

    /// <summary>The provider's own id of it.</summary>
    public string? RemoteId { get; init; }

    /// <summary>The provider's own word for how far it is.</summary>
    public string? RemoteState { get; init; }

    /// <summary>When it was about to be made at the provider; without a remote id nobody knows whether it was.</summary>
    public DateTimeOffset? SubmittingAt { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }
    public bool CancelSent { get; init; }

    /// <summary>When it is looked at next.</summary>
    public DateTimeOffset NextAt { get; init; }

    /// <summary>How often it was looked at, and how often in a row that failed.</summary>
    public int Looks { get; init; }
    public int Failures { get; init; }
    public BatchCounts Counts { get; init; } = BatchCounts.None;
}

/// <summary>What came of calls. The first six are calls of the batch; the others are lines of its results that are none.</summary>
public sealed record BatchCounts
{
    public static BatchCounts None { get; } = new();
    public int Succeeded { get; init; }

    /// <summary>Answered with an error, or never taken by the provider.</summary>
    public int Failed { get; init; }
    public int Expired { get; init; }
    public int Cancelled { get; init; }

    /// <summary>The batch ended without a word about them.</summary>
    public int Unanswered { get; init; }

    /// <summary>Erased while they waited.</summary>
    public int Erased { get; init; }

    /// <summary>Results beyond the first of one call.</summary>
    public int Doubled { get; init; }

    /// <summary>Results of calls that were not in the batch.</summary>
    public int Unknown { get; init; }

    /// <summary>Lines that are no results.</summary>
    public int Unreadable { get; init; }

    [JsonIgnore]
    public int Ended => Succeeded + Failed + Expired + Cancelled + Unanswered + Erased;

    public static BatchCounts operator +(BatchCounts a, BatchCounts b) => new()
    {
        Succeeded = a.Succeeded + b.Succeeded,
        Failed = a.Failed + b.Failed,
        Expired = a.Expired + b.Expired,
        Cancelled = a.Cancelled + b.Cancelled,
        Unanswered = a.Unanswered + b.Unanswered,
        Erased = a.Erased + b.Erased,
        Doubled = a.Doubled + b.Doubled,
        Unknown = a.Unknown + b.Unknown,
        Unreadable = a.Unreadable + b.Unreadable,
    };

    /// <summary>As the operator, for languages without it.</summary>
    public static BatchCounts Add(BatchCounts left, BatchCounts right) => left + right;
}

[JsonConverter(typeof(JsonStringEnumConverter<BatchState>))]
public enum BatchState
{
    /// <summary>Its calls are being written down; nothing was sent.</summary>
    [JsonStringEnumMemberName("taking")] Taking,
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Its end was asked for, and the provider has not ended all of it.</summary>
    [JsonStringEnumMemberName("cancelling")] Cancelling,

    /// <summary>Every call has its interaction on record.</summary>
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>The same, after its end was asked for.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,
}

[JsonConverter(typeof(JsonStringEnumConverter<LegState>))]
public enum LegState
{
    [JsonStringEnumMemberName("waiting")] Waiting,

    /// <summary>It is being made at the provider, or may have been.</summary>
    [JsonStringEnumMemberName("submitting")] Submitting,
    [JsonStringEnumMemberName("running")] Running,

    /// <summary>Every call of it has its interaction on record.</summary>
    [JsonStringEnumMemberName("ended")] Ended,
}
