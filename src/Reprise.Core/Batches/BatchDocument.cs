namespace Reprise.Batches;

/// <summary>A batch as the API tells it.</summary>
public sealed record BatchDocument
{
    public required string Id { get; init; }
    public string? Name { get; init; }
    public required BatchState State { get; init; }

    /// <summary>What did not go as it should.</summary>
    public string? Reason { get; init; }
    public required string Provider { get; init; }

    /// <summary>What a call costs against a direct one.</summary>
    public required decimal PriceFactor { get; init; }

    /// <summary>Calls in it.</summary>
    public required int Total { get; init; }

    /// <summary>Calls that have no result on record yet.</summary>
    public required int Waiting { get; init; }
    public required int Succeeded { get; init; }
    public required int Failed { get; init; }
    public required int Expired { get; init; }
    public required int Cancelled { get; init; }
    public required int Unanswered { get; init; }
    public int? Erased { get; init; }

    /// <summary>Lines of results that belong to no call: doubled, unknown and unreadable ones.</summary>
    public int? StrayResults { get; init; }

    /// <summary>Recorded calls that could not be asked again, by why.</summary>
    public IReadOnlyDictionary<string, long>? SkippedBy { get; init; }

    /// <summary>The provider's batches it is made of.</summary>
    public required IReadOnlyList<BatchLegDocument> Legs { get; init; }
    public required string Actor { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }

    public static BatchDocument Of(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        var counts = batch.Legs.Aggregate(BatchCounts.None, static (sum, leg) => sum + leg.Counts);
        var total = batch.Legs.Sum(static leg => leg.Count);
        var stray = counts.Doubled + counts.Unknown + counts.Unreadable;
        return new BatchDocument
        {
            Id = batch.Id,
            Name = batch.Name,
            State = batch.State,
            Reason = batch.Reason ?? batch.Legs.Select(static leg => leg.Reason).FirstOrDefault(static reason => reason is not null),
            Provider = batch.Provider,
            PriceFactor = batch.PriceFactor,
            Total = total,
            Waiting = total - counts.Ended,
            Succeeded = counts.Succeeded,
            Failed = counts.Failed,
            Expired = counts.Expired,
            Cancelled = counts.Cancelled,
            Unanswered = counts.Unanswered,
            Erased = counts.Erased == 0 ? null : counts.Erased,
            StrayResults = stray == 0 ? null : stray,
            SkippedBy = batch.SkippedBy.Count == 0 ? null : batch.SkippedBy,
            Legs = [.. batch.Legs.Select(BatchLegDocument.Of)],
            Actor = batch.Actor,
            CreatedAt = batch.CreatedAt,
            EndedAt = batch.EndedAt,
        };
    }
}

/// <summary>One batch at the provider.</summary>
public sealed record BatchLegDocument
{
    public required LegState State { get; init; }
    public string? Reason { get; init; }
    public required int Total { get; init; }
    public required string Path { get; init; }

    /// <summary>The provider's own id and word for it.</summary>
    public string? ProviderBatchId { get; init; }
    public string? ProviderState { get; init; }
    public DateTimeOffset? SubmittedAt { get; init; }

    /// <summary>When the provider is asked next.</summary>
    public DateTimeOffset? NextLookAt { get; init; }

    internal static BatchLegDocument Of(BatchLeg leg) => new()
    {
        State = leg.State,
        Reason = leg.Reason,
        Total = leg.Count,
        Path = leg.Path,
        ProviderBatchId = leg.RemoteId,
        ProviderState = leg.RemoteState,
        SubmittedAt = leg.SubmittedAt,
        NextLookAt = leg.State == LegState.Ended ? null : leg.NextAt,
    };
}

/// <summary>Batches of a project.</summary>
public sealed record BatchListDocument
{
    public required IReadOnlyList<BatchDocument> Items { get; init; }
}

/// <summary>A call of a batch.</summary>
public sealed record BatchCallDocument
{
    /// <summary>Its interaction: on record when its state is no longer `waiting`.</summary>
    public required string InteractionId { get; init; }
    public string? CustomId { get; init; }
    public required RowState State { get; init; }

    public static BatchCallDocument Of(BatchRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new BatchCallDocument { InteractionId = row.Id, CustomId = row.CustomId, State = row.State };
    }
}

/// <summary>Calls of a batch, in their order.</summary>
public sealed record BatchCallPageDocument
{
    public required IReadOnlyList<BatchCallDocument> Items { get; init; }

    /// <summary>The `offset` of the next page; left out on the last.</summary>
    public int? Next { get; init; }
}
