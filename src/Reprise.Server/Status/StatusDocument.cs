using Reprise.Server.Prices;
using Reprise.Server.Proof;

namespace Reprise.Server.Status;

/// <summary>How the server is doing.</summary>
internal sealed record StatusDocument
{
    public required string Version { get; init; }
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Names the data folder, for as long as it is there; left out while the folder cannot be written.</summary>
    public string? FolderId { get; init; }

    /// <summary>Names this run of the server; `journal/instance` in its data folder has both.</summary>
    public string? InstanceId { get; init; }
    public required StoreStatusDocument Store { get; init; }
    public required CaptureStatusDocument Capture { get; init; }
    public required CacheStatusDocument Cache { get; init; }
    public required ProofStatusDocument Proof { get; init; }
    public required EvaluationStatusDocument Evaluation { get; init; }
    public required IReadOnlyList<ProviderStatusDocument> Providers { get; init; }
    public required PriceTableDocument Prices { get; init; }
}

internal sealed record StoreStatusDocument
{
    public required string Engine { get; init; }
    public required bool Healthy { get; init; }

    /// <summary>What is wrong, when it is not healthy.</summary>
    public string? Message { get; init; }
}

/// <summary>What became of the calls we were given since the server started.</summary>
internal sealed record CaptureStatusDocument
{
    public required long Received { get; init; }
    public required long Stored { get; init; }
    public required long Known { get; init; }

    /// <summary>In memory, waiting for the store.</summary>
    public required long Queued { get; init; }

    /// <summary>Lost because a queue was full or the disk refused.</summary>
    public required long Dropped { get; init; }

    /// <summary>Kept off the record by privacy policies, by the reason; left out where there are none.</summary>
    public IReadOnlyDictionary<string, long>? Withheld { get; init; }
    public required long Failed { get; init; }

    /// <summary>Not in the journal when they came, because it could not be written: a crash before they are stored would lose them.</summary>
    public required long Unjournaled { get; init; }
    public required long JournalBytes { get; init; }
    public required bool JournalHealthy { get; init; }
    public string? LastError { get; init; }
}

internal sealed record ProviderStatusDocument
{
    public required string Name { get; init; }
    public required string BaseUrl { get; init; }
    public string? Dialect { get; init; }
}

/// <summary>The cache of this server, since it started.</summary>
internal sealed record CacheStatusDocument
{
    /// <summary>False until its entries are open; calls go to their providers meanwhile.</summary>
    public required bool Ready { get; init; }

    /// <summary>`ready`, `catching_up`, `rebuilding` or `closed`: whether reworded questions find everything.</summary>
    public required string Vectors { get; init; }

    /// <summary>What made vectors be made again, or keeps them from it.</summary>
    public string? Message { get; init; }

    /// <summary>Counted within the last minute.</summary>
    public required long Entries { get; init; }
    public required long Hits { get; init; }
    public required long SemanticHits { get; init; }
    public required long Misses { get; init; }

    /// <summary>Calls that asked for the cache, or were meant to, and that it let pass.</summary>
    public required long Bypasses { get; init; }

    /// <summary>Bytes of answers in memory.</summary>
    public required long HotBytes { get; init; }

    /// <summary>Answers on their way to becoming entries.</summary>
    public required long Queued { get; init; }

    /// <summary>Answers that found no room on that way; they are found again in the record.</summary>
    public required long Dropped { get; init; }

    /// <summary>Times the cache could not be read or written.</summary>
    public required long Failed { get; init; }

    /// <summary>Semantic hits that were compared with a fresh answer.</summary>
    public required long Checks { get; init; }
    public required long WrongChecks { get; init; }

    /// <summary>Policies that ask for more certainty than their owners do, since checks found them wrong.</summary>
    public int StricterPolicies { get; init; }

    /// <summary>The model that turns texts into vectors.</summary>
    public required EmbedderStatusDocument Embedder { get; init; }

    /// <summary>The model that is asked about candidates, where there is one.</summary>
    public SecondOpinionStatusDocument? SecondOpinion { get; init; }
}

internal sealed record EmbedderStatusDocument
{
    public required string Name { get; init; }

    /// <summary>`ready`, or `paused` after failures: reworded questions are misses until it answers again.</summary>
    public required string State { get; init; }
}

internal sealed record SecondOpinionStatusDocument
{
    public required string Name { get; init; }

    /// <summary>Pairs it was asked about.</summary>
    public required long Asked { get; init; }

    /// <summary>Texts that went through the model; the others were remembered.</summary>
    public required long Embedded { get; init; }

    /// <summary>Pairs it cannot tell about.</summary>
    public required long Undecided { get; init; }

    /// <summary>Pairs given up because the time was up.</summary>
    public required long Late { get; init; }
}

/// <summary>What rules have scored on this server since it started.</summary>
internal sealed record EvaluationStatusDocument
{
    /// <summary>Interactions that a rule selected and its sample holds.</summary>
    public required long Received { get; init; }
    public required long Scored { get; init; }

    /// <summary>Waiting to be scored.</summary>
    public required long Queued { get; init; }

    /// <summary>Not scored, since the queue was full.</summary>
    public required long Dropped { get; init; }

    /// <summary>Not scored, since their rule had scored as many as it may in a minute.</summary>
    public required long Limited { get; init; }
    public required long Failed { get; init; }
}
